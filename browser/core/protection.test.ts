import { describe, expect, test } from 'vitest';
import type { PhoneSession } from '../contract/phone';
import { beatEveryMs, type Heard, PLACE_SAID_FOR_MS, placeIsSaid, protection, stillRuns } from './protection';

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 18, 14, minute)).toISOString();
const ms = (minute: number, second = 0): number => Date.UTC(2026, 0, 18, 14, minute, second);
const SESSION: PhoneSession = {
  id: 's', state: 'running', doing: 'Towers 118 to 124', place: null, notes: null, started_at: at(0), ends_at: at(59), heard_at: at(0),
  due_at: at(20), waits_for: 'check_in', alarm_at: at(22), missed: 0, check_in_every_min: 20, grace_s: 120, remind_before_s: 120,
};
const heard = (now: number, heard_at = now): Heard => ({ now, heard_at, reached: now === heard_at, centre: 'Northgate', minute: (moment) => new Date(moment).toISOString().slice(11, 16) });

describe('the state of a visit', () => {
  test('is protected while there is time, and says how long', () => {
    expect(protection(SESSION, heard(ms(10)))).toMatchObject({ stage: 'safe', title: 'You are protected', words: '', figures: '10:00', counts: 'to your next check-in', share: 0.5 });
  });

  test('says that a word is due soon', () => {
    expect(protection(SESSION, heard(ms(18, 30)))).toMatchObject({ stage: 'soon', words: 'Your check-in is due soon.', figures: '1:30' });
    expect(protection({ ...SESSION, waits_for: 'end', check_in_every_min: null }, heard(ms(19)))).toMatchObject({ words: 'Your visit ends soon.', counts: 'to the end of your visit' });
  });

  test('asks, within the grace, and says by when', () => {
    expect(protection(SESSION, heard(ms(21)))).toMatchObject({ stage: 'late', title: 'Are you all right?', words: 'Say so by 14:22, or Northgate looks for you.', figures: '1:00', counts: 'until Northgate is told', share: 0.5 });
  });

  test('does not say that all is well once the time has run out', () => {
    expect(protection(SESSION, heard(ms(22, 5)))).toMatchObject({ stage: 'out', figures: '+0:05', words: 'At 14:22 it became an alarm at Northgate.' });
  });

  test('after three minutes without an answer nobody is told that they are protected', () => {
    expect(protection(SESSION, heard(ms(10), ms(7, 1)))).toMatchObject({ stage: 'safe' });
    expect(protection(SESSION, heard(ms(10), ms(7)))).toMatchObject({ stage: 'cut', title: 'Not protected', words: 'No connection for 3 minutes. Northgate last heard you at 14:07.' });
  });

  test('a phone that wakes is not cut off before it has asked', () => {
    expect(protection(SESSION, { ...heard(ms(10), ms(1)), reached: true })).toMatchObject({ stage: 'safe' });
  });

  test('the ring is never more than full, and stands where nothing is agreed', () => {
    expect(protection(SESSION, heard(ms(0) - 60_000)).share).toBe(1);
    expect(protection({ ...SESSION, due_at: at(20), alarm_at: at(20) }, heard(ms(20))).stage).toBe('out');
    expect(protection({ ...SESSION, check_in_every_min: null, started_at: at(20) }, heard(ms(19))).share).toBe(0);
  });
});

test('without a connection the centre’s clock runs on, and its end is said', () => {
  expect(stillRuns(SESSION, heard(ms(10)))).toEqual(['Your time still runs at Northgate', 'If they hear nothing by 14:22, they look for you.']);
  expect(stillRuns(SESSION, heard(ms(23)))).toEqual(['Your time ran out at Northgate', 'At 14:22 it became an alarm there.']);
});

test('a phone lets itself be heard more often the worse it stands', () => {
  expect([beatEveryMs(true, true), beatEveryMs(false, true), beatEveryMs(false, false)]).toEqual([5_000, 15_000, 30_000]);
});

test('its place is said for ten minutes after a PIN, and no longer though the clock is set back', () => {
  const until = 1_000_000 + PLACE_SAID_FOR_MS;
  expect([1_000_000, until - 1, until, 999_999].map((now) => placeIsSaid(until, now))).toEqual([true, true, false, false]);
});
