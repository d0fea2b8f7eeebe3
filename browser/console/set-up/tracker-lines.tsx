/** Lines at which trackers of others are heard: each has an address with a key in it, which is shown once. */
import { useState } from 'react';
import type { Body } from '../../contract/api';
import type { ReceiverLine } from '../../contract/set-up';
import type { Values } from '../../core/set-up';
import { mappingOf, valuesOfMapping } from '../../core/mapping';
import { PROTOCOLS, protocolOf } from '../../core/tracker';
import { readOne, write } from '../../platform/set-up';
import { ActButton } from '../../ui/act-button';
import { Form, type Field } from './form';
import { MappingForm } from './mapping-form';
import { Listed, Once, Section, Withdraw } from './parts';
import type { Editing } from './site-page';

const WEBHOOK = 'webhook';
const NAME: Field = { name: 'name', label: 'Name' };
const NEW: readonly Field[] = [NAME, { name: 'protocol', label: 'What sends to it', choices: PROTOCOLS.filter(({ id }) => id !== WEBHOOK).map(({ id, name }) => [id, name]) }];
const NEW_LINE = 'tracker-line';
const NEW_PROGRAM = 'tracker-program';
const wordsOf = ({ name }: ReceiverLine): string => name;

export function TrackerLines({ lines, editing: { open, set } }: { readonly lines: readonly ReceiverLine[]; readonly editing: Editing }) {
  const [made, setMade] = useState<{ readonly protocol: string; readonly address: string } | null>(null);
  const close = () => set(null);
  const add = async (body: Body, key: string) => {
    const line = (await write('POST', '/receiver-lines', key, body)) as { readonly protocol: string; readonly address: string | null };
    setMade(line.address === null ? null : { protocol: line.protocol, address: line.address });
    close();
  };
  const protocol = made === null ? undefined : protocolOf(made.protocol);
  return (
    <Section title="For trackers" count={lines.length} act={open === null ? <div className="acts"><ActButton label="Add a tracker line" icon="plus" press={() => set(NEW_LINE)} /><ActButton label="Add one for any program" icon="plus" press={() => set(NEW_PROGRAM)} /></div> : null}>
      {made === null || protocol === undefined ? null : <Once label={`What to set in ${protocol.name}.`} value={protocol.settings(made.address)} help={`${protocol.help} Then add each tracker on its lone worker’s page.`} />}
      {open === NEW_LINE ? <Form label="New tracker line" fields={NEW} start={{ protocol: PROTOCOLS[0]?.id ?? '' }} submit="Add the line" cancel={close} save={add} /> : null}
      {open === NEW_PROGRAM ? <MappingForm label="New line for any program" start={valuesOfMapping(null)} submit="Add the line" cancel={close} save={async (values, key) => add({ name: values['name'], protocol: WEBHOOK, mapping: mappingOf(values) }, key)} /> : null}
      <Listed items={lines} empty={<><b>No tracker line yet.</b> With one, a lone worker’s tracker or app of another make raises their alarm here.</>} words={wordsOf} find="Find a tracker line">
        {(line) => (
          <li key={line.id} className="su-item">
            {open === line.id
              ? <EditLine line={line} close={close} />
              : <><div className="grow"><b>{line.name}</b><p className="dim">{protocolOf(line.protocol)?.name ?? line.protocol}</p></div>{open === null ? <div className="acts"><ActButton label="Edit" icon="pencil" press={() => set(line.id)} /><Withdraw path={`/receiver-lines/${line.id}`} what={line.name} /></div> : null}</>}
          </li>
        )}
      </Listed>
    </Section>
  );
}

function EditLine({ line, close }: { readonly line: ReceiverLine; readonly close: () => void }) {
  const valuesOf = ({ name, mapping }: ReceiverLine): Values => ({ name, ...(mapping === null ? {} : valuesOfMapping(mapping)) });
  const save = async (values: Values, key: string) => {
    const mapping = line.mapping === null ? null : mappingOf(values);
    await write('PUT', `/receiver-lines/${line.id}`, key, { name: values['name'], unknown_account: line.unknown_account, mapping });
    close();
  };
  const same = { label: line.name, start: valuesOf(line), submit: 'Save', cancel: close, save, fresh: async () => valuesOf(await readOne('receiver-lines', line.id)) };
  return line.mapping === null ? <Form {...same} fields={[NAME]} /> : <MappingForm {...same} />;
}
