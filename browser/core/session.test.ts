import { describe, expect, it } from 'vitest';
import { AT, time } from './fixture';
import { heardWords, sessionWords } from './session';

const [EARLIER, SOON, LATER] = [time(-720), time(60), time(1_800)];
const RUNNING = { state: 'running', missed: 0, due_at: SOON, ends_at: LATER, ended_at: null } as const;
const at = (moment: string) => moment.slice(11, 16);
const said = (session: Parameters<typeof sessionWords>[0]) => sessionWords(session, AT, at);

describe('a session', () => {
  it('says what it waits for', () => {
    expect(said(RUNNING)).toBe('A check-in is due 02:48');
    expect(said({ ...RUNNING, due_at: LATER })).toBe('Its end is due 03:17');
  });
  it('says of what is past that it was due, and for how long', () => {
    expect(said({ ...RUNNING, due_at: EARLIER })).toBe('A check-in was due 02:35 (12 min ago)');
    expect(said({ ...RUNNING, due_at: EARLIER, ends_at: EARLIER })).toBe('Its end was due 02:35 (12 min ago)');
  });
  it('says what did not come', () => {
    expect(said({ ...RUNNING, missed: 1 })).toBe('A check-in was missed. A check-in is due 02:48');
    expect(said({ ...RUNNING, missed: 2, due_at: LATER })).toBe('2 check-ins were missed. Its end is due 03:17');
    expect(said({ ...RUNNING, state: 'overdue', ends_at: EARLIER })).toBe('Ran out 02:35 (12 min ago), and is not ended');
  });
  it('says that it is over', () => {
    expect(said({ ...RUNNING, state: 'ended', ended_at: EARLIER })).toBe('Ended 02:35');
  });
  it('says when they were last heard, and where that was their phone alone', () => {
    expect(heardWords({ heard_at: EARLIER, last_heard_at: EARLIER }, AT, at)).toBe('02:35 (12 min ago)');
    expect(heardWords({ heard_at: EARLIER, last_heard_at: time(-9) }, AT, at)).toBe('02:47 (9 s ago), by their phone. Their last word: 02:35');
  });
});
