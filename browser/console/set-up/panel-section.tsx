/** A site's panels: what to enter at each, whether it was heard, its key that goes in and never comes out. */
import { useState } from 'react';
import type { Panel, ReceiverLine, Signal, Site } from '../../contract/set-up';
import { addressOfPlace, firstFrom, hexOf, isLoopback, ordered, strangers, type Values } from '../../core/set-up';
import { readOne, write } from '../../platform/set-up';
import { ActButton } from '../../ui/act-button';
import { useSecond, useTimes } from '../../ui/desk';
import { Icon } from '../../ui/icon';
import { go } from '../use-place';
import { everyWords, KEY_FIELDS, keyBody, NEW_PANEL_FIELDS, PANEL_FIELDS, panelBody, panelValues, RARELY } from './fields';
import { Form } from './form';
import { Fact, Listed, Once, Section, useAll, Waiting, Withdraw } from './parts';
import type { Editing } from './site-page';
import { ZoneList } from './zone-list';

interface Props {
  readonly site: Site;
  readonly panels: readonly Panel[];
  readonly signals: readonly Signal[];
  readonly editing: Editing;
}

/** Each has its facts and its zones: more would bury the sections below. */
const PANELS_AT_ONCE = 10;
const accountOf = ({ account }: Panel): string => account;
/** The panels that a site's page shows at first. */
export const firstPanels = (panels: readonly Panel[]): readonly Panel[] => ordered(panels, accountOf).slice(0, PANELS_AT_ONCE);

export function PanelSection({ site, panels, signals, editing: { open, set } }: Props) {
  const lines = useAll('receiver-lines');
  const ofPanels = lines.data?.filter(({ port }) => port !== null);
  const [key, setKey] = useState<string | null>(null);
  const close = () => set(null);
  return (
    <Section title="Panel" count={panels.length} act={open === null ? <ActButton label={panels.length > 0 ? 'Add another panel' : 'Add a panel'} icon="plus" press={() => set('panel')} /> : null}>
      <Waiting of={[lines]} />
      {key === null ? null : <Once label="The panel’s key." value={key} />}
      {panels.length === 0 ? null : (
        <Listed items={panels} empty={null} words={accountOf} find="Find a panel" atOnce={PANELS_AT_ONCE}>
          {(panel) => (
            <li key={panel.id} className="su-panel">
              {open === `panel ${panel.id}` ? <EditPanel panel={panel} close={close} />
                : open === `key ${panel.id}` ? <EditKey panel={panel} close={close} shown={setKey} />
                : (
                  <>
                    <PanelFacts panel={panel} line={lines.data?.find((one) => one.id === panel.line_id)} signals={signals} edit={open === null ? set : null} />
                    <ZoneList panel={panel} editing={{ open, set }} />
                  </>
                )}
            </li>
          )}
        </Listed>
      )}
      {panels.length === 0 && open !== 'panel' ? <p className="empty"><b>No panel yet.</b> It is what sends the alarms of this site.</p> : null}
      {open === 'panel' && ofPanels !== undefined ? <NewPanel site={site} lines={ofPanels} close={close} shown={setKey} /> : null}
    </Section>
  );
}

const makeKey = (): string => hexOf(crypto.getRandomValues(new Uint8Array(16)));
const KeyMaker = ({ set }: { readonly set: (name: string, value: string) => void }) => (
  <button type="button" className="lesser" onClick={() => { set('aes_key', makeKey()); set('key_form', 'hex'); }}>Make a key of 128 bits</button>
);

interface NewProps {
  readonly site: Site;
  readonly lines: readonly ReceiverLine[];
  readonly close: () => void;
  readonly shown: (key: string | null) => void;
}

function NewPanel({ site, lines, close, shown }: NewProps) {
  if (lines.length === 0) return <div className="empty"><b>There is no receiver line yet.</b> A panel reports to one.<div className="gobox"><ActButton go label="Add a receiver line" press={() => go(addressOfPlace({ view: 'lines', id: null }))} /></div></div>;
  const save = async (values: Values, key: string) => {
    await write('POST', '/panels', key, { ...panelBody(values), ...keyBody(values), site_id: site.id, line_id: values['line_id'] });
    shown(keyBody(values).aes_key);
    close();
  };
  return (
    <Form label="New panel" fields={NEW_PANEL_FIELDS(lines.map((line) => [line.id, `${line.name}, port ${line.port}`]))} start={{ line_id: lines[0]?.id ?? '' }} rarely={RARELY} submit="Add the panel" cancel={close} save={save} blame={{ 409: 'account', 422: 'aes_key' }}
      below={(_values, set) => <KeyMaker set={set} />} />
  );
}

