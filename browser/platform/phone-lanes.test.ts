import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Kept } from '../core/lane';
import { NotReached, Refused } from './api';
import { PhoneLanes } from './phone-lanes';

const kept = (kind: Kept['kind'], occurred_at: number): Kept => ({ key: `${kind} ${occurred_at}`, kind, path: '/x', body: {}, occurred_at, order: occurred_at, whose: null, refused: null });
const WELL = { now: '2026-11-21T02:44:00Z' };
const settled = () => new Promise((done) => setTimeout(done, 0));

let whose: string | null = null;
let sent: string[];
let stored: Map<string, Kept>;
let answer: (one: Kept) => Promise<unknown>;
const hearing = { answered: vi.fn(), refused: vi.fn(), missed: vi.fn(), stranger: vi.fn(), whose: (): string | null => whose };

const made = () =>
  new PhoneLanes(
    { keep: (one) => void stored.set(one.key, one), drop: (key) => void stored.delete(key) },
    (one) => {
      sent.push(one.key);
      return answer(one);
    },
    hearing,
  );

beforeEach(() => {
  vi.clearAllMocks();
  whose = null;
  sent = [];
  stored = new Map();
  answer = () => Promise.resolve(WELL);
});

describe('the lanes of a phone', () => {
  test('send at once, and keep nothing that the server has', async () => {
    const lanes = made();
    lanes.add(kept('check_in', 1));
    expect(stored.size).toBe(1);
    await settled();
    expect(stored.size).toBe(0);
    expect(hearing.answered).toHaveBeenCalledWith(expect.objectContaining({ key: 'check_in 1' }), WELL);
  });

  test('keep what had no answer, with its key, and send it once when there is one', async () => {
    answer = () => Promise.reject(new NotReached());
    const lanes = made();
    lanes.add(kept('panic', 1));
    lanes.add(kept('check_in', 2));
    await settled();
    expect([...stored.keys()]).toEqual(['panic 1', 'check_in 2']);
    sent = [];
    answer = () => Promise.resolve(WELL);
    await Promise.all([lanes.sendAll(), lanes.sendAll()]);
    await settled();
    expect(sent).toEqual(['panic 1', 'check_in 2']);
    expect(stored.size).toBe(0);
  });

  test('keep what something between them answered, however friendly, and buzz for nothing', async () => {
    for (const page of [null, 'well', {}]) {
      answer = () => Promise.resolve(page);
      const lanes = made();
      lanes.add(kept('panic', 1));
      await settled();
      expect([...stored.keys()]).toEqual(['panic 1']);
      expect(hearing.answered).not.toHaveBeenCalled();
    }
  });

  test('let no check-in that fails hold up a PIN', async () => {
    answer = (one) => (one.kind === 'check_in' ? Promise.reject(new Refused(500, 'our fault', [], 'fault')) : Promise.resolve(WELL));
    const lanes = made();
    lanes.load([kept('check_in', 1), kept('pin', 2)]);
    await lanes.sendAll();
    expect([...stored.keys()]).toEqual([]);
    expect(lanes.kept.get().map((one) => one.key)).toEqual(['check_in 1']);
  });

  test('send alarms first, whenever they were pressed', async () => {
    const lanes = made();
    lanes.load([kept('pin', 1), kept('check_in', 2), kept('panic', 3)]);
    await lanes.sendAll();
    expect(sent).toEqual(['panic 3', 'pin 1', 'check_in 2']);
  });

  test('an alarm does not wait for a command that is on its way', async () => {
    answer = (one) => (one.kind === 'panic' ? Promise.resolve(WELL) : new Promise(() => undefined));
    const lanes = made();
    lanes.add(kept('check_in', 1));
    await settled();
    lanes.add(kept('panic', 2));
    await settled();
    expect([...stored.keys()]).toEqual(['check_in 1']);
  });

  test('a refused one is kept and told, and the lane goes on', async () => {
    answer = (one) => (one.key === 'check_in 1' ? Promise.reject(new Refused(409, 'No visit runs.', [], 'not-now')) : Promise.resolve(WELL));
    const lanes = made();
    lanes.load([kept('check_in', 1), kept('check_in', 2)]);
    await lanes.sendAll();
    expect(stored.get('check_in 1')?.refused).toBe('No visit runs.');
    expect(sent).toEqual(['check_in 1', 'check_in 2']);
    expect(hearing.refused).toHaveBeenCalledOnce();
    lanes.putAway('check_in 1');
    expect([stored.size, lanes.kept.get().length]).toEqual([0, 0]);
  });

  test('what waits is not put away by mistake', () => {
    answer = () => new Promise(() => undefined);
    const lanes = made();
    lanes.add(kept('panic', 1));
    lanes.putAway('panic 1');
    expect(lanes.kept.get()).toHaveLength(1);
  });

  test('a phone that is not enrolled any longer keeps everything', async () => {
    answer = () => Promise.reject(new Refused(401, 'Enrol first.', [], 'not-now'));
    const lanes = made();
    lanes.add(kept('panic', 1));
    await settled();
    expect(stored.size).toBe(1);
    expect(hearing.stranger).toHaveBeenCalledOnce();
    expect(hearing.missed, 'it was reached').not.toHaveBeenCalled();
  });

  test('what somebody else did on this phone is never sent, and stays to be read', async () => {
    const ann = { ...kept('panic', 1), whose: { id: 'ann', name: 'Ann' } };
    whose = 'bob';
    const lanes = made();
    lanes.load([ann, { ...kept('check_in', 2), whose: { id: 'bob', name: 'Bob' } }, kept('pin', 3)]);
    await lanes.sendAll();
    expect(sent).toEqual(['pin 3', 'check_in 2']);
    expect(stored.get('panic 1')?.refused).toContain('never sent');
    expect(lanes.kept.get()).toHaveLength(1);
  });

  test('a phone that changes hands while it sends stops at what is not theirs', async () => {
    whose = 'ann';
    answer = () => {
      whose = 'bob';
      return Promise.resolve(WELL);
    };
    const lanes = made();
    lanes.load([1, 2].map((n) => ({ ...kept('check_in', n), whose: { id: 'ann', name: 'Ann' } })));
    await lanes.sendAll();
    expect(sent).toEqual(['check_in 1']);
    expect(lanes.kept.get()[0]?.refused).toContain('never sent');
  });

  test('what another window kept is sent too, and what left here does not come back', async () => {
    const lanes = made();
    lanes.load([]);
    lanes.add(kept('check_in', 1));
    await settled();
    lanes.load([kept('check_in', 1), kept('check_in', 2)]);
    await lanes.sendAll();
    expect(sent).toEqual(['check_in 1', 'check_in 2']);
    answer = () => new Promise(() => undefined);
    lanes.add(kept('check_in', 3));
    lanes.forget('check_in 3');
    expect(lanes.kept.get()).toEqual([]);
  });

  test('a server that failed is asked again', async () => {
    answer = () => Promise.reject(new Refused(503, 'The database is away.', [], 'not-now'));
    const lanes = made();
    lanes.add(kept('panic', 1));
    await settled();
    expect(lanes.kept.get()[0]?.refused).toBeNull();
    expect(hearing.missed).toHaveBeenCalledOnce();
  });
});
