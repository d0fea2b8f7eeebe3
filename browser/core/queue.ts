/** The order and the groups of the queue, and the rule that nothing moves under the hand. */
import type { Id, IncidentRow } from '../contract/api';
import { isStale } from './claim';
import { countdown } from './countdown';
import { milliseconds } from './time';

export type Group = 'left' | 'waiting' | 'yours' | 'others' | 'parked';
export const GROUPS: readonly Group[] = ['left', 'waiting', 'yours', 'others', 'parked'];
export const GROUP_WORD: Readonly<Record<Group, string>> = {
  left: 'Nobody is with it',
  waiting: 'Waiting for an operator',
  yours: 'Yours',
  others: 'With others',
  parked: 'Parked',
};

/** Somebody took it and is heard no more: as far as anybody knows, nobody sees to it. */
export const isLeft = (row: IncidentRow, me: Id, now: number): boolean => row.state === 'handling' && isStale(row, me, now);

export const groupOf = (row: IncidentRow, me: Id, now: number): Group =>
  isLeft(row, me, now) ? 'left' : row.state === 'waiting' ? 'waiting' : row.state === 'parked' ? 'parked' : row.operator?.id === me ? 'yours' : 'others';

type Stated = Pick<IncidentRow, 'state'>;
/** Closed: only news opens it again. */
export const isEnded = ({ state }: Stated): boolean => state === 'closed' || state === 'filed';
/** Resolved or closed: nothing more is asked of the place. */
export const isOver = (row: Stated): boolean => row.state === 'resolved' || isEnded(row);

/** Nobody has taken it, or nobody has taken note that it got worse or came back: it rings, and its clock to take runs. */
export const isUntaken = (row: IncidentRow): boolean =>
  row.state === 'waiting' || (row.state === 'handling' && (row.worse_at !== null || row.returned_at !== null));

const dueOf = (row: IncidentRow): number =>
  row.clock?.due_at && row.clock.met_at === null ? milliseconds(row.clock.due_at) : Number.POSITIVE_INFINITY;

function by(...keys: readonly ((row: IncidentRow) => number)[]): (a: IncidentRow, b: IncidentRow) => number {
  return (a, b) => {
    for (const key of keys) {
      const [x, y] = [key(a), key(b)];
      if (x !== y) return x < y ? -1 : 1;
    }
    return 0;
  };
}

/** Worst first: silent, then the priority; among equals the soonest due, then the oldest. */
export const worstFirst = by((r) => (r.silent ? 0 : 1), (r) => r.priority, dueOf, (r) => milliseconds(r.opened_at), (r) => r.number);

/** What comes back soonest stands first: nothing else is due there. */
const soonestBack = by(dueOf, (r) => r.number);

export type Layout = Readonly<Record<Group, readonly Id[]>>;

export function layoutOf(rows: Iterable<IncidentRow>, me: Id, now: number): Layout {
  const groups: Record<Group, IncidentRow[]> = { left: [], waiting: [], yours: [], others: [], parked: [] };
  for (const row of rows) groups[groupOf(row, me, now)].push(row);
  const ids = (group: Group) => groups[group].sort(group === 'parked' ? soonestBack : worstFirst).map((row) => row.id);
  return { left: ids('left'), waiting: ids('waiting'), yours: ids('yours'), others: ids('others'), parked: ids('parked') };
}

export interface Arrangement {
  readonly layout: Layout;
  /** What came while a row was under the hand: shown at the foot, placed once the hand is gone. */
  readonly just_in: readonly Id[];
}

/** With a row under the pointer every row keeps its place, also one that left; what is new waits at the foot. */
export function arrange(wanted: Layout, held: Layout | null): Arrangement {
  if (held === null) return { layout: wanted, just_in: [] };
  const shown = new Set(GROUPS.flatMap((group) => held[group]));
  return { layout: held, just_in: GROUPS.flatMap((group) => wanted[group]).filter((id) => !shown.has(id)) };
}

/** Every word typed must occur somewhere in what identifies the incident. */
export function matches(row: IncidentRow, typed: string): boolean {
  const text = `${row.number} ${row.title} ${row.who} ${row.line} ${row.organisation} ${row.operator?.name ?? ''}`.toLowerCase();
  return typed.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

/** Where J and K lead. Off either end it stays. */
export function neighbour(layout: Layout, from: Id | null, step: 1 | -1): Id | null {
  const all = GROUPS.flatMap((group) => layout[group]);
  if (from === null || !all.includes(from)) return (step === 1 ? all[0] : all.at(-1)) ?? null;
  return all[Math.min(all.length - 1, Math.max(0, all.indexOf(from) + step))] ?? null;
}

/** The next to open with N: the worst that nobody is with, then the worst that waits, or the one after it when that is open already. */
export const nextWaiting = (layout: Layout, open: Id | null): Id | null => [...layout.left, ...layout.waiting].find((id) => id !== open) ?? null;

/** How many are with nobody and how many wait, or that none does: the headline. */
export function unattendedWords(left: number, waiting: number): string {
  const parts = [
    left === 0 ? '' : left === 1 ? '1 has nobody with it' : `${left} have nobody with them`,
    waiting === 0 ? '' : waiting === 1 ? '1 is waiting' : `${waiting} are waiting`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'Nothing is waiting' : parts.join(', ');
}

/** "0:14 Check-in missed (2)": what the browser's tab says, also when it lies behind another. */
export function tabTitle(rows: readonly IncidentRow[], me: Id, now: number, lost: boolean, silent: string | null): string {
  const waiting = rows.filter((row) => isUntaken(row) || isLeft(row, me, now)).sort(worstFirst);
  const worst = waiting[0];
  if (lost) return 'Not connected · Tocsin';
  if (!worst) return silent === null ? 'Tocsin console' : `${silent} · Tocsin`;
  const left = worst.clock ? `${countdown(worst.clock, now).figures} ` : '';
  return `${left}${worst.silent ? 'Silent: ' : ''}${worst.title} (${waiting.length})`;
}
