/** The one honest state of a lone worker's phone: protected or not, until when, and who keeps the time. */
import type { PhoneSession } from '../contract/phone';
import { figures, milliseconds, spoken } from './time';

const MINUTE = 60_000;
/** So long without an answer, and nobody is told that they are protected. */
export const CUT_AFTER_MS = 3 * MINUTE;
/** Three beats that did not come: said, though not yet alarming. */
export const FAINT_AFTER_MS = 50_000;

export type Stage = 'safe' | 'soon' | 'late' | 'out' | 'cut';

export interface Protection {
  readonly stage: Stage;
  readonly title: string;
  /** Below the title, where there is more to say. */
  readonly words: string;
  readonly figures: string;
  /** What the figures count. */
  readonly counts: string;
  /** How much of the ring is left, 0 to 1. */
  readonly share: number;
}

export interface Heard {
  /** Both by the server's clock. */
  readonly now: number;
  readonly heard_at: number;
  /** The last thing that was sent had an answer. A phone that wakes was asleep, and has not asked yet. */
  readonly reached: boolean;
  readonly centre: string;
  readonly minute: (ms: number) => string;
}

const COUNTS = { check_in: 'to your next check-in', end: 'to the end of your visit' } as const;
const left = (ms: number): string => figures(Math.max(0, Math.ceil(ms / 1_000) * 1_000));
const shareOf = (ms: number, whole: number): number => (whole > 0 ? Math.min(1, Math.max(0, ms / whole)) : 0);

/** The whole of what runs: since the last word, or since the visit began. */
function wholeOf(session: PhoneSession): number {
  if (session.waits_for === 'check_in' && session.check_in_every_min !== null) return session.check_in_every_min * MINUTE;
  return milliseconds(session.due_at) - milliseconds(session.started_at);
}

/** By how it was when last heard, and by the time that has passed since: the centre's clock runs without us. */
function running(session: PhoneSession, { now, centre, minute }: Heard): Protection {
  const due = milliseconds(session.due_at);
  const alarm = milliseconds(session.alarm_at);
  const total = { figures: left(due - now), counts: COUNTS[session.waits_for], share: shareOf(due - now, wholeOf(session)) };
  if (now >= alarm) return { stage: 'out', title: 'Your time has run out', words: `At ${minute(alarm)} it became an alarm at ${centre}.`, figures: `+${figures(now - alarm)}`, counts: 'since then', share: 1 };
  if (now >= due) {
    return { stage: 'late', title: 'Are you all right?', words: `Say so by ${minute(alarm)}, or ${centre} looks for you.`, figures: left(alarm - now), counts: `until ${centre} is told`, share: shareOf(alarm - now, alarm - due) };
  }
  if (due - now <= session.remind_before_s * 1_000) return { stage: 'soon', title: 'You are protected', words: session.waits_for === 'end' ? 'Your visit ends soon.' : 'Your check-in is due soon.', ...total };
  return { stage: 'safe', title: 'You are protected', words: '', ...total };
}

export function protection(session: PhoneSession, heard: Heard): Protection {
  const shown = running(session, heard);
  const silent = heard.now - heard.heard_at;
  if (heard.reached || silent < CUT_AFTER_MS) return shown;
  return { ...shown, stage: 'cut', title: 'Not protected', words: `No connection for ${spoken(silent)}. ${heard.centre} last heard you at ${heard.minute(heard.heard_at)}.` };
}

/** "If they hear nothing by 14:16, they look for you." */
export function stillRuns(session: PhoneSession, { now, centre, minute }: Heard): readonly [string, string] {
  const alarm = milliseconds(session.alarm_at);
  if (now >= alarm) return [`Your time ran out at ${centre}`, `At ${minute(alarm)} it became an alarm there.`];
  return [`Your time still runs at ${centre}`, `If they hear nothing by ${minute(alarm)}, they look for you.`];
}

/** How often the phone lets itself be heard. */
export const beatEveryMs = (alert: boolean, session: boolean): number => (alert ? 5_000 : session ? 15_000 : 30_000);

/** So long after a PIN that ended something the phone goes on saying where it is, whichever PIN it was. */
export const PLACE_SAID_FOR_MS = 10 * MINUTE;
/** By the phone's clock: one that was set meanwhile does not make it longer. */
export const placeIsSaid = (until: number, now: number): boolean => until - now > 0 && until - now <= PLACE_SAID_FOR_MS;
