import { describe, expect, it } from 'vitest';
import { claimActs, isStale, staleWords } from './claim';
import { AT, rowOf, time } from './fixture';

const held = (id: string, heard_s: number | null, state: 'handling' | 'parked' | 'resolved' = 'handling') =>
  rowOf('x', { state, operator: { id, name: 'Jonas Fjeldstad' }, operator_heard_at: heard_s === null ? null : time(heard_s) });

describe('a claim', () => {
  it('is stale once its operator was not heard for a minute', () =>
    expect([-59.9, -60, null].map((at) => isStale(held('jonas', at), 'me', AT))).toEqual([false, true, true]));
  it('is never stale at the desk of whoever has it', () => expect(isStale(held('me', -600), 'me', AT)).toBe(false));
  it('is nobody’s while it waits, and over when it is resolved', () =>
    expect([isStale(rowOf('w'), 'me', AT), isStale(held('jonas', -600, 'resolved'), 'me', AT)]).toEqual([false, false]));
  it('says who is not heard, and for how long', () => {
    expect(staleWords(held('jonas', -130), 'me', AT)).toBe('Jonas F. not heard for 2:10');
    expect(staleWords(held('jonas', null), 'me', AT)).toBe('Jonas F. was never heard');
    expect(staleWords(held('jonas', -10), 'me', AT)).toBeNull();
  });
  it('is handed over or parked by who has it, and taken over by others', () => {
    expect(claimActs(held('me', -1), 'me')).toEqual(['release', 'park']);
    expect(claimActs(held('me', -1, 'parked'), 'me')).toEqual(['release']);
    expect(claimActs(held('jonas', -1), 'me')).toEqual(['take_over']);
    expect([claimActs(rowOf('w'), 'me'), claimActs(held('me', -1, 'resolved'), 'me')]).toEqual([[], []]);
  });
});
