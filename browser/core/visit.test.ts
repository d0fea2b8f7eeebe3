import { expect, test } from 'vitest';
import { abilityRows, codeShown, deviceLabel, UNTRIED } from './ability';
import { EMPTY_VISIT, lengthWords, minutesIn, visitBody, visitFaults, visitWords } from './visit';

const VISIT = { ...EMPTY_VISIT, doing: ' Visiting ' };
const minute = (ms: number): string => new Date(ms).toISOString().slice(11, 16);

test('a length is said in hours and minutes, and read from what was typed', () => {
  expect([30, 60, 90, 240].map(lengthWords)).toEqual(['30 min', '1 h', '1 h 30 min', '4 h']);
  expect(['45', ' 5 ', '0', '1441', 'x', ''].map(minutesIn)).toEqual([45, 5, null, null, null, null]);
});

test('what is missing is said beside its field', () => {
  expect(visitFaults(VISIT)).toEqual({});
  expect(Object.keys(visitFaults({ ...EMPTY_VISIT, minutes: null }))).toEqual(['doing', 'minutes']);
  expect(Object.keys(visitFaults({ ...VISIT, minutes: 15 }))).toEqual(['every']);
});

test('what was left empty is not sent', () => {
  expect(visitBody(VISIT)).toEqual({ doing: 'Visiting', minutes: 60, check_in_every_min: 30, risk: 'normal' });
  expect(visitBody({ ...VISIT, place: 'Mill', notes: 'Blue door', every: null })).toEqual({ doing: 'Visiting', place: 'Mill', notes: 'Blue door', minutes: 60, risk: 'normal' });
  expect(visitBody({ ...VISIT, every: 60 })).not.toHaveProperty('check_in_every_min');
});

test('what is about to begin is said with its times', () => {
  expect(visitWords(VISIT, 0, minute)).toBe('until 01:00, first check-in by 00:30');
  expect(visitWords({ ...VISIT, every: null }, 0, minute)).toBe('until 01:00, without check-ins');
  expect(visitWords({ ...VISIT, minutes: null }, 0, minute)).toBe('');
});

test('a code is read as it was printed', () => {
  expect(codeShown('abcd-efgh jklm')).toBe('ABCD-EFGH-JKLM');
  expect(codeShown('abcde')).toBe('ABCD-E');
  expect(codeShown('ABCDEFGHJKLMNOP')).toBe('ABCD-EFGH-JKLM');
});

test('a phone has a name by which an administrator knows it', () => {
  expect(deviceLabel('Mozilla/5.0 (Linux; Android 13; Pixel 7)')).toBe('Android phone');
  expect(deviceLabel('Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)')).toBe('iPhone');
  expect(deviceLabel('something else')).toBe('Phone');
});

test('what a phone can do is said as it was found, and a screen that is off protects nobody', () => {
  const rows = abilityRows({ ...UNTRIED, location: true, vibration: false });
  expect(rows[0]).toMatchObject({ name: 'Screen off', found: false });
  expect(rows.find((row) => row.name === 'Where you are')?.words).toContain('Never else');
  expect(rows.find((row) => row.name === 'Vibration')?.words).toContain('None');
  expect(rows.find((row) => row.name === 'Battery')?.words).toBe('Not tried yet.');
});
