/** One incident: head, clocks, the next step, people and journal beside each other, and the place. It opens from the list's row. */
import { SegmentedControl } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type Ref, useCallback, useEffect, useImperativeHandle, useMemo, useRef, useState } from 'react';
import type { Incident, IncidentRow } from '../contract/api';
import { isStale } from '../core/claim';
import { isOver } from '../core/queue';
import { leadsNowhere } from '../core/refused';
import { undeliveredWords } from '../core/words';
import { NotReached, readIncident, Refused } from '../platform/api';
import { ActButton } from '../ui/act-button';
import { MarkedElsewhere, NeedsHuman, SilentBanner } from '../ui/banner';
import { ClockRow } from '../ui/clock';
import { useLost, useMe, useSecond, useTimes } from '../ui/desk';
import { markColour } from '../ui/priority-mark';
import { LadderBanner } from '../ui/shift-banner';
import { Refusal, Skeleton } from '../ui/state';
import { StaleClaim } from './claim';
import { Contacts } from './contacts';
import { Drill } from './drill';
import { type AskedAct, IncidentHead } from './incident-head';
import { ParkDialog } from './park-dialog';
import { PlaceColumn } from './place-column';
import { ResolveDialog } from './resolve-dialog';
import { StepCard } from './step-card';
import { type Commands, incidentKey, useCommand } from './use-command';
import { useEndOfDrafts } from './use-draft';
import { WrittenJournal } from './written-journal';

/** What the keys of the desk reach inside the open incident. */
export interface Reach {
  readonly go: () => void;
  readonly note: () => void;
  readonly resolve: () => void;
  readonly park: () => void;
  readonly handOver: () => void;
  readonly emergency: () => void;
  readonly callOut: () => void;
  readonly duress: () => void;
  /** Leaves what is being confirmed; false when nothing is. */
  readonly back: () => boolean;
  readonly take: () => void;
  readonly call: (place: number) => void;
  readonly map: () => void;
}

interface Props {
  readonly id: string;
  readonly row: IncidentRow | undefined;
  readonly show: (id: string | null) => void;
  readonly reach: Ref<Reach>;
}

const ROOMY = '(min-width: 1280px)';

export function IncidentPage({ id, row, show, reach }: Props) {
  const close = () => show(null);
  const { data: incident, error, refetch } = useQuery({ queryKey: incidentKey(id), queryFn: () => readIncident(id) });
  const lost = useLost();
  const known = incident?.version ?? -1;
  const newest = row?.version ?? -1;
  useEffect(() => {
    if (!lost && known >= 0 && newest > known) void refetch();
  }, [lost, known, newest, refetch]);
  // Closed elsewhere: its row is gone, and what is shown here is from before.
  const had = useRef(false);
  useEffect(() => {
    if (row) had.current = true;
    else if (had.current && !lost) void refetch();
  }, [row, lost, refetch]);
  useEffect(() => {
    if (!lost && error instanceof NotReached) void refetch();
  }, [lost, error, refetch]);
  useFreshClaim(row, refetch);
  const shown = useMemo(() => withHeard(incident, row), [incident, row]);
  const head = incident ?? row;
  return (
    <main className={`sheet two${lost ? ' old' : ''}${head?.drill === true ? ' is-drill' : ''}`} style={head ? ({ '--mark': markColour(head.priority, head.silent) } as React.CSSProperties) : {}}>
      {shown ? <Open incident={shown} show={show} reach={reach} /> : (
        <section className="inc" aria-label="Incident">
          {isNowhere(error) ? <Nowhere close={close} /> : (
            <>
              {row ? <IncidentHead incident={row} close={close} /> : <h1 className="sr">Incident</h1>}
              <div className="next">
                {error ? <Refusal>{error instanceof NotReached ? 'The server does not answer. This opens as soon as it does.' : error.message}</Refusal> : <Skeleton widths={[38, 64, 30]} />}
              </div>
            </>
          )}
        </section>
      )}
    </main>
  );
}

const isNowhere = (problem: unknown): boolean => problem instanceof Refused && leadsNowhere(problem.code);

/** The address names no incident, or none of this centre: why that may be, and where to go on. */
function Nowhere({ close }: { readonly close: () => void }) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus({ preventScroll: true }), []);
  return (
    <div className="nowhere">
      <h1 ref={title} tabIndex={-1}>There is no such incident</h1>
      <p>The address may be mistyped or cut short, or it is another centre’s. What is open stands in the queue.</p>
      <ActButton go label="Open the queue" icon="back" press={close} />
    </div>
  );
}

/** When its operator was last heard changes without any change of the incident: the list brings it. */
const withHeard = (incident: Incident | undefined, row: IncidentRow | undefined): Incident | undefined =>
  incident !== undefined && row?.version === incident.version ? { ...incident, operator_heard_at: row.operator_heard_at } : incident;

/** A second after its operator fell silent, or was heard again, what is allowed has changed without any change of the incident. */
function useFreshClaim(row: IncidentRow | undefined, refetch: () => unknown): void {
  const me = useMe();
  const now = useSecond();
  const stale = row !== undefined && isStale(row, me.person.id, now);
  const before = useRef(stale);
  useEffect(() => {
    if (before.current === stale) return undefined;
    before.current = stale;
    const timer = setTimeout(() => void refetch(), 1_000);
    return () => clearTimeout(timer);
  }, [stale, refetch]);
}

