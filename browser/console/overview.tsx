/** Nothing is open: either something waits, or nothing does and the page says how it knows. Never more than is known. */
import type { IncidentRow, Quiet } from '../contract/api';
import { ago, lateness, spoken } from '../core/time';
import { worstFirst } from '../core/queue';
import { ActButton } from '../ui/act-button';
import { useConnection, useDesk, useMe, useRows, useSecond, useTimes, useWatched } from '../ui/desk';
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
  const waiting = rows.filter((row) => row.state === 'waiting').sort(worstFirst);
  const mine = rows.filter((row) => row.state !== 'waiting' && row.operator?.id === me.person.id).sort(worstFirst);
  if (quiet === null) return <main className="sheet overview"><Skeleton /></main>;
  return (
    <main className={`sheet overview${state === 'lost' ? ' old' : ''}`}>
      <div className="top">
        <Statement waiting={waiting} quiet={quiet} />
        <div className="big">
          <Figure n={quiet.lone_workers} words={quiet.lone_workers === 1 ? 'lone worker' : 'lone workers'} />
          <Figure n={quiet.sites} words={quiet.sites === 1 ? 'site watched' : 'sites watched'} />
          <Figure n={quiet.operators_on_shift} words={quiet.operators_on_shift === 1 ? 'operator on shift' : 'operators on shift'} />
        </div>
      </div>
      <Next waiting={waiting} mine={mine} show={show} />
      <section className="proofs" aria-labelledby="proofs">
        <h2 id="proofs">{waiting.length === 0 ? 'How we know that it is quiet' : 'How we know that this is all'}</h2>
        <ProofOfQuiet quiet={quiet} sound={sound} />
      </section>
      <p className="foot"><span>If this page stops being live, it says so within 5 seconds.</span><UpToDate /></p>
    </main>
  );
}

const Figure = ({ n, words }: { readonly n: number; readonly words: string }) => <div><b>{n}</b><span className="cap">{words}</span></div>;

function Statement({ waiting, quiet }: { readonly waiting: readonly IncidentRow[]; readonly quiet: Quiet }) {
  const now = useSecond();
  const times = useTimes();
  const { state, heard_at } = useConnection();
  if (state === 'lost') {
    return (
      <div>
        <h1>Not known what is waiting</h1>
        <p className="num">{heard_at === null ? 'Nothing has been heard yet.' : `${waiting.length === 0 ? 'Nothing was' : `${waiting.length} were`} waiting at ${times.second(heard_at)}.`} Ask another desk what it sees.</p>
      </div>
    );
  }
  if (waiting.length > 0) {
    return <div><h1>{waiting.length === 1 ? '1 is waiting' : `${waiting.length} are waiting`}</h1><p>Worst and soonest first.</p></div>;
  }
  const since = quiet.since === null ? null : Date.parse(quiet.since);
  return (
    <div>
      <h1>Nothing is waiting</h1>
      <p className="num">{since === null ? 'Nothing has waited here yet.' : `Quiet since ${times.moment(quiet.since ?? '').slice(0, -3)}, for ${spoken(now - since)}.`}</p>
    </div>
  );
}

/** One next step: the worst that waits; else what is yours. */
function Next({ waiting, mine, show }: { readonly waiting: readonly IncidentRow[]; readonly mine: readonly IncidentRow[]; readonly show: (id: string) => void }) {
  const [worst] = waiting;
  const [own] = mine;
  const row = worst ?? own;
  if (row === undefined) return null;
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
  readonly proof: string;
}

const Proof = ({ good, words, proof }: ProofProps) => (
  <li className={good ? '' : 'warning'}>
    <Icon name={good ? 'tick' : 'warning'} />
    <span>{words}</span>
    <em>{proof}</em>
  </li>
);

/** The clockwork looks every second; half a minute without it is a fault that the board must show. */
const CLOCKWORK_MS = 15_000;
const LATE_MS = 5_000;

/** What the server and this page can really prove. What is not known says so, in the same place. */
export function ProofOfQuiet({ quiet, sound }: { readonly quiet: Quiet; readonly sound: Sound }) {
  const now = useSecond();
  const times = useTimes();
  const since = (time: string | null, never: string) => (time === null ? never : `last one ${ago(now - Date.parse(time))}`);
  const loops = quiet.loops_heard_at === null ? null : now - Date.parse(quiet.loops_heard_at);
  // The list is read every 20 s, so what it says may be that much older than it looks.
  const loops_good = loops !== null && loops < CLOCKWORK_MS + 20_000;
  return (
    <ul className="k">
      <Proof good={quiet.last_panel_at !== null} words={quiet.last_panel_at === null ? 'No panel has been heard' : 'Panels are being heard'} proof={since(quiet.last_panel_at, 'never yet')} />
      <Proof good={quiet.last_signal_at !== null} words={quiet.last_signal_at === null ? 'No signal has come in' : 'Signals are coming in'} proof={since(quiet.last_signal_at, 'never yet')} />
      <Proof good={loops_good} words={loops_good ? 'Deadlines are being watched' : 'Nobody watches the deadlines'} proof={loops === null ? 'not heard' : `looked ${ago(loops)}`} />
      <Proof good={quiet.worst_lateness_ms === null || quiet.worst_lateness_ms < LATE_MS} words={quiet.worst_lateness_ms === null ? 'No deadline has been met yet' : 'Deadlines were met in time'} proof={quiet.worst_lateness_ms === null ? 'not measured' : `at most ${lateness(quiet.worst_lateness_ms)} late`} />
      <Proof good={sound.on && sound.confirmed_at !== null} words={!sound.on ? 'Sound is off' : sound.confirmed_at === null ? 'Sound was not yet heard by you' : 'Sound was played and heard by you'} proof={sound.confirmed_at === null ? 'try it in the bar' : times.minute(sound.confirmed_at)} />
    </ul>
  );
}

function UpToDate() {
  const desk = useDesk();
  useSecond();
  const { state } = useConnection();
  return <span className="num">{state === 'lost' ? 'Not up to date' : `Server heard ${lateness(desk.silence())} ago`}</span>;
}
