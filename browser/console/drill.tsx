/** A drill says that it is one, and is made real by one press: nobody has to open another incident for what is happening here. */
import type { Incident } from '../contract/api';
import { ActButton } from '../ui/act-button';
import { DrillBanner } from '../ui/banner';
import { useLost } from '../ui/desk';
import { Refusal } from '../ui/state';
import { useCommand } from './use-command';

interface Props {
  readonly incident: Incident;
  readonly show: (id: string) => void;
}

/** A command of its own: it waits for nothing else. Where it is done in another incident, because this one is over, that one is shown. */
export function Drill({ incident, show }: Props) {
  const lost = useLost();
  const { run, sending, problem } = useCommand(incident.id, show);
  const permission = incident.allowed['make_real'];
  const filed = incident.state === 'filed';
  return (
    <DrillBanner silent={incident.silent} filed={filed}>
      {filed ? null : <ActButton label="It is real" meaning="danger" icon="warning" off={lost || permission?.allowed !== true} sending={sending !== null} press={() => void run({ from: 'make_real', act: 'make_real' })} />}
      {problem === null ? null : <Refusal>{problem.text}</Refusal>}
    </DrillBanner>
  );
}
