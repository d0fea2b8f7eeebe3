/** One incident in the queue: mark, what, who, and how long is left to take it. */
import type { IncidentRow } from '../contract/api';
import { countdown } from '../core/countdown';
import { staleWords } from '../core/claim';
import { isUntaken } from '../core/queue';
import { isCalledFor, isSupervisor, isSupervisorAsked, rungWords, worstWords } from '../core/shift';
import { figures } from '../core/time';
import { clockWords, shortName } from '../core/words';
import { Drain, stageClass } from './clock';
import { useMe, useSecondOf, useTimes } from './desk';
import { Icon } from './icon';
import { markColour, PriorityMark } from './priority-mark';

interface Props {
  readonly row: IncidentRow;
  readonly open: boolean;
  /** It has left the queue while the pointer held its place. */
  readonly gone: boolean;
  readonly href: string;
  readonly show: () => void;
}

const lineOf = (row: IncidentRow): string => (row.line === '' ? row.organisation : row.line);

/** What it is; and that it is only a drill, in a word as well as in its frame. */
const Title = ({ row }: { readonly row: IncidentRow }) => (
  <>
    <b className="cut" title={row.title}>{row.title}</b>
    {row.drill ? <span className="drill">Drill</span> : null}
    <Called row={row} />
  </>
);

/** Where it came from; beside it what is worst about it, such as what was done because nobody took it in time. */
function LineAndWorst({ row }: { readonly row: IncidentRow }) {
  const worst = worstWords(row);
  const line = lineOf(row);
  if (worst === null) return <span className="cut grow" title={line}>{line}</span>;
  return <><span className="cut line" title={line}>{line}</span><span className="cut rung" title={worst}>{worst}</span></>;
}

/** Whoever is called finds their rows at a glance. */
function Called({ row }: { readonly row: IncidentRow }) {
  const me = useMe();
  return isCalledFor(row) && isSupervisor(me.roles) ? <span className="you-called">Called</span> : null;
}

function Waiting({ row }: { readonly row: IncidentRow }) {
  const now = useSecondOf(false);
  const shown = row.clock === null ? null : countdown(row.clock, now);
  const colour = shown === null ? '' : stageClass(shown.stage);
  return (
    <>
      <span className="q-t">
        <Title row={row} />
        <span className={`clock ${colour}`}>{shown?.figures ?? figures(now - Date.parse(row.opened_at))}</span>
      </span>
      <span className="q-w cut" title={row.who}>{row.who}</span>
      <span className="q-b">
        <span className="q-s">
          <LineAndWorst row={row} />
          {row.clock && shown ? <span className={colour}>{shown.stage === 'late' ? 'overdue' : shown.stage === 'near' ? 'due soon' : clockWords(row.clock).left}</span> : null}
        </span>
        {shown ? <Drain shown={shown} /> : null}
      </span>
    </>
  );
}

/** What is most worth knowing of an incident that somebody has. */
function standing(row: IncidentRow): string {
  const worst = worstWords(row, isUntaken(row) ? rungWords(row) : null);
  if (worst !== null) return worst;
  if (row.returned_at !== null) return 'is back, to be taken up';
  if (row.state === 'resolved') return 'resolved, to be closed';
  return row.activity === '' ? lineOf(row) : row.activity;
}

function Taken({ row, mine, gone }: { readonly row: IncidentRow; readonly mine: boolean; readonly gone: boolean }) {
  const now = useSecondOf(mine);
  const shown = row.clock === null || (row.clock.name === 'take' && !isUntaken(row)) ? null : countdown(row.clock, now);
  const pressing = shown?.stage === 'near' || shown?.stage === 'late' ? shown : null;
  const what = gone ? 'closed' : standing(row);
  return (
    <>
      <span className="q-t">
        <Title row={row} />
        <span className="clock">{figures(now - Date.parse(row.opened_at))}</span>
      </span>
      <span className="q-w cut" title={row.who}>{row.who}</span>
      <span className="q-s">
        <Whose row={row} mine={mine} gone={gone} what={what} pressed={pressing !== null} />
        {pressing && row.clock ? <span className={`num ${stageClass(pressing.stage)}`}>{pressing.figures} {clockWords(row.clock).running.toLowerCase()}</span> : null}
      </span>
    </>
  );
}

const ownerOf = (row: IncidentRow, mine: boolean): string => (mine ? 'You' : row.operator ? shortName(row.operator.name) : 'Nobody');

interface WhoseProps {
  readonly row: IncidentRow;
  readonly mine: boolean;
  readonly gone: boolean;
  readonly what: string;
  /** Its own clock presses, and needs the room. */
  readonly pressed?: boolean;
}

/** Who has it and what they do; or that they are not heard any more. */
function Whose({ row, mine, gone, what, pressed = false }: WhoseProps) {
  const me = useMe();
  const stale = staleWords(row, me.person.id, useSecondOf(false));
  if (stale !== null && !gone) return <><span className="stale num">{stale}</span><span className="cut grow">{pressed ? '' : (worstWords(row) ?? 'take over')}</span></>;
  return <><span className="own">{ownerOf(row, mine)}</span><span className={`cut grow${isSupervisorAsked(row) && !gone ? ' rung' : ''}`} title={what}>{what}</span></>;
}

/** Put aside: how long until it is back, at what time, and why. */
function Parked({ row, mine, gone }: { readonly row: IncidentRow; readonly mine: boolean; readonly gone: boolean }) {
  const now = useSecondOf(false);
  const times = useTimes();
  const shown = row.clock === null ? null : countdown(row.clock, now);
  const until = row.parked_until === null ? '' : `back at ${times.minute(Date.parse(row.parked_until))}`;
  const why = [isSupervisorAsked(row) ? 'supervisor needed' : '', until, row.parked_because ?? ''].filter((part) => part !== '').join(', ');
  return (
    <>
      <span className="q-t">
        <Title row={row} />
        {shown === null ? null : <span className={`clock ${shown.stage === 'late' ? 'late' : 'parked'}`}><Icon name="pause" /><span className="sr">{shown.stage === 'late' ? 'should be back, ' : 'back by itself in '}</span>{shown.figures}</span>}
      </span>
      <span className="q-w cut" title={row.who}>{row.who}</span>
      <span className="q-s"><Whose row={row} mine={mine} gone={gone} what={gone ? 'closed' : why} /></span>
    </>
  );
}

export function QueueRow({ row, open, gone, href, show }: Props) {
  const me = useMe();
  const mine = row.operator?.id === me.person.id;
  const waiting = row.state === 'waiting' && !gone;
  const called = !gone && isCalledFor(row) && isSupervisor(me.roles);
  return (
    <a
      className={`q${waiting ? ' waiting' : ''}${open ? ' on' : ''}${gone ? ' gone' : ''}${row.drill ? ' is-drill' : ''}${called ? ' called' : ''}`}
      href={href}
      style={{ '--mark': markColour(row.priority, row.silent) } as React.CSSProperties}
      aria-current={open ? 'true' : undefined}
      data-incident={row.id}
      onClick={(press) => {
        if (press.metaKey || press.ctrlKey || press.shiftKey) return; // a window of its own
        press.preventDefault();
        show();
      }}
    >
      <PriorityMark priority={row.priority} silent={row.silent} untaken={isUntaken(row) && !gone} />
      {waiting ? <Waiting row={row} /> : row.state === 'parked' ? <Parked row={row} mine={mine} gone={gone} /> : <Taken row={row} mine={mine} gone={gone} />}
    </a>
  );
}
