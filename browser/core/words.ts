/** The console's words, in one place: short, verbs first, no codes, no blame. */
import type { CallOutcome, Callee, Cause, Clock, EmergencyService, Id, Incident, IncidentRow, Plan, Priority, ResponseKind, SafePin, Time, Undelivered } from '../contract/api';
import { counted } from './time.ts';

export const PRIORITY_WORD: Readonly<Record<Priority, string>> = { 1: 'Life', 2: 'Urgent', 3: 'Soon', 4: 'Note' };

export const priorityWords = (priority: Priority, silent: boolean): string =>
  `Priority ${priority}, ${silent ? 'silent' : PRIORITY_WORD[priority].toLowerCase()}`;

export const RESPONSE_WORD: Readonly<Record<ResponseKind, string>> = {
  fire: 'Fire', hold_up: 'Hold-up', intruder: 'Intruder', medical: 'Medical', personal: 'Personal', technical: 'Technical',
};

export const SERVICE_WORD: Readonly<Record<EmergencyService, string>> = { police: 'Police', ambulance: 'Ambulance', fire: 'Fire service' };

/** What became of a call, as it stands beside a name. */
export const OUTCOME_WORD: Readonly<Record<CallOutcome, string>> = {
  safe: 'safe, password was right',
  with_them_safe: 'is with them, safe',
  in_danger: 'in danger',
  duress: 'signs of duress',
  wrong_password: 'wrong password',
  attending: 'is going there',
  told: 'has been told',
  unclear: 'spoke, unclear',
  no_answer: 'no answer',
  busy: 'busy',
  voicemail: 'voicemail, not a person',
  failed: 'call failed',
  unknown: 'not known',
  accepted: 'they are coming',
  refused: 'refused',
  not_possible: 'not possible',
};

export interface OutcomeChoice {
  readonly outcome: CallOutcome;
  readonly label: string;
}

const NOBODY: readonly OutcomeChoice[] = [
  { outcome: 'no_answer', label: 'No answer' },
  { outcome: 'voicemail', label: 'Voicemail' },
  { outcome: 'busy', label: 'Busy' },
  { outcome: 'failed', label: 'Did not ring' },
];

/** Who answered for themselves: the lone worker, or the site. */
const SUBJECT: readonly OutcomeChoice[] = [
  { outcome: 'safe', label: 'Safe, password right' },
  { outcome: 'in_danger', label: 'In danger' },
  { outcome: 'wrong_password', label: 'Wrong password' },
  { outcome: 'duress', label: 'Signs of duress' },
  { outcome: 'unclear', label: 'Spoke, unclear' },
];

const CONTACT: readonly OutcomeChoice[] = [
  { outcome: 'attending', label: 'Going there…' },
  { outcome: 'with_them_safe', label: 'With them, safe' },
  { outcome: 'told', label: 'Told, cannot go' },
  { outcome: 'in_danger', label: 'Says: in danger' },
  { outcome: 'unclear', label: 'Spoke, unclear' },
];

export interface OutcomeChoices {
  readonly answered: readonly OutcomeChoice[];
  readonly nobody: readonly OutcomeChoice[];
}

export const outcomeChoices = (is_subject: boolean): OutcomeChoices => ({ answered: is_subject ? SUBJECT : CONTACT, nobody: NOBODY });

/** "Team leader, no answer" */
export function calleeWords(callee: Callee): string {
  const became = callee.state === null ? '' : callee.state === 'ringing' ? 'ringing' : OUTCOME_WORD[callee.state];
  const answered = callee.has_it === true ? 'answered “I have it”' : callee.has_it === false ? 'answered “I cannot”' : '';
  const leftOut = callee.position === null ? 'not called by this plan' : '';
  return [callee.relation, leftOut, answered, became].filter((part) => part !== '').join(', ');
}

interface ClockWords {
  readonly running: string;
  readonly met: string;
  /** Beside the figures, while it runs. */
  readonly left: string;
}

export function clockWords(clock: Clock): ClockWords {
  switch (clock.name) {
    case 'since': return { running: 'Since the alarm', met: 'Since the alarm', left: '' };
    case 'take': return { running: 'Take', met: 'Taken', left: 'left to take' };
    case 'verify': return { running: 'Verify', met: 'Verified', left: 'left to verify' };
    case 'decide': return { running: 'Decide', met: 'Decided', left: 'left to decide' };
    case 'parked': return { running: 'Back by itself', met: 'Back', left: 'back then' };
  }
}

const firstLetter = (word: string | undefined): string => /^./u.exec(word ?? '')?.[0] ?? '';

/** "Olive B.": enough to know a colleague by, short enough for a row. */
export function shortName(name: string): string {
  const parts = name.trim().split(/\s+/);
  const last = parts.length > 1 ? parts.at(-1) : undefined;
  return last ? `${parts[0] ?? ''} ${firstLetter(last)}.` : name;
}

export function initials(name: string): string {
  const parts = name.trim().split(/\s+/).filter((part) => /^\p{L}/u.test(part));
  const first = parts[0];
  const last = parts.length > 1 ? parts.at(-1) : undefined;
  return `${firstLetter(first)}${firstLetter(last)}`.toUpperCase();
}

