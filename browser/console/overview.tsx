/** Nothing is open: either something waits, or nothing does and the page says how it knows. Never more than is known. */
import type { ReactNode } from 'react';
import type { IncidentRow, Quiet } from '../contract/api';
import { HEARD_MS, isBelied } from '../core/live';
import { ago, lateness, spoken } from '../core/time';
import { isLeft, isUntaken, unattendedWords, worstFirst } from '../core/queue';
import { mayHide, silenceWords } from '../core/silence';
import { ActButton } from '../ui/act-button';
import { useConnection, useDesk, useMe, useRows, useSecond, useSecondOf, useSilent, useTimes, useWatched } from '../ui/desk';
import { Icon } from '../ui/icon';
import { Skeleton } from '../ui/state';
import type { Sound } from './use-sound';

interface Props {
  readonly sound: Sound;
  readonly show: (id: string) => void;
}

export function Overview({ sound, show }: Props) {
  const rows = useRows();
  const me = useMe();
  const { quiet } = useWatched(useDesk().live);
  const { state } = useConnection();
  const now = useSecondOf(false);
  const waiting = rows.filter((row) => row.state === 'waiting').sort(worstFirst);
  const left = rows.filter((row) => isLeft(row, me.person.id, now)).sort(worstFirst);
  const unattended = [...left, ...waiting];
  const rings = (row: IncidentRow) => (isUntaken(row) ? 0 : 1);
  const mine = rows.filter((row) => row.state !== 'waiting' && row.state !== 'parked' && row.operator?.id === me.person.id).sort((a, b) => rings(a) - rings(b) || worstFirst(a, b));
  const silent = useSilent();
  if (quiet === null) return <main className="sheet overview"><Skeleton page /></main>;
  return (
    <main className={`sheet overview${state === 'lost' ? ' old' : ''}`}>
      <div className="top">
        <Statement left={left.length} waiting={waiting.length} quiet={quiet} />
        <div className="big">
          <Figure n={quiet.lone_workers} words={quiet.lone_workers === 1 ? 'lone worker' : 'lone workers'} />
          <Figure n={quiet.sites} words={quiet.sites === 1 ? 'site watched' : 'sites watched'} />
          <Figure n={quiet.operators_on_shift} words={quiet.operators_on_shift === 1 ? 'operator on shift' : 'operators on shift'} />
        </div>
      </div>
      <Next waiting={unattended} mine={mine} show={show} />
      <section className="proofs" aria-labelledby="proofs">
        <h2 id="proofs">{silent.length > 0 ? 'What we know' : unattended.length === 0 ? 'How we know that it is quiet' : 'How we know that this is all'}</h2>
        {state === 'lost' ? <p className="empty"><b>We do not know it now.</b>Without the connection nothing here proves anything.</p> : <ProofOfQuiet quiet={quiet} sound={sound} />}
      </section>
      <p className="foot"><span>If this page stops being live, it says so within 5 seconds.</span><UpToDate /></p>
    </main>
  );
}

const Figure = ({ n, words }: { readonly n: number; readonly words: string }) => <div><b>{n}</b><span className="cap">{words}</span></div>;

function Statement({ left, waiting, quiet }: { readonly left: number; readonly waiting: number; readonly quiet: Quiet }) {
  const now = useSecond();
  const times = useTimes();
  const { state, heard_at } = useConnection();
  const silent = useSilent();
  if (state === 'lost') {
    return (
      <div>
        <h1>Not known what is waiting</h1>
        <p className="num">{heard_at === null ? 'Nothing has been heard yet.' : `${waiting === 0 ? 'Nothing was' : waiting === 1 ? '1 was' : `${waiting} were`} waiting at ${times.second(heard_at)}${left === 0 ? '' : `, ${left} had nobody with ${left === 1 ? 'it' : 'them'}`}.`} Ask another desk what it sees.</p>
      </div>
    );
  }
  if (mayHide(silent)) {
    return <div><h1>Not known what is waiting</h1><p>{left + waiting === 0 ? 'Nothing stands in the queue. Something may be waiting that you cannot see.' : `${left + waiting} in the queue. More may be waiting that you cannot see.`}</p></div>;
  }
  if (left + waiting > 0) {
    return <div><h1>{unattendedWords(left, waiting)}</h1><p>{left === 0 ? 'Worst and soonest first.' : left === 1 ? 'Whoever took it is not heard any more: take it over.' : 'Whoever took them is not heard any more: take them over.'}</p></div>;
  }
  const since = quiet.since === null ? null : Date.parse(quiet.since);
  return (
    <div>
      <h1>{unattendedWords(0, 0)}</h1>
      <p className="num">{since === null ? 'Nothing has waited here yet.' : `Quiet since ${times.moment(quiet.since ?? '').slice(0, -3)}, for ${spoken(now - since)}.`}</p>
    </div>
  );
}

