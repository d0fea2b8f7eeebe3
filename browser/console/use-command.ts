/** Sends an operator's command. The answer is the server's: until it comes nothing on the page pretends. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import type { Body, Incident } from '../contract/api';
import { commandOf } from '../core/act';
import type { Said } from '../core/refused';
import { newKey, NotReached, Refused, send } from '../platform/api';

export interface Asked {
  /** Which button asks, so that the answer stands beside it. */
  readonly from: string;
  readonly act: string;
  readonly body?: Body;
  readonly call?: string | null;
}

export interface Commands {
  readonly run: (asked: Asked) => Promise<boolean>;
  readonly sending: string | null;
  readonly problem: Said | null;
}

export const incidentKey = (id: string): readonly string[] => ['incident', id];

export function useTake(): (incident: Incident) => void {
  const queries = useQueryClient();
  return useCallback((incident) => {
    queries.setQueryData<Incident>(incidentKey(incident.id), (known) => (known && known.version > incident.version ? known : incident));
  }, [queries]);
}

const UNKNOWN_ACT = 'This page does not know how to do that. Reload it: the server may be newer.';

const faultsIn = (refusal: Refused | NotReached): Said['faults'] => (refusal instanceof Refused ? refusal.faults : []);

const stay = (): void => undefined;

/** `elsewhere` is told when what was done was done in another incident: this one is over. */
export function useCommand(id: string, elsewhere: (id: string, number: number) => void = stay): Commands {
  const take = useTake();
  const queries = useQueryClient();
  const [sending, setSending] = useState<string | null>(null);
  const [problem, setProblem] = useState<Commands['problem']>(null);
  const busy = useRef(false);
  // The key of what was asked and never answered: pressed again, it is the same command and counts once.
  const unanswered = useRef<{ readonly what: string; readonly key: string } | null>(null);
  const run = useCallback(async ({ from, act, body = {}, call = null }: Asked): Promise<boolean> => {
    if (busy.current) return false;
    const command = commandOf(id, act, body, call);
    if (command === null) {
      setProblem({ from, text: UNKNOWN_ACT, faults: [] });
      return false;
    }
    const what = JSON.stringify(command);
    const key = unanswered.current?.what === what ? unanswered.current.key : newKey();
    unanswered.current = { what, key };
    busy.current = true;
    setSending(from);
    setProblem(null);
    try {
      const answer = await send(command, key);
      take(answer);
      unanswered.current = null;
      if (answer.id !== id) elsewhere(answer.id, answer.number);
      return true;
    } catch (refusal) {
      if (!(refusal instanceof Refused) && !(refusal instanceof NotReached)) throw refusal;
      if (refusal instanceof Refused) unanswered.current = null;
      setProblem({ from, text: refusal.message, faults: faultsIn(refusal) });
      void queries.invalidateQueries({ queryKey: incidentKey(id) });
      return false;
    } finally {
      busy.current = false;
      setSending(null);
    }
  }, [id, queries, take, elsewhere]);
  return { run, sending, problem };
}
