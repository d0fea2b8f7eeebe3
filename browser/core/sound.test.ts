import { describe, expect, it } from 'vitest';
import { AT, clockOf, rowOf, time } from './fixture';
import { endsMute, heard, mutedSince, nextSound, NOTHING_PLAYED, PATTERNS, type Played, soundings } from './sound';

const mine = { state: 'handling', operator: { id: 'me', name: 'Me' } } as const;

describe('the sound', () => {
  it('is of the worst that waits', () => {
    const rows = [rowOf('u'), rowOf('l', { priority: 1 }), rowOf('s', { priority: 1, silent: true })];
    expect(soundings(rows, 'me', AT, true).map((one) => one.pattern)).toEqual(['silent', 'life', 'urgent', 'lost']);
  });
  it('of a life in danger comes every 4 s and is full by 12 s', () => {
    const gain = (age: number) => soundings([rowOf('l', { priority: 1, opened_at: time(-age) })], 'me', AT, false)[0]?.gain;
    expect([gain(0), gain(12), gain(60)]).toEqual([0.35, 1, 1]);
  });
  it('of what others have taken is none', () => {
    expect(soundings([rowOf('x', { state: 'handling', operator: { id: 'dev', name: 'Dev' }, operator_heard_at: time(-5) })], 'me', AT, false)).toEqual([]);
  });
  it('of one for which a supervisor is asked for is a supervisor’s alone, parked or not', () => {
    const asked = rowOf('x', { state: 'parked', silent: true, operator: { id: 'dev', name: 'Dev' }, operator_heard_at: time(-5), supervisor_asked_at: time(-3) });
    expect(soundings([asked], 'me', AT, false)).toEqual([]);
    expect(soundings([asked], 'me', AT, false, true)[0]).toMatchObject({ pattern: 'silent', every_ms: 10_000 });
    expect(soundings([{ ...asked, supervisor_asked_at: null }], 'me', AT, false, true)).toEqual([]);
  });
  it('of what got worse rings again, also when somebody has it', () => {
    const worse = rowOf('x', { ...mine, priority: 1, opened_at: time(-600), worse_at: time(0) });
    expect(soundings([worse], 'me', AT, false)[0]).toMatchObject({ pattern: 'life', gain: 0.35 });
  });
  it('of what came back is two falling notes, and its priority once that was overlooked', () => {
    const back = (due_s: number) => rowOf('x', { ...mine, priority: 1, returned_at: time(-5), clock: clockOf(-5, due_s) });
    expect(soundings([back(25)], 'me', AT, false)[0]).toMatchObject({ pattern: 'back', every_ms: 20_000 });
    expect(soundings([back(-1)], 'me', AT, false)[0]).toMatchObject({ pattern: 'life', every_ms: 4_000 });
  });
  it('of a colleague who is not heard is two falling notes, but not while it is parked', () => {
    const gone = { operator: { id: 'dev', name: 'Dev' }, operator_heard_at: time(-130) };
    expect(soundings([rowOf('x', { ...gone, state: 'handling' })], 'me', AT, false)[0]).toMatchObject({ pattern: 'back', every_ms: 20_000 });
    expect(soundings([rowOf('x', { ...gone, state: 'parked' })], 'me', AT, false)).toEqual([]);
  });
  it('of my own clock is one tick when near, and its priority when late', () => {
    expect(soundings([rowOf('x', { ...mine, clock: clockOf(-50, 10) })], 'me', AT, false)[0]).toMatchObject({ pattern: 'tick', every_ms: null });
    expect(soundings([rowOf('x', { ...mine, clock: clockOf(-50, -1) })], 'me', AT, false)[0]).toMatchObject({ pattern: 'urgent', every_ms: 10_000 });
  });
  it('of a lost connection is heard also when nothing waits', () => expect(soundings([], 'me', AT, true)[0]?.pattern).toBe('lost'));

  it('comes again in its time, and many of a kind ring as one', () => {
    const asked = soundings([rowOf('a'), rowOf('b'), rowOf('c')], 'me', AT, false);
    const first = nextSound(asked, NOTHING_PLAYED, 0);
    if (first === null) throw new Error('nothing was heard');
    const played = heard(NOTHING_PLAYED, first, asked, 0);
    expect([nextSound(asked, played, 5_000), nextSound(asked, played, 10_000)?.pattern]).toEqual([null, 'urgent']);
  });
  it('of something soon is heard once, and once more when it is near', () => {
    const calm = soundings([rowOf('p', { priority: 3, clock: clockOf(-30, 600) })], 'me', AT, false);
    const near = soundings([rowOf('p', { priority: 3, clock: clockOf(-600, 10) })], 'me', AT, false);
    const [first] = calm;
    if (!first) throw new Error('nothing asked');
    const played = heard(NOTHING_PLAYED, first, [], 0);
    expect(nextSound(calm, played, 60_000)).toBeNull();
    expect(nextSound(near, played, 60_000)?.pattern).toBe('soon');
  });
  it('differs by priority, in more than its loudness', () => {
    const tunes = [PATTERNS.life, PATTERNS.silent, PATTERNS.urgent, PATTERNS.soon].map((notes) => notes.map(({ at_s, hz }) => [at_s, hz]));
    expect(new Set(tunes.map((tune) => JSON.stringify(tune))).size).toBe(4);
    const heardOf = [1, 2, 3, 4].map((priority) => soundings([rowOf('x', { priority: priority as 1 | 2 | 3 | 4, clock: clockOf(0, 600) })], 'me', AT, false)[0]?.pattern);
    expect(heardOf).toEqual(['life', 'urgent', 'soon', undefined]);
  });
  it('of a danger to life that nobody takes goes on for an hour, and stops when it is taken', () => {
    const row = rowOf('l', { priority: 1, opened_at: time(0) });
    let played: Played = NOTHING_PLAYED;
    let times = 0;
    for (let at = AT; at < AT + 3_600_000; at += 250) {
      const asked = soundings([row], 'me', at, false);
      const next = nextSound(asked, played, at);
      if (next === null) continue;
      played = heard(played, next, asked, at);
      times += 1;
    }
    expect(times).toBe(900);
    expect(soundings([rowOf('l', { ...mine, priority: 1 })], 'me', AT, false).filter((one) => one.pattern === 'life')).toEqual([]);
  });
  it('of what got worse while muted ends the mute when a life is in danger', () => {
    const worse = rowOf('x', { ...mine, priority: 1, opened_at: time(-600), worse_at: time(5), changed_at: time(5) });
    expect(mutedSince([worse], AT, AT + 6_000)).toBeNull();
  });
  it('can be muted for two minutes and no longer', () => {
    expect([mutedSince([rowOf('u')], AT, AT + 120_000), mutedSince([rowOf('u')], AT, AT + 120_001), mutedSince([], null, AT)]).toEqual([AT, null, null]);
  });
  it('that is muted comes back for a new danger to life, not for an old one', () => {
    expect(endsMute([rowOf('l', { priority: 1, changed_at: time(5) })], AT)).toBe(true);
    expect(endsMute([rowOf('l', { priority: 1, changed_at: time(-5) }), rowOf('u', { changed_at: time(5) })], AT)).toBe(false);
  });
});
