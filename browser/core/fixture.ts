/** Rows for the tests of this folder. */
import type { Clock, IncidentRow } from '../contract/api';

export const AT = Date.parse('2026-01-18T02:47:18.000Z');
export const time = (offset_s: number): string => new Date(AT + offset_s * 1_000).toISOString();

export const clockOf = (started_s: number, due_s: number | null, met_s: number | null = null): Clock => ({
  name: due_s === null ? 'since' : 'take',
  label: 'left to take',
  started_at: time(started_s),
  due_at: due_s === null ? null : time(due_s),
  met_at: met_s === null ? null : time(met_s),
});

export const rowOf = (id: string, changes: Partial<IncidentRow> = {}): IncidentRow => ({
  id, number: 4180, state: 'waiting', response_kind: 'intruder', priority: 2, silent: false, drill: false,
  title: 'Burglary alarm', who: 'Hargreaves & Daughters', line: 'Zone 3', organisation: 'Hargreaves', subject_kind: 'site',
  opened_at: time(-30), changed_at: time(-30), version: 1, operator: null, claimed_at: null, activity: '', worse_at: null, returned_at: null, parked_until: null, parked_because: null, operator_heard_at: null, alone: false, needs_human: null, aides: [], alarm_count: 1,
  clock: clockOf(-30, 60), ...changes,
});
