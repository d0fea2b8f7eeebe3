/** The rules of the set-up pages: addresses, what a refusal means for a form, what is still missing before an alarm can be handled. */
import type { Device, Panel, Signal } from '../contract/set-up';

const ROOT = '/console/set-up';
const VIEWS = ['customers', 'sites', 'lone-workers', 'people', 'lines', 'programs'] as const;
type View = (typeof VIEWS)[number];

export interface Place {
  readonly view: View;
  /** Null: the list, or the page that is only one. */
  readonly id: string | null;
}

export const maySetUp = (roles: readonly string[]): boolean => roles.includes('centre_admin');

export const addressOfPlace = ({ view, id }: Place): string => (id === null ? `${ROOT}/${view === 'customers' ? '' : view}` : `${ROOT}/${view}/${encodeURIComponent(id)}`);

/** Null for every address that is not one of the set-up's. What is below it and not known is its first page. */
export function placeOf(path: string): Place | null {
  if (path !== ROOT && !path.startsWith(`${ROOT}/`)) return null;
  const [name, id] = path.slice(ROOT.length + 1).split('/');
  const view = VIEWS.find((one) => one === name);
  return view === undefined ? { view: 'customers', id: null } : { view, id: id === undefined || id === '' ? null : decoded(id) };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // not written by us: it is then simply not found
  }
}

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Those that hold each word that is looked for, in order of what they are called. */
export function ordered<T>(items: readonly T[], words: (item: T) => string, wanted = ''): readonly T[] {
  const parts = wanted.toLowerCase().split(/\s+/).filter((part) => part !== '');
  return items
    .map((item) => ({ item, said: words(item) }))
    .filter(({ said }) => parts.every((part) => said.toLowerCase().includes(part)))
    .sort((a, b) => byName.compare(a.said, b.said))
    .map(({ item }) => item);
}

export type Values = Readonly<Record<string, string>>;

/** Said beside a field that is empty. */
export const NEEDED = 'This is needed.';

/** Which fields somebody else changed since the form was opened. */
export const changedMeanwhile = (before: Values, now: Values): readonly string[] => Object.keys(before).filter((name) => before[name] !== now[name]);

export const orNull = (text: string | undefined): string | null => (text === undefined || text.trim() === '' ? null : text.trim());
export const numberOrNull = (text: string | undefined): number | null => (orNull(text) === null ? null : Number(text));
/** What is no number goes to the server as it was typed: its answer then stands beside the field. */
export const numberOrTyped = (text: string | undefined): number | string => {
  const typed = (text ?? '').trim();
  return typed === '' || Number.isNaN(Number(typed)) ? typed : Number(typed);
};
export const textOf = (value: string | number | null | undefined): string => (value === null || value === undefined ? '' : String(value));

/** Moves one of a list a step up or down; at its ends nothing moves. */
export function moved<T>(list: readonly T[], from: number, step: 1 | -1): readonly T[] {
  const to = from + step;
  const one = list[from];
  const other = list[to];
  if (one === undefined || other === undefined) return list;
  return list.map((each, i) => (i === from ? other : i === to ? one : each));
}

/** The newest signal that a panel sent, as far as it is among these. */
export const firstFrom = (signals: readonly Signal[], panel: Panel): Signal | null =>
  signals.find((one) => one.subject_id === panel.site_id && one.account?.toUpperCase() === panel.account.toUpperCase()) ?? null;

const LATELY_MS = 10 * 60_000;
/** Accounts that nobody knows and that were heard just now: it may be this panel, mistyped. */
export const strangers = (signals: readonly Signal[], now: number): readonly string[] =>
  [...new Set(signals.filter((one) => one.settlement === 'unknown_account' && now - Date.parse(one.received_at) < LATELY_MS).map((one) => one.account ?? ''))].filter((one) => one !== '');

/** Lines of a text area, each without its edges; empty ones are nothing. */
export const lines = (text: string): readonly string[] => text.split('\n').map((line) => line.trim()).filter((line) => line !== '');

/** A password for the first time, read out or written on a slip: no letter looks like another. 20 characters of 32 are 100 bits. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';
export const firstPassword = (bytes: Uint8Array): string =>
  [...bytes].map((byte, i) => `${i > 0 && i % 5 === 0 ? '-' : ''}${LETTERS.charAt(byte % LETTERS.length)}`).join('');

/** What is at stake when a phone is taken away now; null: nothing runs and nothing stands on it. */
export function withdrawalWords({ session_runs, alert_stands }: Pick<Device, 'session_runs' | 'alert_stands'>): string | null {
  const alert = 'An alert stands on this phone: it can then say and show nothing of it any more.';
  const visit = 'A visit of theirs runs: this phone can then neither check in nor call for help, and the visit becomes an alarm when its time runs out.';
  const words = [...(alert_stands ? [alert] : []), ...(session_runs ? [visit] : [])];
  return words.length === 0 ? null : words.join(' ');
}

/** An address at which a machine reaches only itself: no panel does. */
export const isLoopback = (host: string): boolean => host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d+){3}$/.test(host);
/** Whether a link leads to the very machine that opens it: no telephone opens it then. */
export const isOnlyHere = (link: string): boolean => isLoopback(new URL(link).hostname);

export const hexOf = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('').toUpperCase();
