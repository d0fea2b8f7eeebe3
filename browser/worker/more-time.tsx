/** More time, counted from now on. */
import { useState } from 'react';
import { EXTENSIONS, lengthWords } from '../core/visit';
import { Minutes } from './begin-visit';
import { Panic } from './panic';
import { PhoneButton, Statement } from './parts';
import { minute, useNow } from './use-phone';

interface Props {
  readonly back: () => void;
  readonly extend: (minutes: number) => void;
}

export function MoreTime({ back, extend }: Props) {
  const now = useNow();
  const [minutes, setMinutes] = useState<number | null>(30);
  const [checked, setChecked] = useState(false);
  const press = () => {
    setChecked(true);
    if (minutes !== null) extend(minutes);
  };
  return (
    <main className="phone">
      <div className="page">
        <Statement>More time</Statement>
        <p>Counted from now, not from the end that was agreed.</p>
        <Minutes label="How long from now?" offered={EXTENSIONS} value={minutes} fault={checked && minutes === null ? 'How many minutes? From 1 to 1440.' : undefined} set={setMinutes} />
        <p className="num strong">{minutes === null ? '' : `${lengthWords(minutes)}: until ${minute(now + minutes * 60_000)}`}</p>
      </div>
      <div className="dock">
        <PhoneButton main press={press}>Give me more time</PhoneButton>
        <PhoneButton press={back}>Back</PhoneButton>
        <Panic />
      </div>
    </main>
  );
}
