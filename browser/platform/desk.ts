/** What one operator's window knows: the live queue, the server's time, and whether it is connected. */
import type { Lacking, Me } from '../contract/api';
import { hear, isSilent, SILENT_AFTER_MS, type ServerClock, serverTime } from '../core/clock';
import { changed, differing, listed, type Live, NOTHING_HEARD, rowsOf, saysUnheard } from '../core/live';
import { isStale } from '../core/claim';
import { isUntaken } from '../core/queue';
import { type Silence, silences } from '../core/silence';
import { readIncidents, Refused } from './api';
import { type LiveMessage, Stream, type Trying } from './stream';
import { Watched } from './watched';

export interface Connection {
  readonly state: 'joining' | 'live' | 'lost' | 'back';
  /** Server's time when it was last heard; null: never. While lost, everything is as it was then. */
  readonly heard_at: number | null;
  /** What the server last said that it is without; null: it said nothing of that. It stands until a server is heard. */
  readonly lacks: Lacking | null;
  /** When the next try begins, by the server's time. */
  readonly next_try_at: number | null;
  /** Rows that changed while it was cut; null: the list that tells has not come yet. */
  readonly caught_up: number | null;
}

/** How long "Connected. 3 things caught up" stands. */
const BACK_MS = 4_000;
const WATCH_MS = 250;
/** The list is read afresh now and then, so that whatever a stream may lose is healed without anybody noticing. */
const REFRESH_MS = 20_000;
/** Whether a colleague is heard again only the list says: while one seems gone it is asked more often. */
const DOUBT_MS = 5_000;
const SOON_MS = 500;
const JOIN_AGAIN_MS = 2_000;

export class Desk {
  readonly live = new Watched<Live>(NOTHING_HEARD);
  readonly connection = new Watched<Connection>({ state: 'joining', heard_at: null, lacks: null, next_try_at: null, caught_up: null });
  /** Parts of the server that are not heard; as it was last said. */
  readonly silent = new Watched<readonly Silence[]>([]);
  /** The server's time in whole seconds: what countdowns are drawn from. */
  readonly second = new Watched<number>(Math.floor(Date.now() / 1_000) * 1_000);
  readonly #signedOut: () => void;
  readonly #me: string;
  readonly #stream: Stream;
  readonly #timers: ReturnType<typeof setInterval>[];
  #clock: ServerClock | null = null;
  #listened = false;
  /** What was known when the line fell silent. */
  #lost: Live = NOTHING_HEARD;
  /** When the line came back; null once a list that was asked for afterwards has come. */
  #back_mono: number | null = null;
  #back_until = 0;
  #missed = 0;
  #reading = false;
  #asked_mono = Number.NEGATIVE_INFINITY;
  /** When the list is read out of turn, and when it last was. */
  #owed_mono = Number.POSITIVE_INFINITY;
  #paid_mono = Number.NEGATIVE_INFINITY;
  #afresh = false;
  readonly #opened_mono = performance.now();

