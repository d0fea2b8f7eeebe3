import { describe, expect, it } from 'vitest';
import type { IncidentList, Quiet } from '../contract/api';
import { AT, clockOf, rowOf, time } from './fixture';
import { changed, differing, HEARD_MS, isBelied, listed, NOTHING_HEARD, rowsOf, saysUnheard } from './live';
import { arrange, isUntaken, layoutOf, matches, neighbour, nextWaiting, tabTitle, unattendedWords, worstFirst } from './queue';

const QUIET: Quiet = {
  since: null, sites: 1, lone_workers: 1, operators_on_shift: 1, last_signal_at: null, last_panel_at: null, loops_heard_at: null, worst_lateness_ms: null,
};
const list = (...items: IncidentList['items']): IncidentList => ({ items, next: null, cursor: 'c1', now: time(0), quiet: QUIET });

describe('the order of the queue', () => {
  it('is silent, then priority, then the soonest due, then the oldest', () => {
    const rows = [
      rowOf('note', { priority: 4 }),
      rowOf('later', { clock: clockOf(-30, 90) }),
      rowOf('sooner', { clock: clockOf(-30, 14) }),
      rowOf('life', { priority: 1 }),
      rowOf('no-clock', { clock: null }),
      rowOf('silent', { priority: 1, silent: true }),
    ];
    expect(rows.sort(worstFirst).map((row) => row.id)).toEqual(['silent', 'life', 'sooner', 'later', 'no-clock', 'note']);
  });
  it('groups what waits, what is mine and what others have', () => {
    const rows = [
      rowOf('a'), rowOf('b', { state: 'handling', operator: { id: 'me', name: 'Me' } }),
      rowOf('c', { state: 'resolved', operator: { id: 'dev', name: 'Dev' } }),
    ];
    expect(layoutOf(rows, 'me', AT)).toEqual({ left: [], waiting: ['a'], yours: ['b'], others: ['c'], parked: [] });
  });
});

describe('what its operator has left', () => {
  const gone = (id: string, heard_s: number) => rowOf(id, { state: 'handling', operator: { id: 'dev', name: 'Dev Rao' }, operator_heard_at: time(heard_s) });
  it('stands above what waits, and N leads to it first', () => {
    const layout = layoutOf([rowOf('a', { priority: 1 }), gone('left', -61), gone('there', -5)], 'me', AT);
    expect(layout).toEqual({ left: ['left'], waiting: ['a'], yours: [], others: ['there'], parked: [] });
    expect([nextWaiting(layout, null), nextWaiting(layout, 'left')]).toEqual(['left', 'a']);
  });
  it('is in the headline and in the tab: never "nothing is waiting"', () => {
    expect([unattendedWords(0, 0), unattendedWords(1, 0), unattendedWords(2, 1), unattendedWords(0, 2)]).toEqual(
      ['Nothing is waiting', '1 has nobody with it', '2 have nobody with them, 1 is waiting', '2 are waiting']);
    expect(tabTitle([gone('left', -61)], 'me', AT, false, null)).toContain('(1)');
    expect(tabTitle([gone('there', -5)], 'me', AT, false, null)).toBe('Tocsin console');
  });
});

it('what is parked stands apart, whoever parked it, the soonest back first', () => {
  const parked = (id: string, until_s: number) => rowOf(id, { state: 'parked', operator: { id: 'me', name: 'Me' }, clock: { ...clockOf(-30, until_s), name: 'parked' } });
  expect(layoutOf([parked('late', 900), parked('soon', 60), rowOf('a')], 'me', AT)).toEqual({ left: [], waiting: ['a'], yours: [], others: [], parked: ['soon', 'late'] });
});

it('what came back from parking rings until somebody takes note', () => {
  const mine = { state: 'handling', operator: { id: 'me', name: 'Me' } } as const;
  expect([rowOf('a', { ...mine, returned_at: time(-5) }), rowOf('b', mine), rowOf('c', { ...mine, state: 'parked' })].map(isUntaken)).toEqual([true, false, false]);
});

describe('under the hand', () => {
  const before = layoutOf([rowOf('a'), rowOf('b')], 'me', AT);
  it('nothing moves: what is new waits at the foot, what left keeps its place', () => {
    const now = layoutOf([rowOf('b'), rowOf('life', { priority: 1 })], 'me', AT);
    expect(arrange(now, before)).toEqual({ layout: before, just_in: ['life'] });
  });
  it('once the hand is gone everything finds its place', () => {
    const now = layoutOf([rowOf('b'), rowOf('life', { priority: 1 })], 'me', AT);
    expect(arrange(now, null)).toEqual({ layout: { left: [], waiting: ['life', 'b'], yours: [], others: [], parked: [] }, just_in: [] });
  });
});

describe('moving by keys', () => {
  const layout = { left: [], waiting: ['a', 'b'], yours: ['c'], others: [], parked: [] };
  it('goes through all groups and stays at the ends', () => {
    expect([neighbour(layout, null, 1), neighbour(layout, 'b', 1), neighbour(layout, 'c', 1), neighbour(layout, 'a', -1)]).toEqual(['a', 'c', 'c', 'a']);
  });
  it('N leads to the worst that waits, and on when that is open', () => {
    expect([nextWaiting(layout, null), nextWaiting(layout, 'a'), nextWaiting({ ...layout, waiting: ['a'] }, 'a')]).toEqual(['a', 'b', null]);
  });
});

