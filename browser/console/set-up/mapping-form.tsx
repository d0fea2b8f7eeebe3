/** A line for any program: where each thing stands in what it sends, tried out on what it really sends. */
import { Textarea } from '@mantine/core';
import { useState } from 'react';
import type { MappingOutcome } from '../../contract/set-up';
import { mappingOf } from '../../core/mapping';
import type { Values } from '../../core/set-up';
import { newKey } from '../../platform/api';
import { write } from '../../platform/set-up';
import { ActButton } from '../../ui/act-button';
import { useTimes } from '../../ui/desk';
import { Form, type Field } from './form';
import { Fact } from './parts';

const FIELDS: readonly Field[] = [
  { name: 'name', label: 'Name' },
  { name: 'account', label: 'What the device calls itself', max: 200, half: true, hint: 'Where it stands: device.id, or events[0].imei (JMESPath)' },
  { name: 'alarm', label: 'Alarm', max: 200, half: true, optional: true, hint: 'A word, a list of words, or true for a panic' },
  { name: 'alarms', label: 'What each word means', lines: 4, optional: true, hint: 'A line for each: BTN_LONG = panic, MAN_DOWN = fall, POSITION = none. A word that is not here is shown to an operator.' },
  { name: 'at', label: 'Time', max: 200, half: true, optional: true },
  { name: 'battery_percent', label: 'Battery, per cent', max: 200, half: true, optional: true },
  { name: 'latitude', label: 'Latitude', max: 200, half: true, optional: true },
  { name: 'longitude', label: 'Longitude', max: 200, half: true, optional: true },
  { name: 'accuracy_m', label: 'Accuracy, metres', max: 200, half: true, optional: true },
  { name: 'text', label: 'Words for the operator', max: 200, half: true, optional: true },
];

interface Props {
  readonly label: string;
  readonly start: Values;
  readonly submit: string;
  readonly save: (values: Values, key: string) => Promise<void>;
  readonly cancel: () => void;
  readonly fresh?: () => Promise<Values>;
}

export const MappingForm = (props: Props) => (
  <Form {...props} fields={FIELDS} below={(values, _set, refuse) => <TryOut values={values} refuse={refuse} />} />
);

function TryOut({ values, refuse }: { readonly values: Values; readonly refuse: (refusal: unknown) => void }) {
  const [sample, setSample] = useState('');
  const [outcome, setOutcome] = useState<MappingOutcome | null>(null);
  const [sending, setSending] = useState(false);
  const attempt = async () => {
    setSending(true);
    setOutcome(null);
    refuse(null);
    try {
      setOutcome((await write('POST', '/tracker-mappings/try', newKey(), { mapping: mappingOf(values), sample })) as MappingOutcome);
    } catch (refusal) {
      refuse(refusal);
    } finally {
      setSending(false);
    }
  };
  return (
    <div className="su-try">
      <Textarea label="Try it out on what the program sends" description="Nothing is stored, and nobody is told." placeholder={'{"device": {"id": "35-7"}, "type": "BTN_LONG"}'} autosize minRows={4} maxRows={12} maxLength={65_536} value={sample} onChange={(event) => { setSample(event.currentTarget.value); setOutcome(null); }} />
      <div className="acts"><ActButton label="Try it" sending={sending} press={() => void attempt()} /></div>
      <div role="status">{outcome === null ? null : <Read outcome={outcome} />}</div>
    </div>
  );
}

function Read({ outcome }: { readonly outcome: MappingOutcome }) {
  const times = useTimes();
  if (outcome.problem !== null) return <p className="su-unread"><b>It could not be read:</b> {outcome.problem}.</p>;
  const alarms = outcome.alarms.map(({ words, unmapped }) => (unmapped ? `${words}: an operator finds out` : words)).join(' · ');
  const place = outcome.position === null ? null : `${outcome.position.latitude}, ${outcome.position.longitude}`;
  return (
    <dl className="su-facts">
      <Fact name="Raises">{alarms === '' ? 'nothing: no alarm in it' : alarms}</Fact>
      <Fact name="Whose">{outcome.account}</Fact>
      <Fact name="When">{outcome.at === null ? 'when it comes' : times.moment(outcome.at)}</Fact>
      <Fact name="Where">{place}</Fact>
      <Fact name="Battery">{outcome.battery_percent === null ? null : `${outcome.battery_percent} %`}</Fact>
      <Fact name="Words">{outcome.text}</Fact>
    </dl>
  );
}