type Marked = Pick<Incident, 'id' | 'number'>;

/** Signs of duress, and which incident they were marked in: what is over is followed by another, or another of the place is open. */
function useDuress({ id, number }: Incident) {
  const [marked, setMarked] = useState<Marked | null>(null);
  const elsewhere = useCallback((other: string, its: number) => setMarked({ id: other, number: its }), []);
  const duress = useCommand(id, elsewhere);
  const mark = async () => {
    setMarked(null);
    if (await duress.run({ from: 'suspect_duress', act: 'suspect_duress', body: { note: null } })) setMarked((other) => other ?? { id, number });
  };
  return { duress, marked, mark: () => void mark() };
}

function Open({ incident, show, reach }: { readonly incident: Incident; readonly show: Props['show']; readonly reach: Ref<Reach> }) {
  const me = useMe();
  const lost = useLost();
  const commands = useCommand(incident.id, show);
  const { duress, mark, marked } = useDuress(incident);
  useEndOfDrafts(incident);
  const roomy = useMediaQuery(ROOMY, true);
  const [part, setPart] = useState('incident');
  const [asking, ask] = useState<AskedAct | null>(null);
  const [call, setCall] = useState<string | null>(null);
  const go = useRef<HTMLButtonElement>(null);
  const note = useRef<HTMLTextAreaElement>(null);
  const may = (act: string) => !lost && incident.allowed[act]?.allowed === true;
  useImperativeHandle(reach, () => ({
    go: () => (go.current ?? document.querySelector<HTMLElement>('.step-card h2'))?.focus(),
    note: () => note.current?.focus(),
    resolve: () => { if (may('resolve')) ask('resolve'); },
    park: () => { if (may('park')) ask('park'); },
    emergency: () => { if (may('call_emergency')) ask('emergency'); },
    callOut: () => { if (may('call_out')) ask('call_out'); },
    duress: () => document.querySelector<HTMLElement>('.signs')?.click(),
    handOver: () => { if (may('release')) ask('release'); },
    back: () => {
      if (asking === null) return false;
      ask(null);
      return true;
    },
    map: () => document.querySelector<HTMLElement>('.map-larger')?.click(),
    take: () => { if (may('claim')) void commands.run({ from: 'go', act: 'claim' }); },
    call: (place) => {
      const callee = incident.callees.filter((one) => !one.is_subject)[place - 1];
      if (callee && callee.state !== 'ringing' && may('call')) void commands.run({ from: callee.id, act: 'call', body: { callee_id: callee.id } });
    },
  }));
  const own = incident.operator?.id === me.person.id;
  const place = !roomy && part === 'place';
  return (
    <>
      <section className="inc" aria-label="Incident">
        <IncidentHead incident={incident} close={() => show(null)} acts={{ commands, duress, mark, incident, allowed: incident.allowed, asking, ask }} />
        {roomy ? null : <SegmentedControl className="parts" fullWidth value={part} onChange={setPart} aria-label="Part of the incident" data={PARTS} />}
        <Warnings incident={incident} commands={commands} marked={marked} show={show} />
        {place ? <PlaceColumn incident={incident} /> : (
          <>
            <ClockRow clocks={incident.clocks} own={own} over={isOver(incident)} />
            <StepCard incident={incident} commands={commands} resolve={() => ask('resolve')} go={go} call={call} callDone={() => setCall(null)} />
            <Undelivered incident={incident} />
            <div className="pair">
              <Contacts incident={incident} commands={commands} note={setCall} />
              <WrittenJournal incident={incident} focus={note} />
            </div>
          </>
        )}
      </section>
      {roomy ? <aside className="side" aria-label="Person and place" tabIndex={0}><PlaceColumn incident={incident} /></aside> : null}
      {asking === 'resolve' && !lost ? <ResolveDialog incident={incident} commands={commands} close={() => ask(null)} /> : null}
      {asking === 'park' && !lost ? <ParkDialog incident={incident} commands={commands} close={() => ask(null)} /> : null}
    </>
  );
}

const PARTS = [{ value: 'incident', label: 'Incident' }, { value: 'place', label: 'Place and person' }];

/** Programs that do not take what they are told: for whoever set them up to see to, while the incident goes on. */
function Undelivered({ incident }: { readonly incident: Incident }) {
  const times = useTimes();
  return <>{incident.undelivered.map((one, i) => <p key={i} className="undelivered num">{undeliveredWords(one, times.moment)}</p>)}</>;
}

/** What must be known before anything is done stands above it, whatever part is shown. */
const Warnings = ({ incident, commands, marked, show }: { readonly incident: Incident; readonly commands: Commands; readonly marked: Marked | null; readonly show: Props['show'] }) => (
  <>
    <StaleClaim incident={incident} commands={commands} />
    <LadderBanner incident={incident} />
    {marked === null || marked.id === incident.id ? null : <MarkedElsewhere number={marked.number} open={() => show(marked.id)} />}
    {incident.silent ? <SilentBanner marked={marked?.id === incident.id} /> : null}
    {incident.drill ? <Drill incident={incident} show={show} /> : null}
    {incident.needs_human === null ? null : <NeedsHuman why={incident.needs_human} />}
  </>
);
