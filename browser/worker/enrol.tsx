/** A phone becomes somebody's. The link only brings the code: it is spent by the press, for message apps open links to preview them. */
import { type SubmitEvent, useState } from 'react';
import { codeShown, deviceLabel } from '../core/ability';
import { EMERGENCY } from '../core/alert';
import { spacedNumber } from '../core/telephone';
import { counted } from '../core/time';
import { type Centre, centreOnShelf } from '../platform/phone-shelf';
import { isSecure } from '../platform/sensors';
import { Icon } from '../ui/icon';
import { CallLink, Field, PhoneButton, Refusal, Statement } from './parts';
import { useAsking } from './use-asking';
import { usePhone, useView } from './use-phone';

interface Props {
  readonly code: string;
  readonly enrolled: () => void;
}

const CODE_LENGTH = 14;

export function Enrol({ code, enrolled }: Props) {
  const phone = usePhone();
  const { stage, state, reached, kept } = useView();
  const [typed, setTyped] = useState(codeShown(code));
  const { sending, refused, ask } = useAsking('No answer. It is not known whether this phone is enrolled. Press again within ten minutes: it counts once.');
  const [short, setShort] = useState(false);
  const [shelved] = useState(centreOnShelf);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setShort(typed.length !== CODE_LENGTH);
    if (typed.length !== CODE_LENGTH) return;
    ask(async (key) => {
      await phone.enrol(typed, deviceLabel(navigator.userAgent), key);
      enrolled();
    });
  };
  return (
    <main className="phone">
      <p className="brand"><Icon name="bell" />Tocsin</p>
      <div className="page">
        <Statement>{stage === 'enrolled' || state === null ? 'Enrol this phone' : 'This phone is not enrolled any longer'}</Statement>
        {stage === 'stranger' && state !== null ? <Withdrawn centre={state.centre.name} kept={kept.length} /> : null}
        {stage === 'enrolled' && state !== null ? <p>It is {state.lone_worker.name}’s now. With this code it is enrolled anew; a visit that runs keeps its time.</p> : null}
        {!reached && state === null ? <p className="faint-line" role="status"><Icon name="cut" />No connection. Enrolling needs one.</p> : null}
        {isSecure() ? (
          <form id="enrol" onSubmit={submit}>
            <p>Your administrator gives you a link, or a code of 12 letters and digits. It can be used once.</p>
            <Field label="Code" fault={short ? '12 letters and digits.' : undefined}>
              {(ids) => <input {...ids} className="code" value={typed} autoComplete="off" autoCapitalize="characters" spellCheck={false} onChange={(event) => setTyped(codeShown(event.currentTarget.value))} />}
            </Field>
            {refused === null ? null : <Refusal>{refused}</Refusal>}
          </form>
        ) : (
          <Refusal>This page came over plain http. Over that a phone tells nobody where you are and keeps nothing without a network, so it is not enrolled. Open the page by https; your administrator knows its address.</Refusal>
        )}
      </div>
      <div className="dock">
        {isSecure() ? <FormButton form="enrol" sending={sending}>Enrol this phone</FormButton> : null}
        {stage === 'enrolled' ? <PhoneButton quiet press={enrolled}>Leave it as it is</PhoneButton> : <Ways centre={state?.centre ?? shelved} />}
      </div>
    </main>
  );
}

/** In the dock, below the form that it sends. */
const FormButton = ({ form, sending, children }: { readonly form: string; readonly sending: boolean; readonly children: string }) => (
  <button type="submit" form={form} className="pbtn main" aria-disabled={sending}><span>{sending ? 'Sending…' : children}</span></button>
);

/** Whom to ring, for nothing that is pressed here reaches anybody. */
const Ways = ({ centre }: { readonly centre: Centre | null }) => (
  <>
    {centre?.phone == null ? null : <CallLink number={centre.phone}>{centre.name}, {spacedNumber(centre.phone)}</CallLink>}
    <CallLink number={EMERGENCY}>In danger? Call {EMERGENCY}</CallLink>
  </>
);

const Withdrawn = ({ centre, kept }: { readonly centre: string; readonly kept: number }) => (
  <Refusal>
    It was withdrawn, and nothing that is pressed here reaches {centre}. A visit that was running still runs there: call them.
    {kept === 0 ? '' : ` ${counted(kept, 'thing')} on this phone was not sent.`}
  </Refusal>
);
