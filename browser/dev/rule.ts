/** How the stand-in answers commands: roughly as the server would, so that every panel of the console can be seen. */
import type { Body, CallOutcome, EmergencyService, Incident, JournalLine, Step } from '../contract/api';
import { OUTCOME_WORD } from '../core/words.ts';
import { incidentOf, iso, no, now, OLIVE, step } from './night.ts';

export class Rule extends Error {}

const yes = { allowed: true, because: null };
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function wrote(incident: Incident, words: string, said: string | null = null): readonly JournalLine[] {
  const line: JournalLine = { number: (incident.journal[0]?.number ?? 0) + 1, at: iso(now()), kind: 'x', actor: { kind: 'operator', name: OLIVE.name }, text: words, said };
  return [line, ...incident.journal];
}

const made = (incident: Incident, changes: Partial<Incident>): Incident => ({ ...incident, ...changes, version: incident.version + 1, changed_at: iso(now()) });

function nextCall(incident: Incident): Step {
  const next = incident.callees.find((one) => !one.is_subject && one.state === null);
  if (next === undefined) return step({ kind: 'resolve', statement: 'Say how it ended', reason: 'Everybody in the plan has been called.', button: { label: 'Resolve…', act: 'resolve', body: {} } });
  return step({ kind: 'call_person', statement: `Call ${next.name}`, reason: `${next.relation}. Nobody has confirmed yet.`, button: { label: `Call ${next.name}`, act: 'call', body: { callee_id: next.id } }, number: next.number, tel: next.tel });
}

function placeCall(incident: Incident, body: Body): Incident {
  const callee = incident.callees.find((one) => one.id === body['callee_id']);
  if (callee === undefined) throw new Rule('Nobody by that name is in the plan.');
  const id = `call-${incident.calls.length + 1}`;
  return made(incident, {
    calls: [{ id, callee_id: callee.id, callee_name: callee.name, number: callee.number, placed_at: iso(now()), by: OLIVE.name, outcome: null, ended_at: null, note: null, attending_by: null }, ...incident.calls],
    callees: incident.callees.map((one) => (one.id === callee.id ? { ...one, state: 'ringing', placed_at: iso(now()) } : one)),
    step: step({ kind: 'note_outcome', statement: `What did ${callee.name.split(' ')[0] ?? callee.name} say?`, reason: 'Dial the number on your telephone, then note what came of it.', number: callee.number, tel: callee.tel, call_id: id, read_out: ['This is Northgate Monitoring Centre. **Marguerite Adebayo-Lindqvist** pressed her panic button at 02:44.'] }),
    journal: wrote(incident, `called ${callee.name} on ${callee.number}`),
  });
}

function noteCall(incident: Incident, id: string, body: Body): Incident {
  const outcome = text(body['outcome']) as CallOutcome;
  const call = incident.calls.find((one) => one.id === id);
  const callees = incident.callees.map((one) => (one.id === call?.callee_id ? { ...one, state: outcome, attending_by: text(body['attending_by']) } : one));
  const next = made(incident, { callees, calls: incident.calls.map((one) => (one.id === id ? { ...one, outcome } : one)), journal: wrote(incident, `${call?.callee_name ?? ''}: ${OUTCOME_WORD[outcome]}`, text(body['note'])) });
  return { ...next, step: nextCall(next) };
}

function placeEmergency(incident: Incident, body: Body): Incident {
  return made(incident, {
    emergency: [{ id: 'e1', service: body['service'] as EmergencyService, number: '999', placed_at: iso(now()), by: OLIVE.name, reference: null, outcome: null, ended_at: null, note: null }],
    step: { ...incident.step, kind: 'note_reference', statement: 'Give the police this, and note their reference', reason: 'Stay on the line until you have a reference.', button: null, also: [], call_id: 'e1' },
    journal: wrote(incident, 'called 999 for police'),
  });
}

