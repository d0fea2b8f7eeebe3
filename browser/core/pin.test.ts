import { expect, test } from 'vitest';
import { pinFaults, pinWords } from './pin';

const minute = (ms: number): string => new Date(ms).toISOString().slice(11, 16);
const pins = (safe: string, duress: string, safe_again = safe, duress_again = duress) => pinFaults({ safe, safe_again, duress, duress_again });
const at = '2026-01-18T14:07:00.000Z';

test.each([
  ['123', '9876', 'safe'], ['12345678', '9876', 'safe'], ['12a4', '9876', 'safe'], ['1234', '98', 'duress'], ['1234', '98765', 'duress'], ['1234', '1235', 'duress'], ['1234', '1234', 'duress'],
])('%s and %s are refused at the field that is wrong', (safe, duress, field) => expect(Object.keys(pins(safe, duress))).toEqual([field]));

test('each is typed twice', () => {
  expect(pins('1234', '9876')).toEqual({});
  expect(pins('123456', '129956')).toEqual({});
  expect(Object.keys(pins('1234', '9876', '1235'))).toEqual(['safe_again']);
  expect(Object.keys(pins('1234', '9876', '1234', '9875'))).toEqual(['duress_again']);
});

test('what became of a PIN is said, and without an answer the alert stands', () => {
  expect(pinWords('kept', 'cancel', minute)).toBe('Kept, not sent: the alert stands.');
  expect(pinWords('kept', 'end', minute)).toBe('Kept, not sent: your visit still runs.');
  expect(pinWords({ answer: 'taken', at, tries_left: null }, 'end', minute)).toBe('Taken at 14:07.');
  expect(pinWords({ answer: 'wrong', at, tries_left: 2 }, 'end', minute)).toBe('That PIN is not right. 2 tries left.');
  expect(pinWords({ answer: 'wrong', at, tries_left: 1 }, 'end', minute)).toBe('That PIN is not right. 1 try left.');
  expect(pinWords({ answer: 'wrong', at, tries_left: null }, 'end', minute)).toBe('That PIN is not right.');
  expect(pinWords({ answer: 'undated', at, tries_left: null }, 'end', minute)).toContain('It ended nothing: enter it again.');
  expect(pinWords({ answer: 'later', at, tries_left: null }, 'cancel', minute)).toBe('Too many tries. Try again at 14:07.');
});
