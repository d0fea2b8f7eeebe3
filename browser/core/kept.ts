/** Notes that are written but not yet known to be stored. Nothing that an operator typed is ever lost on the way. */
import type { Id } from '../contract/api';

export interface KeptNote {
  /** Also the idempotency key: however often it is sent, it counts once. */
  readonly key: Id;
  readonly incident_id: Id;
  readonly text: string;
  /** Milliseconds by the server's clock, as far as it was known. */
  readonly written_at: number;
  /** Written while there was no connection. */
  readonly offline: boolean;
  /** Why the server will not have it; it then waits for the operator. */
  readonly refused: string | null;
}

export const keep = (notes: readonly KeptNote[], note: KeptNote): readonly KeptNote[] => [...notes, note];
export const settle = (notes: readonly KeptNote[], key: Id): readonly KeptNote[] => notes.filter((note) => note.key !== key);
export const refuse = (notes: readonly KeptNote[], key: Id, why: string): readonly KeptNote[] =>
  notes.map((note) => (note.key === key ? { ...note, refused: why } : note));

/** What goes out: a note that was kept says when it was written, because the journal stamps when it arrives. */
export const noteText = (note: KeptNote, written: string): string =>
  note.offline ? `${note.text} (written ${written}, while not connected)` : note.text;

function isNote(value: unknown): value is KeptNote {
  if (typeof value !== 'object' || value === null) return false;
  const { key, incident_id, text, written_at } = value as Partial<Record<keyof KeptNote, unknown>>;
  return [key, incident_id, text].every((part) => typeof part === 'string') && typeof written_at === 'number';
}

/** What was stored, as far as it can be read. */
export function readKept(stored: string | null): readonly KeptNote[] {
  if (stored === null) return [];
  try {
    const value: unknown = JSON.parse(stored);
    return Array.isArray(value) ? value.filter(isNote) : [];
  } catch {
    return []; // not ours, or cut short by a full disk: there is nothing in it that can be sent
  }
}
