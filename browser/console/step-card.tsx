/** The card of the next step, as the server decided it: one button, lesser ways, what to read out, what came of a call. */
import { TextInput } from '@mantine/core';
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { Id, Incident, Step, Way } from '../contract/api';
import { isEnded } from '../core/queue';
import { refusedAlike } from '../core/refused';
import { figures } from '../core/time';
import { spacedNumber, telHref } from '../core/telephone';
import { closingWords, endingWords, overWords } from '../core/words';
import { ActButton } from '../ui/act-button';
import { useLost, useMe, useSecond, useTimes } from '../ui/desk';
import { ThereBy } from '../ui/going';
import type { IconName } from '../ui/icon';
import { BigNumber, NextStep, ReadOut, RingLater, RingNobody, ToRing, Untold } from '../ui/next-step';
import { Because, Refusal } from '../ui/state';
import { ParkedCard } from './claim';
import { DialByHand } from './dial-by-hand';
import { OutcomePanel, ReferencePanel } from './outcome-panel';
import { HowToCheck, ReportLinks } from './report-links';
import type { Commands } from './use-command';
import { useDraft } from './use-draft';
import { useMarked } from './use-marked';

export interface StepProps {
  readonly incident: Incident;
  readonly commands: Commands;
  readonly resolve: () => void;
  readonly go: RefObject<HTMLButtonElement | null>;
  /** A call that the operator chose to note, instead of the step's own. */
  readonly call: string | null;
  readonly callDone: () => void;
}

/** What comes of a call is noted in the card where it was placed. */
export function StepCard(props: StepProps) {
  const { incident, call } = props;
  const { step } = incident;
  const lost = useLost();
  const card = useRef<HTMLDivElement>(null);
  const signature = `${incident.id} ${step.kind} ${step.statement} ${step.call_id ?? ''} ${call ?? ''}`;
  const before = useRef(signature);
  useEffect(() => {
    if (before.current === signature) return;
    before.current = signature;
    // The focus goes to the new step's heading, never onto its button: a second Enter must not dial.
    const had = document.activeElement;
    if (had === document.body || card.current?.contains(had)) card.current?.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
  }, [signature]);
  return (
    <div ref={card} className="step-card">
      {isEnded(incident) ? <Over incident={incident} /> : incident.state === 'parked' && call === null ? <ParkedCard {...props} /> : lost ? <DialByHand incident={incident} /> : <Connected key={signature} {...props} />}
    </div>
  );
}

/** Closed: by whom and when, what it was, who said so, and that news would open it again. */
function Over({ incident }: { readonly incident: Incident }) {
  const times = useTimes();
  const me = useMe();
  const words = overWords(incident, me.person.name, times.moment);
  return (
    <NextStep stages={incident.progress} statement="Closed" reason={words}>
      {incident.state === 'closed' && incident.hushed ? <RingNobody /> : null}
      {incident.state === 'closed' ? <ToRing people={incident.to_ring} silent={incident.silent} /> : null}
      {incident.state === 'closed' ? <Because>News about it opens it again.</Because> : null}
      <ReportLinks incident={incident} />
      <HowToCheck incident={incident} />
    </NextStep>
  );
}

function Connected(props: StepProps) {
  const { incident, call, callDone, commands } = props;
  const { step } = incident;
  const phone = incident.calls.find((one) => one.id === (call ?? step.call_id) && one.outcome === null);
  if (phone && (call !== null || step.kind === 'note_outcome')) {
    return <OutcomePanel incident={incident} call={phone} commands={commands} done={callDone} />;
  }
  const emergency = incident.emergency.find((one) => one.id === step.call_id);
  if (emergency && step.kind === 'note_reference') return <ReferencePanel incident={incident} call={emergency} commands={commands} />;
  return (
    <NextStep stages={incident.progress} statement={step.statement} reason={step.reason} before={step.done_before}>
      {step.number === null || step.button !== null ? null : <BigNumber number={spacedNumber(step.number)} href={telHref(step.tel ?? step.number)} />}
      <ThereBy incident={incident} />
      <OwnWays {...props} />
      {step.look_at === null || step.button !== null ? null : <LooksAgain at={step.look_at} />}
      {step.read_out === null || step.read_out.length === 0 ? null : <ReadOut lines={step.read_out} />}
    </NextStep>
  );
}

/** What rings again for all is still somebody's: the server takes the note of it from no other. */
function OwnWays(props: StepProps) {
  const me = useMe();
  const { step, operator } = props.incident;
  if (step.kind !== 'claim' || operator === null || operator.id === me.person.id) return <Ways {...props} />;
  return <Because>Only {operator.name} can take note of that, or whoever takes it over.</Because>;
}

function LooksAgain({ at }: { readonly at: string }) {
  const left = Date.parse(at) - useSecond();
  return <Because><span className="num">{left > 0 ? `Tocsin looks again in ${figures(left)}, by itself.` : 'Tocsin looks again now, by itself.'}</span></Because>;
}

/** No emergency service is rung in a drill, so nothing there looks as if it dialled. */
const iconOf = (step: Step, drill: boolean): IconName | undefined => (drill && step.kind === 'call_emergency' ? 'flag' : ICON[step.kind]);

const ICON: Partial<Record<Step['kind'], IconName>> = { claim: 'hand', call_person: 'phone', call_emergency: 'phone', resolve: 'tick', close: 'tick' };

