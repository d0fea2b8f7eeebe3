/** The list of contacts as it is being written: a row that nobody filled is none, and what is missing is said beside its field. */
import { NEEDED, orNull } from './set-up';

export interface Row {
  readonly key: string;
  /** Null: not stored yet. */
  readonly id: string | null;
  readonly name: string;
  readonly relation: string;
  readonly phone: string;
  readonly email: string;
}

const ASKED = ['name', 'relation', 'phone'] as const;

/** A stored contact is never left out because its fields are empty: that is pressed. */
const isUnwritten = (row: Row): boolean => row.id === null && [row.name, row.relation, row.phone, row.email].every((one) => one.trim() === '');

/** Those that are stored, in order. */
export const written = (rows: readonly Row[]): readonly Row[] => rows.filter((row) => !isUnwritten(row));

export const itemOf = ({ id, name, relation, phone, email }: Row) => ({ id, name, relation, phone, email: orNull(email) });

/** By row and column, as in "1 phone". Where there is no contact at all, and was none, the first row is asked for. */
export function gaps(rows: readonly Row[], hadSome: boolean): ReadonlyMap<string, string> {
  const asked = written(rows).length === 0 && !hadSome ? rows.slice(0, 1) : written(rows);
  return new Map(asked.flatMap((row) => ASKED.filter((name) => row[name].trim() === '').map((name) => [`${rows.indexOf(row)} ${name}`, NEEDED] as const)));
}

/** "items.1.email" → the row that was sent as the second, column email. */
export function placeOfFault(where: string, rows: readonly Row[]): string {
  const [sent, name] = where.split('.').slice(-2);
  const row = written(rows)[Number(sent)];
  return row === undefined ? where : `${rows.indexOf(row)} ${name ?? ''}`;
}