function noteEmergency(incident: Incident, body: Body): Incident {
  const next = made(incident, {
    emergency: incident.emergency.map((one) => ({ ...one, outcome: body['outcome'] as CallOutcome, reference: text(body['reference']) })), allowed: { ...incident.allowed, resolve: yes },
    progress: incident.progress.map((one) => (one.state === 'now' ? { ...one, state: 'done' } : one.name === 'Contacts' ? { ...one, state: 'now' } : one)),
    journal: wrote(incident, `police accepted, reference ${text(body['reference']) ?? 'none'}`, text(body['note'])),
  });
  return { ...next, step: nextCall(next) };
}

function resolve(incident: Incident, body: Body): Incident {
  const chosen = incident.causes.find((one) => one.cause === body['cause']);
  if (chosen === undefined) throw new Rule('Say how it ended.');
  const { cause, words } = chosen;
  return made(incident, {
    state: 'resolved', resolution: { cause, words, note: text(body['note']), at: iso(now()), by: OLIVE.name }, journal: wrote(incident, `resolved: ${words}`, text(body['note'])),
    step: step({ kind: 'close', statement: `Close incident ${incident.number}`, reason: 'It was resolved. Nobody has confirmed that yet.', button: { label: 'Close it', act: 'close', body: {} }, also: [{ label: 'Back', act: 'go_back', body: {} }] }), allowed: { ...incident.allowed, close: yes, resolve: no('It is resolved.') },
  });
}

export function answer(incident: Incident, [act = '', id = '', last]: readonly string[], body: Body): Incident {
  switch (last === undefined ? (id === 'not-possible' ? id : act) : `${act}/outcome`) {
    case 'claim': return { ...incidentOf({ ...incident, state: 'handling', operator: OLIVE, claimed_at: iso(now()), version: incident.version + 1, activity: 'police next', clock: incident.clock && { ...incident.clock, name: 'decide', due_at: iso(Date.parse(incident.opened_at) + 240_000) } }, OLIVE.id) };
    case 'park': return incidentOf({ ...incident, state: 'parked', version: incident.version + 1, parked_until: String(body['until']), parked_because: text(body['because']), clock: { name: 'parked', label: '', started_at: iso(now()), due_at: String(body['until']), met_at: null } }, OLIVE.id);
    case 'resume': return incidentOf({ ...incident, state: 'handling', version: incident.version + 1, parked_until: null, parked_because: null, clock: null }, OLIVE.id);
    case 'release': return incidentOf({ ...incident, state: 'waiting', version: incident.version + 1, operator: null, claimed_at: null, parked_until: null, parked_because: null, clock: { name: 'take', label: '', started_at: iso(now()), due_at: iso(now() + 30_000), met_at: null } }, OLIVE.id);
    case 'take-over': return incidentOf({ ...incident, state: 'handling', version: incident.version + 1, operator: OLIVE, operator_heard_at: iso(now()) }, OLIVE.id);
    case 'phone-calls': return placeCall(incident, body);
    case 'phone-calls/outcome': return noteCall(incident, id, body);
    case 'emergency-calls': return placeEmergency(incident, body);
    case 'emergency-calls/outcome': return noteEmergency(incident, body);
    case 'not-possible': return made(incident, { step: nextCall(incident), journal: wrote(incident, 'could not call the police', text(body['because'])) });
    case 'notes': return made(incident, { journal: wrote(incident, 'wrote', text(body['text'])) });
    case 'signs-of-duress': return made(incident, { silent: true, priority: 1, journal: wrote(incident, 'marked signs of duress'), allowed: { ...incident.allowed, suspect_duress: no('Duress is marked already.') } });
    case 'resolve': return resolve(incident, body);
    case 'close': return made(incident, { state: 'closed', step: step({ kind: 'nothing', statement: 'Closed', reason: '3 people got the all-clear.' }), allowed: {} });
    default: throw new Rule(`The stand-in does not know ${act}.`);
  }
}
