/** What was begun and not sent, in the memory of this tab alone: it outlives a session that ends, and neither a sign-out nor a reload. */
import type { Id } from '../contract/api';
import type { Drafts } from '../core/drafts';
import { Watched } from './watched';

let kept: { readonly person: Id; readonly drafts: Watched<Drafts> } | null = null;

/** Only whoever wrote it sees it again: for another person it begins anew. */
export function draftsOf(person: Id): Watched<Drafts> {
  if (kept?.person !== person) kept = { person, drafts: new Watched<Drafts>(new Map()) };
  return kept.drafts;
}

export function forgetDrafts(): void {
  kept = null;
}
