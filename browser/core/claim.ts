/** Whose incident it is, whether its operator is still heard, and what may be done about that. The server has the last word. */
import type { Id, IncidentRow } from '../contract/api';
import { figures, milliseconds } from './time';
import { shortName } from './words';

/** An open console is heard every ten seconds. After this time a colleague may step in. */
export const STALE_AFTER_MS = 60_000;

type Held = Pick<IncidentRow, 'state' | 'operator' | 'operator_heard_at'>;

const isHeld = ({ state, operator }: Held): boolean => operator !== null && (state === 'handling' || state === 'parked');

/** For how long its operator has not been heard: infinite when never; null when they are there, or when nobody has it. */
export function unheardFor(row: Held, now: number): number | null {
  if (!isHeld(row)) return null;
  if (row.operator_heard_at === null) return Number.POSITIVE_INFINITY;
  const silence = now - milliseconds(row.operator_heard_at);
  return silence >= STALE_AFTER_MS ? silence : null;
}

/** A colleague has it and is not heard. One's own screen proves by itself that one is here. */
export const isStale = (row: Held, me: Id, now: number): boolean => row.operator?.id !== me && unheardFor(row, now) !== null;

/** "not heard for 2:10" */
export const unheardWords = (silence: number): string => (Number.isFinite(silence) ? `not heard for ${figures(silence)}` : 'was never heard');

/** "Jonas F. not heard for 2:10"; null where that is not so. */
export function staleWords(row: Held, me: Id, now: number): string | null {
  const silence = isStale(row, me, now) ? unheardFor(row, now) : null;
  return silence === null || row.operator === null ? null : `${shortName(row.operator.name)} ${unheardWords(silence)}`;
}

export type ClaimAct = 'release' | 'park' | 'take_over';

/** Which acts belong to it at all; whether they are allowed now is the server's to say. */
export function claimActs(row: Held, me: Id): readonly ClaimAct[] {
  if (!isHeld(row)) return [];
  if (row.operator?.id !== me) return ['take_over'];
  return row.state === 'handling' ? ['release', 'park'] : ['release'];
}

/** The minutes that the dialog offers. */
export const PARK_MINUTES: readonly number[] = [5, 10, 15, 30, 60, 120];
