import { describe, expect, it } from 'vitest';
import type { AgreedPlan, Finding, Panel, Signal } from '../contract/set-up';
import { type Need, needs, needsWords } from './needs';

const panel = { id: 'p', site_id: 's', account: '12aB', silent_since: null, heard_at: '2026-01-01T00:00:00Z' } as Panel;
const unheard = { ...panel, heard_at: null };
const signal = (unreadable: string | null): Signal => ({ subject_id: 's', account: '12AB', unreadable }) as Signal;
const plan = (version: number): AgreedPlan => ({ version, plan: { name: 'Night' } }) as unknown as AgreedPlan;
const finding = (fault: Finding['fault'], stops: boolean): Finding => ({ fault, stops, sentence: `about ${fault}` });

const missing = (all: readonly Need[]): readonly Need[] => all.filter((one) => one.state === 'open' || one.state === 'awaited');

describe('what is still missing', () => {
  const facts = { panels: [panel], signals: [], contacts: 2, findings: [], plans: [plan(3)] };
  const states = (more: object) => needs({ ...facts, ...more }).map((one) => `${one.name} ${one.state}`);
  it('is nothing when all is there', () => {
    expect(states({})).toEqual(['panel done', 'contacts done', 'plan done', 'signal done']);
  });
  it('is everything at first, but for a plan: without one the standard procedure applies', () => {
    const first = { ...facts, panels: [], contacts: 0, plans: [], findings: [finding('no_reachable_contact', true)] };
    expect(states(first)).toEqual(['panel open', 'contacts open', 'plan advised', 'signal awaited']);
    expect(missing(needs(first)).map((one) => one.name)).toEqual(['panel', 'contacts', 'signal']);
  });
  it('is nothing where the standard procedure applies', () => {
    expect(missing(needs({ ...facts, plans: [] }))).toEqual([]);
  });
  it('is said at the head only while something is missing', () => {
    const head = (more: object) => needsWords(needs({ ...facts, ...more }), 'this site');
    expect(head({ contacts: 0 })).toBe('Still missing before an alarm from this site can be handled');
    expect(head({ panels: [], contacts: 0 })).toBe('Still missing before an alarm from this site can be handled');
    expect(head({ panels: [unheard], plans: [] })).toBe('All is entered for this site: its first signal is awaited');
    expect(head({ panels: [{ ...panel, silent_since: '2026-01-01T00:00:00Z' }] })).toBe('An alarm from this site may not come in');
    expect(head({ plans: [] })).toBe('An alarm from this site can be handled');
    expect(head({ findings: [finding('one_reachable_contact', false)] })).toBe('An alarm from this site can be handled');
  });
  it('is the key of a panel that is heard and not understood', () => {
    const need = missing(needs({ ...facts, panels: [unheard], signals: [signal('cannot be opened'), signal(null)] }));
    expect(need.map((one) => one.words)).toEqual(['Heard, but not understood: 12aB. Look at the key and the ways that are set for it']);
  });
  it('awaits each panel’s first signal, and misses one that fell silent', () => {
    expect(states({ panels: [unheard] })).toContain('signal awaited');
    expect(states({ panels: [unheard], signals: [signal(null)] })).toContain('signal done');
    expect(needs({ ...facts, panels: [panel, unheard] })[3]?.words).toBe('Not heard yet: let 12aB send a test');
    expect(states({ panels: [panel, { ...panel, silent_since: '2026-01-01T00:00:00Z' }] })).toContain('signal open');
    expect(needs({ ...facts, panels: [panel, panel] })[3]?.words).toBe('Its panels were heard');
  });
  it('explains one number, and hinders with none', () => {
    expect(states({ findings: [finding('one_reachable_contact', false)] })).toContain('contacts warning');
    expect(states({ findings: [finding('no_reachable_contact', true)] })).toContain('contacts open');
  });
  it('says of the people all that is found: nobody to write to, a place without a telephone', () => {
    const found = [finding('nobody_to_write_to', false), finding('place_without_telephone', false)];
    const said = needs({ ...facts, findings: found })[1];
    expect(said).toEqual({ name: 'contacts', state: 'warning', words: 'about nobody_to_write_to about place_without_telephone' });
    expect(states({ plans: [], findings: found })).toEqual(['panel done', 'contacts warning', 'plan advised', 'signal done']);
  });
  it('takes the plan’s findings as they weigh', () => {
    expect(states({ findings: [finding('ring_too_short', false)] })).toContain('plan warning');
    expect(states({ findings: [finding('ring_too_long', true)] })).toContain('plan open');
  });
  it('names each of several plans', () => {
    const said = needs({ ...facts, plans: [plan(3), plan(1)] }).find((one) => one.name === 'plan');
    expect(said).toEqual({ name: 'plan', state: 'done', words: '2 plans are agreed: Night, Night' });
  });
  it('names some of many panels', () => {
    const said = (n: number) => needs({ ...facts, panels: Array.from({ length: n }, () => panel) })[0]?.words;
    expect(said(1)).toBe('A panel is entered: 12aB');
    expect(said(5)).toBe('5 panels are entered: 12aB, 12aB, 12aB, 12aB, 12aB');
    expect(said(1_000)).toBe('1000 panels are entered: 12aB, 12aB, 12aB, 12aB, 12aB and 995 more');
  });
  it('explains hours without a plan', () => {
    expect(states({ findings: [finding('hours_without_plan', false)] })).toContain('plan warning');
  });
  it('asks a lone worker for no panel', () => {
    expect(states({ panels: null })).toEqual(['contacts done', 'plan done']);
    expect(needs({ ...facts, panels: null, contacts: 0 })[0]?.words).toBe('No contact: nobody but the lone worker can be asked');
    expect(needs({ ...facts, contacts: 0 })[1]?.words).toBe('No contact: nobody but the place itself can be asked');
  });
});
