/** Which sound the desk needs, as data. One pattern at a time; the worst wins. */
import type { Id, IncidentRow } from '../contract/api';
import { countdown } from './countdown';
import { isStale } from './claim';
import { isUntaken } from './queue';
import { isSupervisorAsked } from './shift';
import { milliseconds } from './time';

export interface Note {
  readonly at_s: number;
  readonly hz: number;
  readonly for_s: number;
  /** 0 to 1, beside the pattern's own gain. */
  readonly gain: number;
}

const note = (at_s: number, hz: number, for_s = 0.16, gain = 1): Note => ({ at_s, hz, for_s, gain });

const LIFE = [note(0, 587), note(0.22, 698), note(0.44, 880), note(0.95, 988), note(1.17, 1175)];

export const PATTERNS = {
  life: LIFE,
  silent: LIFE.map((one) => ({ ...one, hz: one.hz / 2 })),
  urgent: [note(0, 784, 0.2), note(0.3, 784, 0.2), note(0.6, 784, 0.2)],
  soon: [note(0, 523, 0.25, 0.5), note(0.35, 523, 0.25, 0.5)],
  back: [note(0, 659, 0.28, 0.8), note(0.36, 494, 0.45, 0.8)],
  tick: [note(0, 1047, 0.05, 0.6)],
  lost: [note(0, 196, 0.6, 0.8)],
} as const satisfies Record<string, readonly Note[]>;

export type Pattern = keyof typeof PATTERNS;

export interface Sounding {
  readonly pattern: Pattern;
  /** What it is about: a sound that comes once comes once per key. */
  readonly key: string;
  /** How often it comes again; null: once. */
  readonly every_ms: number | null;
  readonly gain: number;
}

const FULL_AFTER_MS = 12_000;
const FIRST_GAIN = 0.35;

const own = (row: IncidentRow): Pattern => (row.silent ? 'silent' : row.priority === 1 ? 'life' : row.priority === 2 ? 'urgent' : 'soon');

/** Back to the operator: it was parked and is back, or its operator is not heard any more. */
const back = (key: string): Sounding => ({ pattern: 'back', key: `back ${key}`, every_ms: 20_000, gain: 0.8 });

const isLate = (row: IncidentRow, now: number): boolean => row.clock !== null && countdown(row.clock, now).stage === 'late';

/** What came back and is no worse rings softly, until its time to be taken up has passed. */
const onlyBack = (row: IncidentRow): boolean => row.state === 'handling' && row.worse_at === null && row.returned_at !== null;

/** When it began to ring again; null: it rings for the first time. */
const ringsSince = (row: IncidentRow): string | null => row.worse_at ?? row.returned_at;

function ofUntaken(row: IncidentRow, now: number): Sounding | null {
  if (onlyBack(row) && !isLate(row, now)) return back(`${row.id} ${row.returned_at ?? ''}`);
  const pattern = own(row);
  const since = ringsSince(row);
  const key = `${pattern} ${row.id} ${since ?? ''}`;
  if (pattern === 'life' || pattern === 'silent') {
    const age = Math.max(0, now - milliseconds(since ?? row.opened_at));
    return { pattern, key, every_ms: 4_000, gain: Math.min(1, FIRST_GAIN + (1 - FIRST_GAIN) * (age / FULL_AFTER_MS)) };
  }
  if (pattern === 'urgent') return { pattern, key, every_ms: 10_000, gain: 0.8 };
  if (row.priority === 4) return null; // a note makes no sound
  const near = row.clock !== null && countdown(row.clock, now).stage !== 'calm';
  return { pattern, key: near ? `${key} near` : key, every_ms: null, gain: 0.6 };
}

function ofMine(row: IncidentRow, now: number): Sounding | null {
  if (row.clock === null) return null;
  const { stage } = countdown(row.clock, now);
  const key = `${row.clock.name} ${row.clock.started_at} ${row.id}`;
  if (stage === 'near') return { pattern: 'tick', key: `near ${key}`, every_ms: null, gain: 0.6 };
  if (stage === 'late') return { pattern: own(row), key: `late ${key}`, every_ms: 10_000, gain: 0.7 };
  return null;
}

const RANK: readonly Pattern[] = ['silent', 'life', 'urgent', 'lost', 'back', 'soon', 'tick'];

/** It rings for supervisors until one of them comes. */
const ofAsked = (row: IncidentRow): Sounding => ({ pattern: own(row), key: `asked ${row.id} ${row.supervisor_asked_at ?? ''}`, every_ms: 10_000, gain: 0.8 });

function ofOne(row: IncidentRow, me: Id, now: number, leads: boolean): Sounding | null {
  if (isUntaken(row)) return ofUntaken(row, now);
  if (leads && isSupervisorAsked(row)) return ofAsked(row);
  if (row.state !== 'handling') return null; // parked and resolved ones are quiet
  if (row.operator?.id === me) return ofMine(row, now);
  return isStale(row, me, now) ? back(`stale ${row.id} ${row.operator?.id ?? ''}`) : null;
}

/** All that asks to be heard now, the worst first. `cut`: something may be waiting that this desk is not told of; `leads`: it is a supervisor's. */
export function soundings(rows: readonly IncidentRow[], me: Id, now: number, cut: boolean, leads = false): readonly Sounding[] {
  const asked = rows.map((row) => ofOne(row, me, now, leads));
  const all = asked.filter((one) => one !== null);
  if (cut) all.push({ pattern: 'lost', key: 'lost', every_ms: 10_000, gain: 0.8 });
  return all.sort((a, b) => RANK.indexOf(a.pattern) - RANK.indexOf(b.pattern) || b.gain - a.gain);
}

export interface Played {
  /** When each key was last heard. */
  readonly at: ReadonlyMap<string, number>;
  /** When anything was last heard: two patterns never overlap. */
  readonly last: number;
}

export const NOTHING_PLAYED: Played = { at: new Map(), last: Number.NEGATIVE_INFINITY };
const APART_MS = 2_000;

/** The one to play now, if it is its time. What repeats holds back what is less. */
export function nextSound(asked: readonly Sounding[], played: Played, now: number): Sounding | null {
  if (now - played.last < APART_MS) return null;
  for (const one of asked) {
    const last = played.at.get(one.key);
    if (one.every_ms !== null) {
      return last === undefined || now - last >= one.every_ms ? one : null;
    }
    if (last === undefined) return one;
  }
  return null;
}

/** One playing speaks for all of its kind: five burglaries do not ring five times as often. */
export function heard(played: Played, sounding: Sounding, asked: readonly Sounding[], now: number): Played {
  const at = new Map(played.at);
  for (const one of [sounding, ...asked]) if (one.pattern === sounding.pattern) at.set(one.key, now);
  return { at, last: now };
}

export const MUTE_MS = 120_000;

/** A priority 1 or silent alarm that came after the mute began ends it. */
/** Since when it is muted, or null: a mute ends by itself, and for a new danger to life at once. There is no other. */
export const mutedSince = (rows: readonly IncidentRow[], muted_at: number | null, now: number): number | null =>
  muted_at === null || now - muted_at > MUTE_MS || endsMute(rows, muted_at) ? null : muted_at;

export const endsMute = (rows: readonly IncidentRow[], muted_at: number): boolean =>
  rows.some((row) => isUntaken(row) && (row.silent || row.priority === 1) && milliseconds(row.changed_at) > muted_at);
