/** Something that only the server can do now, asked with one key however often the button is pressed. */
import { useState } from 'react';
import type { Id } from '../contract/api';
import { fateOf } from '../core/lane';
import { NotReached, newKey, Refused } from '../platform/api';

export interface Asking {
  readonly sending: boolean;
  readonly refused: string | null;
  readonly ask: (todo: (key: Id) => Promise<void>) => void;
}

/** `unreached` is what is said where there was no answer. What was refused is asked anew with a key of its own. */
export function useAsking(unreached: string): Asking {
  const [key, setKey] = useState(newKey);
  const [sending, setSending] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const ask = (todo: (key: Id) => Promise<void>) => {
    if (sending) return;
    setSending(true);
    setRefused(null);
    todo(key)
      .catch((problem: unknown) => {
        if (!(problem instanceof Refused || problem instanceof NotReached)) throw problem;
        const settled = problem instanceof Refused && fateOf(problem.code, problem.kind) === 'refused';
        if (settled) setKey(newKey()); // else it may have been done, and the same key finds that out
        setRefused(problem instanceof Refused && problem.kind !== '' ? problem.message : unreached);
      })
      .finally(() => setSending(false));
  };
  return { sending, refused, ask };
}
