import { describe, expect, it } from 'vitest';
import { AT, clockOf } from './fixture';
import { hear, isSilent, serverTime } from './clock';
import { countdown } from './countdown';
import { ago, dayOf, figures, minuteOf, momentOf, nextAt, otherZoneWords, secondOf, soonAt, spoken } from './time';

describe('times of day', () => {
  it('are those of the organisation, not of the desk', () => {
    expect(secondOf(AT, 'Europe/London')).toBe('02:47:18');
    expect(minuteOf(AT, 'America/New_York')).toBe('21:47');
    expect(dayOf(AT, 'Europe/London')).toBe('Sun 18 Jan');
  });
  it('say midnight as 00, never as 24', () => expect(minuteOf(Date.parse('2026-01-18T00:00:00Z'), 'UTC')).toBe('00:00'));
  it('carry their day once they could be mistaken', () => {
    expect(momentOf(AT - 3_600_000, AT, 'UTC')).toBe('01:47:18');
    expect(momentOf(AT - 20 * 3_600_000, AT, 'UTC')).toBe('Sat 17 Jan 06:47');
  });
});

describe('a time of day that was typed', () => {
  it('is the next such moment there, tomorrow if it has passed today', () => {
    expect(['03:15', '3.15', '0315', '02:47'].map((typed) => nextAt(typed, AT, 'Europe/London'))).toEqual(
      ['03:15', '03:15', '03:15', '02:47'].map((at, i) => Date.parse(`2026-01-${i === 3 ? 19 : 18}T${at}:00Z`)));
    expect(nextAt('03:15', AT, 'America/New_York')).toBe(Date.parse('2026-01-18T08:15:00Z'));
  });
  it('is none when the clocks leave it out that night, or when it is no time', () => {
    expect(nextAt('01:30', Date.parse('2026-03-29T00:10:00Z'), 'Europe/London')).toBe(Date.parse('2026-03-30T00:30:00Z'));
    expect(['25:00', 'soon', '', '3:7'].map((typed) => nextAt(typed, AT, 'UTC'))).toEqual([null, null, null, null]);
  });
});

describe('a time by which somebody promises to be there', () => {
  it('is the next such moment within half a day, also past midnight', () => {
    expect(soonAt('03:40', AT, 'Europe/London')).toBe(Date.parse('2026-01-18T03:40:00Z'));
    expect(soonAt('0010', Date.parse('2026-01-18T23:50:00Z'), 'Europe/London')).toBe(Date.parse('2026-01-19T00:10:00Z'));
    expect(soonAt('14:47', AT, 'Europe/London')).toBe(Date.parse('2026-01-18T14:47:00Z'));
  });
  it('is that of the zone that the page shows', () => expect(soonAt('22:00', AT, 'America/New_York')).toBe(Date.parse('2026-01-18T03:00:00Z')));
  it('is theirs who go there, which is said where it differs', () => {
    expect(otherZoneWords('Europe/Helsinki', 'Europe/London', AT)).toBe('Their time, Helsinki: it is 04:47 there, 02:47 here.');
    expect(otherZoneWords('America/New_York', 'Europe/London', AT)).toContain('New York');
    expect(otherZoneWords('Europe/Lisbon', 'Europe/London', AT)).toBeNull();
    expect(soonAt('05:10', AT, 'Europe/Helsinki')).toBe(Date.parse('2026-01-18T03:10:00Z'));
  });
  it('is none when it has just passed, lies further off, or is no time', () => {
    expect(['02:47', '02:00', '14:48', 'soon', ''].map((typed) => soonAt(typed, AT, 'Europe/London'))).toEqual([null, null, null, null, null]);
  });
});

describe('lengths of time', () => {
  it('are figures that do not dance', () => expect([48, 820, 4_320, 200_000].map((s) => figures(s * 1_000))).toEqual(['0:48', '13:40', '1 h 12 min', '2 days']));
  it('are spoken in whole words', () => expect([1, 49 * 60, 7_500, 3_600].map((s) => spoken(s * 1_000))).toEqual(['1 second', '49 minutes', '2 hours 5 minutes', '1 hour']));
  it('are never in the future', () => expect(ago(-900)).toBe('0 s ago'));
});

describe('a countdown', () => {
  it('is calm, then near with a third left, then late and counting up', () => {
    const clock = clockOf(0, 90);
    expect(countdown(clock, AT)).toMatchObject({ stage: 'calm', figures: '1:30', share: 1 });
    expect(countdown(clock, AT + 60_000)).toMatchObject({ stage: 'near', figures: '0:30' });
    expect(countdown(clock, AT + 132_000)).toMatchObject({ stage: 'late', figures: '+0:42', share: 1 });
  });
  it('is near with 15 s left, however short its limit', () => expect(countdown(clockOf(0, 20), AT + 5_000).stage).toBe('near'));
  it('never shows more than the whole, though this desk knows the time a moment late', () => expect(countdown(clockOf(0, 30), AT - 400).figures).toBe('0:30'));
  it('never shows 0:00 while there is time', () => expect(countdown(clockOf(0, 30), AT + 29_900).figures).toBe('0:01'));
  it('that was met says how long it took, of how much, and whether that was late', () => {
    expect(countdown(clockOf(0, 30, 11), AT + 99_000)).toMatchObject({ stage: 'met', figures: '0:11', limit: '0:30', late_by: null });
    expect(countdown(clockOf(0, 30, 41), AT + 99_000).late_by).toBe('0:11');
  });
  it('of what is parked is never near, and late only once it ought to be back', () => {
    const clock = { ...clockOf(0, 90), name: 'parked' } as const;
    expect(countdown(clock, AT + 85_000)).toMatchObject({ stage: 'parked', figures: '0:05', share: null });
    expect(countdown(clock, AT + 91_000)).toMatchObject({ stage: 'parked', figures: '0:00' });
    expect(countdown(clock, AT + 95_000)).toMatchObject({ stage: 'late', figures: '+0:05' });
  });
  it('without a limit only runs', () => expect(countdown(clockOf(-186, null), AT)).toMatchObject({ stage: 'running', figures: '3:06', share: null }));
});

describe("the server's clock", () => {
  const beat = (offset_ms: number) => new Date(AT + offset_ms).toISOString();
  it('trusts the message that was least delayed', () => {
    const late = hear(null, beat(0), 1_800);
    const prompt = hear(late, beat(2_000), 2_100);
    expect(serverTime(prompt, 2_100)).toBe(AT + 2_000);
    expect(Math.abs(serverTime(hear(prompt, beat(4_000), 5_000), 5_000) - (AT + 4_900))).toBeLessThan(60);
  });
  it('follows when the server was set back', () => {
    const before = hear(null, beat(60_000), 0);
    expect(serverTime(hear(before, beat(0), 0), 0)).toBe(AT);
  });
  it('is silent before five seconds are over, and not after a single late beat', () => {
    const clock = hear(null, beat(0), 0);
    expect([isSilent(clock, 4_000), isSilent(clock, 4_900)]).toEqual([false, true]);
  });
});
