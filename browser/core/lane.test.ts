import { describe, expect, test } from 'vitest';
import { bodyAt, fateOf, isKept, type Kept, keptFrom, keptLine, keptTitle, nextIn, nextOrder, othersIn, panicIn, putAfter, refusedOnes, refusedWords, waiting, withKept, withoutKept } from './lane';

const kept = (kind: Kept['kind'], occurred_at: number, refused: string | null = null): Kept => ({ key: `${kind} ${occurred_at}`, kind, path: '/x', body: {}, occurred_at, order: occurred_at, whose: null, refused });
const all = [kept('check_in', 3), kept('panic', 4), kept('pin', 1), kept('panic', 2)].reduce<readonly Kept[]>(withKept, []);

describe('what is kept on a phone', () => {
  test('goes out lane by lane, each in the order in which it was done', () => {
    expect(nextIn(all, 'alarm')?.occurred_at).toBe(2);
    expect(nextIn(all, 'pin')?.occurred_at).toBe(1);
    expect(all.map((one) => one.occurred_at)).toEqual([1, 2, 3, 4]);
  });

  test('goes by the order of doing, though the clock was set back in between', () => {
    const first = { ...kept('check_in', 9_000), order: 1 };
    const second = { ...kept('extend', 1_000), order: nextOrder([first]) };
    expect(withKept([first], second).map(({ kind }) => kind)).toEqual(['check_in', 'extend']);
  });

  test('what was done before the store could be read comes after what was found there', () => {
    const found = [{ ...kept('check_in', 1), order: 7 }];
    expect(putAfter([{ ...kept('check_in', 2), order: 1 }, ...found], found).map(({ order }) => order)).toEqual([8, 7]);
  });

  test('is somebody’s: another’s is found, and says whose it was and that it was never sent', () => {
    const ann = { ...kept('panic', 0), whose: { id: 'a', name: 'Ann' } };
    expect(othersIn([ann, kept('check_in', 2)], 'b')).toEqual([ann]);
    expect([othersIn([ann], 'a'), othersIn([ann], null)]).toEqual([[], []]);
    const at = () => '02:44';
    expect(refusedWords(ann, 'b', at).join(' ')).toBe('Panic kept for Ann at 02:44, never sent. Tell your centre.');
    expect(refusedWords({ ...ann, refused: 'Too large.' }, 'a', at).join(' ')).toBe('Panic of 02:44 was not taken. Too large.');
    expect(bodyAt(ann, 0)).toMatchObject({ lone_worker_id: 'a' });
  });

  test('what an older app kept is nobody’s, and first', () => {
    const old = { key: 'k', kind: 'pin', path: '/pin', body: {}, occurred_at: 3, refused: null };
    expect(keptFrom([old, 'x'])).toEqual([{ ...old, order: 0, whose: null }]);
  });

  test('is there once, however often it is put there', () => {
    expect(withKept(all, kept('pin', 1))).toHaveLength(4);
    expect(withoutKept(all, 'pin 1')).toHaveLength(3);
  });

  test('steps aside when it was refused, and stays', () => {
    const after = withKept(all, kept('pin', 1, 'No visit runs.'));
    expect(nextIn(after, 'command')?.kind).toBe('check_in');
    expect(refusedOnes(after)).toHaveLength(1);
    expect(waiting(after)).toHaveLength(3);
  });

  test('says both times by the clock that wrote them', () => {
    expect(bodyAt({ ...kept('check_in', 0), body: { battery_percent: 40 } }, 1_000)).toEqual({ battery_percent: 40, occurred_at: '1970-01-01T00:00:00.000Z', sent_at: '1970-01-01T00:00:01.000Z' });
  });

  test('a panic is found, refused or not: it stands until it is stored', () => {
    expect(panicIn(all)?.occurred_at).toBe(2);
    expect(panicIn([kept('panic', 1, 'no')])?.refused).toBe('no');
    expect(panicIn([])).toBeUndefined();
  });

  test('what comes back from the store is looked at first', () => {
    expect(isKept(kept('pin', 1))).toBe(true);
    for (const other of [null, 3, {}, { ...kept('pin', 1), kind: 'picture' }, { ...kept('pin', 1), body: 'x' }]) expect(isKept(other)).toBe(false);
  });
});

test.each([
  [401, 'stranger'], [408, 'again'], [425, 'again'], [429, 'again'], [500, 'again'], [503, 'again'], [403, 'refused'], [409, 'refused'], [422, 'refused'],
] as const)('an answer of %i means %s', (code, fate) => {
    expect(fateOf(code, 'not-now')).toBe(fate);
    expect(fateOf(code, ''), 'what stands between may say anything').toBe('again');
  });

test('what is kept is counted in words', () => {
  expect(keptLine(3)).toBe('No signal. 3 things kept on this phone.');
  expect(keptTitle([kept('check_in', 1)])).toBe('1 check-in is kept on this phone');
  expect(keptTitle([kept('check_in', 1), kept('check_in', 2)])).toBe('2 check-ins are kept on this phone');
  expect(keptTitle([kept('check_in', 1), kept('pin', 2)])).toBe('2 things are kept on this phone');
});
