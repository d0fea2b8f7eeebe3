/** The centre itself: what it is called, and the telephone that lone workers' phones show. */
import { useState } from 'react';
import type { Customer } from '../../contract/set-up';
import { readOne, write } from '../../platform/set-up';
import { ActButton } from '../../ui/act-button';
import { CENTRE_FIELDS, centreBody, centreValues } from './fields';
import { Form } from './form';
import { Fact, Section } from './parts';

const ON_ITS_WAY = '\u00a0';

/** It is as high before it is read as after. */
export function CentreSection({ name, centre }: { readonly name: string; readonly centre: Customer | undefined }) {
  const [editing, setEditing] = useState(false);
  if (!editing || centre === undefined) {
    return (
      <Section title="Your centre" act={<ActButton label="Edit" icon="pencil" press={() => setEditing(true)} />}>
        <dl className="su-facts">
          <Fact name="Name">{centre?.name ?? name}</Fact>
          <Fact name="Telephone">{centre === undefined ? ON_ITS_WAY : centre.phone}</Fact>
          <Fact name="Time zone">{centre?.time_zone ?? ON_ITS_WAY}</Fact>
        </dl>
      </Section>
    );
  }
  const save = async (values: Readonly<Record<string, string>>, key: string) => {
    await write('PUT', `/customers/${centre.id}`, key, centreBody(values));
    setEditing(false);
  };
  return (
    <Section title="Your centre">
      <Form label="Your centre" fields={CENTRE_FIELDS} start={centreValues(centre)} submit="Save" cancel={() => setEditing(false)} fresh={async () => centreValues(await readOne('customers', centre.id))} save={save} />
    </Section>
  );
}
