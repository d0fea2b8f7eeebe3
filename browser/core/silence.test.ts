import { describe, expect, it } from 'vitest';
import { AT } from './fixture';
import { mayHide, silences, silenceWords } from './silence';

describe('a part that is silent', () => {
  it('was last heard ten seconds before it was named', () =>
    expect(silences([], ['deadline'], AT)).toEqual([{ part: 'deadline', since: AT - 10_000, or_before: false }]));
  it('keeps its moment while it is named again, and goes when it is heard', () => {
    const first = silences([], ['deadline'], AT);
    expect(silences(first, ['deadline'], AT + 2_000)).toBe(first);
    expect(silences(first, ['outbox', 'deadline'], AT + 4_000).map((one) => one.since)).toEqual([AT - 10_000, AT - 6_000]);
    expect(silences(first, [], AT + 6_000)).toEqual([]);
  });
  it('was perhaps silent for longer when this page had not listened yet', () =>
    expect(silences(null, ['raise'], AT)[0]?.or_before).toBe(true));
});

describe('what is said of it', () => {
  it('is what is not done, worst first, and what to do', () => {
    expect(silenceWords(silences([], ['deadline'], AT))).toEqual({
      statement: 'Deadlines are not being watched', short: 'Deadlines not watched', so: 'Watch the clocks yourself. Tell whoever runs Tocsin.',
    });
    const all = silenceWords(silences([], ['deadline', 'outbox', 'raise'], AT));
    expect(all?.statement).toBe('Alarms are not being raised. Deadlines are not being watched. Nothing is sent outside');
    expect(all?.short).toBe('Alarms not raised, 2 more');
  });
  it('names also a part that this page does not know', () => expect(silenceWords(silences([], ['radio'], AT))?.statement).toContain('radio'));
  it('is nothing when all is heard', () => expect(silenceWords([])).toBeNull());
  it('tells when an alarm may be there that nobody sees', () =>
    expect([['raise'], ['receive'], ['deadline', 'outbox']].map((names) => mayHide(silences([], names, AT)))).toEqual([true, true, false]));
});