/** One next step: the worst that waits; else what is yours. */
function Next({ waiting, mine, show }: { readonly waiting: readonly IncidentRow[]; readonly mine: readonly IncidentRow[]; readonly show: (id: string) => void }) {
  const [worst] = waiting;
  const [own] = mine;
  const row = worst ?? own;
  // Its room is always there: the first alarm of a quiet night moves nothing.
  if (row === undefined) return <div className="overview-next" />;
  return (
    <div className="overview-next">
      <ActButton go label={worst ? `Open ${row.title}` : `Go on with ${row.title}`} letter={worst ? 'N' : undefined} press={() => show(row.id)} />
      <p><b>{row.who}</b><span className="cap">{row.line === '' ? row.organisation : row.line}</span></p>
    </div>
  );
}

interface ProofProps {
  readonly good: boolean;
  readonly words: string;
  readonly children: ReactNode;
}

const Proof = ({ good, words, children }: ProofProps) => (
  <li className={good ? '' : 'warning'}>
    <Icon name={good ? 'tick' : 'warning'} />
    <span>{words}</span>
    <em>{children}</em>
  </li>
);

/** What is more than a second late is not in time. */
const LATE_MS = 1_000;
/** The clockwork looks every few seconds; the list that says so may itself be 20 s old. */
const CLOCKWORK_MS = 35_000;
interface HeardProps {
  readonly at: string | null;
  readonly within: number;
  /** What it means when it was heard, when it was not for a while, and when it never was. */
  readonly words: readonly [string, string, string];
  readonly last: string;
  readonly belied?: boolean;
}

function HeardProof({ at, within, belied = false, words: [good, stale, never], last }: HeardProps) {
  const now = useSecond();
  const age = at === null ? null : now - Date.parse(at);
  const fresh = age !== null && age < within;
  // Something came that the list does not know of yet: to say beside it that nothing was heard would be wrong.
  if (belied && !fresh) return <Proof good={false} words="Looking at what has just come in">a moment</Proof>;
  return <Proof good={fresh} words={age === null ? never : fresh ? good : stale}>{age === null ? 'not known' : `${last} ${ago(age)}`}</Proof>;
}

/** What the server and this page can really prove. What is not known says so, in the same place. */
export function ProofOfQuiet({ quiet, sound }: { readonly quiet: Quiet; readonly sound: Sound }) {
  const silent = new Set(useSilent().map((one) => one.part));
  const live = useWatched(useDesk().live);
  const belied = isBelied(live, useSecondOf(false)) && !silent.has('receive');
  return (
    <ul className="k">
      <HeardProof belied={belied} at={quiet.last_panel_at} within={silent.has('receive') ? 0 : HEARD_MS} words={['Panels are being heard', 'No panel for a while', 'No panel has been heard']} last="last one" />
      <HeardProof belied={belied} at={quiet.last_signal_at} within={HEARD_MS} words={['Signals are coming in', 'No signal for a while', 'No signal has come in']} last="last one" />
      <ClockworkProof at={quiet.loops_heard_at} />
      {silent.has('deadline') ? null : <Lateness ms={quiet.worst_lateness_ms} />}
      <SoundProof sound={sound} />
    </ul>
  );
}

/** The beat names what is silent within seconds; the list, which may be older, says when all were last heard. */
function ClockworkProof({ at }: { readonly at: string | null }) {
  const silent = useSilent();
  const times = useTimes();
  const words = silenceWords(silent);
  if (words !== null) return <Proof good={false} words={words.statement}>not since {times.second(Math.min(...silent.map((one) => one.since)))}</Proof>;
  return <HeardProof at={at} within={CLOCKWORK_MS} words={['Deadlines are being watched', 'Nobody watches the deadlines', 'Nobody watches the deadlines']} last="looked" />;
}

const Lateness = ({ ms }: { readonly ms: number | null }) =>
  ms === null ? <Proof good words="No deadline has come due yet">not measured</Proof>
  : <Proof good={ms < LATE_MS} words={ms < LATE_MS ? 'Deadlines are met in time' : 'A deadline was met late'}>{ms < LATE_MS ? 'at most ' : ''}{lateness(ms)} late</Proof>;

function SoundProof({ sound }: { readonly sound: Sound }) {
  const times = useTimes();
  if (!sound.on) return <Proof good={false} words="Sound is off"><button type="button" className="lesser" onClick={sound.switchOn}>Switch it on</button></Proof>;
  if (sound.confirmed_at !== null) return <Proof good words="Sound was played and heard by you">{times.minute(sound.confirmed_at)}</Proof>;
  return (
    <Proof good={false} words="Sound was not yet heard by you">
      <button type="button" className="lesser" onClick={sound.test}>Play it</button> <button type="button" className="lesser" onClick={sound.confirm}>I heard it</button>
    </Proof>
  );
}

function UpToDate() {
  const desk = useDesk();
  useSecond();
  const { state } = useConnection();
  return <span className="num">{state === 'lost' ? 'Not up to date' : `Server heard ${lateness(desk.silence())} ago`}</span>;
}
