/** Plans with their hours: which versions count, and what the form makes of one. */
import type { AgreedPlan, Contact, Finding } from '../contract/set-up';
import { lines, numberOrTyped, type Values } from './set-up';

/** Who is called before any contact: whoever it is about. */
export const calledFirst = (lone_worker: boolean): string => (lone_worker ? 'the lone worker' : 'the place itself');

export const nameOfPlan = (plan: AgreedPlan): string => String(plan.plan['name']);

/** Those versions that count: of each plan the newest, unless it was withdrawn. In the order of the day, the one for all other hours last. */
export function newestPlans(plans: readonly AgreedPlan[]): readonly AgreedPlan[] {
  const newest = new Map<string, AgreedPlan>();
  for (const plan of plans) {
    const known = newest.get(plan.plan_id);
    if (known === undefined || known.version < plan.version) newest.set(plan.plan_id, plan);
  }
  return [...newest.values()].filter((plan) => !plan.withdrawn).sort((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1));
}
const orderOf = (plan: AgreedPlan): string => `${plan.response_kind ?? ''} ${plan.hours === null ? 'last' : (hoursOf(plan)?.from ?? '')} ${plan.plan_id}`;

/** What is said of a plan for two subjects is said once. */
export const distinct = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter((one, i) => findings.findIndex((each) => each.fault === one.fault && each.sentence === one.sentence) === i);

export interface Hours {
  readonly days: readonly string[];
  readonly from: string;
  readonly until: string;
}

export const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

export function hoursOf(plan: AgreedPlan | null): Hours | null {
  const hours = plan?.plan['hours'];
  return typeof hours === 'object' && hours !== null ? (hours as Hours) : null;
}

/** When it holds, in words. "Other" only where there is another. */
export const holdsWords = (plan: AgreedPlan, alone: boolean): string => plan.hours ?? (alone ? 'at all hours' : 'at all other hours');

/** A time of day as the server wants it, from what people type: 6, 0600, 6.30. As typed when it is none. */
export function timeOfDay(typed: string): string {
  const [, hours, minutes = '00'] = /^([01]?\d|2[0-3])(?:[:.]?([0-5]\d))?$/.exec(typed.trim()) ?? [];
  return hours === undefined ? typed.trim() : `${hours.padStart(2, '0')}:${minutes}`;
}

interface Instruction {
  readonly weight: string;
  readonly text: string;
}
export const instructionsOf = (plan: AgreedPlan | null): readonly Instruction[] => (Array.isArray(plan?.plan['instructions']) ? (plan.plan['instructions'] as readonly Instruction[]) : []);

export const valueOf = (plan: AgreedPlan | null, name: string, standard: string): string => {
  const value: unknown = plan?.plan[name];
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : standard;
};

/** Who is asked, in the plan's order; null when it is everybody. Who is no contact any more is left out. */
export function askedBy(plan: AgreedPlan | null, contacts: readonly Contact[]): readonly Contact[] | null {
  const named = plan?.plan['contacts'];
  if (!Array.isArray(named)) return null;
  return (named as readonly string[]).flatMap((id) => contacts.filter((one) => one.id === id));
}

const NUMBERS = { rounds: '2', ring_for_s: '30', claim_within_s: '30', verify_within_s: '180', decide_within_s: '240' } as const;
const words = (text: string | undefined): readonly string[] => (text ?? '').split(' ').filter((word) => word !== '');

function serviceOf(plan: AgreedPlan | null): string {
  const services: unknown = plan?.plan['services'];
  return !Array.isArray(services) ? '' : services.length === 0 ? 'none' : String(services[0]);
}

function hoursValues(plan: AgreedPlan | null): Values {
  const hours = hoursOf(plan) ?? { days: DAYS, from: '18:00', until: '06:00' };
  return { when: hoursOf(plan) === null ? 'all' : 'some', days: hours.days.join(' '), from: hours.from, until: hours.until };
}

function whomValues(plan: AgreedPlan | null, contacts: readonly Contact[]): Values {
  const asked = askedBy(plan, contacts);
  return { whom: asked === null ? 'all' : 'some', contacts: (asked ?? contacts).map((one) => one.id).join(' ') };
}

/** What stands in the form at first: what was agreed, else the standard. */
export function valuesOf(plan: AgreedPlan | null, contacts: readonly Contact[]): Values {
  const texts = (weight: string) => instructionsOf(plan).filter((one) => one.weight === weight).map((one) => one.text).join('\n');
  return {
    name: valueOf(plan, 'name', ''), warnings: texts('warning'), notes: texts('note'), response_kind: plan?.response_kind ?? '',
    ...hoursValues(plan), ...whomValues(plan, contacts), services: serviceOf(plan),
    call_subject: valueOf(plan, 'call_subject', 'true'), emergency_number: valueOf(plan, 'emergency_number', '999'),
    ...Object.fromEntries(Object.entries(NUMBERS).map(([name, standard]) => [name, valueOf(plan, name, standard)])),
  };
}

/** More than one service cannot be chosen in the form: they stay while the first is not changed. */
function servicesBody(chosen: string, plan: AgreedPlan | null): readonly unknown[] | null {
  const before: unknown = plan?.plan['services'];
  if (Array.isArray(before) && before.length > 1 && chosen === before[0]) return before as readonly unknown[];
  return chosen === '' ? null : chosen === 'none' ? [] : [chosen];
}

const hoursBody = ({ when, days, from, until }: Values): Hours | null =>
  when === 'all' ? null : { days: words(days), from: timeOfDay(from ?? ''), until: timeOfDay(until ?? '') };

const instructionsBody = (values: Values): readonly Instruction[] =>
  ['warning', 'note'].flatMap((weight) => lines(values[`${weight}s`] ?? '').map((text) => ({ weight, text })));

/** What is sent. What the form does not show stays as it was agreed. */
export const bodyOf = (values: Values, plan: AgreedPlan | null): Readonly<Record<string, unknown>> => ({
  response_kind: values['response_kind'] === '' ? null : values['response_kind'],
  plan: {
    ...plan?.plan,
    name: values['name'], call_subject: values['call_subject'] === 'true', emergency_number: values['emergency_number'],
    hours: hoursBody(values),
    contacts: values['whom'] === 'all' ? null : words(values['contacts']),
    ...Object.fromEntries(Object.keys(NUMBERS).map((name) => [name, numberOrTyped(values[name])])),
    services: servicesBody(values['services'] ?? '', plan),
    instructions: instructionsBody(values),
  },
});
