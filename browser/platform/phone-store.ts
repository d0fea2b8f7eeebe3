/** What a phone keeps: what was done and is not yet sent, and what it was told last, so that it opens without a network. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Id } from '../contract/api';
import { type Kept, keptFrom } from '../core/lane';
import { type LastTold, shelve, toldOnShelf } from './phone-shelf';

interface Shelves extends DBSchema {
  kept: { key: Id; value: Kept };
  told: { key: 'last'; value: LastTold };
}

export interface Loaded {
  readonly kept: readonly Kept[];
  readonly told: LastTold | null;
}

/** What another window of the app did with the store. */
type Heard = { readonly kept: unknown } | { readonly dropped: Id };

/** The page does not wait longer for a store: somebody may be about to call for help. */
const OPENS_WITHIN_MS = 2_000;

const within = <T, O>(asked: Promise<T>, otherwise: O): Promise<T | O> => Promise.race([asked, new Promise<O>((done) => setTimeout(() => done(otherwise), OPENS_WITHIN_MS))]);

const NOTHING: Loaded = { kept: [], told: null };
const newest = (one: LastTold | null, other: LastTold | null): LastTold | null =>
  one === null || other === null ? one ?? other : Date.parse(one.state.now) >= Date.parse(other.state.now) ? one : other;

export interface StoreHearing {
  /** The browser will not keep anything: then closing the page loses what waits, and the page says so. */
  readonly lost: () => void;
  readonly kept: (kept: readonly Kept[]) => void;
  readonly dropped: (key: Id) => void;
}

/** Each write follows the one before it, so that what is taken off again was certainly put there first. */
export class PhoneStore {
  readonly #hearing: StoreHearing;
  readonly #open: Promise<IDBPDatabase<Shelves> | null>;
  readonly #others: BroadcastChannel | null;
  #before: Promise<unknown> = Promise.resolve();

  constructor(hearing: StoreHearing) {
    this.#hearing = hearing;
    this.#open = Promise.resolve().then(() => this.#opened()); // whoever hears that it is shut must be made first
    this.#others = 'BroadcastChannel' in globalThis ? new BroadcastChannel('tocsin-phone') : null;
    this.#others?.addEventListener('message', ({ data }: MessageEvent<Heard>) => {
      if ('dropped' in data) hearing.dropped(data.dropped);
      else hearing.kept(keptFrom([data.kept]));
    });
  }

  /** Never fails and never hangs: without its store a phone still knows whose it is, and calls for help. */
  async load(): Promise<Loaded> {
    const reading = this.#read();
    const found = await within(reading, 'slow' as const);
    if (found === 'slow') void reading.then((late) => (late === null ? this.#hearing.lost() : this.#hearing.kept(late.kept)));
    else if (found === null) this.#hearing.lost();
    const { kept, told } = found === 'slow' || found === null ? NOTHING : found;
    return { kept, told: newest(told, toldOnShelf()) };
  }

  keep(one: Kept): void {
    this.#say({ kept: one });
    this.#write((shelves) => shelves.put('kept', one));
  }

  drop(key: Id): void {
    this.#say({ dropped: key });
    this.#write((shelves) => shelves.delete('kept', key));
  }

  tell(told: LastTold | null): void {
    shelve(told);
    this.#write((shelves) => (told === null ? shelves.delete('told', 'last') : shelves.put('told', told, 'last')));
  }

  async #read(): Promise<Loaded | null> {
    await this.#before;
    const shelves = await this.#open;
    if (shelves === null) return null;
    try {
      const [kept, told] = await Promise.all([shelves.getAll('kept'), shelves.get('told', 'last')]);
      return { kept: keptFrom(kept), told: told ?? null };
    } catch {
      return null; // it opened, and cannot be read
    }
  }

  async #opened(): Promise<IDBPDatabase<Shelves> | null> {
    try {
      return await openDB<Shelves>('tocsin-phone', 1, {
        upgrade: (made) => {
          made.createObjectStore('kept', { keyPath: 'key' });
          made.createObjectStore('told');
        },
      });
    } catch {
      this.#hearing.lost(); // shut by the browser's settings, or the disk is full
      return null;
    }
  }

  #say(heard: Heard): void {
    try {
      this.#others?.postMessage(heard);
    } catch {
      // Closed: the other windows read the store when they are looked at.
    }
  }

  #write(change: (shelves: IDBPDatabase<Shelves>) => Promise<unknown>): void {
    this.#before = this.#before.then(async () => {
      const shelves = await this.#open;
      if (shelves === null) return;
      try {
        await change(shelves);
      } catch {
        this.#hearing.lost();
      }
    });
  }
}
