import { describe, expect, it } from 'vitest';
import type { AgreedPlan, Contact, Finding } from '../contract/set-up';
import { askedBy, bodyOf, distinct, holdsWords, newestPlans, timeOfDay, valuesOf } from './plan';

const NIGHT = { days: ['monday', 'friday'], from: '21:00', until: '07:00' };
const agreed = (plan_id: string, version: number, more: Partial<AgreedPlan> = {}): AgreedPlan =>
  ({ plan_id, version, id: `${plan_id}${version}`, response_kind: null, hours: null, withdrawn: false, plan: { name: plan_id }, ...more }) as unknown as AgreedPlan;
const held = (plan_id: string, from: string): Partial<AgreedPlan> => ({ hours: `${from}–`, plan: { name: plan_id, hours: { ...NIGHT, from } } });
const contacts = ['a', 'b', 'c'].map((id) => ({ id, name: id }) as Contact);

describe('which versions count', () => {
  it('the newest of each plan, unless it was withdrawn', () => {
    const listed = [agreed('A', 2), agreed('A', 1), agreed('B', 1), agreed('B', 2, { withdrawn: true })];
    expect(newestPlans(listed).map((plan) => plan.id)).toEqual(['A2']);
  });
  it('in the order of the day, the one for all other hours last, a kind of its own after it', () => {
    const listed = [agreed('else', 9), agreed('night', 1, held('night', '21:00')), agreed('fire', 1, { response_kind: 'fire' }), agreed('day', 3, held('day', '07:00'))];
    expect(newestPlans(listed).map((plan) => plan.plan_id)).toEqual(['day', 'night', 'else', 'fire']);
  });
  it('says what it says of two subjects once', () => {
    const gap: Finding = { fault: 'hours_without_plan', sentence: 'No plan at any hour', stops: false };
    expect(distinct([gap, { ...gap }, { ...gap, sentence: 'Another' }])).toHaveLength(2);
  });
});

describe('when it holds', () => {
  it('is said in words', () => {
    expect(holdsWords(agreed('A', 1), true)).toBe('at all hours');
    expect(holdsWords(agreed('A', 1), false)).toBe('at all other hours');
    expect(holdsWords(agreed('A', 1, held('A', '21:00')), false)).toBe('21:00–');
  });
  it('takes a time of day as people type it, and leaves the rest for the server to refuse', () => {
    expect(['6', '0600', '6.30', '18:05', ' 7:00 ', '24:00', 'six'].map(timeOfDay)).toEqual(['06:00', '06:00', '06:30', '18:05', '07:00', '24:00', 'six']);
  });
});

describe('the form of a plan', () => {
  const plan = agreed('Night', 3, { plan: { name: 'Night', hours: NIGHT, contacts: ['c', 'gone', 'a'], services: ['police', 'fire'], between_rounds_s: 45 } });
  it('gives back what was agreed when nothing is changed', () => {
    const body = bodyOf(valuesOf(plan, contacts), plan);
    expect(body['plan']).toMatchObject({ hours: NIGHT, contacts: ['c', 'a'], services: ['police', 'fire'], between_rounds_s: 45 });
  });
  it('holds at all hours and calls everybody unless something else is chosen', () => {
    const values = valuesOf(null, contacts);
    expect(values).toMatchObject({ when: 'all', whom: 'all', contacts: 'a b c' });
    expect(bodyOf(values, null)['plan']).toMatchObject({ hours: null, contacts: null, services: null });
  });
  it('writes days, times and contacts as they were chosen', () => {
    const values = { ...valuesOf(null, contacts), when: 'some', days: 'sunday', from: '6', until: '22.30', whom: 'some', contacts: 'b' };
    expect(bodyOf(values, null)['plan']).toMatchObject({ hours: { days: ['sunday'], from: '06:00', until: '22:30' }, contacts: ['b'] });
  });
  it('knows who is asked', () => {
    expect(askedBy(plan, contacts)?.map((one) => one.id)).toEqual(['c', 'a']);
    expect(askedBy(agreed('A', 1), contacts)).toBeNull();
  });
});
