/** What a phone may say of an alert: pressed, stored and taken are three words with three times, and never more than is true. */
import type { Id } from '../contract/api';
import type { PhoneAlert } from '../contract/phone';
import type { Kept } from './lane';
import { milliseconds } from './time';

/** The number that reaches an emergency centre from any mobile telephone, in most of the world. */
export const EMERGENCY = '112';

export interface HonestStep {
  readonly words: string;
  readonly done: boolean;
  /** By the server's clock; null: not yet, or no moment of its own. */
  readonly at: number | null;
}

export interface ShownAlert {
  readonly title: string;
  readonly words: string;
  readonly steps: readonly HonestStep[];
  /** Somebody pressed: panic need not be offered a second time. */
  readonly pressed: boolean;
  readonly stored: boolean;
  /** The panic that the server would not have: there is nothing at the centre that a PIN could end. */
  readonly refused: Id | null;
}

const done = (words: string, at: number | null): HonestStep => ({ words, done: true, at });
const ahead = (words: string): HonestStep => ({ words, done: false, at: null });
const firstName = (name: string): string => name.trim().split(/\s+/)[0] ?? name;

/** Pressed here, and nothing is known of it at the centre. `ahead_ms` brings the phone's clock to the server's. */
function notStored(panic: Kept, centre: string, ahead_ms: number): ShownAlert {
  const words = panic.refused === null
    ? `Your alert is kept on this phone and sent again and again. Call ${EMERGENCY} if you can.`
    : `${panic.refused} Call ${EMERGENCY}, or ${centre}.`;
  return {
    title: panic.refused === null ? 'Not sent yet' : `${centre} did not take it`,
    words,
    steps: [done('Pressed', panic.occurred_at + ahead_ms), ahead(`Stored at ${centre}`), ahead('Taken by an operator')],
    pressed: panic.refused === null,
    stored: false,
    refused: panic.refused === null ? null : panic.key,
  };
}

/** It stood when this phone was enrolled: nobody pressed anything here, and nothing is said as if they had. */
function before(alert: PhoneAlert, centre: string, minute: (ms: number) => string): ShownAlert {
  const { steps } = stored({ ...alert, code: '' }, centre);
  const who = alert.taken_at === null ? `Nobody at ${centre} has taken it yet.` : `${alert.taken_by ?? 'An operator'} at ${centre} has it.`;
  return {
    title: 'An alert about you is open',
    words: `Since ${minute(milliseconds(alert.stored_at))}, before this phone was enrolled. ${who}`,
    steps,
    pressed: false,
    stored: true,
    refused: null,
  };
}

function stored(alert: PhoneAlert, centre: string): ShownAlert {
  const pressed = alert.code === 'panic' && alert.pressed_at !== null;
  const first = done(pressed ? 'Pressed' : alert.words, alert.pressed_at === null ? null : milliseconds(alert.pressed_at));
  const second = done(`Stored at ${centre}`, milliseconds(alert.stored_at));
  if (alert.taken_at === null) {
    return { title: `Stored at ${centre}`, words: 'Nobody has taken it yet. Stay where you are if you can.', steps: [first, second, ahead('Taken by an operator')], pressed, stored: true, refused: null };
  }
  const who = alert.taken_by ?? 'An operator';
  const short = alert.taken_by === null ? 'An operator' : firstName(who);
  return {
    title: `${short} has your alert`,
    words: `${who} at ${centre}. Stay where you are if you can.`,
    steps: [first, second, done(`${short} took it`, milliseconds(alert.taken_at))],
    pressed,
    stored: true,
    refused: null,
  };
}

export interface AlertAsHeard {
  readonly centre: string;
  readonly ahead_ms: number;
  readonly minute: (ms: number) => string;
}

/** What was pressed and not stored comes first. A refused panic does not hide an alert that the centre has. */
export function shownAlert(alert: PhoneAlert | null, panic: Kept | undefined, { centre, ahead_ms, minute }: AlertAsHeard): ShownAlert | null {
  if (panic !== undefined && (panic.refused === null || alert === null)) return notStored(panic, centre, ahead_ms);
  if (alert === null) return null;
  return alert.before_this_phone ? before(alert, centre, minute) : stored(alert, centre);
}

/** What the phone's buzzing means: two short, sent and stored; one long, not yet. */
export const BUZZ = { stored: [80, 120, 80], notYet: [700] } as const;
/** A panic that is not stored by then is said to be "not yet". */
export const NOT_YET_AFTER_MS = 4_000;
