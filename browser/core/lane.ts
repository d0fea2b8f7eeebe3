/**
 * What was done on a phone and is not yet known to be stored. Three lanes, each in its own order: an alarm never waits behind
 * anything, and a PIN, which may call for help as well, behind no check-in. A refused one steps aside, is kept and shown, and its lane goes on.
 */
import type { Body, Id } from '../contract/api';
import { counted } from './time';

export type Lane = 'alarm' | 'pin' | 'command';
export type KeptKind = 'panic' | 'check_in' | 'extend' | 'pin';

/** A lone worker, by the name that the phone showed. */
export interface Whose {
  readonly id: Id;
  readonly name: string;
}

export interface Kept {
  /** Also the idempotency key: however often it is sent, it counts once. */
  readonly key: Id;
  readonly kind: KeptKind;
  readonly path: string;
  readonly body: Body;
  /** When it was done, by the phone's own clock: that may be set meanwhile. */
  readonly occurred_at: number;
  /** Which came before which, whatever the clock says. */
  readonly order: number;
  /** Who did it; null: nothing was known of the phone yet. */
  readonly whose: Whose | null;
  /** Why the server will not have it. */
  readonly refused: string | null;
}

export const laneOf = (kept: Kept): Lane => (kept.kind === 'panic' ? 'alarm' : kept.kind === 'pin' ? 'pin' : 'command');

const byOrder = (one: Kept, other: Kept): number => one.order - other.order || one.occurred_at - other.occurred_at;
const lastOrder = (all: readonly Kept[]): number => all.reduce((last, { order }) => Math.max(last, order), 0);
export const nextOrder = (all: readonly Kept[]): number => lastOrder(all) + 1;
/** What was done before the store could be read comes after all that was found there. */
export const putAfter = (later: readonly Kept[], earlier: readonly Kept[]): readonly Kept[] => {
  const known = new Set(earlier.map(({ key }) => key));
  return later.map((one) => (known.has(one.key) ? one : { ...one, order: one.order + lastOrder(earlier) }));
};

/** One more, or the same again with what became of it. */
export const withKept = (all: readonly Kept[], one: Kept): readonly Kept[] => [...all.filter((other) => other.key !== one.key), one].sort(byOrder);
export const withoutKept = (all: readonly Kept[], key: Id): readonly Kept[] => all.filter((one) => one.key !== key);
export const waiting = (all: readonly Kept[]): readonly Kept[] => all.filter((one) => one.refused === null);
export const refusedOnes = (all: readonly Kept[]): readonly Kept[] => all.filter((one) => one.refused !== null);
export const isOf = (one: Kept, whose: Id | null): boolean => one.whose === null || whose === null || one.whose.id === whose;
/** What somebody did who is not whose the phone is now: it never goes out under the new name. */
export const othersIn = (all: readonly Kept[], whose: Id | null): readonly Kept[] => waiting(all).filter((one) => !isOf(one, whose));
export const NEVER_SENT = 'It was kept for somebody else and never sent. Tell your centre.';
export const nextIn = (all: readonly Kept[], lane: Lane): Kept | undefined => waiting(all).find((one) => laneOf(one) === lane);
const isPanic = ({ kind }: Kept): boolean => kind === 'panic';
/** The panic that is not yet known to be stored: the first that is on its way, for then it was pressed; else one that was refused. */
export const panicIn = (all: readonly Kept[]): Kept | undefined => waiting(all).find(isPanic) ?? all.find(isPanic);

/** What goes out, with both times by the clock that wrote them, so that its error can be subtracted. */
export const bodyAt = (one: Kept, sent_at: number): Body => ({
  ...one.body,
  ...(one.whose === null ? {} : { lone_worker_id: one.whose.id }),
  occurred_at: new Date(one.occurred_at).toISOString(),
  sent_at: new Date(sent_at).toISOString(),
});

export type Fate = 'refused' | 'again' | 'stranger';

/**
 * What an answer that is a no means for what was sent. 401: the phone is not enrolled (any longer), and everything waits.
 * Only Tocsin's own word counts: what stands between may say anything.
 */
export function fateOf(code: number, kind: string): Fate {
  if (kind === '') return 'again';
  if (code === 401) return 'stranger';
  return code >= 500 || code === 408 || code === 425 || code === 429 ? 'again' : 'refused';
}

export const keptLine = (n: number): string => `No signal. ${counted(n, 'thing')} kept on this phone.`;

const NAME: Readonly<Record<KeptKind, string>> = { panic: 'Panic', check_in: 'Check-in', extend: 'More time', pin: 'PIN' };

export const keptName = (one: Kept): string => NAME[one.kind];

/** "1 check-in is kept on this phone", "3 things are kept on this phone". */
export function keptTitle(all: readonly Kept[]): string {
  const same = all.every((one) => one.kind === 'check_in');
  return `${counted(all.length, same ? 'check-in' : 'thing')} ${all.length === 1 ? 'is' : 'are'} kept on this phone`;
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** "Panic of 02:44 was not taken." Of somebody else's it says whose it was: nobody sends it any more. */
export function refusedWords(one: Kept, whose: Id | null, minute: (ms: number) => string): readonly [string, string] {
  const at = minute(one.occurred_at);
  if (one.whose !== null && !isOf(one, whose)) return [`${keptName(one)} kept for ${one.whose.name} at ${at}, never sent.`, 'Tell your centre.'];
  return [`${keptName(one)} of ${at} was not taken.`, one.refused ?? ''];
}

/** What was stored, as far as it can be sent; what an older app kept had neither an owner nor an order. */
export const keptFrom = (values: readonly unknown[]): readonly Kept[] => values.filter(isKept).map((one) => ({ ...one, order: (one as Partial<Kept>).order ?? 0, whose: (one as Partial<Kept>).whose ?? null }));

export function isKept(value: unknown): value is Kept {
  if (typeof value !== 'object' || value === null) return false;
  const { key, kind, path, body, occurred_at } = value as Partial<Record<keyof Kept, unknown>>;
  return isText(key) && isText(kind) && kind in NAME && isText(path) && typeof body === 'object' && typeof occurred_at === 'number';
}

/** Whether an answer is Tocsin's: a state of the phone, or what became of a PIN. A proxy's page with a friendly code is none. */
export const isAnswer = (value: unknown): boolean => typeof value === 'object' && value !== null && ('now' in value || 'answer' in value);
