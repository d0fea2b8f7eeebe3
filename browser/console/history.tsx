/** What came of the same site or person before. It is read when the incident is there, and never holds it up. */
import { useQuery } from '@tanstack/react-query';
import type { Incident, IncidentRow } from '../contract/api';
import { readHistory } from '../platform/api';
import { useTimes } from '../ui/desk';
import { PriorityMark } from '../ui/priority-mark';
import { addressOf } from './use-open';

const SHOWN = 6;
const counted = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;

export function History({ incident }: { readonly incident: Incident }) {
  const { history, subject } = incident;
  const { data, error } = useQuery({ queryKey: ['history', subject.id, incident.id], queryFn: () => readHistory(subject.id, SHOWN + 1) });
  const before = data?.items.filter((one) => one.id !== incident.id).slice(0, SHOWN) ?? null;
  const more = history.incidents_12_months - (before?.length ?? 0);
  return (
    <section className="sec" aria-label={subject.kind === 'site' ? 'History of this site' : 'History of this person'}>
      <div className="sec-h">
        <h2>Before</h2>
        <span className="num">{history.incidents_12_months === 0 ? 'none in 12 months' : `${counted(history.incidents_12_months, 'incident')} in 12 months, ${history.false_12_months} false`}</span>
      </div>
      {error === null ? null : <p className="empty">What came before could not be read.</p>}
      {before === null || before.length === 0 ? null : <ol className="before">{before.map((one) => <Earlier key={one.id} row={one} />)}</ol>}
      {before !== null && before.length === SHOWN && more > 0 ? <p className="cap num">{counted(more, 'earlier one')} in 12 months not shown.</p> : null}
    </section>
  );
}

const OUTCOME: Partial<Record<IncidentRow['state'], string>> = { waiting: 'waits for an operator', handling: 'is being worked', parked: 'is parked', resolved: 'is resolved, not closed' };

/** In a window of its own: the one that is being worked stays where it is. */
function Earlier({ row }: { readonly row: IncidentRow }) {
  const times = useTimes();
  const was = OUTCOME[row.state] ?? row.cause_words ?? 'closed';
  return (
    <li>
      <PriorityMark priority={row.priority} silent={row.silent} />
      <a href={addressOf(row.id)} target="_blank" rel="noreferrer" aria-label={`${row.title}, ${row.number}, ${was}, opens in a window of its own`}>{row.title}</a>
      <span className="num">{row.number}</span>
      <span className="cap num">{times.moment(row.opened_at)} · {was}</span>
    </li>
  );
}
