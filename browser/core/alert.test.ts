import { describe, expect, test } from 'vitest';
import type { PhoneAlert } from '../contract/phone';
import { shownAlert } from './alert';
import type { Kept } from './lane';

const ALERT: PhoneAlert = { code: 'panic', words: 'Panic', pressed_at: '2026-01-18T02:44:12.000Z', stored_at: '2026-01-18T02:44:13.000Z', taken_at: null, taken_by: null };
const PANIC: Kept = { key: 'k', kind: 'panic', path: '/panic', body: {}, occurred_at: 1_000, refused: null };

describe('an alert on the phone', () => {
  test('is none without one', () => expect(shownAlert(null, undefined, 'Northgate', 0)).toBeNull());

  test('pressed is not stored, and its time is said by the server’s clock', () => {
    const shown = shownAlert(null, PANIC, 'Northgate', 500);
    expect(shown).toMatchObject({ title: 'Not sent yet', pressed: true, stored: false });
    expect(shown?.steps).toEqual([{ words: 'Pressed', done: true, at: 1_500 }, { words: 'Stored at Northgate', done: false, at: null }, { words: 'Taken by an operator', done: false, at: null }]);
  });

  test('pressed again is not stored again until it is, whatever stood before', () => {
    expect(shownAlert({ ...ALERT, taken_at: ALERT.stored_at, taken_by: 'Olive Brandt' }, PANIC, 'Northgate', 0)?.title).toBe('Not sent yet');
  });

  test('a refusal is said with its reason and another way', () => {
    expect(shownAlert(null, { ...PANIC, refused: 'Too large.' }, 'Northgate', 0)).toMatchObject({ title: 'Northgate did not take it', words: 'Too large. Call 112, or Northgate.' });
  });

  test('stored is not taken', () => {
    const shown = shownAlert(ALERT, undefined, 'Northgate', 0);
    expect(shown?.title).toBe('Stored at Northgate');
    expect(shown?.steps.map((step) => step.done)).toEqual([true, true, false]);
  });

  test('taken says who, each thing with its own time', () => {
    const shown = shownAlert({ ...ALERT, taken_at: '2026-01-18T02:44:23.000Z', taken_by: 'Olive Brandt' }, undefined, 'Northgate', 0);
    expect(shown).toMatchObject({ title: 'Olive has your alert', words: 'Olive Brandt at Northgate. Stay where you are if you can.' });
    expect(shown?.steps.map((step) => step.words)).toEqual(['Pressed', 'Stored at Northgate', 'Olive took it']);
    expect(shownAlert({ ...ALERT, taken_at: ALERT.stored_at }, undefined, 'Northgate', 0)?.title).toBe('An operator has your alert');
  });

  test('one that nobody pressed goes by its own name, and panic is still offered', () => {
    const shown = shownAlert({ ...ALERT, code: 'missed_check_in', words: 'Check-in missed', pressed_at: null }, undefined, 'Northgate', 0);
    expect(shown).toMatchObject({ pressed: false, stored: true });
    expect(shown?.steps[0]).toEqual({ words: 'Check-in missed', done: true, at: null });
  });
});
