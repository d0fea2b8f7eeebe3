/** What it is, who it is about, and the acts that are always one press away. Names are never cut here. */
import { useEffect, useRef, useState } from 'react';
import type { Incident, IncidentRow } from '../contract/api';
import { ActButton } from '../ui/act-button';
import { useLost, useMe, useTimes } from '../ui/desk';
import { Icon } from '../ui/icon';
import { PriorityMark } from '../ui/priority-mark';
import { Because, Refusal } from '../ui/state';
import type { Commands } from './use-command';

interface Acts {
  readonly commands: Commands;
  readonly allowed: Incident['allowed'];
  readonly resolve: () => void;
}

interface Props {
  readonly incident: IncidentRow;
  readonly close: () => void;
  readonly acts?: Acts;
}

export function IncidentHead({ incident, close, acts }: Props) {
  const title = useRef<HTMLHeadingElement>(null);
  // Opening puts the focus on the heading, so that no second Enter ever dials.
  useEffect(() => title.current?.focus({ preventScroll: true }), [incident.id]);
  const where = [incident.organisation === incident.who ? '' : incident.organisation, incident.line].filter((part) => part !== '').join(' · ');
  return (
    <header className="inc-head">
      <PriorityMark priority={incident.priority} silent={incident.silent} big untaken={incident.state === 'waiting'} />
      <div className="inc-title">
        <button type="button" className="to-queue" onClick={close}><Icon name="back" />Queue</button>
        <h1 ref={title} tabIndex={-1}>{incident.title}</h1>
      </div>
      {acts ? <HeadActs acts={acts} incident={incident} /> : <span />}
      <p className="who">{incident.who}</p>
      <p className="org">{where}<span className="faint num">{where === '' ? '' : ' · '}incident {incident.number}{incident.alarm_count > 1 ? ` · ${incident.alarm_count} alarms` : ''}</span></p>
      <HeldBy incident={incident} />
      {acts ? <WhyNot acts={acts} incident={incident} /> : null}
    </header>
  );
}

/** Two people who both think that they have it call the same number twice. */
function HeldBy({ incident: { operator, claimed_at, state } }: { readonly incident: IncidentRow }) {
  const me = useMe();
  const times = useTimes();
  if (operator === null || operator.id === me.person.id || state === 'closed' || state === 'filed') return null;
  return <p className="held num"><b>{operator.name} has it</b>{claimed_at === null ? '' : ` since ${times.moment(claimed_at)}`}. You are watching.</p>;
}

/** How long the first press waits for the second. */
const ARMED_MS = 5_000;

function HeadActs({ acts, incident }: { readonly acts: Acts; readonly incident: IncidentRow }) {
  const { commands, allowed, resolve } = acts;
  const lost = useLost();
  const [armed, setArmed] = useState(false);
  useEffect(() => {
    if (!armed) return undefined;
    const timer = setTimeout(() => setArmed(false), ARMED_MS);
    return () => clearTimeout(timer);
  }, [armed]);
  const duress = () => {
    if (!armed) {
      setArmed(true);
      return;
    }
    setArmed(false);
    void commands.run({ from: 'suspect_duress', act: 'suspect_duress', body: { note: null } });
  };
  const off = (act: string) => lost || allowed[act]?.allowed !== true;
  const ended = incident.state === 'closed' || incident.state === 'filed';
  return (
    <div className="acts">
      {allowed['suspect_duress'] === undefined || (ended && off('suspect_duress')) ? null : (
        <ActButton className="signs" label={armed ? 'Press again to mark' : 'Signs of duress'} {...(armed ? { meaning: 'duress' as const } : {})} icon="unseen" sending={commands.sending === 'suspect_duress'} off={off('suspect_duress')} because="why-not" press={duress} />
      )}
      {allowed['resolve'] === undefined || ended || incident.state === 'resolved' ? null : <ActButton label="Resolve…" letter="R" off={off('resolve')} because="why-not" press={resolve} />}
    </div>
  );
}

const NAMED: readonly (readonly [string, string])[] = [['resolve', 'Resolve'], ['suspect_duress', 'Signs of duress']];

/** Every refusal explains itself before the press. */
function WhyNot({ acts: { allowed, commands }, incident }: { readonly acts: Acts; readonly incident: IncidentRow }) {
  const lost = useLost();
  const over = incident.state !== 'waiting' && incident.state !== 'handling';
  const reasons = lost || over ? [] : NAMED.flatMap(([act, name]) => {
    const one = allowed[act];
    return one && !one.allowed && one.because !== null ? [`${name}: ${one.because}`] : [];
  });
  const failed = commands.problem?.from === 'suspect_duress' ? commands.problem.text : null;
  if (reasons.length === 0 && failed === null) return null;
  return (
    <div className="act-why" id="why-not">
      {reasons.map((reason) => <Because key={reason}>{reason}</Because>)}
      {failed === null ? null : <Refusal>{failed}</Refusal>}
    </div>
  );
}
