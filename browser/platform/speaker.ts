/** Makes the sounds, in the browser and without files. It knows whether the browser lets it be heard. */
import { type Pattern, PATTERNS } from '../core/sound';
import { Watched } from './watched';

const ATTACK_S = 0.012;
const RELEASE_S = 0.09;
const LOUDEST = 0.5;

export class Speaker {
  /** True once the browser lets sound out. Before a first press on the page it does not. */
  readonly on: Watched<boolean>;
  readonly #context: AudioContext | null;

  constructor() {
    this.#context = typeof AudioContext === 'undefined' ? null : new AudioContext();
    this.on = new Watched(this.#context?.state === 'running');
    if (this.#context) this.#context.onstatechange = () => this.on.set(this.#context?.state === 'running');
    addEventListener('pointerdown', this.switchOn);
    addEventListener('keydown', this.switchOn);
  }

  leave(): void {
    removeEventListener('pointerdown', this.switchOn);
    removeEventListener('keydown', this.switchOn);
    void this.#context?.close();
  }

  readonly switchOn = (): void => {
    if (this.#context?.state === 'suspended') void this.#context.resume();
  };

  play(pattern: Pattern, gain: number): void {
    const context = this.#context;
    if (context?.state !== 'running') return;
    for (const note of PATTERNS[pattern]) this.#tone(context, note.hz, context.currentTime + note.at_s, note.for_s, gain * note.gain * LOUDEST);
  }

  /** A bell's two partials: it carries through talk without being shrill. */
  #tone(context: AudioContext, hz: number, at: number, for_s: number, gain: number): void {
    const envelope = context.createGain();
    envelope.gain.setValueAtTime(0, at);
    envelope.gain.linearRampToValueAtTime(gain, at + ATTACK_S);
    envelope.gain.setValueAtTime(gain, at + for_s);
    envelope.gain.exponentialRampToValueAtTime(0.001, at + for_s + RELEASE_S);
    envelope.connect(context.destination);
    for (const [multiple, share] of [[1, 0.75], [2, 0.25]] as const) {
      const oscillator = context.createOscillator();
      const part = context.createGain();
      oscillator.frequency.value = hz * multiple;
      part.gain.value = share;
      oscillator.connect(part).connect(envelope);
      oscillator.start(at);
      oscillator.stop(at + for_s + RELEASE_S + 0.02);
    }
  }
}
