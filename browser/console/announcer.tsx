/** Tells a screen reader what sight and sound tell others: what is new, and when one's own clock is near or late. */
import { useEffect, useRef, useState } from 'react';
import type { IncidentRow } from '../contract/api';
import { countdown } from '../core/countdown';
import { isStale, staleWords } from '../core/claim';
import { isUntaken } from '../core/queue';
import { rungWords } from '../core/shift';
import { clockWords, priorityWords } from '../core/words';
import { useMe, useRows, useSecond } from '../ui/desk';

const words = (row: IncidentRow): string => `${priorityWords(row.priority, row.silent)}: ${row.title}, ${row.who}`;
const gravest = (row: IncidentRow): boolean => row.silent || row.priority === 1;

function clockSaid(row: IncidentRow, now: number): string | null {
  if (row.clock === null) return null;
  const { stage } = countdown(row.clock, now);
  const clock = clockWords(row.clock).running;
  return stage === 'near' ? `${clock} due soon: ${row.title}` : stage === 'late' ? `${clock} overdue: ${row.title}` : null;
}

/** It is back, nobody takes it, or whoever has it is gone. */
function claimSaid(row: IncidentRow, me: string, now: number): string | null {
  if (row.state === 'handling' && row.returned_at !== null) return `Back from parking: ${row.title}, ${row.who}`;
  const rung = isUntaken(row) ? rungWords(row) : null;
  if (rung !== null) return `${rung}: ${row.title}, ${row.who}`;
  return isStale(row, me, now) ? `${staleWords(row, me, now) ?? ''}: ${row.title}, ${row.who}` : null;
}

export function Announcer() {
  const rows = useRows();
  const now = useSecond();
  const me = useMe();
  const said = useRef(new Set<string>());
  const [polite, setPolite] = useState('');
  const [assertive, setAssertive] = useState('');
  useEffect(() => {
    const fresh = (text: string, key: string) => {
      if (said.current.has(key)) return false;
      said.current.add(key);
      return text !== '';
    };
    const waiting = rows.filter((row) => row.state === 'waiting' && fresh(words(row), `waits ${row.id} ${row.priority}`));
    const grave = waiting.filter(gravest);
    if (grave.length > 0) setAssertive(grave.map(words).join('. '));
    const others = waiting.filter((row) => !gravest(row)).map(words);
    const clocks = rows.flatMap((row) => {
      const text = row.operator?.id === me.person.id ? clockSaid(row, now) : null;
      return text !== null && fresh(text, `${text} ${row.id} ${row.clock?.started_at ?? ''}`) ? [text] : [];
    });
    const changed = rows.flatMap((row) => {
      const text = claimSaid(row, me.person.id, now);
      return text !== null && fresh(text, `${row.returned_at ?? ''} ${row.operator_heard_at ?? ''} ${row.rung ?? ''} ${row.id}`) ? [text] : [];
    });
    if (others.length + clocks.length + changed.length > 0) setPolite([...clocks, ...changed.slice(0, 3), ...others.slice(0, 3)].join('. '));
  }, [rows, now, me]);
  return (
    <>
      <p className="sr" role="status">{polite}</p>
      <p className="sr" role="alert">{assertive}</p>
    </>
  );
}
