import { describe, expect, test } from 'vitest';
import { mappingOf, valuesOfMapping } from './mapping';

const TYPED = { account: ' device.id ', alarm: 'type', alarms: 'BTN = panic\n\nA=B = fall\nnothing', latitude: '' };

describe('a mapping in a form', () => {
  test('is what was typed, without what was left empty', () => {
    expect(mappingOf(TYPED)).toEqual({ account: 'device.id', alarm: 'type', alarms: { BTN: 'panic', 'A=B': 'fall', nothing: '' } });
  });

  test('comes back as it was', () => {
    const mapping = mappingOf({ account: 'a', at: 'b', alarms: 'X = panic' });
    expect(mappingOf(valuesOfMapping(mapping))).toEqual(mapping);
    expect(valuesOfMapping(null)['account']).toBe('');
  });
});
