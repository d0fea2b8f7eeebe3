/** The rules of the set-up pages: addresses, what a refusal means for a form, what is still missing before an alarm can be handled. */
import type { Fault } from '../contract/api';
import type { AgreedPlan, Finding, Panel, Signal } from '../contract/set-up';

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

export type Values = Readonly<Record<string, string>>;

/** What is wrong, field by field. What belongs to no field of the form stays for the form as a whole. */
export function faultsByField(faults: readonly Fault[], fields: readonly string[]): { readonly of: Values; readonly rest: readonly string[] } {
  const of: Record<string, string> = {};
  const rest: string[] = [];
  for (const { where, detail } of faults) {
    const words = faultWords(detail);
    const field = fields.find((name) => where.split('.').includes(name));
    if (field === undefined) rest.push(where === '' ? words : `${where}: ${words}`);
    else of[field] ??= words;
  }
  return { of, rest };
}

/** The validator's words, in ours where it writes for programmers. */
export function faultWords(detail: string): string {
  if (detail.includes('@')) return 'An e-mail address, such as name@example.org.';
  if (detail.includes('[0-9A-Fa-f]{3,16}')) return 'Between 3 and 16 characters: digits and the letters A to F.';
  if (detail.includes('[0-9A-Za-z]{1,12}')) return 'Up to 12 digits or letters, as the panel sends it.';
  if (detail.startsWith('Value error, ')) return sentence(detail.slice('Value error, '.length));
  return sentence(detail.replace(/^Input should be/, 'It should be').replace(/^String should/, 'It should'));
}
const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? '' : '.'}`;

/** Which fields somebody else changed since the form was opened. */
export const changedMeanwhile = (before: Values, now: Values): readonly string[] => Object.keys(before).filter((name) => before[name] !== now[name]);

export const orNull = (text: string | undefined): string | null => (text === undefined || text.trim() === '' ? null : text.trim());
export const numberOrNull = (text: string | undefined): number | null => (orNull(text) === null ? null : Number(text));
export const textOf = (value: string | number | null | undefined): string => (value === null || value === undefined ? '' : String(value));

/** Moves one of a list a step up or down; at its ends nothing moves. */
export function moved<T>(list: readonly T[], from: number, step: 1 | -1): readonly T[] {
  const to = from + step;
  const one = list[from];
  const other = list[to];
  if (one === undefined || other === undefined) return list;
  return list.map((each, i) => (i === from ? other : i === to ? one : each));
}

/** Those versions that count: of each kind of response the newest. */
export function newestPlans(plans: readonly AgreedPlan[]): readonly AgreedPlan[] {
  const newest = new Map<string, AgreedPlan>();
  for (const plan of plans) {
    const of = `${plan.site_id ?? plan.lone_worker_id ?? ''} ${plan.response_kind ?? ''}`;
    const known = newest.get(of);
    if (known === undefined || known.version < plan.version) newest.set(of, plan);
  }
  return [...newest.values()];
}

/** The newest signal that a panel sent, as far as it is among these. */
export const firstFrom = (signals: readonly Signal[], panel: Panel): Signal | null =>
  signals.find((one) => one.subject_id === panel.site_id && one.account?.toUpperCase() === panel.account.toUpperCase()) ?? null;

const LATELY_MS = 10 * 60_000;
/** Accounts that nobody knows and that were heard just now: it may be this panel, mistyped. */
export const strangers = (signals: readonly Signal[], now: number): readonly string[] =>
  [...new Set(signals.filter((one) => one.settlement === 'unknown_account' && now - Date.parse(one.received_at) < LATELY_MS).map((one) => one.account ?? ''))].filter((one) => one !== '');

export interface Need {
  readonly name: 'panel' | 'contacts' | 'plan' | 'signal';
  readonly state: 'done' | 'open' | 'warning';
  readonly words: string;
}

interface Facts {
  /** Null for a lone worker, whom no panel reports. */
  readonly panels: readonly Panel[] | null;
  readonly heard: boolean;
  readonly contacts: number;
  readonly findings: readonly Finding[];
  readonly plan: AgreedPlan | null;
}

const PEOPLE: readonly Finding['fault'][] = ['no_reachable_contact', 'one_reachable_contact'];

/** What is still missing before an alarm can be handled, in the order in which it is set up. */
export function needs({ panels, heard, contacts, findings, plan }: Facts): readonly Need[] {
  const people = findings.find((one) => PEOPLE.includes(one.fault));
  const faults = findings.filter((one) => !PEOPLE.includes(one.fault));
  const both = [askedNeed(contacts, people), followedNeed(plan, faults)];
  return panels === null ? both : [panelNeed(panels), ...both, signalNeed(heard)];
}

function askedNeed(contacts: number, people: Finding | undefined): Need {
  if (contacts === 0) return { name: 'contacts', state: 'open', words: 'No contact: nobody but the place itself can be asked' };
  if (people !== undefined) return { name: 'contacts', state: people.stops ? 'open' : 'warning', words: people.sentence };
  return { name: 'contacts', state: 'done', words: contacts === 1 ? '1 contact is asked' : `${contacts} contacts are asked, in order` };
}

function followedNeed(plan: AgreedPlan | null, faults: readonly Finding[]): Need {
  if (plan === null) return { name: 'plan', state: 'open', words: 'No plan is agreed: the centre’s standard procedure applies' };
  const worst = faults.find((one) => one.stops) ?? faults[0];
  if (worst !== undefined) return { name: 'plan', state: worst.stops ? 'open' : 'warning', words: worst.sentence };
  return { name: 'plan', state: 'done', words: `The plan “${String(plan.plan['name'])}” is agreed, version ${plan.version}` };
}

const panelNeed = (panels: readonly Panel[]): Need => panels.length === 0
  ? { name: 'panel', state: 'open', words: 'No panel: nothing can raise an alarm here' }
  : { name: 'panel', state: 'done', words: `${panels.length === 1 ? 'A panel reports' : `${panels.length} panels report`} for it: ${panels.map((one) => one.account).join(', ')}` };

const signalNeed = (heard: boolean): Need => ({ name: 'signal', state: heard ? 'done' : 'open', words: heard ? 'Its panel was heard' : 'No signal of its panel has been seen lately' });

/** Lines of a text area, each without its edges; empty ones are nothing. */
export const lines = (text: string): readonly string[] => text.split('\n').map((line) => line.trim()).filter((line) => line !== '');

/** A password for the first time, read out or written on a slip: no letter looks like another. 20 characters of 32 are 100 bits. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';
export const firstPassword = (bytes: Uint8Array): string =>
  [...bytes].map((byte, i) => `${i > 0 && i % 5 === 0 ? '-' : ''}${LETTERS.charAt(byte % LETTERS.length)}`).join('');

/** An address at which a machine reaches only itself: no panel does. */
export const isLoopback = (host: string): boolean => host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d+){3}$/.test(host);

export const hexOf = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('').toUpperCase();
