/**
 * What the server and the browser say to each other, by the names that the pages use. The shapes are generated from the
 * API (`make contract`); here they are only named, and narrowed where OpenAPI cannot say what the server promises.
 */
import type { components } from './openapi';

export type Schema = components['schemas'];
type Narrowed<T, Promised> = Omit<T, keyof Promised> & Readonly<Promised>;

/** RFC 3339 in UTC, with milliseconds. */
export type Time = string;
export type Id = string;

export type Named = Schema['Named'];
export type Me = Schema['Me'];
export type Demo = Schema['DemoSheet'];

export type Cause = Schema['Cause'];
export type IncidentState = Schema['IncidentState'];
export type ResponseKind = Schema['ResponseKind'];
export type SubjectKind = Schema['SubjectKind'];
export type Priority = 1 | 2 | 3 | 4;

export type Clock = Schema['Clock'];
export type IncidentRow = Narrowed<Schema['IncidentRow'], { priority: Priority }>;
/** What proves that quiet is quiet. A null is a thing that the server does not know, and the page says so. */
export type Quiet = Schema['Quiet'];
export type IncidentList = Narrowed<Schema['IncidentList'], { items: readonly IncidentRow[] }>;

/** What a lone worker said that they do, and by when they let themselves be heard. */
export type SafePin = Schema['SafePin'];
export type Session = Schema['SessionShape'];

export type Subject = Schema['SubjectShape'];
/** Somebody or some place that was looked for. */
export type FoundSubject = Schema['Subject'];
export type Place = Schema['Place'];
export type Plan = Schema['PlanShape'];
export type Instruction = Schema['InstructionShape'];
export type Before = Schema['DoneBefore'];
export type PlanStage = Schema['Stage'];
export type Body = Readonly<Record<string, unknown>>;
export type Way = Narrowed<Schema['Button'], { body: Body }>;
export type Step = Narrowed<Schema['StepShape'], { button: Way | null; also: readonly Way[] }>;

export type CallOutcome = Schema['CallOutcome'];
export type Callee = Narrowed<Schema['CalleeShape'], { state: CallOutcome | 'ringing' | null }>;
export type PhoneCall = Schema['PhoneCallShape'];
export type EmergencyService = Schema['EmergencyService'];
export type EmergencyCall = Schema['EmergencyCallShape'];
export type Alert = Narrowed<Schema['AlertShape'], { priority: Priority }>;
/** A message to one person: to whom, by what, and whether it left. */
export type Notice = Schema['NoticeShape'];
export type Undelivered = Schema['Undelivered'];
export type ToRing = Schema['ToRing'];
export type JournalLine = Schema['JournalLine'];
export type Resolution = Schema['Resolution'];

export type Incident = Narrowed<Schema['IncidentShape'], {
  priority: Priority;
  step: Step;
  callees: readonly Callee[];
  alerts: readonly Alert[];
}>;

export interface Fault {
  readonly where: string;
  readonly detail: string;
}

/** What would have left the machine, were this no demo. */
export type HandsetMessage = Schema['Handset'];
export type HandsetCall = Schema['HandsetCall'];
export type HandsetList = Schema['HandsetList'];

/** RFC 9457. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly faults?: readonly Fault[];
}

/** What the server may be without: then nothing that it shows can be new. */
export type Lacking = 'database';

/** The named events of `/api/v1/live`, each with what it carries. No OpenAPI describes a stream. */
export interface LiveEvents {
  /** Null while the server itself does not know the time. */
  readonly hello: { readonly now: Time | null };
  /** `silent` names the parts of the server that have not been heard for 10 s: "audit", "deadline", "outbox", "raise", "receive", "store", "supervise". */
  readonly beat: { readonly now: Time; readonly silent: readonly string[] };
  /** Instead of a beat, while the server itself does not hear what it needs. */
  readonly cut: { readonly lacks: Lacking };
  readonly queue: { readonly items: readonly IncidentRow[] };
  readonly resync: Readonly<Record<string, never>>;
  readonly signed_out: Readonly<Record<string, never>>;
}
