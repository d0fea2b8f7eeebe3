/** What is known of an alert, each thing with its own time and never more than is true. Dark, for a bright screen betrays. */
import { EMERGENCY, type ShownAlert } from '../core/alert';
import { keptLine, waiting } from '../core/lane';
import { spacedNumber } from '../core/telephone';
import { Icon } from '../ui/icon';
import { KeptList } from './kept-list';
import { Panic } from './panic';
import { CallLink, PhoneButton, Statement } from './parts';
import { isFaint, second, useNow, usePhone, useTold, useView } from './use-phone';

interface Props {
  readonly shown: ShownAlert;
  readonly safe: () => void;
  readonly choose: () => void;
  readonly dark: () => void;
}

export function AlertPage({ shown, safe, choose, dark }: Props) {
  const phone = usePhone();
  const { centre, has_pins, session } = useTold();
  const view = useView();
  const now = useNow();
  const kept = waiting(view.kept).length;
  return (
    <main className="phone">
      <div className="who" aria-live="polite">
        <Statement>{shown.title}</Statement>
        <p>{shown.words}</p>
      </div>
      {isFaint(view, now) ? <p className="faint-line"><Icon name="cut" />{keptLine(kept)}</p> : null}
      <ol className="told">
        {shown.steps.map((step) => (
          <li key={step.words} className={step.done ? '' : 'ahead'}>
            {step.done ? <Icon name="has" /> : <Awaited />}
            <span>{step.words}</span>
            {step.at === null ? <span className="when">{step.done ? '' : 'not yet'}</span> : <time className="when">{second(step.at)}</time>}
          </li>
        ))}
      </ol>
      <KeptList but={shown.refused} />
      <div className="dock">
        <CallLink number={EMERGENCY}>Call {EMERGENCY} myself</CallLink>
        {!shown.stored && centre.phone !== null ? <CallLink number={centre.phone}>{centre.name}, {spacedNumber(centre.phone)}</CallLink> : null}
        {has_pins || session === null ? null : <PhoneButton icon="tick" press={() => phone.checkIn()}>I am all right</PhoneButton>}
        <div className="two">
          {shown.refused !== null
            ? <PhoneButton press={() => phone.putAway(shown.refused ?? '')}>Put away</PhoneButton>
            : has_pins ? <PhoneButton icon="lock" press={safe}>I am safe</PhoneButton> : <PhoneButton icon="lock" press={choose}>Choose PINs</PhoneButton>}
          <PhoneButton icon="moon" press={dark}>Go dark</PhoneButton>
        </div>
        {shown.pressed ? null : <Panic />}
      </div>
    </main>
  );
}

const Awaited = () => (
  <svg className="i" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="8.5" strokeDasharray="2.5 3.2" /></svg>
);
