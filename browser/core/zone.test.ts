import { expect, test } from 'vitest';
import type { Zone } from '../contract/set-up';
import { found, kindWords, labelOf, linesOf, placeOf } from './zone';

const DOOR: Zone = { zone: '3', area: null, name: 'Rear fire door, warehouse', kind: 'intruder' };
const BUTTON: Zone = { zone: '12', area: '2', name: 'Panic button; "goods-in"', kind: 'hold_up' };

test('a table is written in the lines in which it can be pasted again', () => {
  expect(linesOf([DOOR, BUTTON])).toBe('3;Rear fire door, warehouse;intruder\n12;"Panic button; ""goods-in""";hold_up;2');
  expect(linesOf([{ ...DOOR, name: '19" rack' }])).toBe('3;19" rack;intruder');
  expect(linesOf([{ ...DOOR, name: '"Rack"' }])).toBe('3;"""Rack""";intruder');
  expect(linesOf([])).toBe('');
});

test('a zone is named and addressed with its area where it has one', () => {
  expect([labelOf(DOOR), labelOf(BUTTON)]).toEqual(['zone 3', 'area 2, zone 12']);
  expect([placeOf('3', null), placeOf('12', '2')]).toEqual(['3', '2.12']);
  expect(kindWords('hold_up')).toBe('hold-up');
});

test('it is found by its number, its name and its kind', () => {
  expect(found([DOOR, BUTTON], ' fire DOOR')).toEqual([DOOR]);
  expect(found([DOOR, BUTTON], 'zone 12')).toEqual([BUTTON]);
  expect(found([DOOR, BUTTON], 'hold-up')).toEqual([BUTTON]);
  expect(found([DOOR, BUTTON], '')).toEqual([DOOR, BUTTON]);
});
