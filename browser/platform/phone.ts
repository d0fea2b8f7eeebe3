/** A lone worker's phone: what it was told, what it keeps, what it lets itself be heard with. The pages only show it. */
import type { Body, Id } from '../contract/api';
import type { PhoneState, PinAnswer, PinPurpose } from '../contract/phone';
import { BUZZ, NOT_YET_AFTER_MS } from '../core/alert';
import { hear, type ServerClock, serverTime } from '../core/clock';
import { isOf, type Kept, type KeptKind, nextOrder, panicIn, waiting } from '../core/lane';
import type { PinFate } from '../core/pin';
import { beatEveryMs, placeIsSaid, PLACE_SAID_FOR_MS } from '../core/protection';
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
  readonly #store = new PhoneStore({
    lost: () => this.#set({ keeps: false }),
    kept: (kept) => this.#lanes.load(kept),
    dropped: (key) => this.#lanes.forget(key),
  });
  readonly #lanes = new PhoneLanes(this.#store, (one) => sendKept(one, Date.now()), {
    answered: (one, answer) => this.#answered(one, answer),
    refused: (one) => this.#waitingFor.get(one.key)?.('kept'),
    missed: () => this.#missed(),
    stranger: () => this.#estrange(),
    whose: () => this.view.get().state?.lone_worker.id ?? null,
  });
  readonly #waitingFor = new Map<Id, (fate: PinFate) => void>();
  #beatAt = 0;
  #triedAt = 0;
  /** Until when it goes on saying where it is, after a PIN: the same for both. */
  #placeUntil = 0;

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
      if (waiting(this.view.get().kept).some(({ key }) => key === one.key)) buzz(BUZZ.notYet);
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
      const one = this.#do('pin', { ...pinBody(pin, purpose), ...this.#sensed() });
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
    const { kept, state } = this.view.get();
    const whose = state === null ? null : { id: state.lone_worker.id, name: state.lone_worker.name };
    const one: Kept = { key: newKey(), kind, path: PATH[kind], body, occurred_at: Date.now(), order: nextOrder(kept), whose, refused: null };
    this.#triedAt = Date.now();
    this.#lanes.add(one);
    this.#watchPlace();
    return one;
  }

  async #load(): Promise<void> {
    const { kept, told } = await this.#store.load();
    this.#lanes.load(kept);
    if (told === null || this.view.get().state !== null) return;
    this.#placeUntil = told.place_until ?? 0;
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
    if (document.visibilityState === 'visible') void this.#load().then(this.#wake); // another window may have kept something
    else if (this.#isWatched()) lastBeat(this.#beatBody());
  };

  readonly #tick = (): void => {
    const now = Date.now();
    const { state, kept } = this.view.get();
    const alert = (state?.alert ?? null) !== null || this.#panic() !== undefined;
    if (Math.abs(now - this.#beatAt) >= beatEveryMs(alert, (state?.session ?? null) !== null || this.#isPlaceSaid())) {
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
    const { state } = this.view.get();
    return (state !== null && (state.session !== null || state.alert !== null)) || this.#isPlaceSaid() || this.#panic() !== undefined;
  }

  readonly #isPlaceSaid = (): boolean => placeIsSaid(this.#placeUntil, Date.now());

  /** Theirs whose phone it is, and nobody else's from before. */
  #panic(): Kept | undefined {
    const { state, kept } = this.view.get();
    return panicIn(kept.filter((one) => isOf(one, state?.lone_worker.id ?? null)));
  }

  /** During a visit and an alert, and for a while after a PIN, with where and how it is; else it only asks. */
  async #beat(): Promise<void> {
    this.#watchPlace();
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

  /** Withdrawn, or never enrolled: nothing is shown of it the next time but whom to ring, though what waits is kept. */
  #estrange(): void {
    this.#set({ stage: 'stranger', reached: true });
    this.#store.tell(null);
    for (const tell of [...this.#waitingFor.values()]) tell('kept');
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
    if (fate.answer === 'taken' && state !== null) {
      this.#placeUntil = Date.now() + PLACE_SAID_FOR_MS;
      this.#set({ state: { ...state, now: fate.at, ...(purpose === 'end' ? { session: null } : { alert: null }) } });
    }
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
    if (before.state !== null && before.state.lone_worker.id !== state.lone_worker.id) this.#placeUntil = 0;
    this.#set({ stage: 'enrolled', state });
    this.#lanes.refuseOthers();
    this.#store.tell({ state, ahead_ms: clock.ahead_ms, place_until: this.#placeUntil });
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
