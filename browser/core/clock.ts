/**
 * The server's time, as this browser can best know it. Countdowns run on it, never on the desk's own clock,
 * which may be minutes wrong. `mono_ms` is the browser's monotonic clock: it does not jump when somebody sets the time.
 */
import type { Time } from '../contract/api';

export interface ServerClock {
  /** Server's time minus the monotonic clock. */
  readonly ahead_ms: number;
  readonly heard_mono_ms: number;
}

const DRIFT = 0.05;
const JUMP_MS = 5_000;

/** A message can only arrive late, so a larger sample is a truer one. Smaller ones pull slowly, for clocks that drift. */
export function hear(clock: ServerClock | null, now: Time, mono_ms: number): ServerClock {
  const sample = Date.parse(now) - mono_ms;
  if (clock === null || sample >= clock.ahead_ms || clock.ahead_ms - sample > JUMP_MS) {
    return { ahead_ms: sample, heard_mono_ms: mono_ms };
  }
  return { ahead_ms: clock.ahead_ms + (sample - clock.ahead_ms) * DRIFT, heard_mono_ms: mono_ms };
}

export const serverTime = (clock: ServerClock, mono_ms: number): number => mono_ms + clock.ahead_ms;

/** Beats come every two seconds. Two missed ones and a little: the page says so before five seconds are over. */
export const SILENT_AFTER_MS = 4_500;

export const isSilent = (clock: ServerClock, mono_ms: number): boolean => mono_ms - clock.heard_mono_ms > SILENT_AFTER_MS;
