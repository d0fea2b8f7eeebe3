/** Who goes to the place, and by when they said that they are there. */
import type { CallOutcome, Id, PhoneCall, Step } from '../contract/api';
import { minuteOf, spoken } from './time';

export interface Going {
  readonly call: Id;
  readonly callee: Id;
  readonly name: string;
  /** Milliseconds. */
  readonly by: number;
}

/** Who was not reached since has not said anything else. */
const SAYS_NOTHING: readonly CallOutcome[] = ['no_answer', 'busy', 'voicemail', 'failed', 'unknown'];

/** Whoever said last that they go there, the soonest first. The calls come with the newest first, as the server sends them. */
export function goingThere(calls: readonly PhoneCall[]): readonly Going[] {
  const said = new Map<Id, PhoneCall>();
  for (const call of calls) {
    if (call.outcome !== null && !SAYS_NOTHING.includes(call.outcome) && !said.has(call.callee_id)) said.set(call.callee_id, call);
  }
  return [...said.values()]
    .flatMap((call) => (call.outcome === 'attending' && call.attending_by !== null ? [{ call: call.id, callee: call.callee_id, name: call.callee_name, by: Date.parse(call.attending_by) }] : []))
    .sort((a, b) => a.by - b.by);
}

/** Who of them the next step waits for, or rings because they should be there. */
export const goingIn = (step: Step, going: readonly Going[]): Going | null =>
  going.find(({ call, callee }) => call === step.call_id || callee === step.button?.body['callee_id']) ?? null;

/** "by 03:40 (05:40 there), in 12 minutes", and once that has passed "by 03:40, 4 minutes ago". */
export function byWords(by: number, now: number, zones: { readonly ours: string; readonly theirs: string }): string {
  const [here, there] = [minuteOf(by, zones.ours), minuteOf(by, zones.theirs)];
  const moment = here === there ? here : `${here} (${there} there)`;
  const left = by - now;
  if (Math.abs(left) < 60_000) return `by ${moment}, ${left > 0 ? 'in less than a minute' : 'just now'}`;
  return left > 0 ? `by ${moment}, in ${spoken(left)}` : `by ${moment}, ${spoken(-left)} ago`;
}
