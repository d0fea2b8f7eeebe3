/** Clocks: figures, and a bar that drains to the left. They are not live regions; the desk announces near and late. */
import type { Clock } from '../contract/api';
import { type Countdown, countdown } from '../core/countdown';
import { clockWords } from '../core/words';
import { useSecondOf, useTimes } from './desk';
import { Icon } from './icon';

const STAGE_CLASS: Readonly<Record<Countdown['stage'], string>> = { running: '', calm: '', near: 'near', late: 'late', met: '', parked: '' };

export const stageClass = (stage: Countdown['stage']): string => STAGE_CLASS[stage];

export const Drain = ({ shown }: { readonly shown: Countdown }) =>
  shown.share === null ? null : (
    <div className={`drain${shown.stage === 'near' ? ' is-near' : shown.stage === 'late' ? ' is-late' : ''}`}>
      <span style={{ width: `${shown.share * 100}%` }} />
    </div>
  );

function beside(clock: Clock, shown: Countdown, started: string): string {
  switch (shown.stage) {
    case 'running': return `from ${started}`;
    case 'met': return shown.late_by === null ? (shown.limit === null ? '' : `of ${shown.limit}`) : `late by ${shown.late_by}`;
    case 'late': return `over ${shown.limit ?? ''}`;
    case 'parked': return 'from now';
    case 'calm':
    case 'near': return clock.due_at === null ? '' : `left of ${shown.limit ?? ''}`;
  }
}

interface ClockProps {
  readonly clock: Clock;
  readonly own: boolean;
}

/** What is over loses its colour and counts no more. */
const NeverMet = ({ clock }: { readonly clock: Clock }) => (
  <div>
    <div className="cap"><span>{clockWords(clock).running}</span></div>
    <div className="val"><span className="clock faint">not met</span></div>
  </div>
);

function OneClock({ clock, own }: ClockProps) {
  const shown = countdown(clock, useSecondOf(own));
  const times = useTimes();
  const words = clockWords(clock);
  return (
    <div>
      <div className="cap">
        <span>{shown.stage === 'met' ? words.met : words.running}</span>
        {shown.stage === 'near' ? <span className="near">due soon</span> : null}
        {shown.stage === 'late' ? <span className="late">overdue</span> : null}
      </div>
      <div className="val">
        {shown.stage === 'met' ? <Icon name="tick" /> : null}
        <span className={`clock ${stageClass(shown.stage)}`}>{shown.figures}</span>
        <span className="of num">{beside(clock, shown, times.moment(clock.started_at))}</span>
      </div>
      <Drain shown={shown} />
    </div>
  );
}

interface RowProps {
  readonly clocks: readonly Clock[];
  readonly own: boolean;
  readonly over: boolean;
}

/** The clocks that the plan sets, in their order. */
export const ClockRow = ({ clocks, own, over }: RowProps) => (
  <section className="clocks" aria-label="Clocks">
    {clocks.map((clock) => {
      const key = `${clock.name} ${clock.started_at}`;
      return over && clock.met_at === null && clock.due_at !== null ? <NeverMet key={key} clock={clock} /> : <OneClock key={key} clock={clock} own={own} />;
    })}
  </section>
);
