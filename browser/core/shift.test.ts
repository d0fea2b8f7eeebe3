import { describe, expect, it } from 'vitest';
import { AT, rowOf, time } from './fixture';
import type { Notice } from '../contract/api';
import { emptyShift, isCalledFor, knowsShift, ladderWords, mayAskAgain, rungWords, type Viewer, worstWords } from './shift';

const admin = { on_shift: 0, roles: ['centre_admin'], me: 'me' };
const other: Viewer = { me: 'me', now: AT, called: false, moment: (at) => at.slice(11, 19) };
const watcher = { on_shift: 0, roles: ['watcher'], me: 'me' };

describe('how far the ladder was climbed', () => {
  it('is said in words, rung by rung', () => {
    expect([null, 'ring', 'supervisor', 'run_alone'].map((rung) => rungWords(rowOf('a', { rung: rung as 'ring' | null })))).toEqual([
      null, 'rings again at every console', 'supervisors written to', 'the plan runs by itself',
    ]);
    expect(rungWords(rowOf('a', { rung: 'run_alone', has_it: 'Helena Marsh' }))).toBe('Helena Marsh answered “I have it”, the plan runs by itself');
  });
  it('is said above the incident without a contradiction, and what was done stays', () => {
    const row = rowOf('a', { rung: 'supervisor' });
    expect(ladderWords(row, other)).toEqual({ statement: 'Nobody is with it.', so: 'The supervisors were written to.' });
    expect(ladderWords({ ...row, has_it: 'Helena Marsh' }, other)).toEqual({ statement: 'No operator is with it.', so: 'Helena Marsh answered “I have it”. The supervisors were written to.' });
    expect(ladderWords({ ...row, has_it: 'Helena Marsh', alone: true }, { ...other, called: true })).toEqual({
      statement: 'You are called, as a supervisor.', so: 'No operator is with it. Nobody was on shift. Helena Marsh answered “I have it”. The supervisors were written to.',
    });
    expect(ladderWords(rowOf('a'), other)).toBeNull();
  });
  it('never says that nobody is with it to who has it, nor of who has it and is there', () => {
    const olive = { id: 'me', name: 'Olive Brandt' };
    const mine = rowOf('a', { rung: 'supervisor', state: 'handling', operator: olive, worse_at: time(-90), operator_heard_at: time(-1) });
    expect(ladderWords(mine, other)?.statement).toBe('You have it, and have not taken note of what is new.');
    const hers = { ...mine, operator: { ...olive, id: 'olive' } };
    expect(ladderWords(hers, other)?.statement).toBe('Olive Brandt has it, and has not taken note of what is new.');
    expect(ladderWords({ ...hers, operator_heard_at: time(-90) }, other)?.statement).toBe('Nobody is with it.');
  });
  it('names who was written to, by what, and whether it left', () => {
    const notice: Notice = { id: 'n', kind: 'supervisor', to: 'Priya Nair', state: 'sent', written_at: time(-60), sent_at: time(-58), channel: 'mail', why: null, has_it: null, answered_at: null };
    const said = (...notices: Notice[]) => ladderWords({ ...rowOf('a', { rung: 'supervisor' }), notices }, other)?.so;
    expect(said(notice)).toBe('Written to as supervisor: Priya Nair by e-mail at 02:46:20.');
    expect(said({ ...notice, channel: 'handset' })).toBe('Written to as supervisor: Priya Nair on the demo’s handset at 02:46:20.');
    expect(said({ ...notice, state: 'owed', sent_at: null, channel: null })).toBe('Written to as supervisor: Priya Nair, though it is not sent yet.');
    expect(said({ ...notice, state: 'failed', sent_at: null, why: 'no mail server is set' })).toBe('Written to as supervisor: Priya Nair, though it could not be sent (no mail server is set).');
    expect(said({ ...notice, state: 'unknown', sent_at: null, channel: null }, { ...notice, id: 'm', to: 'Mo', kind: 'run_alone' })).toBe('Written to as supervisor: Priya Nair (whether it arrived is not known).');
    expect(ladderWords({ ...rowOf('a', { rung: 'run_alone' }), notices: [notice] }, other)?.so).toBe('Written to as supervisor: Priya Nair by e-mail at 02:46:20. The plan runs by itself.');
  });
  it('hides nothing worse', () => {
    const row = rowOf('a', { rung: 'supervisor', returned_at: '2026-01-18T02:40:00.000Z' });
    expect(worstWords(row)).toBe('supervisors written to');
    expect(worstWords({ ...row, needs_human: 'The mail could not be sent.' })).toBe('The mail could not be sent.');
    expect(worstWords({ ...row, needs_human: 'The mail could not be sent.', worse_at: '2026-01-18T02:41:00.000Z' })).toBe('got worse');
    expect(worstWords({ ...row, worse_at: '2026-01-18T02:41:00.000Z', supervisor_asked_at: '2026-01-18T02:42:00.000Z' })).toBe('supervisor needed');
    expect(worstWords(rowOf('a'))).toBeNull();
    expect(worstWords(row, null)).toBeNull();
  });
  it('calls the supervisors from its second rung on', () => {
    expect(([null, 'ring', 'supervisor', 'run_alone'] as const).map((rung) => isCalledFor({ rung, supervisor_asked_at: null }))).toEqual([false, false, true, true]);
    expect(isCalledFor({ rung: null, supervisor_asked_at: '2026-01-18T02:42:00.000Z' })).toBe(true);
    const asked = { supervisor_asked_at: '2026-01-18T02:42:00.000Z' };
    expect(['02:46:59', '02:47:00'].map((at) => mayAskAgain(asked, Date.parse(`2026-01-18T${at}.000Z`)))).toEqual([false, true]);
    expect(mayAskAgain({ supervisor_asked_at: null }, 0)).toBe(false);
  });
});

describe('an empty shift', () => {
  it('is said while something waits', () => {
    expect(emptyShift([rowOf('a')], admin, AT)).toEqual({ statement: 'Nobody is on shift, and 1 incident waits.', so: 'Have an operator open the console now.' });
    expect(emptyShift([rowOf('a', { rung: 'supervisor' }), rowOf('b', { rung: 'ring' })], admin, AT)?.so).toBe('The supervisors were written to. Have an operator open the console now.');
    expect(emptyShift([rowOf('a', { rung: 'supervisor' }), rowOf('b', { rung: 'run_alone' })], admin, AT)?.so).toContain('the plan runs by itself');
  });
  it('is not said when nothing waits, when somebody is there, or before it is known', () => {
    expect(emptyShift([], admin, AT)).toBeNull();
    expect(emptyShift([rowOf('a')], { ...admin, on_shift: 1 }, AT)).toBeNull();
    expect(emptyShift([rowOf('a')], { ...admin, on_shift: null }, AT)).toBeNull();
    expect(emptyShift([rowOf('a')], { ...admin, roles: ['centre_admin', 'supervisor'] }, AT)).toBeNull();
  });
  it('is known to whoever may be of a customer only by what the row says', () => {
    expect(knowsShift(['watcher'])).toBe(false);
    expect(emptyShift([rowOf('a')], watcher, AT)).toBeNull();
    expect(emptyShift([rowOf('a', { alone: true })], watcher, AT)?.statement).toBe('Nobody is on shift, and 1 incident waits.');
  });
});
