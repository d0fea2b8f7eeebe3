/** Lines at which trackers of others are heard: each has an address with a key in it, which is shown once. */
import { useState } from 'react';
import type { ReceiverLine } from '../../contract/set-up';
import type { Values } from '../../core/set-up';
import { PROTOCOLS, protocolOf } from '../../core/tracker';
import { readOne, write } from '../../platform/set-up';
import { ActButton } from '../../ui/act-button';
import { Form, type Field } from './form';
import { Listed, Once, Section, Withdraw } from './parts';
import type { Editing } from './site-page';

const NAME: Field = { name: 'name', label: 'Name' };
const NEW: readonly Field[] = [NAME, { name: 'protocol', label: 'What sends to it', choices: PROTOCOLS.map(({ id, name }) => [id, name]) }];
const NEW_LINE = 'tracker-line';
const wordsOf = ({ name }: ReceiverLine): string => name;

export function TrackerLines({ lines, editing: { open, set } }: { readonly lines: readonly ReceiverLine[]; readonly editing: Editing }) {
  const [made, setMade] = useState<{ readonly protocol: string; readonly address: string } | null>(null);
  const close = () => set(null);
  const add = async (values: Values, key: string) => {
    const line = (await write('POST', '/receiver-lines', key, values)) as { readonly protocol: string; readonly address: string | null };
    setMade(line.address === null ? null : { protocol: line.protocol, address: line.address });
    close();
  };
  const protocol = made === null ? undefined : protocolOf(made.protocol);
  return (
    <Section title="For trackers" count={lines.length} act={open === null ? <ActButton label="Add a tracker line" icon="plus" press={() => set(NEW_LINE)} /> : null}>
      {made === null || protocol === undefined ? null : <Once label={`What to set in ${protocol.name}.`} value={protocol.settings(made.address)} help={`${protocol.help} Then add each tracker on its lone worker’s page.`} />}
      {open === NEW_LINE ? <Form label="New tracker line" fields={NEW} start={{ protocol: PROTOCOLS[0]?.id ?? '' }} submit="Add the line" cancel={close} save={add} /> : null}
      <Listed items={lines} empty={<><b>No tracker line yet.</b> With one, a lone worker’s tracker or app of another make raises their alarm here.</>} words={wordsOf} find="Find a tracker line">
        {(line) => (
          <li key={line.id} className="su-item">
            {open === line.id
              ? <Form label={line.name} fields={[NAME]} start={{ name: line.name }} submit="Save" cancel={close} fresh={async () => ({ name: (await readOne('receiver-lines', line.id)).name })} save={async (values, key) => { await write('PUT', `/receiver-lines/${line.id}`, key, { name: values['name'], unknown_account: line.unknown_account }); close(); }} />
              : <><div className="grow"><b>{line.name}</b><p className="dim">{protocolOf(line.protocol)?.name ?? line.protocol}</p></div>{open === null ? <div className="acts"><ActButton label="Edit" icon="pencil" press={() => set(line.id)} /><Withdraw path={`/receiver-lines/${line.id}`} what={line.name} /></div> : null}</>}
          </li>
        )}
      </Listed>
    </Section>
  );
}
