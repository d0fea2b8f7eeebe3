/** The centre itself: what it is called, and the telephone that lone workers' phones show. */
import { useState } from 'react';
import { readOne, write } from '../../platform/set-up';
import { ActButton } from '../../ui/act-button';
import { useMe } from '../../ui/desk';
import { CENTRE_FIELDS, centreBody, centreValues } from './fields';
import { Form } from './form';
import { Fact, Section, useOne, Waiting } from './parts';

export function CentreSection() {
  const { id } = useMe().organisation;
  const asked = useOne('customers', id);
  const [editing, setEditing] = useState(false);
  const { data } = asked;
  if (data === undefined) return <Waiting of={[asked]} />;
  if (!editing) {
    return (
      <Section title="Your centre" act={<ActButton label="Edit" icon="pencil" press={() => setEditing(true)} />}>
        <dl className="su-facts">
          <Fact name="Name">{data.name}</Fact>
          <Fact name="Telephone">{data.phone}</Fact>
          <Fact name="Time zone">{data.time_zone}</Fact>
        </dl>
      </Section>
    );
  }
  const save = async (values: Readonly<Record<string, string>>, key: string) => {
    await write('PUT', `/customers/${id}`, key, centreBody(values));
    setEditing(false);
  };
  return (
    <Section title="Your centre">
      <Form label="Your centre" fields={CENTRE_FIELDS} start={centreValues(data)} submit="Save" cancel={() => setEditing(false)} fresh={async () => centreValues(await readOne('customers', id))} save={save} />
    </Section>
  );
}