  constructor(me: Me, signedOut: () => void) {
    this.#signedOut = signedOut;
    this.#me = me.person.id;
    this.#stream = new Stream({ person: me.person.id, cursor: () => this.live.get().cursor, hear: (message) => this.#hear(message) });
    this.#timers = [setInterval(() => this.#look(), WATCH_MS)];
    document.addEventListener('visibilitychange', this.#seen);
    void this.#read();
  }

  leave(): void {
    for (const timer of this.#timers) clearInterval(timer);
    document.removeEventListener('visibilitychange', this.#seen);
    this.#stream.leave();
  }

  readonly now = (): number => (this.#clock === null ? Date.now() : serverTime(this.#clock, performance.now()));

  /** For how long nothing has been heard, in milliseconds. */
  readonly silence = (): number => (this.#clock === null ? 0 : Math.max(0, performance.now() - this.#clock.heard_mono_ms));

  readonly tryNow = (): void => {
    this.#stream.tryNow();
    void this.#read();
  };

  readonly #seen = (): void => {
    if (document.visibilityState === 'visible') this.#look(); // timers of a hidden page run late
  };

  async #read(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    this.#asked_mono = performance.now();
    if (this.#asked_mono >= this.#owed_mono) this.#paid_mono = this.#asked_mono;
    this.#owed_mono = Number.POSITIVE_INFINITY;
    const asked_at = this.live.get().changes;
    try {
      const list = await readIncidents();
      this.#heard(list.now, false);
      const before = this.live.get();
      this.live.set(listed(this.#afresh ? { ...NOTHING_HEARD, changes: before.changes } : before, list, asked_at));
      this.#caughtUp();
      this.#stream.join();
      if (this.#afresh) this.#stream.tryNow();
      this.#afresh = false;
    } catch (problem) {
      if (problem instanceof Refused && problem.code === 401) this.#signedOut();
      // Anything else the stream tells better, or its silence, and the next turn of the timer tries again.
    } finally {
      this.#reading = false;
    }
  }

  #hear(message: LiveMessage | Trying): void {
    switch (message.name) {
      case 'hello':
        // A server that does not know the time has lost its database: it is not heard until it does.
        if (message.now !== null) this.#heard(message.now, true);
        this.#owed_mono = Math.min(this.#owed_mono, performance.now() + SOON_MS); // who is on shift: now this screen is heard
        return;
      case 'beat':
        this.#heard(message.now, true);
        this.silent.set(silences(this.#listened ? this.silent.get() : null, message.silent, Date.parse(message.now)));
        this.#listened = true;
        return;
      case 'cut':
        this.#lacking(message.lacks);
        return;
      case 'queue':
        this.live.set(changed(this.live.get(), message.items, message.cursor));
        this.#askSoon();
        return;
      case 'resync':
        this.#afresh = true; // after a restore even the versions may have gone back
        void this.#read();
        return;
      case 'trying':
        this.connection.set({ ...this.connection.get(), next_try_at: this.now() + message.in_ms });
        void this.#read(); // tells a session that ended from a line that is cut
        return;
      case 'signed_out':
        this.#signedOut();
    }
  }

  /**
   * What proves the quiet only the list says. It is read when the last one that waited is taken, and when what came belies
   * that nothing was heard: at once the first time, and then not in a storm.
   */
  #askSoon(): void {
    const now = performance.now();
    if (!this.rows().some(isUntaken)) this.#owed_mono = Math.min(this.#owed_mono, now + SOON_MS);
    else if (saysUnheard(this.live.get().quiet, this.now())) this.#owed_mono = Math.min(this.#owed_mono, Math.max(now + SOON_MS, this.#paid_mono + DOUBT_MS));
  }

  /** Only the stream's own voice proves that new alarms would be seen; an answered question does not. */
  #heard(now: string, stream: boolean): void {
    if (!stream) {
      this.#clock ??= hear(null, now, performance.now());
      return;
    }
    this.#clock = hear(this.#clock, now, performance.now());
    if (this.connection.get().state === 'lost') {
      this.#back_mono = performance.now();
      this.#owed_mono = this.#back_mono;
    }
    this.#look();
  }

  #look(): void {
    const mono = performance.now();
    this.second.set(Math.floor(this.now() / 1_000) * 1_000);
    if (mono >= this.#owed_mono || mono - this.#asked_mono > this.#askEvery()) void this.#read();
    if (this.#clock === null) this.#stillNothing(mono);
    else if (isSilent(this.#clock, mono)) this.#silent(serverTime(this.#clock, this.#clock.heard_mono_ms));
    else this.#connected(serverTime(this.#clock, this.#clock.heard_mono_ms), this.#back_mono !== null || mono < this.#back_until);
  }

  #askEvery(): number {
    if (this.#clock === null || this.#back_mono !== null) return JOIN_AGAIN_MS;
    return this.rows().some((row) => isStale(row, this.#me, this.now())) ? DOUBT_MS : REFRESH_MS;
  }

  #stillNothing(mono: number): void {
    const before = this.connection.get();
    if (before.state !== 'lost' && mono - this.#opened_mono > SILENT_AFTER_MS) this.connection.set({ ...before, state: 'lost' });
  }

  #silent(heard_at: number): void {
    const before = this.connection.get();
    if (before.state === 'lost' && before.heard_at !== null) return;
    if (this.#back_mono === null) this.#lost = this.live.get(); // else what the last cut had missed is not told yet
    this.#listened = false; // what falls silent meanwhile, nobody here hears
    this.connection.set({ ...before, state: 'lost', heard_at, caught_up: null });
  }

  /** The server is heard, and it does not hear its database: it is not the line that has to be mended. */
  #lacking(lacks: Lacking): void {
    this.connection.set({ ...this.connection.get(), lacks, next_try_at: null });
  }

  /** Only a list that was asked for after the line came back tells what it had missed, or that it missed nothing. */
  #caughtUp(): void {
    if (this.#back_mono === null || this.#asked_mono < this.#back_mono) return;
    this.#back_mono = null;
    this.#back_until = performance.now() + BACK_MS;
    this.#missed = differing(this.#lost, this.live.get());
    this.#look();
  }

  #connected(heard_at: number, just_back: boolean): void {
    const before = this.connection.get();
    const state = just_back ? 'back' : 'live';
    const caught_up = just_back && this.#back_mono === null ? this.#missed : null;
    if (state !== before.state || caught_up !== before.caught_up || before.lacks !== null) this.connection.set({ state, heard_at, lacks: null, next_try_at: null, caught_up });
  }

  readonly rows = () => rowsOf(this.live.get());
}
