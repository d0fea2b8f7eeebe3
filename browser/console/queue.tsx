/** The queue: what waits, what is yours, what others have. A thousand rows scroll; nothing moves under the hand. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { IncidentRow } from '../contract/api';
import { arrange, GROUP_WORD, type Group, GROUPS, isUntaken, type Layout, layoutOf, matches } from '../core/queue';
import { useConnection, useDesk, useMe, useRows, useSecondOf, useTimes, useWatched } from '../ui/desk';
import { QueueRow } from '../ui/queue-row';
import { addressOf } from './use-open';

type Line =
  | { readonly kind: 'head'; readonly key: string; readonly group: Group; readonly count: number }
  | { readonly kind: 'empty'; readonly key: string }
  | { readonly kind: 'row'; readonly key: string; readonly row: IncidentRow; readonly gone: boolean };

const HEIGHT = { head: 38, empty: 26, row: 78 } as const;
/** The hand is still there for a moment after the pointer slid off a row on its way to the next. */
const LET_GO_MS = 200;

function linesOf(layout: Layout, known: ReadonlyMap<string, IncidentRow>, live: ReadonlyMap<string, IncidentRow>): readonly Line[] {
  return GROUPS.filter((group) => group === 'waiting' || layout[group].length > 0).flatMap((group) => {
    const rows = layout[group].flatMap((id): Line[] => {
      const row = live.get(id) ?? known.get(id);
      return row ? [{ kind: 'row', key: id, row, gone: !live.has(id) }] : [];
    });
    const head: Line = { kind: 'head', key: group, group, count: rows.length };
    return rows.length === 0 ? [head, { kind: 'empty', key: `${group} empty` }] : [head, ...rows];
  });
}

interface Held {
  readonly layout: Layout;
  readonly rows: ReadonlyMap<string, IncidentRow>;
}

interface Props {
  readonly open: string | null;
  readonly show: (id: string) => void;
  readonly typed: string;
  readonly showKeys: () => void;
}

export function Queue({ open, show, typed, showKeys }: Props) {
  const me = useMe();
  const rows = useRows();
  const live = useMemo(() => new Map(rows.map((row) => [row.id, row])), [rows]);
  const shown = useMemo(() => (typed === '' ? rows : rows.filter((row) => matches(row, typed))), [rows, typed]);
  // Whoever searches must not forget what waits meanwhile.
  const hidden = rows.filter(isUntaken).length - shown.filter(isUntaken).length;
  const now = useSecondOf(false); // whose operator is heard no more, the time alone says
  const wanted = layoutOf(shown, me.person.id, now);
  const [held, setHeld] = useState<Held | null>(null);
  const letGo = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(letGo.current), []);
  useEffect(() => setHeld(null), [typed]);
  const { layout, just_in } = arrange(wanted, held?.layout ?? null);
  const lines = linesOf(layout, held?.rows ?? live, live);
  const scroll = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroll.current,
    estimateSize: (i) => HEIGHT[lines[i]?.kind ?? 'row'],
    getItemKey: (i) => lines[i]?.key ?? i,
    overscan: 12,
  });
  useEffect(() => {
    const at = lines.findIndex((line) => line.key === open);
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
    // Only when another one is opened: a list that changes must not scroll by itself.
    // eslint-disable-next-line react-hooks/exhaustive-deps -- see above
  }, [open]);
  const hold = (over: boolean) => {
    clearTimeout(letGo.current);
    if (!over) letGo.current = setTimeout(() => setHeld(null), LET_GO_MS);
    else if (held === null) setHeld({ layout, rows: live });
  };
  return (
    <nav className={`queue${useConnection().state === 'lost' ? ' old' : ''}`} aria-label="Queue">
      <AsItWas />
      {typed === '' ? null : <p className="hush" role="status">{shown.length} of {rows.length} found. {hidden > 0 ? `${hidden} more ${hidden === 1 ? 'waits' : 'wait'}, not shown. ` : ''}Esc shows all.</p>}
      <div className="q-scroll" ref={scroll}>
        <div
          className="q-list"
          style={{ height: virtual.getTotalSize() }}
          onPointerOver={(event) => {
            if (event.pointerType === 'mouse') hold((event.target as Element).closest('.q') !== null);
          }}
          onPointerLeave={() => hold(false)}
        >
          {virtual.getVirtualItems().map((item) => {
            const line = lines[item.index];
            return line === undefined ? null : (
              <div key={item.key} className="q-item" ref={virtual.measureElement} data-index={item.index} style={{ transform: `translateY(${item.start}px)` }}>
                <QueueLine line={line} first={item.index === 0} open={open} show={show} />
              </div>
            );
          })}
        </div>
      </div>
      {just_in.length === 0 ? null : <JustIn ids={just_in} live={live} show={show} />}
      <div className="q-foot">
        <span aria-hidden="true"><kbd>J</kbd><kbd>K</kbd>move</span>
        <span aria-hidden="true"><kbd>C</kbd>take</span>
        <span aria-hidden="true"><kbd>N</kbd>next</span>
        <button type="button" onClick={showKeys}><kbd aria-hidden="true">?</kbd>keys</button>
      </div>
    </nav>
  );
}

interface LineProps {
  readonly line: Line;
  readonly first: boolean;
  readonly open: string | null;
  readonly show: (id: string) => void;
}

function QueueLine({ line, first, open, show }: LineProps) {
  if (line.kind === 'row') return <QueueRow row={line.row} gone={line.gone} open={line.key === open} href={addressOf(line.key)} show={() => show(line.key)} />;
  if (line.kind === 'empty') return <EmptyWaiting />;
  return <h2 className={`q-head${first ? ' first' : ''}`}><span>{GROUP_WORD[line.group]}</span><Count of={line.count} /></h2>;
}

/** A count that always begins in the same place: room for four figures, so that nothing moves from 9 to 10. */
const Count = ({ of }: { readonly of: number }) => <span className="num">{String(of).padStart(4, '\u2007')}</span>;

function EmptyWaiting() {
  const since = useWatched(useDesk().live).quiet?.since ?? null;
  const times = useTimes();
  return <p className="hush num">{since === null ? 'Empty.' : `Empty since ${times.minute(Date.parse(since))}.`}</p>;
}

/** What came while a row was under the pointer. It is placed in the queue once the pointer has left. */
const JustIn = ({ ids, live, show }: { readonly ids: readonly string[]; readonly live: ReadonlyMap<string, IncidentRow>; readonly show: (id: string) => void }) => {
  const [first] = ids;
  const row = first === undefined ? undefined : live.get(first);
  return row === undefined ? null : (
    <div className="q-new">
      <h2 className="q-head"><span>Just in</span><Count of={ids.length} /></h2>
      <QueueRow row={row} gone={false} open={false} href={addressOf(row.id)} show={() => show(row.id)} />
    </div>
  );
};

function AsItWas() {
  const { state, heard_at } = useConnection();
  const times = useTimes();
  if (state !== 'lost' || heard_at === null) return null;
  return <div className="asof"><b className="num">As it was at {times.second(heard_at)}</b><span>Ask another desk what it sees.</span></div>;
}
