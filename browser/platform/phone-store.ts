/** What a phone keeps: what was done and is not yet sent, and what it was told last, so that it opens without a network. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Id } from '../contract/api';
import type { PhoneState } from '../contract/phone';
import { isKept, type Kept } from '../core/lane';

export interface LastTold {
  readonly state: PhoneState;
  /** The server's clock less the phone's, as it was last measured. */
  readonly ahead_ms: number;
}

interface Shelves extends DBSchema {
  kept: { key: Id; value: Kept };
  told: { key: 'last'; value: LastTold };
}

/** Each write follows the one before it, so that what is taken off again was certainly put there first. */
export class PhoneStore {
  readonly #lost: () => void;
  readonly #open: Promise<IDBPDatabase<Shelves> | null>;
  #before: Promise<unknown> = Promise.resolve();

  /** `lost` is called when the browser will not keep anything: then closing the page loses what waits, and the page says so. */
  constructor(lost: () => void) {
    this.#lost = lost;
    this.#open = this.#opened();
  }

  async load(): Promise<{ readonly kept: readonly Kept[]; readonly told: LastTold | null }> {
    const shelves = await this.#open;
    if (shelves === null) return { kept: [], told: null };
    const [kept, told] = await Promise.all([shelves.getAll('kept'), shelves.get('told', 'last')]);
    return { kept: kept.filter(isKept), told: told ?? null };
  }

  keep(one: Kept): void {
    this.#write((shelves) => shelves.put('kept', one));
  }

  drop(key: Id): void {
    this.#write((shelves) => shelves.delete('kept', key));
  }

  tell(told: LastTold | null): void {
    this.#write((shelves) => (told === null ? shelves.delete('told', 'last') : shelves.put('told', told, 'last')));
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
      this.#lost(); // shut by the browser's settings, or the disk is full
      return null;
    }
  }

  #write(change: (shelves: IDBPDatabase<Shelves>) => Promise<unknown>): void {
    this.#before = this.#before.then(async () => {
      const shelves = await this.#open;
      if (shelves === null) return;
      await change(shelves).catch(() => this.#lost());
    });
  }
}
