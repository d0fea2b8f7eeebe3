/** Where an act of the operator goes. The server names the act and the body; only the address is made here. */
import type { Body, Id } from '../contract/api';

export interface Command {
  readonly path: string;
  readonly body: Body;
}

const PATH: Readonly<Record<string, string>> = {
  claim: 'claim',
  park: 'park',
  resume: 'resume',
  release: 'release',
  take_over: 'take-over',
  call: 'phone-calls',
  call_emergency: 'emergency-calls',
  call_out: 'call-outs',
  ask_supervisor: 'ask-supervisor',
  assist: 'assist',
  leave: 'leave',
  emergency_not_possible: 'emergency-calls/not-possible',
  note: 'notes',
  suspect_duress: 'signs-of-duress',
  make_real: 'make-real',
  resolve: 'resolve',
  go_back: 'go-back',
  close: 'close',
};

const OF_A_CALL: Readonly<Record<string, string>> = { note_outcome: 'phone-calls', note_reference: 'emergency-calls' };

/** Null when this console does not know the act: an older page beside a newer server. It is then shown, not sent. */
export function commandOf(incident: Id, act: string, body: Body, call: Id | null): Command | null {
  const { call_id, ...rest } = body;
  const of = typeof call_id === 'string' ? call_id : call;
  const collection = OF_A_CALL[act];
  if (collection !== undefined) {
    return of === null ? null : { path: `/incidents/${incident}/${collection}/${of}/outcome`, body: rest };
  }
  const tail = PATH[act];
  return tail === undefined ? null : { path: `/incidents/${incident}/${tail}`, body };
}
