/** A stand-in's memory: the night of 18 January, for looking at the console while no server runs. Never shipped. */
import type { Alert, Callee, Clock, Incident, IncidentRow, Quiet, Step, Way } from '../contract/api';

const START = Date.parse('2026-01-18T02:47:18.000Z');
let began = Date.now();
/** The night begins again at 02:47:18. */
export const rebase = (): void => void (began = Date.now());
export const now = (): number => START + (Date.now() - began);
export const at = (offset_s: number): string => new Date(START + offset_s * 1_000).toISOString();
export const iso = (ms: number): string => new Date(ms).toISOString();

export const OLIVE = { id: '0192f000-0000-7000-8000-000000000001', name: 'Olive Brandt' };
const PRIYA = { id: '0192f000-0000-7000-8000-000000000002', name: 'Priya Nair' };
const JONAS = { id: '0192f000-0000-7000-8000-000000000003', name: 'Jonas Fjeldstad' };

export const QUIET: Quiet = {
  since: at(-2_958), sites: 964, lone_workers: 212, operators_on_shift: 3, last_signal_at: at(-1), last_panel_at: at(-3), loops_heard_at: at(0), worst_lateness_ms: 212,
};

const clock = (name: Clock['name'], from: number, due: number | null, met: number | null = null): Clock => ({
  name, label: '', started_at: at(from), due_at: due === null ? null : at(due), met_at: met === null ? null : at(met),
});

let count = 4_170;
const row = (changes: Partial<IncidentRow> & Pick<IncidentRow, 'title' | 'who'>): IncidentRow => {
  count += 1;
  return {
    id: `0192f000-0000-7000-8000-${String(count).padStart(12, '0')}`, number: count, state: 'waiting', response_kind: 'intruder', priority: 2, silent: false, drill: false,
    line: '', organisation: changes.who, subject_kind: 'site', opened_at: at(-40), changed_at: at(-40), version: 1, operator: null, claimed_at: null,
    activity: '', worse_at: null, returned_at: null, parked_until: null, parked_because: null, operator_heard_at: null, alone: false, needs_human: null, aides: [], alarm_count: 1, clock: null, ...changes,
  };
};

const handled = (operator: IncidentRow['operator'], from: number, activity: string): Partial<IncidentRow> => ({
  state: 'handling', operator, operator_heard_at: at(from < -300 && operator?.id === JONAS.id ? -130 : 100_000), opened_at: at(from), claimed_at: at(from + 11), activity, clock: clock('since', from, null),
});

const PANIC = row({
  title: 'Panic button', who: 'Marguerite Adebayo-Lindqvist', priority: 1, response_kind: 'personal', subject_kind: 'lone_worker',
  organisation: 'Calder Vale Community Health NHS Trust', line: 'Community night nurse', ...handled(OLIVE, -186, 'police next'), clock: clock('decide', -186, 54),
});
const BURGLARY = row({
  title: 'Burglary, confirmed', who: 'Hargreaves & Daughters Pharmaceutical Wholesale (1987) Ltd', line: 'Zones 4 and 7', clock: clock('take', -42, 48), alarm_count: 2,
});

export const NIGHT: readonly IncidentRow[] = [
  PANIC, BURGLARY,
  row({ title: 'Check-in missed', who: 'Tomasz Wieczorek', line: 'Northern Grid Line Inspection', response_kind: 'personal', subject_kind: 'lone_worker', clock: clock('take', -106, 14) }),
  row({ title: 'Panel silent', who: 'Eastfield Primary School', priority: 3, response_kind: 'technical', line: 'Last heard 02:11', clock: clock('take', -80, 820) }),
  row({ title: 'Fire', who: 'Ashworth House Residential Care Home', response_kind: 'fire', ...handled(PRIYA, -712, 'on the line with the fire service') }),
  row({ title: 'Intruder, unconfirmed', who: 'St Aidan’s Parish Hall', priority: 3, ...handled(JONAS, -380, 'keyholder called') }),
  row({
    title: 'Left open', who: 'Brookside Dental Practice', priority: 4, response_kind: 'technical', ...handled(OLIVE, -1_662, ''),
    state: 'parked', parked_until: at(1_662), parked_because: 'manager is calling', clock: clock('parked', -60, 1_662),
  }),
];

export const thousand = (): readonly IncidentRow[] =>
  Array.from({ length: 1_000 }, (_, i) => row({
    title: i % 7 === 0 ? 'Confirmed intruder in the goods-in area of the northern annexe' : 'Burglary alarm', who: `Site ${i + 1} of the Very Long Named Property Management Company of Greater Luddendale`,
    line: `Zone ${i % 30}`, priority: ([1, 2, 3, 4] as const)[i % 4] ?? 4, clock: clock('take', -10, 40 + i), response_kind: 'intruder',
    ...(i % 3 === 0 ? handled(i % 2 === 0 ? OLIVE : JONAS, -i, 'keyholder called') : {}),
  }));

