/** Which screen stands. An alert stands before everything but its PIN and the dark screen; what was chosen comes after that. */
import { type ReactNode, useEffect, useState } from 'react';
import { type ShownAlert, shownAlert } from '../core/alert';
import { isOf, panicIn } from '../core/lane';
import type { Phone } from '../platform/phone';
import { Abilities } from './abilities';
import { AlertPage } from './alert-page';
import { BeginVisit } from './begin-visit';
import { Dark } from './dark';
import { Enrol } from './enrol';
import { hold } from './hold';
import { Idle } from './idle';
import { MoreTime } from './more-time';
import { PinPad } from './pin-pad';
import { Pins } from './pins';
import { forceDark } from './scheme';
import { Holding } from './panic';
import { Here, minute, usePhone, useTold, useView, useWatched } from './use-phone';
import { Unknown } from './unknown';
import { Visit } from './visit';

export function App({ phone }: { readonly phone: Phone }) {
  useEffect(() => phone.begin(), [phone]);
  return (
    <Here value={phone}>
      <Stage />
      <Holding />
    </Here>
  );
}

/** A link with a code: whoever opens it has not spent it yet. */
const codeInAddress = (): string => location.hash.slice(1);

function Stage() {
  const { stage, state, reached } = useView();
  const [code, setCode] = useState(codeInAddress);
  const [enrolling, setEnrolling] = useState(code !== '');
  const [fresh, setFresh] = useState(false);
  useEffect(() => {
    const hear = () => setCode(codeInAddress());
    addEventListener('hashchange', hear);
    return () => removeEventListener('hashchange', hear);
  }, []);
  const enrolled = () => {
    history.replaceState(null, '', location.pathname);
    setCode('');
    setFresh(true);
  };
  if (stage === 'opening') return <main className="phone" aria-busy="true"><h1 className="sr">Opening</h1></main>;
  if (state === null && !reached && !enrolling) return <Unknown enrol={() => setEnrolling(true)} />;
  if (stage === 'stranger' || state === null) return <Enrol key={code} code={code} enrolled={enrolled} />;
  return <Enrolled first={(quiet) => {
    if (code !== '') return <Enrol key={code} code={code} enrolled={enrolled} />;
    if (!state.has_pins) return <Pins />;
    return fresh ? <Abilities leave={() => setFresh(false)} /> : quiet;
  }} />;
}

/** `first`: what comes before a visit on this phone, though never before an alert. */
function Enrolled({ first }: { readonly first: (quiet: ReactNode) => ReactNode }) {
  const alert = useShownAlert();
  const held = useWatched(hold.held);
  const [dark, setDark] = useState(false);
  const isDark = alert !== null || dark || held;
  useEffect(() => forceDark(isDark), [isDark]);
  if (dark) return <Dark leave={() => setDark(false)} />;
  return alert === null ? first(<Quiet dark={() => setDark(true)} />) : <Alerted alert={alert} dark={() => setDark(true)} />;
}

function Alerted({ alert, dark }: { readonly alert: ShownAlert; readonly dark: () => void }) {
  const [entering, setEntering] = useState(false);
  const [choosing, setChoosing] = useState(false);
  if (choosing) return <Pins back={() => setChoosing(false)} />;
  if (entering) return <PinPad purpose="cancel" pressed={alert.pressed} back={() => setEntering(false)} />;
  return <AlertPage shown={alert} safe={() => setEntering(true)} choose={() => setChoosing(true)} dark={dark} />;
}

function useShownAlert(): ShownAlert | null {
  const { kept, clock } = useView();
  const { alert, centre, lone_worker } = useTold();
  return shownAlert(alert, panicIn(kept.filter((one) => isOf(one, lone_worker.id))), { centre: centre.name, ahead_ms: clock.ahead_ms, minute });
}

/** No alert. What was chosen for a visit that is over meanwhile is no longer there. */
function Quiet({ dark }: { readonly dark: () => void }) {
  const phone = usePhone();
  const { session } = useTold();
  const [chosen, choose] = useState<'main' | 'begin' | 'more' | 'abilities' | 'end'>('main');
  const main = () => choose('main');
  if (chosen === 'abilities') return <Abilities leave={main} />;
  if (session === null) {
    if (chosen === 'begin') return <BeginVisit back={main} begun={main} />;
    return <Idle begin={() => choose('begin')} abilities={() => choose('abilities')} dark={dark} />;
  }
  if (chosen === 'end') return <PinPad purpose="end" back={main} />;
  if (chosen === 'more') {
    return (
      <MoreTime
        back={main}
        extend={(minutes) => {
          phone.extend(minutes);
          main();
        }}
      />
    );
  }
  return <Visit session={session} more={() => choose('more')} end={() => choose('end')} dark={dark} />;
}
