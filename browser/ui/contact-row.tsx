/** A person to be called: order, name, what became of the last call, and the number as the button. */
import type { ReactNode } from 'react';
import type { Callee } from '../contract/api';
import { calleeWords } from '../core/words';
import { type Times, useTimes } from './desk';
import { Icon, type IconName } from './icon';

type CallState = NonNullable<Callee['state']>;

const ICON: Readonly<Record<CallState, IconName>> = {
  ringing: 'ringing', safe: 'has', with_them_safe: 'has', told: 'has', attending: 'has',
  in_danger: 'warning', duress: 'warning', wrong_password: 'warning', unclear: 'phone', unknown: 'warning',
  accepted: 'has', refused: 'cannot', not_possible: 'cannot',
  no_answer: 'hungUp', failed: 'cannot', busy: 'minus', voicemail: 'voicemail',
};

/** Since when it rings, and by when somebody will be there. What is over has its time in the journal. */
function whenOf({ attending_by, placed_at, state }: Callee, times: Times): string {
  if (state === 'attending' && attending_by !== null) return ` by ${times.minute(Date.parse(attending_by))}`;
  return state === 'ringing' && placed_at !== null ? ` since ${times.moment(placed_at)}` : '';
}

/** What became of a call: icon and word, no colour. */
export function CallOutcome({ callee, as_it_was }: { readonly callee: Callee; readonly as_it_was: boolean }) {
  const times = useTimes();
  const words = callee.state === 'ringing' && as_it_was ? [callee.relation, 'was ringing'].join(', ') : calleeWords(callee);
  const when = whenOf(callee, times);
  return (
    <span className="out">
      {callee.state ? <Icon name={ICON[callee.state]} /> : callee.has_it == null ? null : <Icon name={callee.has_it ? 'has' : 'cannot'} />}
      <span>{words}<span className="num">{when}</span></span>
    </span>
  );
}

interface Props {
  readonly callee: Callee;
  readonly place: number | null;
  readonly as_it_was: boolean;
  /** The number: as a button, or plain and large where nothing can be pressed. */
  readonly children: ReactNode;
}

export const ContactRow = ({ callee, place, as_it_was, children }: Props) => (
  <li className={callee.state === 'ringing' ? 'ringing' : ''}>
    <span className="n">{place ?? ''}</span>
    <span className="who">{callee.name}</span>
    <span className="call">{children}</span>
    <CallOutcome callee={callee} as_it_was={as_it_was} />
  </li>
);