export const arrival = (silent = false): IncidentRow => {
  const made = iso(now());
  const due = iso(now() + 30_000);
  return row({
    title: silent ? 'Duress PIN' : 'Man down', who: 'Siobhán Ní Bhraonáin-Featherstonehaugh', line: 'Canal towpath, lock 9', priority: 1, silent, response_kind: 'personal', subject_kind: 'lone_worker',
    organisation: 'Northern Waterways Inspection Partnership', opened_at: made, changed_at: made, clock: { name: 'take', label: '', started_at: made, due_at: due, met_at: null },
  });
};

const callee = (position: number, name: string, relation: string, number: string, changes: Partial<Callee> = {}): Callee => ({
  id: `0192f000-0000-7000-9000-${String(position).padStart(12, '0')}`, position, name, relation, number, tel: number.replaceAll(' ', ''), is_subject: position === 0,
  state: null, placed_at: null, attending_by: null, ...changes,
});

const PEOPLE: readonly Callee[] = [
  callee(1, 'Declan O’Rourke-Featherstone', 'Team leader', '07700 900118', { state: 'no_answer', placed_at: at(-100) }),
  callee(2, 'Siobhán Ní Bhraonáin', 'Duty manager', '07700 900287', { state: 'voicemail', placed_at: at(-60) }),
  callee(3, 'Calder Vale night desk', 'Night desk', '01632 960077'),
  callee(4, 'Oluwaseun Adebayo', 'Husband', '07700 900560'),
];

const alertOf = (one: IncidentRow): Alert => ({
  area: null,
  id: `${one.id}-a`, title: one.title, code: one.subject_kind === 'site' ? 'BA' : 'PA', scheme: one.subject_kind === 'site' ? 'DC-09 SIA' : 'Tocsin', zone: one.subject_kind === 'site' ? '4' : null,
  zone_text: one.subject_kind === 'site' ? 'Goods-in shutter' : null, zone_name: one.subject_kind === 'site' ? 'Goods-in shutter, loading bay' : null, place: one.subject_kind === 'site' ? 'zone 4 Goods-in shutter, loading bay' : '', priority: one.priority, response_kind: one.response_kind, count: one.alarm_count,
  first_at: one.opened_at, last_at: iso(Date.parse(one.opened_at) + 20_000), occurred_at: null, unmapped: false, restored_at: null,
});

const CAUSES = [
  { cause: 'false_accident', words: 'False alarm, by accident', needs_note: false }, { cause: 'false_equipment', words: 'False alarm, technical fault', needs_note: false },
  { cause: 'genuine_handed_over', words: 'Real, handed over to the emergency service', needs_note: false }, { cause: 'genuine_safe', words: 'Real, made safe', needs_note: false }, { cause: 'test', words: 'Test that was not announced', needs_note: false },
] as const;

const GO: Way = { label: 'Call 999 and ask for police', act: 'call_emergency', body: { service: 'police' } };
const POLICE: Step = {
  kind: 'call_emergency', statement: 'Call the police', reason: 'You heard shouting and she asked for help. The plan says: police first, then her contacts.', look_at: null, button: GO,
  also: [{ label: 'Cannot be done…', act: 'emergency_not_possible', body: { service: 'police' } }], number: '999', tel: '999',
  read_out: ['Lone worker in danger. **12 Mill Lane, Luddendale, HX7 4QF.** Blue door, just above Albert Street. Woman, 52, nurse in uniform. A man is shouting.'], call_id: null,
};
export const step = (changes: Partial<Step> & Pick<Step, 'kind' | 'statement' | 'reason'>): Step => ({
  look_at: null, button: null, also: [], number: null, tel: null, read_out: null, call_id: null, ...changes,
});

const CLAIM = step({ kind: 'claim', statement: 'Take it', reason: 'Nobody has it yet. 30 seconds are agreed.', button: { label: 'Take it', act: 'claim', body: {} } });

const yes = { allowed: true, because: null };
export const no = (because: string) => ({ allowed: false, because });

