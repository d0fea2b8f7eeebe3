/** Only a supervisor ends a silent incident: one is asked for here, and it says so until one comes. */
import type { Incident } from '../contract/api';
import { isEnded } from '../core/queue';
import { isSupervisor, isSupervisorAsked, mayAskAgain } from '../core/shift';
import { useLost, useMe, useSecond, useTimes } from '../ui/desk';
import { Refusal } from '../ui/state';
import type { Commands } from './use-command';

const ACT = 'ask_supervisor';

export function AskSupervisor({ incident, commands }: { readonly incident: Incident; readonly commands: Commands }) {
  const leads = isSupervisor(useMe().roles);
  const times = useTimes();
  const now = useSecond();
  const off = useLost() || commands.sending !== null;
  if (isEnded(incident)) return null;
  const press = () => {
    if (!off) void commands.run({ from: ACT, act: ACT });
  };
  if (isSupervisorAsked(incident)) {
    const since = times.moment(incident.supervisor_asked_at ?? '');
    if (leads) return <p className="held num"><b>A supervisor is needed here, since {since}. Help with it, or take it over.</b></p>;
    return (
      <>
        <p className="held num">
          A supervisor was asked for at {since}. None has come yet.{' '}
          {mayAskAgain(incident, now) ? <button type="button" className="lesser" aria-disabled={off} onClick={press}>{commands.sending === ACT ? 'Sending…' : 'Ask again'}</button> : null}
        </p>
        {commands.problem?.from === ACT ? <Refusal>{commands.problem.text}</Refusal> : null}
      </>
    );
  }
  if (!incident.silent || incident.allowed[ACT]?.allowed !== true) return null;
  return (
    <>
      <p className="held">
        Only a supervisor ends a silent incident. <button type="button" className="lesser" aria-disabled={off} onClick={press}>{commands.sending === ACT ? 'Sending…' : 'Ask for a supervisor'}</button>
      </p>
      {commands.problem?.from === ACT ? <Refusal>{commands.problem.text}</Refusal> : null}
    </>
  );
}
