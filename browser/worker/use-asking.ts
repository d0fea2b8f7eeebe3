/** Something that only the server can do now, asked with one key however often the button is pressed. */
import { useState } from 'react';
import type { Id } from '../contract/api';
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
        if (problem instanceof Refused) setKey(newKey());
        setRefused(problem instanceof Refused ? problem.message : unreached);
      })
      .finally(() => setSending(false));
  };
  return { sending, refused, ask };
}
