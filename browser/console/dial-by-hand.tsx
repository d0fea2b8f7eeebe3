/** Not connected: the next step becomes a number, because the telephone does not need this page. */
import type { Incident } from '../contract/api';
import { spacedNumber, telHref } from '../core/telephone';
import { useConnection, useTimes } from '../ui/desk';
import { Icon, type IconName } from '../ui/icon';
import { BigNumber, NextStep, ReadOut } from '../ui/next-step';

/** Only what is true of any server that is not heard. What others will do is theirs to say. */
const STILL: readonly (readonly [IconName, string])[] = [
  ['tick', 'The plan and its clocks run on the server, not here.'],
  ['tick', 'What you write is kept at this desk and sent once.'],
  ['clock', 'Note the calls you make: nobody else sees them until you are connected.'],
  ['clock', 'Ask another desk whether it is connected.'],
];

/** None where a drill would call a service. The step's own number; else that of an open call; else the first person who can be called. */
function numberOf({ step, callees, silent, hushed, drill }: Incident): { readonly number: string; readonly tel: string; readonly who: string | null } | null {
  if (drill && (step.kind === 'call_emergency' || step.kind === 'note_reference')) return null;
  if (step.number !== null) return { number: step.number, tel: step.tel ?? step.number, who: null };
  const callee = callees.find((one) => one.state === 'ringing') ?? callees.find((one) => !((silent || hushed) && one.is_subject));
  return callee ? { number: callee.number, tel: callee.tel, who: callee.name } : null;
}

export function DialByHand({ incident }: { readonly incident: Incident }) {
  const { heard_at } = useConnection();
  const times = useTimes();
  const { step } = incident;
  const by = numberOf(incident);
  const statement = by === null ? step.statement : by.who === null ? `${step.statement.replace(/\.$/, '')} from your own telephone` : `Call ${by.who} from your own telephone`;
  return (
    <NextStep stages={incident.progress} statement={statement} reason={heard_at === null ? '' : `The next step as it was at ${times.second(heard_at)}${by?.who == null ? '' : `: ${step.statement}`}.`}>
      {by === null ? null : (
        <BigNumber number={spacedNumber(by.number)} href={telHref(by.tel)}>
          {step.read_out === null || step.read_out.length === 0 ? null : <ReadOut lines={step.read_out} />}
        </BigNumber>
      )}
      <ul className="still">{STILL.map(([icon, words]) => <li key={words}><Icon name={icon} /><span>{words}</span></li>)}</ul>
    </NextStep>
  );
}
