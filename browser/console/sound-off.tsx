/** This desk cannot be heard: said over everything, because an alarm that is only seen may not be. */
import { useEffect, useState } from 'react';
import { Icon } from '../ui/icon';
import type { Sound } from './use-sound';

/** A browser that lets sound out has done so by then. */
const SOON_MS = 800;

/** It lies over the page and moves nothing, for the press that ends it is meant for what is under the pointer. */
export function SoundOff({ sound }: { readonly sound: Sound }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), SOON_MS);
    return () => clearTimeout(timer);
  }, []);
  if (sound.on || !late) return null;
  return (
    <section className="sound-off" aria-label="Sound">
      <p role="alert"><Icon name="soundOff" /><span><b>Sound is off. You will not hear an alarm.</b> The browser holds it back until you press something on this page.</span></p>
      <button type="button" onClick={sound.switchOn}>Switch sound on</button>
    </section>
  );
}
