/** What is still missing before an alarm can be handled. The first open point is the page's next step. */
import { useEffect, useRef } from 'react';
import type { Need } from '../../core/needs';
import { ActButton } from '../../ui/act-button';
import { Icon } from '../../ui/icon';

const STEP: Readonly<Record<Need['name'], string | null>> = { panel: 'Add its panel', contacts: 'Say whom to call', plan: 'Agree a plan', signal: null };
const ICON = { done: 'tick', open: 'cannot', warning: 'warning' } as const;
const STATE = { done: 'done', open: 'missing', warning: 'look at this' } as const;

interface Props {
  readonly needs: readonly Need[];
  /** Null while something is being written: one step at a time. */
  readonly start: ((need: Need['name']) => void) | null;
  readonly subject: string;
}

export function NeedList({ needs, start, subject }: Props) {
  const next = needs.find((one) => one.state === 'open' && STEP[one.name] !== null);
  const left = needs.filter((one) => one.state === 'open').length;
  const list = useRef<HTMLElement>(null);
  const writes = start === null;
  const wrote = useRef(writes);
  useEffect(() => {
    // What was written stands further down: the next step must not stay out of sight above it.
    if (wrote.current && !writes) list.current?.scrollIntoView({ block: 'nearest' });
    wrote.current = writes;
  }, [writes]);
  const step = next === undefined ? null : STEP[next.name];
  return (
    <section ref={list} className="su-needs" aria-label="What is still missing">
      <h2>{left === 0 ? `An alarm from ${subject} can be handled` : `Still missing before an alarm from ${subject} can be handled`}</h2>
      <ul>
        {needs.map((one) => <li key={one.name} className={one.state}><Icon name={ICON[one.state]} /><span><span className="sr">{STATE[one.state]}: </span>{one.words}</span></li>)}
      </ul>
      {start === null || next === undefined || step === null ? null : <ActButton go label={step} press={() => start(next.name)} />}
    </section>
  );
}
