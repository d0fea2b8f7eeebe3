/**
 * What the server and the console say to each other. Every use goes through these names, so that generated
 * types can take their place without touching a page. All times are RFC 3339 in UTC; all ids are UUIDs.
 */

export type Time = string;
export type Id = string;

export interface Named {
  readonly id: Id;
  readonly name: string;
}

export interface Me {
  readonly person: Named;
  readonly organisation: Named & { readonly time_zone: string };
  readonly roles: readonly string[];
  readonly demo: boolean;
}

export interface DemoLogin {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly role: string;
}

export interface Demo {
  readonly logins: readonly DemoLogin[];
  readonly panel_command: string;
}

export type IncidentState = 'waiting' | 'handling' | 'resolved' | 'closed' | 'filed';
export type ResponseKind = 'fire' | 'hold_up' | 'intruder' | 'medical' | 'personal' | 'technical';
export type Priority = 1 | 2 | 3 | 4;
export type SubjectKind = 'site' | 'lone_worker';
export type ClockName = 'since' | 'take' | 'verify' | 'decide';

export interface Clock {
  readonly name: ClockName;
  readonly label: string;
  readonly started_at: Time;
  readonly due_at: Time | null;
  readonly met_at: Time | null;
}

export interface IncidentRow {
  readonly id: Id;
  readonly number: number;
  readonly state: IncidentState;
  readonly response_kind: ResponseKind;
  readonly priority: Priority;
  readonly silent: boolean;
  readonly drill: boolean;
  readonly title: string;
  readonly who: string;
  readonly line: string;
  readonly organisation: string;
  readonly subject_kind: SubjectKind;
  readonly opened_at: Time;
  readonly changed_at: Time;
  readonly version: number;
  readonly operator: Named | null;
  readonly claimed_at: Time | null;
  readonly activity: string;
  readonly alarm_count: number;
  readonly clock: Clock | null;
}

/** What proves that quiet is quiet. A null is a thing that the server does not know, and the page says so. */
export interface Quiet {
  readonly since: Time | null;
  readonly sites: number;
  readonly lone_workers: number;
  readonly operators_on_shift: number;
  readonly last_signal_at: Time | null;
  readonly last_panel_at: Time | null;
  readonly loops_heard_at: Time | null;
  readonly worst_lateness_ms: number | null;
}

export interface IncidentList {
  readonly items: readonly IncidentRow[];
  readonly next: string | null;
  readonly cursor: string;
  readonly now: Time;
  readonly quiet: Quiet;
}

export interface Subject {
  readonly kind: SubjectKind;
  readonly id: Id;
  readonly name: string;
  readonly organisation: string;
  readonly phone: string | null;
  readonly description: string | null;
  readonly medical: string | null;
  readonly doing: string | null;
  readonly entrance: string | null;
  readonly keys: string | null;
  readonly photo: null;
}

export interface Place {
  readonly address: string | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly accuracy_m: number | null;
  readonly heard_at: Time | null;
  readonly plus_code: string | null;
  readonly source: 'site' | 'signal';
}

export interface Instruction {
  readonly weight: 'warning' | 'note';
  readonly text: string;
}

export interface PlanStage {
  readonly name: string;
  readonly state: 'done' | 'now' | 'ahead';
}

export type StepKind =
  | 'claim' | 'call_person' | 'note_outcome' | 'call_emergency' | 'note_reference' | 'wait' | 'resolve' | 'close' | 'nothing';

export type Body = Readonly<Record<string, unknown>>;

export interface Way {
  readonly label: string;
  readonly act: string;
  readonly body: Body;
}

export interface Step {
  readonly kind: StepKind;
  readonly statement: string;
  readonly reason: string;
  readonly look_at: Time | null;
  readonly button: Way | null;
  readonly also: readonly Way[];
  readonly number: string | null;
  readonly tel: string | null;
  readonly read_out: readonly string[] | null;
  readonly call_id: Id | null;
}

export type CallOutcome =
  | 'safe' | 'with_them_safe' | 'in_danger' | 'duress' | 'wrong_password' | 'attending' | 'told' | 'unclear'
  | 'no_answer' | 'busy' | 'voicemail' | 'failed' | 'unknown';

export interface Callee {
  readonly id: Id;
  readonly position: number;
  readonly name: string;
  readonly relation: string;
  readonly number: string;
  readonly tel: string;
  readonly is_subject: boolean;
  readonly state: CallOutcome | 'ringing' | null;
  readonly placed_at: Time | null;
  readonly attending_by: Time | null;
}

export interface PhoneCall {
  readonly id: Id;
  readonly callee_id: Id;
  readonly callee_name: string;
  readonly number: string;
  readonly placed_at: Time;
  readonly by: string;
  readonly outcome: CallOutcome | null;
  readonly ended_at: Time | null;
  readonly note: string | null;
  readonly attending_by: Time | null;
}

export type EmergencyService = 'police' | 'ambulance' | 'fire';
export type EmergencyOutcome = 'accepted' | 'refused' | 'not_possible';

export interface EmergencyCall {
  readonly id: Id;
  readonly service: EmergencyService;
  readonly number: string;
  readonly placed_at: Time;
  readonly by: string;
  readonly reference: string | null;
  readonly outcome: EmergencyOutcome | null;
  readonly ended_at: Time | null;
  readonly note: string | null;
}

export interface Alert {
  readonly id: Id;
  readonly title: string;
  readonly code: string;
  readonly scheme: string;
  readonly zone: string | null;
  readonly zone_text: string | null;
  readonly priority: Priority;
  readonly response_kind: ResponseKind;
  readonly count: number;
  readonly first_at: Time;
  readonly last_at: Time;
  readonly occurred_at: Time | null;
  readonly unmapped: boolean;
  readonly restored_at: Time | null;
}

export type ActorKind = 'operator' | 'plan' | 'tocsin' | 'panel' | 'lone_worker' | 'integrator';

export interface JournalLine {
  readonly number: number;
  readonly at: Time;
  readonly kind: string;
  readonly actor: { readonly kind: ActorKind; readonly name: string };
  readonly text: string;
  readonly said: string | null;
}

export interface Permission {
  readonly allowed: boolean;
  readonly because: string | null;
}

export interface Cause {
  readonly cause: string;
  readonly words: string;
}

export interface Resolution extends Cause {
  readonly note: string | null;
  readonly at: Time;
  readonly by: string;
}

export interface Incident extends IncidentRow {
  readonly now: Time;
  readonly subject: Subject;
  readonly place: Place | null;
  readonly clocks: readonly Clock[];
  readonly plan: { readonly version: number; readonly name: string; readonly instructions: readonly Instruction[] };
  readonly progress: readonly PlanStage[];
  readonly step: Step;
  readonly callees: readonly Callee[];
  readonly calls: readonly PhoneCall[];
  readonly emergency: readonly EmergencyCall[];
  readonly alerts: readonly Alert[];
  readonly journal: readonly JournalLine[];
  readonly history: { readonly incidents_12_months: number; readonly false_12_months: number };
  readonly allowed: Readonly<Record<string, Permission>>;
  readonly causes: readonly Cause[];
  readonly resolution: Resolution | null;
  readonly all_clear: number;
}

/** RFC 9457. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
}

/** The named events of `/api/v1/live`, each with what it carries. */
export interface LiveEvents {
  readonly hello: { readonly now: Time };
  readonly beat: { readonly now: Time };
  readonly queue: { readonly items: readonly IncidentRow[] };
  readonly resync: Readonly<Record<string, never>>;
  readonly signed_out: Readonly<Record<string, never>>;
}
