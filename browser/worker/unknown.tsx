/**
 * Nothing is known here of whose phone it is, and the centre cannot be asked: the browser may have lost what it kept. Whoever
 * is in danger can call for help all the same, and is told what that is worth.
 */
import { useEffect } from 'react';
import { EMERGENCY } from '../core/alert';
import { panicIn } from '../core/lane';
import { spacedNumber } from '../core/telephone';
import { centreOnShelf } from '../platform/phone-shelf';
import { Icon } from '../ui/icon';
import { KeptList } from './kept-list';
import { Panic } from './panic';
import { CallLink, PhoneButton, Statement } from './parts';
import { forceDark } from './scheme';
import { second, useView } from './use-phone';

export function Unknown({ enrol }: { readonly enrol: () => void }) {
  const { kept, keeps } = useView();
  const centre = centreOnShelf();
  const panic = panicIn(kept);
  const pressed = panic !== undefined;
  useEffect(() => {
    forceDark(pressed);
    return () => forceDark(false);
  }, [pressed]);
  return (
    <main className="phone">
      <p className="brand"><Icon name="bell" />Tocsin</p>
      <div className="who" aria-live="polite">
        <Statement>{panic === undefined ? 'No connection' : 'Not sent yet'}</Statement>
        {panic === undefined
          ? <p>This phone cannot tell whose it is until {centre?.name ?? 'the centre'} answers. Hold for help: it is sent as soon as there is an answer, if this phone is enrolled.</p>
          : <p>Pressed at {second(panic.occurred_at)}, and sent again and again{keeps ? '' : ' while this page is open'}. Nobody has it yet: call {EMERGENCY} if you can.</p>}
      </div>
      <KeptList />
      <div className="dock">
        <CallLink number={EMERGENCY}>Call {EMERGENCY} myself</CallLink>
        {centre?.phone == null ? null : <CallLink number={centre.phone}>{centre.name}, {spacedNumber(centre.phone)}</CallLink>}
        <PhoneButton press={enrol}>Enrol this phone</PhoneButton>
        <Panic />
      </div>
    </main>
  );
}
