/** The two PINs: what is asked of them, and what is said to one that was entered. Nothing here knows which of the two it was. */
import type { PinAnswer, PinPurpose } from '../contract/phone';
import { counted, milliseconds } from './time';

export const PIN_LEAST = 4;
export const PIN_MOST = 6;
const PIN = /^\d{4,6}$/;

export interface TypedPins {
  readonly safe: string;
  readonly safe_again: string;
  readonly duress: string;
  readonly duress_again: string;
}

const isPin = (typed: string): boolean => PIN.test(typed);
const differing = (one: string, other: string): number => Array.from(one).filter((digit, i) => digit !== other[i]).length;

/** What is wrong, by field; an empty answer when they will do. */
export function pinFaults({ safe, safe_again, duress, duress_again }: TypedPins): Partial<Record<keyof TypedPins, string>> {
  const digits = `${PIN_LEAST} to ${PIN_MOST} digits, nothing else.`;
  if (!isPin(safe)) return { safe: digits };
  if (safe !== safe_again) return { safe_again: 'This is not the same as above.' };
  if (!isPin(duress)) return { duress: digits };
  if (duress.length !== safe.length) return { duress: `As long as the safe PIN: ${safe.length} digits.` };
  if (differing(safe, duress) < 2) return { duress: 'Too near to the safe PIN: more than one digit must differ, or a slip of the finger raises an alarm.' };
  return duress === duress_again ? {} : { duress_again: 'This is not the same as above.' };
}

/** What became of an entered PIN. "kept": no answer yet, and it goes out by itself. */
export type PinFate = PinAnswer | 'kept';

export function pinWords(fate: PinFate, purpose: PinPurpose, minute: (ms: number) => string): string {
  if (fate === 'kept') return purpose === 'cancel' ? 'Kept, not sent: the alert stands.' : 'Kept, not sent: your visit still runs.';
  switch (fate.answer) {
    case 'taken': return `Taken at ${minute(milliseconds(fate.at))}.`;
    case 'wrong': return fate.tries_left === null ? 'That PIN is not right.' : `That PIN is not right. ${counted(fate.tries_left, 'try').replace('trys', 'tries')} left.`;
    case 'undated': return 'This phone’s clock was set since, so nobody knows how old that PIN is. It ended nothing: enter it again.';
    case 'later': return `Too many tries. Try again at ${minute(milliseconds(fate.at))}.`;
  }
}
