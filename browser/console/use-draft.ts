/** The fields of a form about an incident. What is typed stays while another incident is open, and goes once it is sent. */
import { useCallback, useEffect, useMemo } from 'react';
import type { Id, Incident } from '../contract/api';
import { type Draft, draftOf, ended, sent, written } from '../core/drafts';
import { isEnded } from '../core/queue';
import { draftsOf } from '../platform/drafts';
import { useMe, useWatched } from '../ui/desk';

interface Begun {
  /** What stands in a field; nothing where nobody has typed into it yet, unless something else is to stand there then. */
  readonly text: (name: string, before?: string | null) => string;
  readonly write: (typed: Draft) => void;
  readonly sent: () => void;
}

export function useDraft(incident: Id, form: string): Begun {
  const { person } = useMe();
  const drafts = useMemo(() => draftsOf(person.id), [person.id]);
  const draft = draftOf(useWatched(drafts), incident, form);
  const write = useCallback((typed: Draft) => drafts.set(written(drafts.get(), incident, form, typed)), [drafts, incident, form]);
  const done = useCallback(() => drafts.set(sent(drafts.get(), incident, form)), [drafts, incident, form]);
  return { text: (name, before = null) => draft[name] ?? before ?? '', write, sent: done };
}

/** What was begun about a step that is past is not found in the next one, should it be opened again. */
export function useEndOfDrafts(incident: Incident): void {
  const { person } = useMe();
  const over = isEnded(incident);
  useEffect(() => {
    const drafts = draftsOf(person.id);
    if (over) drafts.set(ended(drafts.get(), incident.id));
  }, [person.id, incident.id, over]);
}
