/** What a lone worker's phone and the server say to each other. */
import type { Id, Named, Time } from './api';

export interface PhoneSession {
  readonly id: Id;
  readonly state: 'running' | 'overdue';
  readonly doing: string;
  readonly place: string | null;
  readonly notes: string | null;
  readonly started_at: Time;
  readonly ends_at: Time;
  readonly heard_at: Time;
  /** When the next word is due. */
  readonly due_at: Time;
  readonly waits_for: 'check_in' | 'end';
  /** When silence becomes an alarm. */
  readonly alarm_at: Time;
  readonly missed: number;
  readonly check_in_every_min: number | null;
  readonly grace_s: number;
  readonly remind_before_s: number;
}

export interface PhoneAlert {
  readonly code: string;
  /** "Panic", "Check-in missed". */
  readonly words: string;
  /** Null where nothing was pressed. */
  readonly pressed_at: Time | null;
  readonly stored_at: Time;
  readonly taken_at: Time | null;
  readonly taken_by: string | null;
}

/** All that a phone is told, and the whole of it with each answer. */
export interface PhoneState {
  readonly now: Time;
  readonly lone_worker: Named;
  readonly customer: string;
  readonly centre: { readonly name: string; readonly phone: string | null };
  readonly has_pins: boolean;
  readonly session: PhoneSession | null;
  /** Null when there is none, or it is over for this phone. */
  readonly alert: PhoneAlert | null;
}

export type PinPurpose = 'end' | 'cancel';

/** The same for the safe and for the duress PIN. */
export interface PinAnswer {
  readonly answer: 'taken' | 'wrong' | 'later';
  /** When it was heard; with "later", from when on to try again. */
  readonly at: Time;
  readonly tries_left: number | null;
}

export interface Position {
  readonly latitude: number;
  readonly longitude: number;
  readonly accuracy_m: number;
}
