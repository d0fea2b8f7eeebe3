/** One lone worker: how to know and help them, whom to call, and what is done. */
import { useState } from 'react';
import type { LoneWorker } from '../../contract/set-up';
import { type Need, needs } from '../../core/needs';
import { readOne, write } from '../../platform/set-up';
import { ActButton } from '../../ui/act-button';
import { AgreedSections } from './agreed-sections';
import { DeviceSection, useDevices } from './device-section';
import { LONE_WORKER_FIELDS, loneWorkerBody, loneWorkerValues } from './fields';
import { Form } from './form';
import { NeedList } from './need-list';
import { Back, Fact, Head, Opening, Section, useCome, useOne, Waiting, Withdraw } from './parts';
import type { Editing } from './site-page';
import { TrackerSection, useLines, useTrackers } from './tracker-section';
import { useContacts, useFindings, usePlans } from './use-facts';

export function LoneWorkerPage({ id }: { readonly id: string }) {
  const asked = useOne('lone-workers', id);
  return asked.data === undefined ? <Opening of={[asked]} /> : <Loaded one={asked.data} />;
}

function Loaded({ one }: { readonly one: LoneWorker }) {
  const [open, set] = useState<string | null>(null);
  const about = `/lone-workers/${one.id}`;
  const scope = { customer_id: one.customer_id, lone_worker_id: one.id };
  const customer = useOne('customers', one.customer_id);
  const contacts = useContacts(about);
  const plans = usePlans(scope);
  const findings = useFindings(scope, plans, contacts.data);
  const editing: Editing = { open, set };
  const missing = contacts.data === undefined || plans.isPending || findings.data === undefined ? null : needs({ panels: null, signals: [], contacts: contacts.data.length, findings: findings.data, plans: plans.followed });
  const start = (need: Need['name']) => set(need === 'plan' ? plans.own[0]?.plan_id ?? need : need);
  const devices = useDevices(about, open);
  const trackers = useTrackers(one.id);
  const lines = useLines();
  const needed = [customer, contacts, plans, findings, devices, trackers, lines];
  if (!useCome(needed)) return <Waiting page of={needed} />;
  return (
    <>
      <Head title={one.name} back={<Back to={{ view: 'customers', id: one.customer_id }}>{customer.data?.name ?? 'Customer'}</Back>}>
        <p className="dim">Lone worker{one.withdrawn_at === null ? '' : ' · withdrawn'}</p>
      </Head>
      {missing === null ? <Waiting of={needed} /> : <NeedList needs={missing} start={open === null ? start : null} subject={one.name} />}
      <Section title="About them" act={open === null ? <ActButton label="Edit" icon="pencil" press={() => set('about')} /> : null}>
        {open === 'about' ? (
          <Form label="About them" fields={LONE_WORKER_FIELDS} start={loneWorkerValues(one)} submit="Save" cancel={() => set(null)} fresh={async () => loneWorkerValues(await readOne('lone-workers', one.id))}
            save={async (values, key) => { await write('PUT', about, key, loneWorkerBody(values)); set(null); }} />
        ) : (
          <dl className="su-facts">
            <Fact name="Telephone">{one.phone}</Fact>
            <Fact name="Time zone">{one.time_zone}</Fact>
            <Fact name="How to know them">{one.description}</Fact>
            <Fact name="Medical">{one.medical}</Fact>
          </dl>
        )}
      </Section>
      <DeviceSection of={about} name={one.name} devices={devices} editing={editing} />
      <TrackerSection of={one.id} name={one.name} trackers={trackers} lines={lines} editing={editing} />
      <AgreedSections about={about} scope={scope} contacts={contacts} plans={plans} findings={findings} zone={one.time_zone} editing={editing} />
      {open === null ? <Withdraw path={about} what={one.name} /> : null}
    </>
  );
}
