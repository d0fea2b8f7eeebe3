/**
 * Counts while the help button is held. It lives apart from the button: a screen that changes under the thumb, because the
 * alert of a missed check-in has just come, must not let go for it.
 */
import { Watched } from '../platform/watched';

export const HOLD_MS = 1_200;
const RELEASES = ['pointerup', 'pointercancel', 'keyup', 'blur'] as const;

class Hold {
  readonly held = new Watched(false);
  #timer: ReturnType<typeof setTimeout> | undefined;

  start(fire: () => void): void {
    if (this.held.get()) return;
    this.held.set(true);
    for (const name of RELEASES) addEventListener(name, this.end);
    this.#timer = setTimeout(() => {
      this.end();
      fire();
    }, HOLD_MS);
  }

  /** Letting go sends nothing. */
  readonly end = (): void => {
    clearTimeout(this.#timer);
    for (const name of RELEASES) removeEventListener(name, this.end);
    this.held.set(false);
  };
}

export const hold = new Hold();
