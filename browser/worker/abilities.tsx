/** What this phone can do, tried and said as it was found: no promise that a pocket will break. */
import { useState } from 'react';
import { abilityRows, type Abilities as Found, UNTRIED } from '../core/ability';
import { BUZZ } from '../core/alert';
import { buzz, tryKeeping, tryLocation, tryMotion, watchBattery } from '../platform/sensors';
import { Icon } from '../ui/icon';
import { Panic } from './panic';
import { PhoneButton, Statement } from './parts';
import { useTold } from './use-phone';

/** What is asked of the person comes first, while their press still counts for it. */
async function tryAll(found: (part: Partial<Found>) => void): Promise<void> {
  found({ vibration: buzz(BUZZ.stored) });
  await Promise.all([
    tryMotion().then((motion) => found({ motion })),
    tryLocation().then((location) => found({ location })),
    tryKeeping().then((keeps) => found({ keeps })),
    watchBattery(() => undefined).then((battery) => found({ battery })),
  ]);
}

export function Abilities({ leave }: { readonly leave: () => void }) {
  const { centre } = useTold();
  const [abilities, setAbilities] = useState(UNTRIED);
  const [trying, setTrying] = useState(false);
  const [tried, setTried] = useState(false);
  const start = () => {
    setTrying(true);
    void tryAll((part) => setAbilities((before) => ({ ...before, ...part }))).finally(() => {
      setTrying(false);
      setTried(true);
    });
  };
  return (
    <main className="phone">
      <div className="page">
        <Statement>What this phone can do</Statement>
        <p>Try it here, and again whenever the phone or its settings have changed. It asks whether it may say where you are: only during a visit and an alert, and for ten minutes after a PIN, does {centre.name} hear it.</p>
        <ul className="abilities" aria-busy={trying}>
          {abilityRows(abilities).map(({ name, found, words }) => (
            <li key={name} className={found === null ? 'untried' : ''}>
              <Icon name={found === null ? 'note' : found ? 'has' : 'cannot'} />
              <div><b>{name}</b><span>{words}</span></div>
            </li>
          ))}
        </ul>
        <p>Going dark: the screen turns black. Three taps, or a long one, tell {centre.name} without a sound. Two short buzzes mean sent and stored, a long one not yet.</p>
      </div>
      <div className="dock">
        {tried ? null : <PhoneButton main sending={trying} press={start}>Try it now</PhoneButton>}
        <PhoneButton main={tried} press={leave}>{tried ? 'Done' : 'Not now'}</PhoneButton>
        <Panic small />
      </div>
    </main>
  );
}
