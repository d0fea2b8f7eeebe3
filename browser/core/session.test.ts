import { describe, expect, it } from 'vitest';
import { sessionWords } from './session';

const RUNNING = { state: 'running', missed: 0, due_at: '02:15', ends_at: '02:45', ended_at: null } as const;
const said = (session: Parameters<typeof sessionWords>[0]) => sessionWords(session, (time) => time);

describe('a session', () => {
  it('says what it waits for', () => {
    expect(said(RUNNING)).toBe('A check-in is due 02:15');
    expect(said({ ...RUNNING, due_at: '02:45' })).toBe('Its end is due 02:45');
  });
  it('says what did not come', () => {
    expect(said({ ...RUNNING, missed: 1 })).toBe('A check-in was missed. A check-in is due 02:15');
    expect(said({ ...RUNNING, missed: 2, due_at: '02:45' })).toBe('2 check-ins were missed. Its end is due 02:45');
    expect(said({ ...RUNNING, state: 'overdue' })).toBe('Ran out 02:45, and is not ended');
  });
  it('says that it is over', () => {
    expect(said({ ...RUNNING, state: 'ended', ended_at: '02:40' })).toBe('Ended 02:40');
  });
});
