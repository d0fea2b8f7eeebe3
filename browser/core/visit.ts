/** A visit that is about to begin, as it is chosen on the phone. */
import type { Body } from '../contract/api';

export type Risk = 'low' | 'normal' | 'high';

export interface VisitForm {
  readonly doing: string;
  readonly place: string;
  readonly notes: string;
  readonly minutes: number | null;
  /** Null: none but at the end. */
  readonly every: number | null;
  readonly risk: Risk;
}

export const EMPTY_VISIT: VisitForm = { doing: '', place: '', notes: '', minutes: 60, every: 30, risk: 'normal' };
export const LENGTHS = [30, 60, 120, 240] as const;
export const INTERVALS = [15, 30, 60] as const;
export const EXTENSIONS = [15, 30, 60, 120] as const;
const LONGEST_MIN = 24 * 60;
export const RISKS: readonly (readonly [Risk, string, string])[] = [
  ['low', 'Low', 'You have longer to answer before it is an alarm'],
  ['normal', 'Normal', 'The usual time to answer'],
  ['high', 'High', 'You have little time to answer before it is an alarm'],
];

/** "30 min", "1 h", "1 h 30 min" */
export function lengthWords(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours > 0 ? `${hours} h` : '', rest > 0 ? `${rest} min` : ''].filter((part) => part !== '').join(' ');
}

/** What somebody typed for a number of minutes; null when it is none that can be kept. */
export function minutesIn(typed: string): number | null {
  const minutes = /^\d{1,4}$/.test(typed.trim()) ? Number(typed) : 0;
  return minutes >= 1 && minutes <= LONGEST_MIN ? minutes : null;
}

export type VisitFault = Partial<Record<keyof VisitForm, string>>;

export function visitFaults({ doing, minutes, every }: VisitForm): VisitFault {
  return {
    ...(doing.trim() === '' ? { doing: 'Say in a few words what you are doing: whoever looks for you reads it.' } : {}),
    ...(minutes === null ? { minutes: 'How many minutes? From 1 to 1440.' } : {}),
    ...(minutes !== null && every !== null && every > minutes ? { every: 'That is longer than the visit.' } : {}),
  };
}

export function visitBody({ doing, place, notes, minutes, every, risk }: VisitForm): Body {
  return {
    doing: doing.trim(),
    ...(place.trim() === '' ? {} : { place: place.trim() }),
    ...(notes.trim() === '' ? {} : { notes: notes.trim() }),
    minutes,
    // A check-in at the very end is the end itself.
    ...(every === null || every === minutes ? {} : { check_in_every_min: every }),
    risk,
  };
}

/** "It ends at 15:30, with a check-in by 14:20 first." Both as they would be if it began now. */
export function visitWords({ minutes, every }: VisitForm, now: number, minute: (ms: number) => string): string {
  if (minutes === null) return '';
  const end = `until ${minute(now + minutes * 60_000)}`;
  return every === null || every >= minutes ? `${end}, without check-ins` : `${end}, first check-in by ${minute(now + every * 60_000)}`;
}
