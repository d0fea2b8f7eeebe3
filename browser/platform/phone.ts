/** A lone worker's phone: what it was told, what it keeps, what it lets itself be heard with. The pages only show it. */
import type { Body, Id } from '../contract/api';
import type { PhoneState, PinAnswer, PinPurpose } from '../contract/phone';
import { BUZZ, NOT_YET_AFTER_MS } from '../core/alert';
import { hear, type ServerClock, serverTime } from '../core/clock';
import { type Kept, type KeptKind, panicIn, waiting } from '../core/lane';
import type { PinFate } from '../core/pin';
import { beatEveryMs } from '../core/protection';
import { NotReached, newKey, Refused } from './api';
import { beat, beginVisit, choosePins, enrol, lastBeat, PATH, pinBody, readPhone, sendKept } from './phone-api';
import { PhoneLanes } from './phone-lanes';
import { PhoneStore } from './phone-store';
import { buzz, type Fix, watchBattery, Whereabouts } from './sensors';
import { Watched } from './watched';

export interface PhoneView {
  /** "stranger": not enrolled, or not any longer; then `state` is what it was told before, if anything. */
  readonly stage: 'opening' | 'stranger' | 'enrolled';
  readonly state: PhoneState | null;
  readonly clock: ServerClock;
  /** Whether the last thing that was sent had an answer. */
  readonly reached: boolean;
  readonly kept: readonly Kept[];
  /** False when the browser keeps nothing: closing the page loses what waits. */
  readonly keeps: boolean;
  readonly battery: number | null;
  /** A PIN that was kept, and what was said to it once it arrived. */
  readonly late: LatePin | null;
}

export interface LatePin {
  readonly entered_at: number;
  readonly purpose: PinPurpose;
  readonly fate: PinAnswer;
}

const TICK_MS = 1_000;
const ALARM_AGAIN_MS = 2_000;
const COMMAND_AGAIN_MS = 5_000;
const FRESH_MS = 120_000;
const PIN_PATIENCE_MS = 10_000;

