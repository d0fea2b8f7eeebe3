/** How far it is set up, and what is still missing before an alarm can be handled. The first open point is the page's next step; what is only advised is offered more quietly. */
import { useEffect, useId, useRef } from 'react';
import { type Need, needsWords } from '../../core/needs';
import { ActButton } from '../../ui/act-button';
import { Icon } from '../../ui/icon';

const STEP: Readonly<Record<Need['name'], string | null>> = { panel: 'Add its panel', contacts: 'Say whom to call', plan: 'Agree a plan', signal: null };
const ICON = { done: 'tick', open: 'cannot', awaited: 'clock', warning: 'warning', advised: 'note' } as const;
const STATE = { done: 'done', open: 'missing', awaited: 'awaited', warning: 'look at this', advised: 'advised' } as const;

interface Props {
  readonly needs: readonly Need[];
  /** Null while something is being written: one step at a time. */
  readonly start: ((need: Need['name']) => void) | null;
  readonly subject: string;
}

export function NeedList({ needs, start, subject }: Props) {
  const next = ['open', 'advised'].flatMap((state) => needs.filter((one) => one.state === state && STEP[one.name] !== null))[0];
  const title = useId();
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
    <section ref={list} className="su-needs" aria-labelledby={title}>
      <h2 id={title}>{needsWords(needs, subject)}</h2>
      <ul>
        {needs.map((one) => <li key={one.name} className={one.state}><Icon name={ICON[one.state]} /><span><span className="sr">{STATE[one.state]}: </span>{one.words}</span></li>)}
      </ul>
      {start === null || next === undefined || step === null ? null : <ActButton go={next.state === 'open'} label={step} press={() => start(next.name)} />}
    </section>
  );
}
