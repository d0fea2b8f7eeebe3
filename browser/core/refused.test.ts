import { describe, expect, it } from 'vitest';
import { faultsByField, leadsNowhere, markedBy, refusedAlike } from './refused';

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

describe('what is wrong', () => {
  it('stands beside its field, in words, and the rest stays for the form', () => {
    const found = faultsByField([{ where: 'name', detail: 'it must not be empty' }, { where: 'profile.crc', detail: 'x' }, { where: 'site_id', detail: 'no' }, { where: '', detail: 'it is no JSON' }], ['name', 'crc']);
    expect(found.of).toEqual({ name: 'It must not be empty.', crc: 'X.' });
    expect(found.rest).toEqual(['site_id: No.', 'It is no JSON.']);
  });
  it('is about the innermost field, and the first that is said of one counts', () => {
    const faults = [{ where: 'plan.hours.from', detail: 'it must be a time of day' }, { where: 'plan.contacts.0', detail: 'no' }, { where: 'plan.contacts.1', detail: 'other' }];
    expect(faultsByField(faults, ['plan', 'hours', 'from', 'contacts']).of).toEqual({ from: 'It must be a time of day.', contacts: 'No.' });
  });
  const said = { from: 'accepted', text: 'write the reference', faults: [{ where: 'reference', detail: 'write the reference' }] };
  it('is said by the form whose button had asked, and by no other', () => {
    expect(markedBy(said, ['accepted'], ['reference'])).toEqual({ of: { reference: 'Write the reference.' }, rest: [] });
    expect(markedBy(said, ['park'], ['reference'])).toEqual({ of: {}, rest: [] });
    expect(markedBy(null, ['park'], ['reference'])).toEqual({ of: {}, rest: [] });
  });
  it('is a sentence below where no field is named', () => {
    expect(markedBy({ ...said, faults: [] }, ['accepted'], ['reference'])).toEqual({ of: {}, rest: ['write the reference'] });
  });
  it('leads nowhere when it is not there, or its address is none', () => {
    expect([404, 422, 401, 409, 503].map(leadsNowhere)).toEqual([true, true, false, false, false]);
  });
});
