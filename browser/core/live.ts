/** The queue as the server tells it: one list, then changes. Pure: what arrives goes in, what is true comes out. */
import type { Id, IncidentList, IncidentRow, Quiet } from '../contract/api';
import { milliseconds } from './time';

interface Heard {
  readonly row: IncidentRow;
  /** The number of the change that brought it, to tell what is newer than a list that was asked for before. */
  readonly at: number;
}

export interface Live {
  readonly rows: ReadonlyMap<Id, Heard>;
  /** Versions of what has left the queue, so that a late repeat does not bring it back. */
  readonly gone: ReadonlyMap<Id, number>;
  readonly cursor: string | null;
  readonly quiet: Quiet | null;
  /** How many changes the stream has told since the page was opened. */
  readonly changes: number;
  /** `changes` as it stood when the list was asked for: what came since, the list does not know. */
  readonly listed: number;
}

export const NOTHING_HEARD: Live = { rows: new Map(), gone: new Map(), cursor: null, quiet: null, changes: 0, listed: 0 };

/** What is closed stays where it asks for a person: nobody would look for it elsewhere. */
const isOpen = (row: IncidentRow): boolean => (row.state !== 'closed' && row.state !== 'filed') || row.needs_human !== null;

/** `asked_at` is `changes` as it stood when the list was asked for: what came since is newer than the list. */
export function listed(live: Live, list: IncidentList, asked_at: number): Live {
  const rows = new Map<Id, Heard>();
  for (const row of list.items) {
    const known = live.rows.get(row.id);
    if ((live.gone.get(row.id) ?? -1) >= row.version || !isOpen(row)) continue;
    rows.set(row.id, known && known.row.version > row.version ? known : { row, at: live.changes });
  }
  for (const [id, heard] of live.rows) if (heard.at > asked_at && !rows.has(id)) rows.set(id, heard);
  return { ...live, rows, cursor: list.cursor, quiet: list.quiet, listed: asked_at };
}

/** For so long nothing heard counts as lately. */
export const HEARD_MS = 600_000;

/** It says that no signal or no panel was heard lately, which the next change may belie. */
export const saysUnheard = (quiet: Quiet | null, now: number): boolean =>
  quiet !== null && [quiet.last_signal_at, quiet.last_panel_at].some((at) => at === null || now - milliseconds(at) >= HEARD_MS);

/** It says that nothing at all was heard lately, and since it was asked for something came. */
export const isBelied = ({ quiet, changes, listed }: Live, now: number): boolean =>
  quiet !== null && changes > listed && (quiet.last_signal_at === null || now - milliseconds(quiet.last_signal_at) >= HEARD_MS);

/** Rows that changed. A row that is not newer than what is known says nothing. */
export function changed(live: Live, items: readonly IncidentRow[], cursor: string | null): Live {
  const rows = new Map(live.rows);
  const gone = new Map(live.gone);
  let changes = live.changes;
  for (const row of items) {
    const known = Math.max(rows.get(row.id)?.row.version ?? -1, gone.get(row.id) ?? -1);
    if (row.version <= known) continue;
    changes += 1;
    if (isOpen(row)) {
      gone.delete(row.id); // a closed incident that reopened is open
      rows.set(row.id, { row, at: changes });
    } else {
      rows.delete(row.id);
      gone.set(row.id, row.version);
    }
  }
  return { ...live, rows, gone, changes, cursor: cursor ?? live.cursor };
}

export const rowsOf = (live: Live): readonly IncidentRow[] => [...live.rows.values()].map((heard) => heard.row);

/** How many rows came, went or changed between the two, however that was learned: by the stream or by a list. */
export function differing(before: Live, after: Live): number {
  const known = (live: Live, id: Id) => live.rows.get(id)?.row.version ?? live.gone.get(id);
  const ids = new Set([before, after].flatMap((live) => [...live.rows.keys(), ...live.gone.keys()]));
  return [...ids].filter((id) => known(before, id) !== known(after, id) || before.rows.has(id) !== after.rows.has(id)).length;
}