interface EditProps {
  readonly panel: Panel;
  readonly close: () => void;
}

const EditPanel = ({ panel, close }: EditProps) => (
  <Form label={`Panel ${panel.account}`} fields={PANEL_FIELDS} start={panelValues(panel)} rarely={RARELY} submit="Save" cancel={close} blame="account" fresh={async () => panelValues(await readOne('panels', panel.id))}
    save={async (values, key) => { await write('PUT', `/panels/${panel.id}`, key, panelBody(values)); close(); }} />
);

const EditKey = ({ panel, close, shown }: EditProps & { readonly shown: (key: string | null) => void }) => (
  <Form label={`Key of panel ${panel.account}`} fields={KEY_FIELDS} start={{}} rarely={RARELY} submit="Set the key" cancel={close} blame="aes_key"
    save={async (values, key) => { await write('PUT', `/panels/${panel.id}/key`, key, keyBody(values)); shown(keyBody(values).aes_key); close(); }}
    below={(_values, set) => <KeyMaker set={set} />} />
);

interface FactsProps {
  readonly panel: Panel;
  readonly line: ReceiverLine | undefined;
  readonly signals: readonly Signal[];
  /** Null while something is being written. */
  readonly edit: ((what: string) => void) | null;
}

function PanelFacts({ panel, line, signals, edit }: FactsProps) {
  return (
    <>
      <div className="su-section-head"><h3>Account <span className="code">{panel.account}</span></h3>
        {edit === null ? null : <div className="acts"><ActButton label="Edit panel" icon="pencil" press={() => edit(`panel ${panel.id}`)} /><ActButton label={panel.has_key ? 'Change its key' : 'Give it a key'} icon="lock" press={() => edit(`key ${panel.id}`)} /><Withdraw path={`/panels/${panel.id}`} what={`Panel ${panel.account}`} /></div>}
      </div>
      <Heard panel={panel} signals={signals} />
      <p className="su-enter">Enter this at the panel:</p>
      {isLoopback(location.hostname) ? <p className="su-heard warning"><Icon name="warning" /><span>Only this machine reaches <span className="code">{location.hostname}</span>. For a panel elsewhere, Tocsin must listen on an address of this machine in the panels’ network: the setting <span className="code">TOCSIN_ALARM_HOST</span>. Enter that address then.</span></p> : null}
      <dl className="su-facts">
        <Fact name="Receiver"><span className="code">{location.hostname}</span></Fact>
        <Fact name="Port"><span className="code">{line === undefined ? null : line.port}</span></Fact>
        <Fact name="Protocol">SIA DC-09, TCP or UDP, SIA-DCS or ADM-CID</Fact>
        <Fact name="Account"><span className="code">{panel.account}</span></Fact>
        <Fact name="Encryption">{panel.has_key ? 'AES, with its key. The key is not shown again' : 'none: it reports in clear'}</Fact>
        <Fact name="Reports">{everyWords(panel.report_every_s)}</Fact>
      </dl>
    </>
  );
}

/** The line that whoever stands at the panel waits for. */
function Heard({ panel, signals }: Pick<FactsProps, 'panel' | 'signals'>) {
  const times = useTimes();
  const now = useSecond();
  if (panel.silent_since !== null) {
    const last = panel.heard_at === null ? 'Never heard' : `Last heard at ${times.moment(panel.heard_at)}`;
    return <p className="su-heard warning" role="status"><Icon name="warning" /><span className="num">Silent. {last}; it should report {everyWords(panel.report_every_s)}. The board has an alert of it.</span></p>;
  }
  const signal = firstFrom(signals, panel);
  if (signal !== null) {
    const read = signal.decoded.map((one) => one.words).join(', ');
    const understood = signal.unreadable === null;
    return <p className={`su-heard ${understood ? 'done' : 'warning'}`} role="status"><Icon name={understood ? 'tick' : 'warning'} /><span className="num">Heard at {times.moment(signal.received_at)}: {understood ? `${read === '' ? 'a sign of life' : read}, understood` : `not understood, ${signal.unreadable}`}</span></p>;
  }
  if (panel.heard_at !== null) return <p className="su-heard done" role="status"><Icon name="tick" /><span className="num">Last heard at {times.moment(panel.heard_at)}</span></p>;
  const others = strangers(signals, now);
  return (
    <div role="status">
      <p className="su-heard"><Icon name="clock" /><span>Waiting for the first signal from account {panel.account}…</span></p>
      {others.length === 0 ? null : <p className="su-heard warning"><Icon name="warning" /><span>Heard just now from {others.length === 1 ? 'an account' : 'accounts'} that nobody knows: <b className="code">{others.join(', ')}</b>. Is it this panel, set up with another account?</span></p>}
    </div>
  );
}
