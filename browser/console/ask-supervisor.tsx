/** Only a supervisor ends a silent incident: one is asked for here, and it says so until one comes. */
import type { Incident } from '../contract/api';
import { isEnded } from '../core/queue';
import { isSupervisor, isSupervisorAsked } from '../core/shift';
import { useLost, useMe, useTimes } from '../ui/desk';
import { Refusal } from '../ui/state';
import type { Commands } from './use-command';

const ACT = 'ask_supervisor';

export function AskSupervisor({ incident, commands }: { readonly incident: Incident; readonly commands: Commands }) {
  const leads = isSupervisor(useMe().roles);
  const times = useTimes();
  const off = useLost() || commands.sending !== null;
  if (isEnded(incident)) return null;
  if (isSupervisorAsked(incident)) {
    const since = times.moment(incident.supervisor_asked_at ?? '');
    return <p className="held num">{leads ? <b>A supervisor is needed here, since {since}. Help with it, or take it over.</b> : `A supervisor was asked for at ${since}. None has come yet.`}</p>;
  }
  if (!incident.silent || incident.allowed[ACT]?.allowed !== true) return null;
  const press = () => {
    if (!off) void commands.run({ from: ACT, act: ACT });
  };
  return (
    <>
      <p className="held">
        Only a supervisor ends a silent incident. <button type="button" className="lesser" aria-disabled={off} onClick={press}>{commands.sending === ACT ? 'Sending…' : 'Ask for a supervisor'}</button>
      </p>
      {commands.problem?.from === ACT ? <Refusal>{commands.problem.text}</Refusal> : null}
    </>
  );
}
