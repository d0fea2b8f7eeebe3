/** Receiver lines: the doors at which panels knock, and those of trackers. */
import { useState } from 'react';
import type { ReceiverLine } from '../../contract/set-up';
import { numberOrNull, type Values } from '../../core/set-up';
import { readOne, write } from '../../platform/set-up';
import { ActButton } from '../../ui/act-button';
import { Form, type Field } from './form';
import { Head, Listed, Section, useAll, Waiting, Withdraw } from './parts';
import { TrackerLines } from './tracker-lines';

const FIELDS: readonly Field[] = [
  { name: 'name', label: 'Name' },
  { name: 'port', label: 'Port', number: true, half: true, max: 5, hint: 'TOCSIN_ALARM_PORT of the receiver that serves it' },
  { name: 'unknown_account', label: 'To an account that nobody knows', half: true, choices: [['duh', 'say so (DUH)'], ['ack', 'acknowledge (ACK)']] },
];
const DC09 = 'dc09';
const wordsOf = ({ name, port }: ReceiverLine): string => `${name} ${port ?? ''}`;
const valuesOf = (line: ReceiverLine): Values => ({ name: line.name, port: String(line.port ?? ''), unknown_account: line.unknown_account });
const bodyOf = (values: Values) => ({ name: values['name'], port: numberOrNull(values['port']), unknown_account: values['unknown_account'] });

export function LinesPage() {
  const lines = useAll('receiver-lines');
  const [open, setOpen] = useState<string | null>(null);
  const close = () => setOpen(null);
  const panels = lines.data?.filter(({ protocol }) => protocol === DC09);
  return (
    <>
      <Head title="Receiver lines"><p className="dim">Where panels report, and trackers of other makes. An account is known on one line only.</p></Head>
      <Section title="For panels" count={panels?.length} act={open === null ? <ActButton label="Add a line" icon="plus" press={() => setOpen('new')} /> : null}>
        {open === 'new' ? <Form label="New line" fields={FIELDS} start={{ port: '8609', unknown_account: 'duh' }} submit="Add the line" cancel={close} blame="port" save={async (values, key) => { await write('POST', '/receiver-lines', key, bodyOf(values)); close(); }} /> : null}
        <Waiting of={[lines]} />
        {panels === undefined ? null : (
          <Listed items={panels} empty={<><b>No line yet.</b> Without one no panel can report.</>} words={wordsOf} find="Find a line">
            {(line) => (
              <li key={line.id} className="su-item">
                {open === line.id
                  ? <Form label={line.name} fields={FIELDS} start={valuesOf(line)} submit="Save" cancel={close} blame="port" fresh={async () => valuesOf(await readOne('receiver-lines', line.id))} save={async (values, key) => { await write('PUT', `/receiver-lines/${line.id}`, key, bodyOf(values)); close(); }} />
                  : <><div className="grow"><b>{line.name}</b><p className="dim num">Port {line.port}, TCP and UDP</p></div>{open === null ? <div className="acts"><ActButton label="Edit" icon="pencil" press={() => setOpen(line.id)} /><Withdraw path={`/receiver-lines/${line.id}`} what={line.name} /></div> : null}</>}
              </li>
            )}
          </Listed>
        )}
      </Section>
      {lines.data === undefined ? null : <TrackerLines lines={lines.data.filter(({ protocol }) => protocol !== DC09)} editing={{ open, set: setOpen }} />}
    </>
  );
}
