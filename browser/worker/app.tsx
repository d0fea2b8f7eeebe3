/** Which screen stands. An alert stands before everything but its PIN and the dark screen; what was chosen comes after that. */
import { useEffect, useState } from 'react';
import type { PinPurpose } from '../contract/phone';
import { type ShownAlert, shownAlert } from '../core/alert';
import { panicIn } from '../core/lane';
import type { Phone } from '../platform/phone';
import { Abilities } from './abilities';
import { AlertPage } from './alert-page';
import { BeginVisit } from './begin-visit';
import { Dark } from './dark';
import { Enrol } from './enrol';
import { Idle } from './idle';
import { MoreTime } from './more-time';
import { PinPad } from './pin-pad';
import { Pins } from './pins';
import { forceDark } from './scheme';
import { Here, usePhone, useTold, useView } from './use-phone';
import { Visit } from './visit';

type Chosen = 'main' | 'begin' | 'more' | 'abilities' | PinPurpose;

export function App({ phone }: { readonly phone: Phone }) {
  useEffect(() => phone.begin(), [phone]);
  return (
    <Here value={phone}>
      <Stage />
    </Here>
  );
}

/** A link with a code: whoever opens it has not spent it yet. */
const codeInAddress = (): string => decodeURIComponent(location.hash.slice(1));

function Stage() {
  const { stage, state } = useView();
  const [code, setCode] = useState(codeInAddress);
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
  if (stage === 'stranger' || state === null || code !== '') return <Enrol key={code} code={code} enrolled={enrolled} />;
  if (!state.has_pins) return <Pins />;
  if (fresh) return <Abilities leave={() => setFresh(false)} />;
  return <Enrolled />;
}

function Enrolled() {
  const alert = useShownAlert();
  const [dark, setDark] = useState(false);
  const [chosen, setChosen] = useState<Chosen>('main');
  const isDark = alert !== null || dark;
  useEffect(() => forceDark(isDark), [isDark]);
  const main = () => setChosen('main');
  if (dark) return <Dark leave={() => setDark(false)} />;
  if (alert === null) return <Quiet chosen={chosen} choose={setChosen} main={main} dark={() => setDark(true)} />;
  if (chosen === 'cancel') return <PinPad key="cancel" purpose="cancel" back={main} />;
  return <AlertPage shown={alert} safe={() => setChosen('cancel')} dark={() => setDark(true)} />;
}

function useShownAlert(): ShownAlert | null {
  const { kept, clock } = useView();
  const { alert, centre } = useTold();
  return shownAlert(alert, panicIn(kept), centre.name, clock.ahead_ms);
}

interface QuietProps {
  readonly chosen: Chosen;
  readonly choose: (chosen: Chosen) => void;
  readonly main: () => void;
  readonly dark: () => void;
}

/** No alert. What was chosen for a visit that is over meanwhile is no longer there. */
function Quiet({ chosen, choose, main, dark }: QuietProps) {
  const phone = usePhone();
  const { session } = useTold();
  if (chosen === 'abilities') return <Abilities leave={main} />;
  if (session === null) {
    if (chosen === 'begin') return <BeginVisit back={main} begun={main} />;
    return <Idle begin={() => choose('begin')} abilities={() => choose('abilities')} dark={dark} />;
  }
  if (chosen === 'end') return <PinPad key="end" purpose="end" back={main} />;
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
