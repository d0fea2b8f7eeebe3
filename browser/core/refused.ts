/** Why the acts of an incident are refused, and which field a refusal is about. What holds for all acts alike is said once. */
import type { Fault, Incident } from '../contract/api';
import { isEnded } from './queue';

type Refusing = Pick<Incident, 'allowed' | 'state'>;

/** Null where some act is possible, or where each has a reason of its own. What has ended says so by itself. */
export function refusedAlike(incident: Refusing): string | null {
  const all = Object.values(incident.allowed);
  const because = all[0]?.because ?? null;
  return !isEnded(incident) && all.every((one) => !one.allowed && one.because === because) ? because : null;
}

/** The server says what is wrong as part of a sentence; beside a field it is a sentence of its own. */
export const faultWords = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? '' : '.'}`;

export interface Marked {
  /** Beside which field what stands. */
  readonly of: Readonly<Record<string, string>>;
  /** What is about no field of the form. */
  readonly rest: readonly string[];
}

/** What is wrong, field by field: the innermost name of the form's own counts. What belongs to none stays for the form as a whole. */
export function faultsByField(faults: readonly Fault[], fields: readonly string[]): Marked {
  const of: Record<string, string> = {};
  const rest: string[] = [];
  for (const { where, detail } of faults) {
    const words = faultWords(detail);
    const field = where.split('.').findLast((part) => fields.includes(part));
    if (field === undefined) rest.push(where === '' ? words : `${where}: ${words}`);
    else of[field] ??= words;
  }
  return { of, rest };
}

/** A refusal, and which button had asked. */
export interface Said {
  readonly from: string;
  readonly text: string;
  readonly faults: readonly Fault[];
}

const NOTHING: Marked = { of: {}, rest: [] };

/** What a refusal says to one form: nothing when another had asked, and the whole sentence when it names no field. */
export function markedBy(problem: Said | null, buttons: readonly string[], fields: readonly string[]): Marked {
  if (problem === null || !buttons.includes(problem.from)) return NOTHING;
  return problem.faults.length === 0 ? { of: {}, rest: [problem.text] } : faultsByField(problem.faults, fields);
}

/** Nothing is there, or it is not theirs to see, or the address is none: for whoever opened it that is all one. */
export const leadsNowhere = (code: number): boolean => code === 404 || code === 422;
