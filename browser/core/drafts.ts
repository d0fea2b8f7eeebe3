/** What was begun and not sent yet. Whoever opens another incident in between finds it again, as it was left. */
import type { Id } from '../contract/api';

/** What stands in the fields of one form. */
export type Draft = Readonly<Record<string, string>>;
/** By incident, and by form in it. */
export type Drafts = ReadonlyMap<Id, Readonly<Record<string, Draft>>>;

const EMPTY: Draft = {};

export const draftOf = (drafts: Drafts, incident: Id, form: string): Draft => drafts.get(incident)?.[form] ?? EMPTY;

export const written = (drafts: Drafts, incident: Id, form: string, typed: Draft): Drafts =>
  new Map(drafts).set(incident, { ...drafts.get(incident), [form]: { ...draftOf(drafts, incident, form), ...typed } });

function only(drafts: Drafts, incident: Id, stays: (form: string) => boolean): Drafts {
  const forms = Object.entries(drafts.get(incident) ?? {});
  const left = forms.filter(([form]) => stays(form));
  if (left.length === forms.length) return drafts;
  const others = new Map(drafts);
  if (left.length === 0) others.delete(incident);
  else others.set(incident, Object.fromEntries(left));
  return others;
}

/** It is sent: nothing of it is kept. */
export const sent = (drafts: Drafts, incident: Id, form: string): Drafts => only(drafts, incident, (one) => one !== form);

/** Possible also when an incident is over. All other forms are about a step that is past then, and would be wrong for the next. */
export const AFTERWARDS = { journal: 'journal', call_out: 'call_out' } as const;
const afterwards: readonly string[] = Object.values(AFTERWARDS);

export const ended = (drafts: Drafts, incident: Id): Drafts => only(drafts, incident, (form) => afterwards.includes(form));