/** Which plan an incident goes by: "Night plan, 18:00–06:00, version 3". */
export const planTitle = ({ name, hours, version }: Plan): string => [name, hours ?? '', `version ${version}`].filter((part) => part !== '').join(', ');

/** Who speaks in a line of the journal: you, by name, or the thing that did it. */
export const actorWords = (actor: { readonly kind: string; readonly name: string }, me: string): string =>
  actor.kind === 'plan' ? 'Plan' : actor.kind === 'tocsin' ? 'Tocsin' : actor.kind === 'operator' && actor.name === me ? 'You' : actor.name;

export interface Part {
  readonly text: string;
  readonly bold: boolean;
}

/** "Lone worker. **12 Mill Lane.** Blue door." in parts. A mark that is never closed is text. */
export function boldParts(text: string): readonly Part[] {
  const pieces = text.split('**');
  if (pieces.length % 2 === 0) return [{ text, bold: false }];
  return pieces.map((piece, i) => ({ text: piece, bold: i % 2 === 1 })).filter((part) => part.text !== '');
}

/** "burglary alarm, false alarm by accident": what is about to be closed. */
export const closingWords = (row: IncidentRow, cause: string | null): string =>
  `${row.title.toLowerCase()}${cause === null ? '' : `, ${cause.charAt(0).toLowerCase()}${cause.slice(1)}`}`;

const capital = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;

/** "Closed by Olive Brandt 02:51:04. Burglary, made safe: resolved by you 02:50:40." Who it was stands in the journal's newest line of a close. */
export function overWords({ closed_at, journal, resolution }: Pick<Incident, 'closed_at' | 'journal' | 'resolution'>, me: string, moment: (time: Time) => string): string {
  const who = (name: string): string => (name === me ? 'you' : name);
  const close = journal.find((line) => line.kind === 'incident.closed');
  const closed = close !== undefined ? `Closed by ${who(close.actor.name)} ${moment(close.at)}.` : closed_at == null ? '' : `Closed ${moment(closed_at)}.`;
  const resolved = resolution === null ? '' : `${capital(resolution.words)}: resolved${resolution.by === null ? '' : ` by ${who(resolution.by)}`} ${moment(resolution.at)}.`;
  return [closed, resolved].filter((part) => part !== '').join(' ');
}

/** What those are told who were told of it. Only where somebody said so is all clear. */
export function endingWords(n: number, cause: Cause | null): string {
  if (n === 0) return '';
  const who = n === 1 ? '1 person is told' : `${n} people are told`;
  if (cause === 'genuine_handed_over') return `${who} that it was real and is handed over, not that everybody is safe.`;
  if (cause === 'unexplained') return `${who} that it ended unexplained.`;
  return n === 1 ? '1 person gets the all-clear.' : `${n} people get the all-clear.`;
}

/** Whom the plan names and nobody has rung: no refusal, but nobody shall find it out from the report. */
export function untoldWords(names: readonly string[]): string | null {
  const last = names.at(-1);
  if (last === undefined) return null;
  const others = names.slice(0, -1);
  return `Not called, though the plan names them: ${others.length === 0 ? '' : `${others.join(', ')} and `}${last}.`;
}

/** Before the close: who is rung after it, and never before, for it may not be over yet. */
export function ringLaterWords(names: readonly string[]): string | null {
  const last = names.at(-1);
  if (last === undefined) return null;
  const others = names.slice(0, -1);
  return `Once it is closed, ring ${others.length === 0 ? '' : `${others.join(', ')} and `}${last} (${others.length === 0 ? 'has' : 'have'} no e-mail).`;
}

/** "A webhook of Hargreaves has not taken 2 messages since 02:44:18; it is tried again." It may be days: with its day then. */
export function undeliveredWords(one: Undelivered, moment: (time: Time) => string): string {
  const what = `A webhook of ${one.whose} has not taken ${counted(one.messages, 'message')} since ${moment(one.since)}`;
  return one.tried_again ? `${what}; it is tried again.` : `${what}, and is tried no more.`;
}

/** What somebody has in hand and could hand back, the oldest first. */
export const heldBy = (rows: readonly IncidentRow[], me: Id): readonly IncidentRow[] =>
  rows.filter((row) => row.operator?.id === me && (row.state === 'handling' || row.state === 'parked')).sort((a, b) => a.number - b.number);

/** "You still have 4101: hand it back first?" Null where nothing is left in hand. */
export function stillHeldWords(held: readonly Pick<IncidentRow, 'number'>[]): string | null {
  if (held.length === 0) return null;
  return `You still have ${held.slice(0, 3).map((row) => row.number).join(', ')}${held.length > 3 ? ` and ${held.length - 3} more` : ''}: hand ${held.length === 1 ? 'it' : 'them'} back first?`;
}

/** A safe PIN that an operator has to judge: when it was entered, and when it came where a phone had kept it. */
export function safePinWords(pin: SafePin, moment: (at: string) => string): string {
  if (pin.entered_at === null) return `They entered their safe PIN, nobody knows when: their phone’s clock was set before it came at ${moment(pin.received_at)}.`;
  const late = Date.parse(pin.received_at) - Date.parse(pin.entered_at) >= KEPT_MS;
  return `They entered their safe PIN at ${moment(pin.entered_at)}${late ? `, and it came at ${moment(pin.received_at)}` : ''}.`;
}
const KEPT_MS = 5_000;
