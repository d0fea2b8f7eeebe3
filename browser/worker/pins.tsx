/** The two PINs, each typed twice. Both look the same to anybody who watches, so both are explained here and nowhere else. */
import { type SubmitEvent, useState } from 'react';
import { PIN_LEAST, PIN_MOST, pinFaults, type TypedPins } from '../core/pin';
import { Field, PhoneButton, Refusal, Statement } from './parts';
import { Panic } from './panic';
import { useAsking } from './use-asking';
import { usePhone, useTold } from './use-phone';

const EMPTY: TypedPins = { safe: '', safe_again: '', duress: '', duress_again: '' };

/** `back`: an alert stands, and they may be chosen later. */
export function Pins({ back }: { readonly back?: () => void }) {
  const phone = usePhone();
  const { centre } = useTold();
  const [typed, setTyped] = useState(EMPTY);
  const [checked, setChecked] = useState(false);
  const { sending, refused, ask } = useAsking('No answer. It is not known whether the PINs stand: press again, it counts once.');
  const faults = checked ? pinFaults(typed) : {};
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setChecked(true);
    if (Object.keys(pinFaults(typed)).length > 0) return;
    ask(async (key) => {
      await phone.choosePins(typed.safe, typed.duress, key);
      back?.();
    });
  };
  const field = (name: keyof TypedPins, label: string) => (
    <Field label={label} fault={faults[name]}>
      {(ids) => (
        <input
          {...ids}
          className="num"
          type="password"
          inputMode="numeric"
          autoComplete="off"
          maxLength={PIN_MOST}
          value={typed[name]}
          onChange={(event) => {
            const { value } = event.currentTarget;
            setTyped((before) => ({ ...before, [name]: value.replace(/\D/g, '') }));
          }}
        />
      )}
    </Field>
  );
  return (
    <main className="phone">
      <form className="page" onSubmit={submit}>
        <Statement>Choose two PINs</Statement>
        <p>Each {PIN_LEAST} to {PIN_MOST} digits, both as long as one another. Whoever watches you cannot tell which one you enter.</p>
        <h2>Safe PIN</h2>
        <p>Enter it when you are safe: it ends a visit, and it takes back an alert.</p>
        {field('safe', 'Safe PIN')}
        {field('safe_again', 'Safe PIN once more')}
        <h2>Duress PIN</h2>
        <p>Enter it when somebody forces you. The phone shows that all is over. {centre.name} is told in silence that it is not, and nobody calls you.</p>
        {field('duress', 'Duress PIN')}
        {field('duress_again', 'Duress PIN once more')}
        {refused === null ? null : <Refusal>{refused}</Refusal>}
        <PhoneButton main submit sending={sending}>Keep these PINs</PhoneButton>
        {back === undefined ? null : <PhoneButton press={back}>Back</PhoneButton>}
      </form>
      <div className="dock"><Panic small /></div>
    </main>
  );
}
