import { describe, expect, test } from 'vitest';
import type { PhoneAlert } from '../contract/phone';
import { shownAlert } from './alert';
import type { Kept } from './lane';

const ALERT: PhoneAlert = { code: 'panic', words: 'Panic', pressed_at: '2026-01-18T02:44:12.000Z', stored_at: '2026-01-18T02:44:13.000Z', taken_at: null, taken_by: null, before_this_phone: false };
const PANIC: Kept = { key: 'k', kind: 'panic', path: '/panic', body: {}, occurred_at: 1_000, order: 1, whose: null, refused: null };
const AT = { centre: 'Northgate', ahead_ms: 0, minute: (ms: number) => new Date(ms).toISOString().slice(11, 16) };

describe('an alert on the phone', () => {
  test('is none without one', () => expect(shownAlert(null, undefined, AT)).toBeNull());

  test('pressed is not stored, and its time is said by the server’s clock', () => {
    const shown = shownAlert(null, PANIC, { ...AT, ahead_ms: 500 });
    expect(shown).toMatchObject({ title: 'Not sent yet', pressed: true, stored: false });
    expect(shown?.steps).toEqual([{ words: 'Pressed', done: true, at: 1_500 }, { words: 'Stored at Northgate', done: false, at: null }, { words: 'Taken by an operator', done: false, at: null }]);
  });

  test('pressed again is not stored again until it is, whatever stood before', () => {
    expect(shownAlert({ ...ALERT, taken_at: ALERT.stored_at, taken_by: 'Olive Brandt' }, PANIC, AT)?.title).toBe('Not sent yet');
  });

  test('a refusal is said with its reason and another way', () => {
    expect(shownAlert(null, { ...PANIC, refused: 'Too large.' }, AT)).toMatchObject({ title: 'Northgate did not take it', words: 'Too large. Call 112, or Northgate.', pressed: false, refused: 'k' });
  });

  test('a refusal does not take the button away, nor hide an alert that the centre has', () => {
    const refused = { ...PANIC, refused: 'Too large.' };
    expect(shownAlert(null, refused, AT)?.pressed).toBe(false);
    expect(shownAlert(ALERT, refused, AT)?.title).toBe('Stored at Northgate');
  });

  test('one that stood when this phone was enrolled was not pressed here, and says since when and who has it', () => {
    const older = { ...ALERT, before_this_phone: true };
    expect(shownAlert(older, undefined, AT)).toMatchObject({ title: 'An alert about you is open', words: 'Since 02:44, before this phone was enrolled. Nobody at Northgate has taken it yet.', pressed: false });
    const taken = shownAlert({ ...older, taken_at: ALERT.stored_at, taken_by: 'Olive Brandt' }, undefined, AT);
    expect(taken?.words).toBe('Since 02:44, before this phone was enrolled. Olive Brandt at Northgate has it.');
    expect(taken?.steps[0]).toMatchObject({ words: 'Panic', done: true });
  });

  test('what nobody pressed on a phone is not called pressed', () => {
    const shown = shownAlert({ ...ALERT, pressed_at: null }, undefined, AT);
    expect(shown?.pressed).toBe(false);
    expect(shown?.steps[0]).toEqual({ words: 'Panic', done: true, at: null });
  });

  test('stored is not taken', () => {
    const shown = shownAlert(ALERT, undefined, AT);
    expect(shown?.title).toBe('Stored at Northgate');
    expect(shown?.steps.map((step) => step.done)).toEqual([true, true, false]);
  });

  test('taken says who, each thing with its own time', () => {
    const shown = shownAlert({ ...ALERT, taken_at: '2026-01-18T02:44:23.000Z', taken_by: 'Olive Brandt' }, undefined, AT);
    expect(shown).toMatchObject({ title: 'Olive has your alert', words: 'Olive Brandt at Northgate. Stay where you are if you can.' });
    expect(shown?.steps.map((step) => step.words)).toEqual(['Pressed', 'Stored at Northgate', 'Olive took it']);
    expect(shownAlert({ ...ALERT, taken_at: ALERT.stored_at }, undefined, AT)?.title).toBe('An operator has your alert');
  });

  test('one that nobody pressed goes by its own name, and panic is still offered', () => {
    const shown = shownAlert({ ...ALERT, code: 'missed_check_in', words: 'Check-in missed', pressed_at: null }, undefined, AT);
    expect(shown).toMatchObject({ pressed: false, stored: true });
    expect(shown?.steps[0]).toEqual({ words: 'Check-in missed', done: true, at: null });
  });
});
