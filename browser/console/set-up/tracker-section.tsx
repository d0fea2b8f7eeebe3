/** The trackers of other makes that speak for a lone worker. */
import type { Tracker } from '../../contract/set-up';
import { addressOfPlace, type Values } from '../../core/set-up';
import { protocolOf } from '../../core/tracker';
import { write } from '../../platform/set-up';
import { ActButton } from '../../ui/act-button';
import { useTimes } from '../../ui/desk';
import { go } from '../use-place';
import { Form, type Field } from './form';
import { Section, useAll, Waiting, Withdraw } from './parts';
import type { Editing } from './site-page';

const OPEN = 'tracker';
const QUICKLY_MS = 3_000;

/** While one is added it is seen at once that it was heard. */
export const useTrackers = (of: string) => useAll('trackers', `lone_worker=${of}`, QUICKLY_MS);
export const useLines = () => useAll('receiver-lines');

interface Props {
  readonly of: string;
  readonly name: string;
  readonly trackers: ReturnType<typeof useTrackers>;
  readonly lines: ReturnType<typeof useLines>;
  readonly editing: Editing;
}

export function TrackerSection({ of, name, trackers, lines, editing: { open, set } }: Props) {
  const usable = (lines.data ?? []).filter((line) => protocolOf(line.protocol) !== undefined);
  const close = () => set(null);
  const lineOf = (tracker: Tracker) => lines.data?.find((line) => line.id === tracker.line_id);
  return (
    <Section title="Trackers" count={trackers.data?.length ?? 0} act={open === null ? <ActButton label="Add a tracker" icon="plus" press={() => set(OPEN)} /> : null}>
      <Waiting of={[trackers, lines]} />
      {open !== OPEN ? null : usable.length === 0 ? <NoLine close={close} /> : <NewTracker of={of} lines={usable.map(({ id, name: words, protocol }) => [id, `${words}, ${protocolOf(protocol)?.name ?? protocol}`])} close={close} />}
      {trackers.data?.map((tracker) => <OneTracker key={tracker.id} tracker={tracker} line={lineOf(tracker)?.name ?? 'Its line was withdrawn'} alone={open === null} />)}
      {trackers.data?.length === 0 && open !== OPEN ? <p className="empty"><b>No tracker.</b> A pendant, a tracker or an app of another make can raise {name}’s alarm too.</p> : null}
    </Section>
  );
}

const NoLine = ({ close }: { readonly close: () => void }) => (
  <div className="empty">
    <b>There is no tracker line yet.</b> A tracker sends to one.
    <div className="gobox"><ActButton go label="Add a tracker line" press={() => go(addressOfPlace({ view: 'lines', id: null }))} /><ActButton label="Cancel" press={close} /></div>
  </div>
);

function NewTracker({ of, lines, close }: { readonly of: string; readonly lines: readonly (readonly [string, string])[]; readonly close: () => void }) {
  const fields: readonly Field[] = [
    { name: 'line_id', label: 'Where it sends', choices: lines },
    { name: 'account', label: 'What it calls itself', max: 200, hint: 'Traccar’s unique identifier, the app’s device identifier, or OwnTracks’ user/device' },
  ];
  const save = async (values: Values, key: string) => {
    await write('POST', '/trackers', key, { line_id: values['line_id'], account: values['account']?.trim(), lone_worker_id: of });
    close();
  };
  return <Form label="New tracker" fields={fields} start={{ line_id: lines[0]?.[0] ?? '' }} submit="Add the tracker" cancel={close} save={save} blame="account" />;
}

function OneTracker({ tracker, line, alone }: { readonly tracker: Tracker; readonly line: string; readonly alone: boolean }) {
  const times = useTimes();
  const heard = tracker.heard_at === null ? 'never heard: let it send something' : `last heard ${times.moment(tracker.heard_at)}`;
  const battery = tracker.battery_percent === null ? '' : ` · battery ${tracker.battery_percent} %`;
  return (
    <div className="su-panel">
      <div className="su-section-head"><h3 className="code">{tracker.account}</h3>{alone ? <div className="acts"><Withdraw path={`/trackers/${tracker.id}`} what={tracker.account} /></div> : null}</div>
      <p className="dim num">{line} · {heard}{battery}</p>
    </div>
  );
}
