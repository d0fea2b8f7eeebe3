/** Moments and lengths of time in the words of the desk. Times of day are those of the organisation's zone, 24 hours. */
import type { Time } from '../contract/api';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, kind: 'minute' | 'second' | 'day', options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${kind} ${zone}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', ...options });
  formats.set(key, made);
  return made;
}

export const milliseconds = (time: Time): number => Date.parse(time);

/** 02:47 */
export const minuteOf = (ms: number, zone: string): string =>
  format(zone, 'minute', { hour: '2-digit', minute: '2-digit' }).format(ms);

/** 02:47:18 */
export const secondOf = (ms: number, zone: string): string =>
  format(zone, 'second', { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(ms);

/** Sun 18 Jan */
export const dayOf = (ms: number, zone: string): string =>
  format(zone, 'day', { weekday: 'short', day: 'numeric', month: 'short' }).format(ms).replace(',', '');

/** A time of day, with its day once that could be mistaken. */
export const momentOf = (ms: number, now: number, zone: string): string =>
  Math.abs(now - ms) > 12 * HOUR ? `${dayOf(ms, zone)} ${minuteOf(ms, zone)}` : secondOf(ms, zone);

/** 0:48, 13:40, and beyond an hour 1 h 12 min, beyond two days 3 days. */
export function figures(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / SECOND));
  if (ms >= 2 * DAY) return `${Math.floor(ms / DAY)} days`;
  if (seconds >= 3_600) return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

const MOMENT = /^([01]?\d|2[0-3])[:.]?([0-5]\d)$/;

/** When it is next so late there: "03:15", "3.15" or "0315". Null when that is no time of day. */
export function nextAt(typed: string, now: number, zone: string): number | null {
  const [, hour, minute] = MOMENT.exec(typed.trim()) ?? [];
  if (hour === undefined || minute === undefined) return null;
  const wanted = `${hour.padStart(2, '0')}:${minute}`;
  // Asked of the zone itself, minute by minute: on the two odd nights of the year no sum would be right.
  const first = Math.floor(now / MINUTE) * MINUTE + MINUTE;
  for (let at = first; at < first + DAY + HOUR; at += MINUTE) if (minuteOf(at, zone) === wanted) return at;
  return null;
}

/** The latest that anybody promises to be somewhere. */
export const PROMISE_WITHIN_MS = 12 * HOUR;

/** When it is next so late there, within half a day: what was just past is a slip of the finger, and not tomorrow. */
export function soonAt(typed: string, now: number, zone: string): number | null {
  const at = nextAt(typed, now, zone);
  return at !== null && at - now <= PROMISE_WITHIN_MS ? at : null;
}

/** "Their time, Helsinki: it is 04:40 there, 02:40 here." Null where the two do not differ just now. */
export function otherZoneWords(theirs: string, ours: string, now: number): string | null {
  const [there, here] = [minuteOf(now, theirs), minuteOf(now, ours)];
  if (there === here) return null;
  const place = theirs.slice(theirs.lastIndexOf('/') + 1).replaceAll('_', ' ');
  return `Their time, ${place}: it is ${there} there, ${here} here.`;
}

export const counted = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;

/** 40 seconds, 49 minutes, 2 hours 5 minutes, 3 days */
export function spoken(ms: number): string {
  if (ms < MINUTE) return counted(Math.max(0, Math.floor(ms / SECOND)), 'second');
  if (ms < HOUR) return counted(Math.floor(ms / MINUTE), 'minute');
  if (ms >= 2 * DAY) return counted(Math.floor(ms / DAY), 'day');
  const minutes = Math.floor((ms % HOUR) / MINUTE);
  return counted(Math.floor(ms / HOUR), 'hour') + (minutes > 0 ? ` ${counted(minutes, 'minute')}` : '');
}

/** 3 s ago, 4 min ago, 2 h ago, 3 days ago */
export function ago(ms: number): string {
  if (ms < MINUTE) return `${Math.max(0, Math.floor(ms / SECOND))} s ago`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min ago`;
  if (ms < 2 * DAY) return `${Math.floor(ms / HOUR)} h ago`;
  return `${Math.floor(ms / DAY)} days ago`;
}

/** 0.2 s, 12 s, 3:10 */
export const lateness = (ms: number): string =>
  ms < 10 * SECOND ? `${(ms / SECOND).toFixed(1)} s` : ms < MINUTE ? `${Math.round(ms / SECOND)} s` : figures(ms);