export class Phone {
  readonly view: Watched<PhoneView>;
  readonly where = new Whereabouts();
  readonly #store = new PhoneStore(() => this.#set({ keeps: false }));
  readonly #lanes = new PhoneLanes(this.#store, (one) => sendKept(one, Date.now()), {
    answered: (one, answer) => this.#answered(one, answer),
    refused: (one) => this.#waitingFor.get(one.key)?.('kept'),
    missed: () => this.#missed(),
    stranger: () => this.#estrange(),
  });
  readonly #waitingFor = new Map<Id, (fate: PinFate) => void>();
  #beatAt = 0;
  #triedAt = 0;

  constructor() {
    const clock: ServerClock = { ahead_ms: 0, heard_mono_ms: 0 };
    this.view = new Watched<PhoneView>({ stage: 'opening', state: null, clock, reached: true, kept: [], keeps: true, battery: null, late: null });
    this.#lanes.kept.watch(() => this.#set({ kept: this.#lanes.kept.get() }));
  }

  /** Shows what was known last, at once, and then asks. */
  begin(): () => void {
    const ticking = setInterval(this.#tick, TICK_MS);
    addEventListener('online', this.#wake);
    addEventListener('visibilitychange', this.#seen);
    void watchBattery((battery) => this.#set({ battery }));
    void this.#load().then(this.#wake);
    return () => {
      clearInterval(ticking);
      removeEventListener('online', this.#wake);
      removeEventListener('visibilitychange', this.#seen);
      this.where.want(false);
    };
  }

  async enrol(code: string, device: string, key: Id): Promise<void> {
    this.#hear(await enrol(code, device, key));
    this.#wake();
  }

  async choosePins(safe: string, duress: string, key: Id): Promise<void> {
    this.#hear(await choosePins(safe, duress, key));
  }

  async beginVisit(visit: Body, key: Id): Promise<void> {
    this.#hear(await beginVisit(visit, key));
    this.#wake();
  }

  /** Sent at once, kept until it is stored; two short buzzes say that it is, one long one that it is not yet. */
  press(discreet: boolean): void {
    const one = this.#do('panic', { discreet, ...this.#sensed() });
    setTimeout(() => {
      if (this.view.get().kept.some(({ key }) => key === one.key)) buzz(BUZZ.notYet);
    }, NOT_YET_AFTER_MS);
  }

  checkIn(): void {
    this.#do('check_in', this.#sensed());
  }

  extend(minutes: number): void {
    this.#do('extend', { minutes, ...this.#sensed() });
  }

  /** The same for every PIN: it is kept, sent in its turn, and what comes of it is said. */
  enterPin(pin: string, purpose: PinPurpose): Promise<PinFate> {
    return new Promise((said) => {
      const one = this.#do('pin', pinBody(pin, purpose));
      const tell = (fate: PinFate) => {
        this.#waitingFor.delete(one.key);
        said(fate);
      };
      this.#waitingFor.set(one.key, tell);
      setTimeout(() => this.#waitingFor.get(one.key)?.('kept'), PIN_PATIENCE_MS);
    });
  }

  putAway(key: Id): void {
    this.#lanes.putAway(key);
  }

  readonly putLateAway = (): void => this.#set({ late: null });

  /** Nothing runs and nothing waits: the page may be loaded anew. */
  readonly rests = (): boolean => {
    const { state, kept } = this.view.get();
    return kept.length === 0 && (state === null || (state.session === null && state.alert === null));
  };

  #do(kind: KeptKind, body: Body): Kept {
    const one: Kept = { key: newKey(), kind, path: PATH[kind], body, occurred_at: Date.now(), refused: null };
    this.#triedAt = Date.now();
    this.#lanes.add(one);
    this.#watchPlace();
    return one;
  }

  async #load(): Promise<void> {
    const { kept, told } = await this.#store.load();
    this.#lanes.load(kept);
    if (told === null || this.view.get().state !== null) return;
    const heard = Date.parse(told.state.now) - told.ahead_ms;
    this.#set({ stage: 'enrolled', state: told.state, clock: { ahead_ms: told.ahead_ms, heard_mono_ms: heard } });
  }

  readonly #wake = (): void => {
    this.#beatAt = Date.now();
    this.#triedAt = Date.now();
    void this.#lanes.sendAll();
    void this.#beat();
  };

  readonly #seen = (): void => {
    if (document.visibilityState === 'visible') this.#wake();
    else if (this.#isWatched()) lastBeat(this.#beatBody());
  };

  readonly #tick = (): void => {
    const now = Date.now();
    const { state, kept } = this.view.get();
    const alert = (state?.alert ?? null) !== null || panicIn(kept) !== undefined;
    if (Math.abs(now - this.#beatAt) >= beatEveryMs(alert, (state?.session ?? null) !== null)) {
      this.#beatAt = now;
      void this.#beat();
    }
    const again = panicIn(waiting(kept)) === undefined ? COMMAND_AGAIN_MS : ALARM_AGAIN_MS;
    if (waiting(kept).length > 0 && Math.abs(now - this.#triedAt) >= again) {
      this.#triedAt = now;
      void this.#lanes.sendAll();
    }
  };

  #isWatched(): boolean {
    const { state, kept } = this.view.get();
    return (state !== null && (state.session !== null || state.alert !== null)) || panicIn(kept) !== undefined;
  }

  /** During a visit and an alert with where and how it is; else it only asks. */
  async #beat(): Promise<void> {
    try {
      this.#hear(this.#isWatched() ? await beat(this.#beatBody()) : await readPhone());
    } catch (problem) {
      if (problem instanceof Refused && problem.code === 401) this.#estrange();
      else if (problem instanceof Refused || problem instanceof NotReached) this.#missed();
      else throw problem;
    }
  }

  /** Whoever waits for an answer to a PIN is told that it is kept. A phone that knows nothing of itself can only be enrolled. */
  #missed(): void {
    this.#set({ reached: false, ...(this.view.get().stage === 'opening' ? { stage: 'stranger' } : {}) });
    for (const tell of [...this.#waitingFor.values()]) tell('kept');
  }

  /** Withdrawn, or never enrolled: nothing is shown of it the next time, though what waits is kept. */
  #estrange(): void {
    this.#set({ stage: 'stranger' });
    this.#store.tell(null);
  }

  #answered(one: Kept, answer: unknown): void {
    if (one.kind === 'panic') buzz(BUZZ.stored);
    if (one.kind === 'pin') this.#hearPin(one, answer as PinAnswer);
    else this.#hear(answer as PhoneState);
  }

  /** The same whichever PIN it was: what it was for is over on this phone, and then the phone asks, as it does anyway. */
  #hearPin(one: Kept, fate: PinAnswer): void {
    const purpose = one.body['purpose'] as PinPurpose;
    const tell = this.#waitingFor.get(one.key);
    if (tell === undefined) this.#set({ late: { entered_at: one.occurred_at, purpose, fate } });
    else tell(fate);
    const { state } = this.view.get();
    if (fate.answer === 'taken' && state !== null) this.#set({ state: { ...state, now: fate.at, ...(purpose === 'end' ? { session: null } : { alert: null }) } });
    this.#set({ reached: true });
    this.#watchPlace();
    void this.#beat();
  }

  /** The newest word counts; one that was overtaken on its way does not. */
  #hear(state: PhoneState): void {
    const at = Date.now();
    const before = this.view.get();
    const clock = hear(before.clock.heard_mono_ms === 0 ? null : before.clock, state.now, at);
    this.#set({ clock, reached: true });
    if (before.stage === 'enrolled' && before.state !== null && Date.parse(before.state.now) > Date.parse(state.now)) return;
    this.#set({ stage: 'enrolled', state });
    this.#store.tell({ state, ahead_ms: clock.ahead_ms });
    this.#watchPlace();
  }

  #watchPlace(): void {
    this.where.want(this.#isWatched());
  }

  #beatBody(): Body {
    const at = new Date().toISOString();
    return { ...this.#sensed(), awake: document.visibilityState === 'visible', occurred_at: at, sent_at: at };
  }

  /** An old place is not said as if it were the present one: the server was told of it when it was new. */
  #sensed(): Body {
    const fix: Fix | null = this.where.fix.get();
    const { battery } = this.view.get();
    const fresh = fix !== null && Date.now() - fix.at < FRESH_MS ? { latitude: fix.latitude, longitude: fix.longitude, accuracy_m: fix.accuracy_m } : null;
    return { ...(fresh === null ? {} : { position: fresh }), ...(battery === null ? {} : { battery_percent: battery }) };
  }

  #set(change: Partial<PhoneView>): void {
    this.view.set({ ...this.view.get(), ...change });
  }
}

/** The server's time, as the phone can best know it. */
export const timeAt = (view: PhoneView, wall_ms: number): number => serverTime(view.clock, wall_ms);
