/**
 * One stream per browser: HTTP/1.1 has six connections, and a desk may have ten windows. The window that holds
 * the lock reads the stream and repeats it to the others; when it closes, another takes over from its own cursor.
 */
import type { IncidentRow, Lacking, LiveEvents, Time } from '../contract/api';

export type LiveMessage =
  | { readonly name: 'hello'; readonly now: Time | null }
  | { readonly name: 'beat'; readonly now: Time; readonly silent: readonly string[] }
  | { readonly name: 'cut'; readonly lacks: Lacking }
  | { readonly name: 'queue'; readonly items: readonly IncidentRow[]; readonly cursor: string | null }
  | { readonly name: 'resync' | 'signed_out' };

/** The stream is down; the next try is in so many milliseconds. */
export interface Trying {
  readonly name: 'trying';
  readonly in_ms: number;
}

export interface StreamOptions {
  /** Windows of one person share a stream; another person's never do. */
  readonly person: string;
  readonly cursor: () => string | null;
  readonly hear: (message: LiveMessage | Trying) => void;
}

const RETRY_MS = [500, 1_000, 2_000, 3_000, 5_000];
/** Longer than the page needs to say that it is not connected: a slow first answer is not torn down too soon. */
const STALLED_MS = 7_000;

function parsed<K extends keyof LiveEvents>(_name: K, event: MessageEvent<string>): LiveEvents[K] {
  return JSON.parse(event.data) as LiveEvents[K];
}

export class Stream {
  readonly #options: StreamOptions;
  readonly #channel: BroadcastChannel;
  readonly #lock: string;
  #source: EventSource | null = null;
  #joined = false;
  #leads = false;
  #left = false;
  #tries = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #stall: ReturnType<typeof setTimeout> | undefined;
  #release: (() => void) | undefined;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#lock = `tocsin-live-${options.person}`;
    this.#channel = new BroadcastChannel(this.#lock);
    this.#channel.onmessage = (event: MessageEvent<LiveMessage | Trying>) => {
      if (!this.#leads) this.#options.hear(event.data);
    };
  }

  /** Listening begins with the constructor; this comes after the first list, whose cursor says where to read on. */
  join(): void {
    if (this.#joined) return;
    this.#joined = true;
    void this.#stand(false);
  }

  /** Reads at once. A window that only listens takes the stream over: the one that reads may be asleep. */
  tryNow(): void {
    this.#tries = 0;
    if (!this.#joined) return;
    if (this.#leads) this.#open();
    else void this.#stand(true);
  }

  leave(): void {
    this.#left = true;
    this.#stop();
    this.#release?.();
    this.#channel.close();
  }

  async #stand(steal: boolean): Promise<void> {
    const locks = (navigator as { locks?: LockManager }).locks;
    if (locks === undefined) {
      this.#lead(); // plain HTTP from another machine has no locks: each window reads for itself
      return;
    }
    try {
      await locks.request(this.#lock, { steal }, () => this.#hold());
    } catch {
      // Another window stole the lock. Listen to it, and stand in line again.
      this.#leads = false;
      this.#stop();
      if (!this.#left) void this.#stand(false);
    }
  }

  #hold(): Promise<void> {
    if (this.#left) return Promise.resolve();
    this.#lead();
    return new Promise((release) => (this.#release = release));
  }

  #lead(): void {
    this.#leads = true;
    this.#open();
  }

  #open(): void {
    this.#stop();
    if (this.#left) return;
    const cursor = this.#options.cursor();
    const source = new EventSource(`/api/v1/live${cursor === null ? '' : `?after=${encodeURIComponent(cursor)}`}`);
    this.#source = source;
    this.#watchForStall();
    source.addEventListener('hello', (event: MessageEvent<string>) => this.#pass({ name: 'hello', now: parsed('hello', event).now }));
    source.addEventListener('beat', (event: MessageEvent<string>) => this.#pass({ name: 'beat', ...parsed('beat', event) }));
    // A server that lacks something is no server to stay with: another may have it.
    source.addEventListener('cut', (event: MessageEvent<string>) => this.#tell({ name: 'cut', ...parsed('cut', event) }));
    source.addEventListener('queue', (event: MessageEvent<string>) =>
      this.#pass({ name: 'queue', items: parsed('queue', event).items, cursor: event.lastEventId === '' ? null : event.lastEventId }));
    source.addEventListener('resync', () => this.#pass({ name: 'resync' }));
    source.addEventListener('signed_out', () => {
      this.#stop();
      this.#pass({ name: 'signed_out' });
    });
    // The browser's own reconnecting says neither when nor from where; ours does.
    source.onerror = () => this.#tryLater();
  }

  #pass(message: LiveMessage): void {
    this.#tries = 0;
    if (message.name !== 'signed_out') this.#watchForStall();
    this.#tell(message);
  }

  #tell(message: LiveMessage | Trying): void {
    this.#options.hear(message);
    this.#channel.postMessage(message);
  }

  #watchForStall(): void {
    clearTimeout(this.#stall);
    this.#stall = setTimeout(() => this.#tryLater(), STALLED_MS);
  }

  #tryLater(): void {
    this.#stop();
    if (this.#left || !this.#leads) return;
    const in_ms = RETRY_MS[Math.min(this.#tries, RETRY_MS.length - 1)] ?? 5_000;
    this.#tries += 1;
    this.#retry = setTimeout(() => this.#open(), in_ms);
    this.#tell({ name: 'trying', in_ms });
  }

  #stop(): void {
    clearTimeout(this.#retry);
    clearTimeout(this.#stall);
    this.#source?.close();
    this.#source = null;
  }
}
