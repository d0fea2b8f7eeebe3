/** What it is, who it is about, and the acts that are always one press away. Names are never cut here. */
import { useEffect, useRef } from 'react';
import type { Incident, IncidentRow } from '../contract/api';
import { type ClaimAct, claimActs, isStale } from '../core/claim';
import { isEnded, isOver, isUntaken } from '../core/queue';
import { refusedAlike } from '../core/refused';
import { counted } from '../core/time';
import { ActButton } from '../ui/act-button';
import { useLost, useMe, useSecondOf, useTimes } from '../ui/desk';
import { GoingThere } from '../ui/going';
import { Icon } from '../ui/icon';
import { PriorityMark } from '../ui/priority-mark';
import { Because, Refusal } from '../ui/state';
import { AskSupervisor } from './ask-supervisor';
import { ConfirmClaim, type Confirmed } from './claim';
import { CallOutPanel, EmergencyPanel, type HelpAct } from './help-panel';
import type { Commands } from './use-command';

export type AskedAct = 'resolve' | 'park' | Confirmed | HelpAct;

interface Acts {
  readonly commands: Commands;
  /** Of its own: signs of duress wait for nothing else that is being sent. */
  readonly duress: Commands;
  readonly mark: () => void;
  readonly incident: Incident;
  readonly allowed: Incident['allowed'];
  /** What is being asked again before it is done. */
  readonly asking: AskedAct | null;
  readonly ask: (act: AskedAct | null) => void;
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
      <PriorityMark priority={incident.priority} silent={incident.silent} big untaken={isUntaken(incident)} />
      <div className="inc-title">
        <button type="button" className="to-queue" onClick={close}><Icon name="back" />Queue</button>
        <h1 ref={title} tabIndex={-1}>{incident.title}</h1>
      </div>
      {acts ? <HeadActs acts={acts} incident={incident} /> : <span />}
      <p className="who">{incident.who}</p>
      {where === '' ? null : <p className="org">{where}</p>}
      <p className="org faint num">incident {incident.number} · {counted(incident.alarm_count, 'alarm')}</p>
      {acts ? <Confirmation incident={acts.incident} /> : null}
      {acts && !isEnded(incident) ? <GoingThere incident={acts.incident} /> : null}
      <HeldBy incident={incident} {...(acts ? { acts } : {})} />
      {acts ? <AskSupervisor incident={acts.incident} commands={acts.commands} /> : null}
      {acts ? <WhyNot acts={acts} incident={incident} /> : null}
      {acts ? <Confirming acts={acts} incident={incident} /> : null}
      {acts?.asking === 'emergency' ? <EmergencyPanel incident={acts.incident} commands={acts.commands} back={() => acts.ask(null)} /> : null}
      {acts?.asking === 'call_out' ? <CallOutPanel incident={acts.incident} commands={acts.commands} back={() => acts.ask(null)} /> : null}
    </header>
  );
}

/** One zone alone has no police called; what confirms it says so in the same place, and moves nothing. */
function Confirmation({ incident }: { readonly incident: Incident }) {
  if (incident.confirmed_by) return <p className="confirmed"><Icon name="tick" />Confirmed by {incident.confirmed_by}</p>;
  return incident.response_kind === 'intruder' && !isOver(incident) ? <p className="confirmed not-yet">Not confirmed by a second zone</p> : null;
}

/** Two people who both think that they have it call the same number twice. */
function HeldBy({ incident, acts }: { readonly incident: IncidentRow; readonly acts?: Acts }) {
  const me = useMe();
  const times = useTimes();
  const { operator, claimed_at, aides } = incident;
  if (isEnded(incident)) return null;
  const others = aides.filter((aide) => aide.id !== me.person.id).map((aide) => aide.name);
  const theirs = operator !== null && operator.id !== me.person.id;
  if (!theirs && aides.length === 0) return null;
  const helping = aides.length > others.length;
  return (
    <p className="held num">
      {theirs ? <><b>{operator.name} has it</b>{claimed_at === null ? '' : ` since ${times.moment(claimed_at)}`}. {helping ? 'You help.' : 'You are watching.'} </> : null}
      {others.length === 0 ? null : <span>{others.join(', ')} {others.length === 1 ? 'helps' : 'help'}. </span>}
      {acts && theirs ? <Help acts={acts} helping={helping} /> : null}
    </p>
  );
}

/** One has it, any number may help: write, ring and hear. */
function Help({ acts: { allowed, commands }, helping }: { readonly acts: Acts; readonly helping: boolean }) {
  const off = useLost() || commands.sending !== null;
  const act = helping ? 'leave' : 'assist';
  if (allowed[act]?.allowed !== true) return null;
  const press = () => {
    if (!off) void commands.run({ from: act, act });
  };
  return (
    <button type="button" className="lesser" aria-disabled={off} onClick={press}>
      {commands.sending === act ? 'Sending…' : helping ? 'Help no longer' : 'Help with it'}
    </button>
  );
}

