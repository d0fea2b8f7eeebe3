import { describe, expect, it } from 'vitest';
import type { CallOutcome, PhoneCall, Step } from '../contract/api';
import { AT, time } from './fixture';
import { byWords, goingIn, goingThere } from './going';

const call = (id: string, callee: string, outcome: CallOutcome | null, by_s: number | null = null): PhoneCall => ({
  id, callee_id: callee, callee_name: `${callee} of Canalside`, number: '01632 960101', placed_at: time(0), by: 'Olive', outcome, ended_at: null, note: null,
  attending_by: by_s === null ? null : time(by_s),
});

describe('who goes there', () => {
  const names = (...calls: readonly PhoneCall[]) => goingThere(calls).map((one) => `${one.callee} ${(one.by - AT) / 1_000}`);
  it('is whoever said so, the soonest first', () => {
    expect(names(call('2', 'Tom', 'attending', 300), call('1', 'Helena', 'attending', 900))).toEqual(['Tom 300', 'Helena 900']);
    expect(names(call('2', 'Tom', 'attending', 900), call('1', 'Helena', 'attending', 300))).toEqual(['Helena 300', 'Tom 900']);
  });
  it('is whoever was not reached since, or rings now', () => {
    for (const outcome of ['no_answer', 'voicemail', null] as const) expect(names(call('2', 'Tom', outcome), call('1', 'Tom', 'attending', 300))).toEqual(['Tom 300']);
  });
  it('is nobody who has said something else since', () => {
    expect(names(call('2', 'Tom', 'with_them_safe'), call('1', 'Tom', 'attending', 300))).toEqual([]);
    expect(names(call('2', 'Tom', 'told'), call('1', 'Helena', 'no_answer'))).toEqual([]);
  });
  it('counts by what they said last', () => {
    expect(names(call('2', 'Tom', 'attending', 1_800), call('1', 'Tom', 'attending', 300))).toEqual(['Tom 1800']);
  });
});

describe('the step', () => {
  const going = goingThere([call('1', 'Helena', 'attending', 300)]);
  const step = (changes: Partial<Step>): Step => ({ kind: 'wait', statement: 'Wait', reason: '', look_at: null, button: null, also: [], number: null, tel: null, read_out: null, call_id: null, ...changes });
  it('waits for whom it names, or rings them', () => {
    expect(goingIn(step({ call_id: '1' }), going)?.name).toBe('Helena of Canalside');
    expect(goingIn(step({ button: { label: 'Call', act: 'call', body: { callee_id: 'Helena' } } }), going)?.call).toBe('1');
  });
  it('is about nobody else', () => {
    expect(goingIn(step({ call_id: '7' }), going)).toBeNull();
    expect(goingIn(step({}), going)).toBeNull();
  });
});

describe('by when they are there', () => {
  const london = { ours: 'Europe/London', theirs: 'Europe/London' };
  it('is said with how long that is', () => {
    expect(byWords(AT + 12 * 60_000, AT, london)).toBe('by 02:59, in 12 minutes');
    expect(byWords(AT - 4 * 60_000, AT, london)).toBe('by 02:43, 4 minutes ago');
    expect(byWords(AT + 30_000, AT, london)).toBe('by 02:47, in less than a minute');
    expect(byWords(AT, AT, london)).toBe('by 02:47, just now');
  });
  it('names the time there where it is another', () => {
    expect(byWords(AT + 12 * 60_000, AT, { ours: 'Europe/London', theirs: 'Europe/Helsinki' })).toBe('by 02:59 (04:59 there), in 12 minutes');
  });
});
