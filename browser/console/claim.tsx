/** Whose incident it is: handed over, taken over, put aside. What changes hands says so before the press. */
import { type RefObject, useEffect, useRef } from 'react';
import type { Clock, Incident } from '../contract/api';
import { unheardFor, unheardWords } from '../core/claim';
import { countdown } from '../core/countdown';
import { refusedAlike } from '../core/refused';
import { ActButton } from '../ui/act-button';
import { useLost, useMe, useSecondOf, useTimes } from '../ui/desk';
import { Icon } from '../ui/icon';
import { NextStep } from '../ui/next-step';
import { Because, Refusal } from '../ui/state';
import type { Commands } from './use-command';

/** What is asked again in place, and by what name the button does it. */
export type Confirmed = 'release' | 'take_over';

interface ConfirmProps {
  readonly act: Confirmed;
  readonly incident: Pick<Incident, 'number' | 'operator'>;
  readonly commands: Commands;
  readonly back: () => void;
}

const ASKED: Readonly<Record<Confirmed, { readonly label: string; readonly words: (number: number, operator: string) => string }>> = {
  release: { label: 'Hand it back', words: (number) => `Hand ${number} back to the queue. It rings for everybody again until somebody takes it.` },
  take_over: { label: 'Take it over', words: (number, operator) => `Take ${number} over from ${operator}, who is at the desk. It is yours then, and the journal says so.` },
};

/** Says what will be, instead of asking whether one is sure. */
export function ConfirmClaim({ act, incident, commands, back }: ConfirmProps) {
  const lost = useLost();
  const does = useRef<HTMLButtonElement>(null);
  useEffect(() => does.current?.focus({ preventScroll: true }), [act]);
  const { label, words } = ASKED[act];
  const press = async () => {
    if (await commands.run({ from: act, act })) back();
  };
  return (
    <div className="head-confirm" role="group" aria-label={label}>
      <p className="num">{words(incident.number, incident.operator?.name ?? 'its operator')}</p>
      <div className="acts">
        <ActButton focus={does} label={label} off={lost} sending={commands.sending === act} press={() => void press()} />
        <ActButton label="Back" press={back} />
      </div>
      {commands.problem?.from === act ? <Refusal>{commands.problem.text}</Refusal> : null}
    </div>
  );
}

interface StaleProps {
  readonly incident: Incident;
  readonly commands: Commands;
}

/** A colleague has it and is not heard: perhaps nobody is working on it. */
export function StaleClaim({ incident, commands }: StaleProps) {
  const me = useMe();
  const lost = useLost();
  const silence = unheardFor(incident, useSecondOf(false));
  if (silence === null || incident.operator === null || incident.operator.id === me.person.id) return null;
  const permission = incident.allowed['take_over'];
  const refused = permission?.allowed === false ? permission.because : null;
  return (
    <section className="ban needs stale" aria-label="Not heard">
      <Icon name="warning" />
      <div>
        <b className="num">{incident.operator.name} {unheardWords(silence)}</b>
        <p>Perhaps nobody is working on this.{refused === null ? null : <span className={refused === refusedAlike(incident) ? 'sr' : ''} id="stale-because"> {refused}</span>}</p>
        {commands.problem?.from === 'stale' ? <Refusal>{commands.problem.text}</Refusal> : null}
      </div>
      <ActButton go label="Take over" icon="hand" off={lost || permission?.allowed !== true} because={refused === null ? undefined : 'stale-because'} sending={commands.sending === 'stale'} press={() => void commands.run({ from: 'stale', act: 'take_over' })} />
    </section>
  );
}

function ParkedFor({ clock }: { readonly clock: Clock }) {
  const shown = countdown(clock, useSecondOf(false));
  const late = shown.stage === 'late';
  return (
    <p className={`parked-for num${late ? ' late' : ''}`}>
      <Icon name="pause" />
      {late ? null : <span>Back by itself in</span>}
      <b className="clock">{shown.figures}</b>
      <span>{late ? 'over its time. It should be back: take it up.' : 'and it rings then. Nothing to do until then.'}</span>
    </p>
  );
}

interface ParkedProps extends StaleProps {
  readonly go: RefObject<HTMLButtonElement | null>;
}

/** Put aside: until when, why, and the way to take it up before that. */
export function ParkedCard({ incident, commands, go }: ParkedProps) {
  const me = useMe();
  const lost = useLost();
  const times = useTimes();
  const mine = incident.operator?.id === me.person.id;
  const permission = incident.allowed['resume'];
  const refused = mine && !lost && permission?.allowed === false ? permission.because : null;
  const until = incident.parked_until === null ? '' : ` until ${times.minute(Date.parse(incident.parked_until))}`;
  return (
    <NextStep stages={incident.progress} statement={`Parked${until}`} reason={incident.parked_because === null ? '' : `“${incident.parked_because}”`}>
      {incident.clock === null ? null : <ParkedFor clock={incident.clock} />}
      {mine ? (
        <div className="gobox">
          <ActButton go focus={go} label="Take it up again" icon="hand" letter="G" thenEnter off={lost || permission?.allowed !== true} because="resume-because" sending={commands.sending === 'resume'} press={() => void commands.run({ from: 'resume', act: 'resume' })} />
        </div>
      ) : null}
      {refused === null ? null : <Because id="resume-because">{refused}</Because>}
      {commands.problem?.from === 'resume' ? <Refusal>{commands.problem.text}</Refusal> : null}
    </NextStep>
  );
}