export function incidentOf(one: IncidentRow, me: string): Incident {
  const mine = one.operator?.id === me;
  const waiting = one.state === 'waiting';
  const panic = one.id === PANIC.id;
  const by_others = `${one.operator?.name ?? 'Nobody'} has it. You can watch.`;
  const parked = one.state === 'parked';
  const may = mine ? parked ? no('It is parked: take it up first.') : yes : no(waiting ? 'Take it first.' : by_others);
  const taken = one.claimed_at;
  return {
    ...one, now: iso(now()), hushed: false, known_accounts: [],
    subject: {
      kind: one.subject_kind, id: `${one.id}-s`, name: one.who, organisation: one.organisation, phone: one.subject_kind === 'site' ? '01632 960412' : '07700 900461',
      description: one.subject_kind === 'site' ? null : one.line, medical: panic ? 'Asthma, carries an inhaler. Allergic to latex' : null,
      entrance: one.subject_kind === 'site' ? 'Side gate on Canalside Way, not the front' : null, keys: one.subject_kind === 'site' ? 'Set K-0417, held by Redfern' : null, time_zone: 'Europe/London',
    },
    place: { address: panic ? '12 Mill Lane, Luddendale HX7 4QF' : 'Unit 7, Canalside Trading Estate, Luddendale HX7 4PL', latitude: 53.74012, longitude: -1.99118, accuracy_m: one.subject_kind === 'site' ? null : 8, heard_at: one.subject_kind === 'site' ? null : at(-6), plus_code: '9C5VPXVP+G9', source: one.subject_kind === 'site' ? 'site' : 'signal' },
    clocks: [
      { name: 'since', label: '', started_at: one.opened_at, due_at: null, met_at: null },
      { name: 'take', label: '', started_at: one.opened_at, due_at: iso(Date.parse(one.opened_at) + 30_000), met_at: taken },
      { name: 'verify', label: '', started_at: one.opened_at, due_at: iso(Date.parse(one.opened_at) + 180_000), met_at: panic ? at(-40) : null },
      { name: 'decide', label: '', started_at: one.opened_at, due_at: iso(Date.parse(one.opened_at) + 240_000), met_at: null },
    ],
    plan: { version: 14, name: 'Lone workers, night', hours: '19:00–08:00', instructions: [
      { weight: 'warning', text: 'Do not ring the landline of this address.' },
      { weight: 'note', text: 'Son of the patient is known to be aggressive (flagged 2 Nov). Tell the police.' }, { weight: 'note', text: 'Her word for danger is “the blue folder”.' }] },
    progress: [{ name: 'Take', state: waiting ? 'now' : 'done', before: false }, { name: 'Verify', state: waiting ? 'ahead' : 'done', before: false }, { name: 'Call the police', state: waiting ? 'ahead' : 'now', before: false }, { name: 'Contacts', state: 'ahead', before: false }, { name: 'All-clear', state: 'ahead', before: false }],
    step: waiting ? CLAIM : mine ? POLICE : step({ kind: 'nothing', statement: 'Nothing for you', reason: by_others }),
    callees: [callee(0, one.who, one.subject_kind === 'site' ? 'The site itself' : 'Lone worker', '07700 900461'), ...PEOPLE],
    calls: [], emergency: [], alerts: [alertOf(one)],
    journal: [
      { number: 6, at: at(-20), kind: 'note', actor: { kind: 'operator', name: mine ? OLIVE.name : PRIYA.name }, text: 'wrote', said: 'Man shouting behind her, a door slammed. She said ‘please come’.' },
      { number: 5, at: at(-60), kind: 'call', actor: { kind: 'operator', name: OLIVE.name }, text: 'called Siobhán Ní Bhraonáin on 07700 900287: voicemail, not counted as reached', said: null },
      { number: 4, at: at(-100), kind: 'call', actor: { kind: 'operator', name: OLIVE.name }, text: 'called Declan O’Rourke-Featherstone on 07700 900118: no answer', said: null },
      { number: 3, at: at(-175), kind: 'claim', actor: { kind: 'operator', name: OLIVE.name }, text: 'took it after 0:11', said: null },
      { number: 2, at: at(-185), kind: 'open', actor: { kind: 'tocsin', name: 'Tocsin' }, text: 'opened incident 4182, told 3 people by SMS', said: null },
      { number: 1, at: at(-186), kind: 'signal', actor: { kind: 'lone_worker', name: 'Marguerite Adebayo-Lindqvist' }, text: 'pressed the panic button', said: null },
    ],
    history: { incidents_12_months: 1, false_12_months: 1 },
    allowed: { claim: waiting ? yes : no(by_others), call: may, note_outcome: may, call_emergency: may, note_reference: may, note: yes, suspect_duress: yes, resolve: mine ? no('The call to the police has no reference yet.') : may, close: no('It is not resolved yet.'), park: may, release: mine ? yes : no('Somebody else has it.'), resume: mine && parked ? yes : no('It is not parked.'), take_over: one.operator?.id === JONAS.id ? yes : no('Its operator is at the desk: ask them to hand it back.') },
    causes: CAUSES, resolution: null, all_clear: 3, to_ring: [], untold: [], notices: [], undelivered: [],
  };
}
