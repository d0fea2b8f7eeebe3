import { describe, expect, it } from 'vitest';
import type { Panel, Signal } from '../contract/set-up';
import { addressOfPlace, changedMeanwhile, firstFrom, firstPassword, isLoopback, isOnlyHere, moved, numberOrTyped, ordered, placeOf, strangers, withdrawalWords } from './set-up';

const panel = { id: 'p', site_id: 's', account: '12aB' } as Panel;
const signal = (more: Partial<Signal>): Signal => ({ subject_id: 's', account: '12AB', settlement: 'recorded', received_at: '2026-01-18T03:12:07Z', ...more }) as Signal;

describe('addresses', () => {
  it('finds every place again from its own address', () => {
    for (const view of ['customers', 'sites', 'lone-workers', 'people', 'lines', 'programs'] as const) {
      for (const id of [null, 'a b/c']) expect(placeOf(addressOfPlace({ view, id }))).toEqual({ view, id });
    }
  });
  it('is nowhere in the set-up at the desk', () => {
    expect(placeOf('/console/')).toBeNull();
    expect(placeOf('/console/set-upper')).toBeNull();
  });
  it('opens the first page for a place that nobody knows', () => {
    expect(placeOf('/console/set-up/nothing/7')).toEqual({ view: 'customers', id: null });
    expect(placeOf('/console/set-up/sites/%')).toEqual({ view: 'sites', id: '%' });
  });
});

it('an address that reaches only its own machine is none to enter at a panel', () => {
  expect(['127.0.0.1', '127.1.2.3', 'localhost', '[::1]', '10.0.0.7', 'tocsin.example', '127.example.org'].map(isLoopback)).toEqual([true, true, true, true, false, false, false]);
});

it('a link to its own machine opens on no telephone', () => {
  expect(['http://127.0.0.1:8600/worker/#A', 'http://localhost/worker/#A', 'http://[::1]:8600/', 'https://tocsin.example/worker/#A'].map(isOnlyHere)).toEqual([true, true, true, false]);
});

describe('what is wrong with a form', () => {
  it('leaves what is no number as it was typed', () => {
    expect([' 30 ', '2.5', 'long', '', undefined].map(numberOrTyped)).toEqual([30, 2.5, 'long', '', '']);
  });
  it('names what somebody else changed', () => {
    expect(changedMeanwhile({ name: 'a', phone: '' }, { name: 'a', phone: '1' })).toEqual(['phone']);
  });
});

describe('an order', () => {
  it('moves one, and at the ends nothing', () => {
    expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b']);
    expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
    expect(moved(['a', 'b'], 1, 1)).toEqual(['a', 'b']);
  });
});

describe('a long list', () => {
  const said = (one: string) => one;
  it('comes in order of its names, numbers by their size', () => {
    expect(ordered(['Works 10', 'works 9', 'Älv', 'Zeal'], said)).toEqual(['Älv', 'works 9', 'Works 10', 'Zeal']);
  });
  it('gives those that hold each word that is looked for', () => {
    expect(ordered(['Mill Lane, Luddendale', 'Mill Lane, Halifax'], said, ' ludd MILL ')).toEqual(['Mill Lane, Luddendale']);
    expect(ordered(['Mill Lane'], said, 'quarry')).toEqual([]);
  });
});

describe('a panel', () => {
  it('is heard when its site and its account are in a signal, however its letters are written', () => {
    expect(firstFrom([signal({ subject_id: 'other' }), signal({ account: '12ab' })], panel)?.account).toBe('12ab');
    expect(firstFrom([signal({ account: '9' })], panel)).toBeNull();
  });
  it('may be the stranger of the last ten minutes', () => {
    const now = Date.parse('2026-01-18T03:15:00Z');
    const unknown = signal({ settlement: 'unknown_account', account: '13AB' });
    expect(strangers([unknown, unknown, signal({})], now)).toEqual(['13AB']);
    expect(strangers([unknown], now + 600_000)).toEqual([]);
  });
});

it('makes a first password in groups of five, without letters that look alike', () => {
  expect(firstPassword(new Uint8Array(20).map((_byte, i) => i * 13))).toMatch(/^([a-km-z2-9]{5}-){3}[a-km-z2-9]{5}$/);
});

it('a phone that is withdrawn while something runs or stands is warned of', () => {
  expect(withdrawalWords({ session_runs: false, alert_stands: false })).toBeNull();
  expect(withdrawalWords({ session_runs: true, alert_stands: false })).toContain('A visit of theirs runs');
  expect(withdrawalWords({ session_runs: true, alert_stands: true })).toMatch(/^An alert stands .* A visit/);
});
