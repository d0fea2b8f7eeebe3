import { describe, expect, it } from 'vitest';
import { refusedAlike } from './refused';

const no = (because: string) => ({ allowed: false, because });
const yes = { allowed: true, because: null };

describe('what is refused', () => {
  it('is said once where all of it is refused alike', () => {
    expect(refusedAlike({ state: 'waiting', allowed: { claim: no('Not yours.'), call: no('Not yours.') } })).toBe('Not yours.');
  });
  it('keeps its own reason where the reasons differ, or something is possible', () => {
    expect(refusedAlike({ state: 'waiting', allowed: { claim: no('Not yours.'), call: no('Take it first.') } })).toBeNull();
    expect(refusedAlike({ state: 'waiting', allowed: { claim: yes, call: no('Take it first.') } })).toBeNull();
    expect(refusedAlike({ state: 'waiting', allowed: {} })).toBeNull();
  });
  it('is no news once it is over', () => {
    expect(refusedAlike({ state: 'closed', allowed: { claim: no('It is closed.') } })).toBeNull();
  });
});
