/** Nobody takes it: how far the ladder has been climbed, in words, and when it must be said that nobody is on shift. */
import type { Id, IncidentRow, Notice, Time } from '../contract/api';
import { isStale } from './claim';
import { isLeft, isUntaken } from './queue';
import { counted } from './time';

const RUNG_WORD = { ring: 'rings again at every console', supervisor: 'supervisors written to', run_alone: 'the plan runs by itself' } as const;

type Climbed = Pick<IncidentRow, 'rung' | 'has_it'>;

const answeredWords = (name: string): string => `${name} answered “I have it”`;

/** "supervisors written to"; null while nothing has been climbed. Who answered stands before it: no operator has it by that. */
export function rungWords({ rung, has_it }: Climbed): string | null {
  if (rung === null || rung === undefined) return null;
  return has_it === null || has_it === undefined ? RUNG_WORD[rung] : `${answeredWords(has_it)}, ${RUNG_WORD[rung]}`;
}

const ASKED_AGAIN_AFTER_MS = 5 * 60_000;
/** Where none came they are asked again, but not so often that nobody heeds it. The server has the same rule. */
export const mayAskAgain = ({ supervisor_asked_at }: Pick<IncidentRow, 'supervisor_asked_at'>, now: number): boolean =>
  supervisor_asked_at !== null && supervisor_asked_at !== undefined && now >= Date.parse(supervisor_asked_at) + ASKED_AGAIN_AFTER_MS;

/** An operator asked for a supervisor, and none has come yet. */
export const isSupervisorAsked = ({ supervisor_asked_at }: Pick<IncidentRow, 'supervisor_asked_at'>): boolean => (supervisor_asked_at ?? null) !== null;

/** What is worst about a row: a supervisor is asked for, it got worse, only a person can judge it, or how far the ladder was climbed. Null: nothing of that. */
export const worstWords = (row: IncidentRow, rung: string | null = rungWords(row)): string | null => (isSupervisorAsked(row) ? 'supervisor needed' : row.worse_at === null ? (row.needs_human ?? rung) : 'got worse');

const DONE = { ring: 'It rings again at every console.', supervisor: 'The supervisors were written to.', run_alone: 'The supervisors were written to, and the plan runs by itself.' } as const;

type Untaken = Climbed & Pick<IncidentRow, 'alone' | 'state' | 'operator' | 'operator_heard_at'> & { readonly notices?: readonly Notice[] };

/** Whoever looks at it, and when. */
export interface Viewer {
  readonly me: Id;
  readonly now: number;
  readonly called: boolean;
  readonly moment: (time: Time) => string;
}

/** Who is with it, as it is true: whoever has it and is there has only not taken note of what is new. */
function whoseWords(row: Untaken, { me, now }: Viewer): string {
  if (row.operator?.id === me) return 'You have it, and have not taken note of what is new.';
  if (row.operator !== null && !isStale(row, me, now)) return `${row.operator.name} has it, and has not taken note of what is new.`;
  return row.has_it === null || row.has_it === undefined ? 'Nobody is with it.' : 'No operator is with it.';
}

const CHANNEL_WORD = { mail: 'by e-mail', handset: 'on the demo’s handset' } as const;

/** "Priya Nair, by e-mail 02:48:10": who was written to as a supervisor, by what, and whether it left. */
function writtenWords({ to, state, channel, sent_at, why }: Notice, moment: Viewer['moment']): string {
  if (state === 'owed') return `${to}, though it is not sent yet${why === null ? '' : ` (${why})`}`;
  if (state === 'failed') return `${to}, though it could not be sent${why === null ? '' : ` (${why})`}`;
  const by = channel === null || channel === undefined ? '' : ` ${CHANNEL_WORD[channel]}`;
  const when = sent_at === null ? '' : ` at ${moment(sent_at)}`;
  return `${to}${by}${when}${state === 'unknown' ? ' (whether it arrived is not known)' : ''}`;
}

/** What was done about it. The supervisors are named, where it is known who they are. */
function doneWords({ rung, notices = [] }: Untaken, moment: Viewer['moment']): string {
  if (rung === null || rung === undefined) return '';
  const last = new Map(notices.filter((one) => one.kind === 'supervisor').map((one) => [one.to, one]));
  if (rung === 'ring' || last.size === 0) return DONE[rung];
  const written = [...last.values()].map((one) => writtenWords(one, moment)).join('; ');
  return `Written to as supervisor: ${written}.${rung === 'run_alone' ? ' The plan runs by itself.' : ''}`;
}

/** What is said above an incident that no operator is with, or takes note of; null while nothing has been climbed. */
export function ladderWords(row: Untaken, viewer: Viewer): Said | null {
  const { rung, has_it, alone } = row;
  if (rung === null || rung === undefined) return null;
  const whose = whoseWords(row, viewer);
  const answered = has_it === null || has_it === undefined ? '' : `${answeredWords(has_it)}.`;
  const before = [viewer.called ? whose : '', alone ? 'Nobody was on shift.' : '', answered];
  return { statement: viewer.called ? 'You are called, as a supervisor.' : whose, so: [...before, doneWords(row, viewer.moment)].filter((part) => part !== '').join(' ') };
}

/** The supervisors were written to about it: nobody has it yet, or whoever has it asks for one. */
export const isCalledFor = (row: Pick<IncidentRow, 'rung' | 'supervisor_asked_at'>): boolean => row.rung === 'supervisor' || row.rung === 'run_alone' || isSupervisorAsked(row);

const WORKS = ['operator', 'supervisor'];
export const isSupervisor = (roles: readonly string[]): boolean => roles.includes('supervisor');
/** An open console of one of these is what "on shift" means. */
export const isOnShift = (roles: readonly string[]): boolean => roles.some((role) => WORKS.includes(role));
/** How many are on shift is known to the centre's own people only: a customer's list counts their own. */
export const knowsShift = (roles: readonly string[]): boolean => isOnShift(roles) || roles.includes('centre_admin');

export interface Said {
  readonly statement: string;
  readonly so: string;
}

interface Shift {
  /** How many operators and supervisors are on shift, as the list says; null: not known yet. */
  readonly on_shift: number | null;
  readonly roles: readonly string[];
  readonly me: Id;
}

/** Nobody is on shift while something waits: said on every page. Whoever sits here as an operator is on shift by that. */
export function emptyShift(rows: readonly IncidentRow[], { on_shift, roles, me }: Shift, now: number): Said | null {
  if (isOnShift(roles)) return null;
  const waiting = rows.filter((row) => isUntaken(row) || isLeft(row, me, now));
  const empty = knowsShift(roles) ? on_shift === 0 : waiting.some((row) => row.alone);
  if (waiting.length === 0 || !empty) return null;
  const done = ['run_alone', 'supervisor'].find((rung) => waiting.some((row) => row.rung === rung));
  return {
    statement: `Nobody is on shift, and ${counted(waiting.length, 'incident')} ${waiting.length === 1 ? 'waits' : 'wait'}.`,
    so: `${done === 'run_alone' ? 'The supervisors were written to, and the plan runs by itself. ' : done === 'supervisor' ? 'The supervisors were written to. ' : ''}Have an operator open the console now.`,
  };
}
