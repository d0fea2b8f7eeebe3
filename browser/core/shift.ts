/** Nobody takes it: how far the ladder has been climbed, in words, and when it must be said that nobody is on shift. */
import type { Id, IncidentRow } from '../contract/api';
import { isLeft, isUntaken } from './queue';
import { counted } from './time';

const RUNG_WORD = { ring: 'rings again at every console', supervisor: 'supervisors called', run_alone: 'the plan runs by itself' } as const;

type Climbed = Pick<IncidentRow, 'rung' | 'has_it'>;

const answeredWords = (name: string): string => `${name} answered “I have it”`;

/** "supervisors called"; null while nothing has been climbed. Who answered stands before it: no operator has it by that. */
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

const DONE = { ring: 'It rings again at every console.', supervisor: 'Supervisors were called.', run_alone: 'Supervisors were called, and the plan runs by itself.' } as const;

/** What is said above an incident that no operator is with; null while nothing has been climbed. */
export function ladderWords({ rung, has_it, alone }: Climbed & Pick<IncidentRow, 'alone'>, called: boolean): Said | null {
  if (rung === null || rung === undefined) return null;
  const nobody = has_it === null || has_it === undefined;
  const whose = nobody ? 'Nobody is with it.' : 'No operator is with it.';
  const before = [called ? whose : '', alone ? 'Nobody was on shift.' : '', nobody ? '' : `${answeredWords(has_it)}.`];
  return { statement: called ? 'You are called, as a supervisor.' : whose, so: [...before, DONE[rung]].filter((part) => part !== '').join(' ') };
}

/** The supervisors were called for it: nobody has it yet, or whoever has it asks for one. */
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
    so: `${done === 'run_alone' ? 'The supervisors were called, and the plan runs by itself. ' : done === 'supervisor' ? 'The supervisors were called. ' : ''}Have an operator open the console now.`,
  };
}
