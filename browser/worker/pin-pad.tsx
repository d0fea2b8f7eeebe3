/** The PIN pad, the same for the safe and for the duress PIN, to the last pixel and millisecond: there is no branch by which it was. */
import { type KeyboardEvent, useState } from 'react';
import type { PinPurpose } from '../contract/phone';
import { PIN_LEAST, PIN_MOST, type PinFate, pinWords } from '../core/pin';
import { Icon } from '../ui/icon';
import { Panic } from './panic';
import { PhoneButton, Statement } from './parts';
import { minute, usePhone, useTold } from './use-phone';

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

interface Props {
  readonly purpose: PinPurpose;
  /** Somebody has called for help from here: it need not be offered again. */
  readonly pressed?: boolean;
  readonly back: () => void;
}

export function PinPad({ purpose, pressed = false, back }: Props) {
  const phone = usePhone();
  const { centre, session } = useTold();
  const [typed, setTyped] = useState('');
  const [sending, setSending] = useState(false);
  const [fate, setFate] = useState<PinFate | null>(null);
  const add = (digit: string) => {
    setFate(null);
    setTyped((before) => (before.length < PIN_MOST ? before + digit : before));
  };
  const erase = () => setTyped((before) => before.slice(0, -1));
  const enter = () => {
    if (typed.length < PIN_LEAST || sending) return;
    setSending(true);
    setTyped('');
    void phone.enterPin(typed, purpose).then((said) => {
      setSending(false);
      setFate(said);
      if (said !== 'kept' && said.answer === 'taken') back();
    });
  };
  const keys = (event: KeyboardEvent) => {
    if (/^\d$/.test(event.key)) add(event.key);
    else if (event.key === 'Backspace') erase();
    else if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) enter();
  };
  const where = session?.place ?? session?.doing ?? '';
  return (
    <main className="phone pad" onKeyDown={keys}>
      <div className="ask">
        <Statement>Enter your PIN</Statement>
        <p>{purpose === 'cancel' ? 'to say that you are safe' : `to end your visit${where === '' ? '' : `: ${where}`}`}</p>
        <div className="dots" role="img" aria-label={`${typed.length} entered`}>
          {Array.from({ length: Math.max(PIN_LEAST, typed.length) }, (_, i) => <i key={i} className={i < typed.length ? 'on' : ''} />)}
        </div>
        <p className="said" role="status">{sending ? 'Sending…' : fate === null ? '' : pinWords(fate, purpose, minute)}</p>
      </div>
      <div className="dock">
        <div className="keys">
          {DIGITS.map((digit) => <button type="button" key={digit} onClick={() => add(digit)}>{digit}</button>)}
          <button type="button" className="flat" onClick={back}>Back</button>
          <button type="button" onClick={() => add('0')}>0</button>
          <button type="button" className="flat" aria-label="Delete" onClick={erase}><Icon name="erase" /></button>
        </div>
        <PhoneButton main sending={sending} press={enter}>Enter</PhoneButton>
        {centre.phone === null ? null : <p className="forgotten">PIN forgotten? <a href={`tel:${centre.phone.replace(/[^\d+]/g, '')}`}>Call {centre.name}</a></p>}
        {pressed ? null : <Panic small />}
      </div>
    </main>
  );
}