const CLAIM_BUTTON: Readonly<Record<ClaimAct, { readonly label: string; readonly letter?: string }>> = {
  release: { label: 'Hand over', letter: 'H' }, park: { label: 'Park', letter: 'P' }, take_over: { label: 'Take over' },
};

/** A stale claim is taken over in the banner that says so, without a second press. */
function useClaimActs(incident: IncidentRow): readonly ClaimAct[] {
  const me = useMe();
  const stale = isStale(incident, me.person.id, useSecondOf(false));
  return stale ? [] : claimActs(incident, me.person.id);
}

function HeadActs({ acts, incident }: { readonly acts: Acts; readonly incident: IncidentRow }) {
  const { duress, mark, allowed, ask } = acts;
  const claims = useClaimActs(incident);
  const lost = useLost();
  const off = (act: string) => lost || allowed[act]?.allowed !== true;
  const ended = isEnded(incident);
  const gone = (act: string) => ended && off(act);
  const help = refusedAlike({ allowed, state: incident.state }) === null ? undefined : 'why-not';
  return (
    <div className="acts">
      {/* Help stands first, each button in a place of its own: the hand finds it, whatever the step is and whoever has it. */}
      <div className="help">
        {gone('call_emergency') ? null : <ActButton className="to-emergency" label="Emergency" letter="E" meaning="danger" icon="phone" off={off('call_emergency')} because={help} press={() => ask('emergency')} />}
        {gone('call_out') ? null : <ActButton className="to-call-out" label="Call out" letter="O" icon="people" off={off('call_out')} because={help} press={() => ask('call_out')} />}
        {/* One press: it is the safe side, and there may be no time for a second. */}
        {allowed['suspect_duress'] === undefined || gone('suspect_duress') ? null : (
          <ActButton className="signs" letter="D" label="Signs of duress" meaning="duress" icon="unseen" sending={duress.sending !== null} off={off('suspect_duress')} because="why-not" press={mark} />
        )}
      </div>
      {claims.map((act) => (allowed[act] === undefined ? null : (
        <ActButton key={act} {...CLAIM_BUTTON[act]} off={off(act)} because="why-not" press={() => ask(act)} />
      )))}
      {allowed['resolve'] === undefined || ended || incident.state === 'resolved' ? null : <ActButton label="Resolve…" letter="R" off={off('resolve')} because="why-not" press={() => ask('resolve')} />}
    </div>
  );
}

const NAMED: readonly (readonly [string, string])[] = [['release', 'Hand over'], ['park', 'Park'], ['take_over', 'Take over'], ['resolve', 'Resolve'], ['suspect_duress', 'Signs of duress']];

/** "Park, Resolve: The call to Helena has no outcome yet." Each reason once, with all that it holds back. */
function reasonsOf(allowed: Incident['allowed'], shown: ReadonlySet<string>): readonly string[] {
  const names = new Map<string, string[]>();
  for (const [act, name] of NAMED) {
    const one = allowed[act];
    if (one === undefined || one.allowed || one.because === null || !shown.has(act)) continue;
    names.set(one.because, [...(names.get(one.because) ?? []), name]);
  }
  return [...names].map(([because, acts]) => `${acts.join(', ')}: ${because}`);
}

/** Every refusal explains itself before the press. */
function WhyNot({ acts: { allowed, duress }, incident }: { readonly acts: Acts; readonly incident: IncidentRow }) {
  const lost = useLost();
  const claims = useClaimActs(incident);
  const alike = refusedAlike({ allowed, state: incident.state });
  const reasons = lost || (isOver(incident) && alike === null) ? [] : alike !== null ? [alike] : reasonsOf(allowed, new Set(['resolve', 'suspect_duress', ...claims]));
  const failed = duress.problem?.text ?? null;
  if (reasons.length === 0 && failed === null) return null;
  return (
    <div className="act-why" id="why-not">
      {reasons.map((reason) => <Because key={reason}>{reason}</Because>)}
      {failed === null ? null : <Refusal>{failed}</Refusal>}
    </div>
  );
}

/** In place, and only while the act still belongs to it: somebody else may have been quicker. */
function Confirming({ acts: { asking, ask, commands }, incident }: { readonly acts: Acts; readonly incident: IncidentRow }) {
  const claims = useClaimActs(incident);
  if (asking !== 'release' && asking !== 'take_over') return null;
  if (!claims.includes(asking)) return null;
  return <ConfirmClaim act={asking} incident={incident} commands={commands} back={() => ask(null)} />;
}