it('a search finds every word anywhere in what identifies the incident', () => {
  expect([matches(rowOf('a'), 'harg zone'), matches(rowOf('a'), '4180'), matches(rowOf('a'), 'fire')]).toEqual([true, true, false]);
});

it('the tab says the worst and how long is left', () => {
  const rows = [rowOf('a', { clock: clockOf(-30, 14), title: 'Check-in missed' }), rowOf('b')];
  expect(tabTitle(rows, 'me', AT, false, 'Deadlines not watched')).toBe('0:14 Check-in missed (2)');
  expect(tabTitle([], 'me', AT, false, 'Deadlines not watched')).toBe('Deadlines not watched · Tocsin');
  expect(tabTitle(rows, 'me', AT, true, null)).toContain('Not connected');
});

describe('the live queue', () => {
  const start = listed(NOTHING_HEARD, list(rowOf('a'), rowOf('b')), 0);
  const ids = (live: typeof start) => rowsOf(live).map((row) => row.id).sort();
  it('takes new rows and drops closed ones', () => {
    const after = changed(start, [rowOf('c'), rowOf('a', { version: 2, state: 'closed' })], 'c2');
    expect([ids(after), after.cursor, after.changes]).toEqual([['b', 'c'], 'c2', 2]);
  });
  it('is not set back by a repeat, nor by a row that closed already', () => {
    const after = changed(start, [rowOf('a', { version: 3, activity: 'new' }), rowOf('b', { version: 2, state: 'closed' })], 'c2');
    const repeated = changed(after, [rowOf('a', { version: 2 }), rowOf('b', { version: 1 })], 'c2');
    expect([ids(repeated), rowsOf(repeated)[0]?.activity, repeated.changes]).toEqual([['a'], 'new', 2]);
  });
  it('keeps what is closed and asks for a person, until somebody saw to it', () => {
    const asking = changed(start, [rowOf('a', { version: 2, state: 'closed', needs_human: 'The report could not be filed' })], 'c2');
    expect(ids(asking)).toEqual(['a', 'b']);
    expect(ids(listed(NOTHING_HEARD, list(...rowsOf(asking)), 0))).toEqual(['a', 'b']);
    expect(ids(changed(asking, [rowOf('a', { version: 3, state: 'closed' })], 'c3'))).toEqual(['b']);
  });
  it('brings back what reopened', () => {
    const closed = changed(start, [rowOf('a', { version: 2, state: 'closed' })], 'c2');
    expect(ids(changed(closed, [rowOf('a', { version: 3 })], 'c3'))).toEqual(['a', 'b']);
  });
  it('keeps what came while the list was under way, and drops what the list no longer has', () => {
    const meanwhile = changed(start, [rowOf('new'), rowOf('b', { version: 5, activity: 'newer' })], 'c2');
    const after = listed(meanwhile, list(rowOf('b')), start.changes);
    expect(ids(after)).toEqual(['b', 'new']);
    expect(rowsOf(after).find((row) => row.id === 'b')?.activity).toBe('newer');
  });
});

it('that no signal or no panel was heard lately is doubted when something comes', () => {
  const heard = { ...QUIET, last_signal_at: time(-5), last_panel_at: time(-5) };
  expect([null, heard, { ...heard, last_panel_at: null }, { ...heard, last_signal_at: time(-HEARD_MS / 1_000) }].map((quiet) => saysUnheard(quiet, AT)))
    .toEqual([false, false, true, true]);
});

it('a list that knows of nothing heard is belied by what came since it was asked for', () => {
  const quiet = listed(NOTHING_HEARD, list(), 0);
  const came = changed(quiet, [rowOf('a')], 'c2');
  expect([quiet, came, listed(came, list(rowOf('a')), 1), { ...came, quiet: { ...QUIET, last_signal_at: time(-5) } }, NOTHING_HEARD].map((live) => isBelied(live, AT)))
    .toEqual([false, true, false, false, false]);
});

describe('what a cut line had missed', () => {
  const before = listed(NOTHING_HEARD, list(rowOf('same'), rowOf('taken'), rowOf('closed')), 0);
  it('is counted once, whether a list or the stream brought it', () => {
    const missed = [rowOf('same'), rowOf('taken', { version: 2 }), rowOf('new')];
    const by_list = listed(before, list(...missed), before.changes);
    const by_stream = changed(before, [...missed, rowOf('closed', { version: 2, state: 'closed' })], 'c2');
    for (const after of [by_list, by_stream, changed(by_list, missed, 'c2')]) expect(differing(before, after)).toBe(3);
  });
  it('counts what came and was closed again while nobody saw it', () => {
    expect(differing(before, changed(before, [rowOf('brief', { version: 4, state: 'closed' })], 'c2'))).toBe(1);
  });
  it('is nothing when all is as it was', () => expect(differing(before, listed(before, list(rowOf('closed'), rowOf('taken'), rowOf('same')), 0))).toBe(0));
});
