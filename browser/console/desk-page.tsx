/** The desk: bar, queue, one sheet. What the keys do, what the tab says, what is kept until it can be sent. */
import { useMediaQuery } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { layoutOf, neighbour, nextWaiting, tabTitle } from '../core/queue';
import { secondOf } from '../core/time';
import { KeptNotes } from '../platform/kept-notes';
import { readStored, store } from '../platform/storage';
import { silenceWords } from '../core/silence';
import { Banners } from '../ui/shift-banner';
import { useConnection, useDesk, useLost, useMe, useRows, useSecondOf, useSilent } from '../ui/desk';
import { Announcer } from './announcer';
import { Bar, Search, WIDE } from './bar';
import { ByHandDialog } from './by-hand-dialog';
import { IncidentPage, type Reach } from './incident-page';
import { Kept } from './kept-context';
import { KeysDialog, useKeys } from './keys';
import { Overview } from './overview';
import { Queue } from './queue';
import { useTake } from './use-command';
import { useOpen } from './use-open';
import { SoundOff } from './sound-off';
import { useSound } from './use-sound';

export function DeskPage({ signedOut }: { readonly signedOut: () => void }) {
  const kept = useKept();
  const [open, show] = useOpen();
  const [typed, type] = useState('');
  const [keys, setKeys] = useState(false);
  const [byHand, setByHand] = useState(false);
  const [letters, setLetters] = useState(() => readStored(LETTERS) !== 'off');
  const rows = useRows();
  const sound = useSound();
  const wide = useMediaQuery(WIDE, true);
  const search = useRef<HTMLInputElement>(null);
  const reach = useRef<Reach | null>(null);
  const row = rows.find((one) => one.id === open);
  useDeskKeys({ open, show, reach, letters, mute: sound.mute, search, type, showKeys: () => setKeys(true), openByHand: () => setByHand(true) });
  return (
    <Kept value={kept}>
      <TabTitle />
      <div className="frame">
        <Bar sound={sound} typed={typed} type={type} search={search} signedOut={signedOut} openByHand={() => setByHand(true)} />
        <Banners />
        {wide || open === null ? (
          <div className="q-column">
            {wide ? null : <search className="narrow-search"><Search typed={typed} type={type} search={search} /></search>}
            <Queue open={open} show={show} typed={typed} showKeys={() => setKeys(true)} />
          </div>
        ) : null}
        {open === null ? <Overview sound={sound} show={show} /> : <IncidentPage key={open} id={open} row={row} show={show} reach={reach} />}
      </div>
      <SoundOff sound={sound} />
      <Announcer />
      {byHand ? <ByHandDialog close={() => setByHand(false)} show={show} /> : null}
      {keys ? <KeysDialog letters={letters} setLetters={(on) => { setLetters(on); store(LETTERS, on ? null : 'off'); }} close={() => setKeys(false)} /> : null}
    </Kept>
  );
}

const LETTERS = 'tocsin.keys';

function TabTitle() {
  const rows = useRows();
  const me = useMe();
  const now = useSecondOf(false);
  return <title>{tabTitle(rows, me.person.id, now, useLost(), silenceWords(useSilent())?.short ?? null)}</title>;
}

/** The notes on their way. Whenever the server is heard again they are sent. */
function useKept(): KeptNotes | null {
  const me = useMe();
  const desk = useDesk();
  const take = useTake();
  const { state } = useConnection();
  const [kept, setKept] = useState<KeptNotes | null>(null);
  useEffect(() => {
    const made = new KeptNotes(me.person.id, (ms) => secondOf(ms, me.organisation.time_zone), take);
    setKept(made);
    return () => made.leave();
  }, [me, take]);
  useEffect(() => {
    if (kept === null || state === 'lost' || state === 'joining') return undefined;
    void kept.sendAll();
    return desk.live.watch(() => void kept.sendAll());
  }, [kept, state, desk]);
  return kept;
}

interface DeskKeys {
  readonly open: string | null;
  readonly show: (id: string | null) => void;
  readonly reach: React.RefObject<Reach | null>;
  readonly letters: boolean;
  readonly mute: () => void;
  readonly search: React.RefObject<HTMLInputElement | null>;
  readonly type: (text: string) => void;
  readonly showKeys: () => void;
  readonly openByHand: () => void;
}

const rowElement = (id: string): HTMLElement | null => document.querySelector<HTMLElement>(`.q[data-incident="${CSS.escape(id)}"]`);
const focusedRow = (): string | null => (document.activeElement instanceof HTMLElement ? (document.activeElement.dataset['incident'] ?? null) : null);

function useDeskKeys({ open, show, reach, letters, mute, search, type, showKeys, openByHand }: DeskKeys): void {
  const rows = useRows();
  const me = useMe();
  const desk = useDesk();
  const layout = () => layoutOf(rows, me.person.id, desk.now());
  const move = (step: 1 | -1) => {
    const id = neighbour(layout(), focusedRow() ?? open, step);
    if (id !== null) rowElement(id)?.focus();
  };
  const escape = () => {
    if (document.activeElement instanceof HTMLElement && ['INPUT', 'TEXTAREA'].includes(document.activeElement.tagName)) {
      if (document.activeElement === search.current) type('');
      document.activeElement.blur();
    } else if (reach.current?.back() === true) return;
    else if (open !== null) show(null);
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    c: () => reach.current?.take(),
    n: () => {
      const id = nextWaiting(layout(), open);
      if (id !== null) show(id);
    },
    g: () => reach.current?.go(),
    t: () => reach.current?.note(),
    p: () => reach.current?.park(),
    h: () => reach.current?.handOver(),
    r: () => reach.current?.resolve(),
    e: () => reach.current?.emergency(),
    o: () => reach.current?.callOut(),
    d: () => reach.current?.duress(),
    i: openByHand,
    m: () => reach.current?.map(),
    s: mute,
    digit: (pressed) => reach.current?.call(Number(pressed)),
    '/': () => search.current?.focus(),
    '?': showKeys,
    Escape: escape,
  }, letters);
}
