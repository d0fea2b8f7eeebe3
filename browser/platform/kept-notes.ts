/**
 * Notes on their way. Each is stored before it is sent and leaves the store only when the server has it, so a closed
 * lid, a cut line or a crash costs no word. Kept for each person apart; two windows may both send: the key makes it one.
 */
import type { Incident } from '../contract/api';
import { keep, type KeptNote, noteText, readKept, refuse, settle } from '../core/kept';
import { NotReached, Refused, send } from './api';
import { readStored, store } from './storage';
import { Watched } from './watched';

export class KeptNotes {
  readonly notes: Watched<readonly KeptNote[]>;
  /** False when the browser would not store them: then closing the page loses them, and the page says so. */
  readonly safe = new Watched(true);
  readonly #name: string;
  readonly #written: (ms: number) => string;
  readonly #arrived: (incident: Incident) => void;
  #sending = false;

  constructor(person: string, written: (ms: number) => string, arrived: (incident: Incident) => void) {
    this.#name = `tocsin.kept.${person}`;
    this.#written = written;
    this.#arrived = arrived;
    this.notes = new Watched(readKept(readStored(this.#name)));
    addEventListener('storage', this.#elsewhere);
  }

  leave(): void {
    removeEventListener('storage', this.#elsewhere);
  }

  write(note: KeptNote): void {
    this.#set(keep(this.notes.get(), note));
    void this.sendAll();
  }

  discard(key: string): void {
    this.#set(settle(this.notes.get(), key));
  }

  /** In the order in which they were written. A refused one steps aside; no answer ends the round. */
  async sendAll(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      for (let note = this.#next(); note !== undefined; note = this.#next()) await this.#sendOne(note);
    } catch (problem) {
      if (!(problem instanceof NotReached) && !(problem instanceof Refused)) throw problem;
      // No answer, or signed out: they stay kept, and the next beat of the server sends them.
    } finally {
      this.#sending = false;
    }
  }

  readonly #next = (): KeptNote | undefined => this.notes.get().find((note) => note.refused === null);

  async #sendOne(note: KeptNote): Promise<void> {
    const command = { path: `/incidents/${note.incident_id}/notes`, body: { text: noteText(note, this.#written(note.written_at)) } };
    try {
      this.#arrived(await send(command, note.key));
      this.#set(settle(this.notes.get(), note.key));
    } catch (problem) {
      if (!(problem instanceof Refused) || problem.code === 401 || problem.code >= 500) throw problem;
      this.#set(refuse(this.notes.get(), note.key, problem.message));
    }
  }

  #set(notes: readonly KeptNote[]): void {
    this.safe.set(store(this.#name, notes.length === 0 ? null : JSON.stringify(notes)));
    this.notes.set(notes);
  }

  readonly #elsewhere = (event: StorageEvent): void => {
    if (event.key === this.#name) this.notes.set(readKept(event.newValue));
  };
}