function Ways({ incident, commands, resolve, go }: StepProps) {
  const { step } = incident;
  const me = useMe();
  const [asking, setAsking] = useState<Way | null>(null);
  if (asking !== null) return <AskWhy way={asking} commands={commands} incident={incident.id} call={step.call_id} back={() => setAsking(null)} />;
  const press = (way: Way, from: string) => {
    if (way.act === 'resolve') resolve();
    else if (way.act === 'emergency_not_possible' && typeof way.body['because'] !== 'string') setAsking(way);
    else void commands.run({ from, act: way.act, body: way.body, call: step.call_id });
  };
  const permission = step.button ? incident.allowed[step.button.act] : undefined;
  const refused = permission?.allowed === false ? permission.because : null;
  return (
    <>
      {step.kind === 'close' ? <Closing incident={incident} /> : null}
      {step.kind === 'decide' ? null : (
        <div className="gobox">
          {step.button === null ? null : <GoButton icon={iconOf(step, incident.drill)} button={step.button} press={press} sending={commands.sending === 'go'} off={permission?.allowed === false} mine={incident.operator === null || incident.operator.id === me.person.id} go={go} />}
          <Also ways={step.also} press={press} sending={commands.sending} />
        </div>
      )}
      {step.kind === 'decide' ? <Decide ways={step.also} press={press} sending={commands.sending} drill={incident.drill} /> : null}
      {refused === null ? null : <Because id="go-because" said={refused === refusedAlike(incident)}>{refused}</Because>}
      {commands.problem && (commands.problem.from === 'go' || step.also.some((way) => way.label === commands.problem?.from)) ? <Refusal>{commands.problem.text}</Refusal> : null}
    </>
  );
}

interface AlsoProps {
  readonly ways: readonly Way[];
  readonly press: (way: Way, from: string) => void;
  readonly sending: string | null;
}

const Also = ({ ways, press, sending }: AlsoProps) => ways.length === 0 ? null : (
  <div className="also">
    {ways.map((way) => (
      <button key={way.label} type="button" className="lesser" aria-disabled={sending !== null} onClick={() => press(way, way.label)}>
        {sending === way.label ? 'Sending…' : way.label}
      </button>
    ))}
  </div>
);

/** Says what will be, instead of asking whether one is sure. */
const Closing = ({ incident }: { readonly incident: Incident }) => (
  <>
    <p className="closing num">Close {incident.number}: {closingWords(incident, incident.resolution?.words ?? null)}.{` ${endingWords(incident.all_clear, incident.resolution?.cause ?? null)}`.trimEnd()}</p>
    <RingLater people={incident.to_ring} />
    <Untold names={incident.untold} />
  </>
);

/** The plan has no more to say: the operator judges, and no way is marked before the others. */
const Decide = ({ ways, press, sending, drill }: AlsoProps & { readonly drill: boolean }) => (
  <div className="gobox">
    {ways.map((way) => (
      <ActButton key={way.label} label={way.label} sending={sending === way.label} press={() => press(way, way.label)} {...(way.act === 'call_emergency' ? { icon: drill ? 'flag' as const : 'phone' as const } : {})} />
    ))}
  </div>
);

interface GoProps {
  readonly icon: IconName | undefined;
  readonly button: Way;
  readonly press: (way: Way, from: string) => void;
  readonly sending: boolean;
  readonly off: boolean;
  /** For who only watches it is possible, but not what they should do next. */
  readonly mine: boolean;
  readonly go: RefObject<HTMLButtonElement | null>;
}

const GoButton = ({ icon, button, press, sending, off, mine, go }: GoProps) => (
  <ActButton go={mine} focus={go} label={button.label} {...(icon ? { icon } : {})} letter="G" thenEnter sending={sending} off={off} because={off ? 'go-because' : undefined} press={() => press(button, 'go')} />
);

interface WhyProps {
  readonly way: Way;
  readonly commands: Commands;
  readonly incident: Id;
  readonly call: string | null;
  readonly back: () => void;
}

/** What cannot be done needs its reason: the report will be asked for it. */
function AskWhy({ way, commands, incident, call, back }: WhyProps) {
  const { text, write, sent } = useDraft(incident, `why ${way.act} ${way.label}`);
  const because = text('because');
  const form = useRef<HTMLFormElement>(null);
  const marked = useMarked(form, commands.problem, ['why'], ['because']);
  const [missing, setMissing] = useState(false);
  const submit = async () => {
    if (because.trim() === '') setMissing(true);
    else if (await commands.run({ from: 'why', act: way.act, body: { ...way.body, because: because.trim() }, call })) sent();
  };
  return (
    <form className="confirm" ref={form} onSubmit={(event) => { event.preventDefault(); void submit(); }}>
      <TextInput className="outcome-note" label="Why it cannot be done" data-autofocus autoFocus value={because} error={missing && because.trim() === '' ? 'Say why, in a few words.' : marked.of['because']} onChange={(event) => write({ because: event.currentTarget.value })} />
      <div className="gobox">
        <ActButton go submit label="Note it" sending={commands.sending === 'why'} press={() => undefined} />
        <ActButton label="Back" press={back} />
      </div>
      {marked.rest.map((words) => <Refusal key={words}>{words}</Refusal>)}
    </form>
  );
}


