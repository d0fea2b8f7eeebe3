import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { PhoneState } from '../contract/phone';
import type { Kept } from '../core/lane';
import { centreOnShelf, type LastTold } from './phone-shelf';
import { PhoneStore } from './phone-store';

vi.mock('idb', () => ({ openDB: vi.fn() }));

const opens = vi.mocked(openDB);
const STATE = { now: '2026-11-21T02:44:00Z', lone_worker: { id: 'ann', name: 'Ann' }, centre: { name: 'Northgate', phone: '01632 960100' } } as unknown as PhoneState;
const TOLD: LastTold = { state: STATE, ahead_ms: 5, place_until: 0 };
const PANIC: Kept = { key: 'k', kind: 'panic', path: '/panic', body: {}, occurred_at: 1, order: 1, whose: null, refused: null };
const hearing = { lost: vi.fn(), kept: vi.fn(), dropped: vi.fn() };

let shelf: Map<string, string>;

beforeEach(() => {
  vi.clearAllMocks();
  shelf = new Map();
  vi.stubGlobal('localStorage', { getItem: (name: string) => shelf.get(name) ?? null, setItem: (name: string, value: string) => void shelf.set(name, value), removeItem: (name: string) => void shelf.delete(name) });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const broken = (shelves: object) => opens.mockResolvedValue(shelves as never);
const fails = () => Promise.reject(new Error('the disk is gone'));

describe('a phone’s store that is broken', () => {
  test('and shut: it is still known whose it is', async () => {
    opens.mockImplementation(() => {
      throw new Error('shut');
    });
    new PhoneStore(hearing).tell(TOLD);
    const store = new PhoneStore(hearing);
    expect(hearing.lost, 'whoever hears it is not yet made').not.toHaveBeenCalled();
    expect(await store.load()).toEqual({ kept: [], told: TOLD });
    expect(hearing.lost).toHaveBeenCalled();
  });

  test('and opens, but cannot be read or written: nothing fails but the keeping', async () => {
    broken({ getAll: fails, get: fails, put: fails });
    const store = new PhoneStore(hearing);
    store.keep(PANIC);
    store.tell(TOLD);
    expect((await store.load()).told).toEqual(TOLD);
    expect(hearing.lost).toHaveBeenCalled();
  });

  test('and never opens: the page does not wait, and says nothing that it does not know', async () => {
    vi.useFakeTimers();
    let open: (shelves: object) => void = () => undefined;
    opens.mockReturnValue(new Promise((done) => { open = done; }) as never);
    const loaded = new PhoneStore(hearing).load();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await loaded).toEqual({ kept: [], told: null });
    expect(hearing.lost).not.toHaveBeenCalled();
    open({ getAll: () => Promise.resolve([PANIC]), get: () => Promise.resolve(undefined) });
    await vi.advanceTimersByTimeAsync(0);
    expect(hearing.kept).toHaveBeenCalledWith([PANIC]);
  });

  test('and so is the second shelf: it knows nothing, and fails at nothing', async () => {
    opens.mockRejectedValue(new Error('shut'));
    vi.stubGlobal('localStorage', undefined);
    const store = new PhoneStore(hearing);
    store.tell(TOLD);
    expect(await store.load()).toEqual({ kept: [], told: null });
  });
});

test('of a phone that is nobody’s any more only the centre is known', () => {
  broken({ put: () => Promise.resolve(), delete: () => Promise.resolve() });
  const store = new PhoneStore(hearing);
  store.tell(TOLD);
  store.tell(null);
  expect(centreOnShelf()).toEqual({ name: 'Northgate', phone: '01632 960100' });
  expect([...shelf.keys()]).toEqual(['tocsin-phone-centre']);
});

test('the newer of both shelves counts', async () => {
  const newer = { ...TOLD, state: { ...STATE, now: '2026-11-21T02:45:00Z' } };
  broken({ getAll: () => Promise.resolve([PANIC, 3]), get: () => Promise.resolve(newer), put: () => Promise.resolve() });
  const store = new PhoneStore(hearing);
  store.tell(TOLD);
  expect(await store.load()).toEqual({ kept: [PANIC], told: newer });
});

test('what one window keeps and drops the other hears at once', async () => {
  broken({ put: () => Promise.resolve(), delete: () => Promise.resolve() });
  const [one, other] = [new PhoneStore(hearing), new PhoneStore({ ...hearing, kept: vi.fn(), dropped: vi.fn() })];
  other.keep(PANIC);
  other.drop('k');
  await vi.waitFor(() => expect(hearing.dropped).toHaveBeenCalledWith('k'));
  expect(hearing.kept).toHaveBeenCalledWith([PANIC]);
  await one.load();
});
