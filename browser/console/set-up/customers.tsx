/** Customers: the list with its search, one of them with sites and lone workers, and the way to a first one. */
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Customer, LoneWorker, Site } from '../../contract/set-up';
import { addressOfPlace, ordered, type Place } from '../../core/set-up';
import { readOne, write } from '../../platform/set-up';
import { ActButton } from '../../ui/act-button';
import { useMe } from '../../ui/desk';
import { Icon } from '../../ui/icon';
import { go } from '../use-place';
import { CentreSection } from './centre-section';
import { CUSTOMER_FIELDS, LONE_WORKER_FIELDS, loneWorkerBody, SITE_FIELDS, siteBody } from './fields';
import { Form } from './form';
import { Back, Head, Listed, Opening, Section, To, useAll, useOne, Waiting, Withdraw } from './parts';

const nameOf = ({ name }: Customer): string => name;
const siteWords = ({ name, address }: Site): string => `${name} ${address}`;
const loneWords = ({ name, phone }: LoneWorker): string => `${name} ${phone ?? ''}`;

interface ListProps {
  readonly open: Place;
  readonly typed: string;
  readonly type: (text: string) => void;
}

export function Customers({ open, typed, type }: ListProps) {
  const asked = useAll('customers');
  const looked = typed.trim();
  const found = ordered(asked.data ?? [], nameOf, looked);
  return (
    <div className="su-customers">
      <div className="su-find">
        <TextInput className="search" type="search" size="xs" aria-label="Search customers" placeholder="Search customers" leftSection={<Icon name="search" />} value={typed} onChange={(event) => type(event.currentTarget.value)} />
        <To to={{ view: 'customers', id: 'new' }} className="su-add"><Icon name="plus" /><span className="sr">Add a customer</span></To>
      </div>
      <div className="q-scroll">
        <Waiting of={[asked]} />
        {asked.data === undefined ? null : (
          <Listed items={found} empty={looked === '' ? 'No customer yet.' : <>No customer is called “{looked}”.</>} words={nameOf}>
            {(one) => <li key={one.id}><To to={{ view: 'customers', id: one.id }} className="su-row cut" current={open.view === 'customers' && open.id === one.id}><span title={one.name} className="cut">{one.name}</span></To></li>}
          </Listed>
        )}
      </div>
    </div>
  );
}

/** The first page: nothing is chosen. With no customer at all it says how to begin. */
export function NewCustomer({ asked }: { readonly asked: boolean }) {
  const me = useMe();
  const customers = useAll('customers');
  const none = customers.data?.length === 0;
  const centre = useOne('customers', me.organisation.id);
  if (!asked && !none) {
    const head = <Head title="Set up"><p className="dim">Choose a customer, or take a new one on. Every change is written down: who, when, before and after.</p></Head>;
    // It has its height at once: on a telephone the list stands below it, and must not move under the thumb.
    return (
      <>
        {head}
        {customers.error === null && centre.error === null ? null : <Waiting of={[customers, centre]} />}
        <div className="su-begin"><ActButton go label="Add a customer" icon="plus" press={() => go(addressOfPlace({ view: 'customers', id: 'new' }))} /></div>
        <CentreSection name={me.organisation.name} centre={centre.data} />
      </>
    );
  }
  const save = async (values: Readonly<Record<string, string>>, key: string) => {
    const made = (await write('POST', '/customers', key, values)) as Customer;
    go(addressOfPlace({ view: 'customers', id: made.id }));
  };
  return (
    <>
      <Head title={none ? 'Add your first customer' : 'Add a customer'} back={none ? undefined : <Back to={{ view: 'customers', id: null }}>Customers</Back>}>
        <p className="dim">Then come its first site, the site’s panel, whom to call, and what was agreed to be done.</p>
      </Head>
      <Form label="New customer" fields={CUSTOMER_FIELDS} start={{ name: '', time_zone: me.organisation.time_zone }} submit="Add the customer" save={save} />
    </>
  );
}

type Open = 'customer' | 'site' | 'lone-worker' | null;

export function CustomerPage({ id }: { readonly id: string }) {
  const customer = useOne('customers', id);
  const sites = useAll('sites', `customer=${id}`);
  const lone = useAll('lone-workers', `customer=${id}`);
  const [open, setOpen] = useState<Open>(null);
  const { data } = customer;
  if (data === undefined || sites.data === undefined || lone.data === undefined) return <Opening of={[customer, sites, lone]} />;
  const first = sites.data.length === 0 && lone.data.length === 0;
  const close = () => setOpen(null);
  return (
    <>
      <Head title={data.name} back={<Back to={{ view: 'customers', id: null }}>Customers</Back>}>
        <p className="dim">{data.time_zone}{data.withdrawn_at === null ? '' : ' · withdrawn'}</p>
        {open === null ? <div className="acts"><ActButton label="Edit" icon="pencil" press={() => setOpen('customer')} /><Withdraw path={`/customers/${id}`} what={data.name} /></div> : null}
      </Head>
      {open === 'customer' ? <EditCustomer customer={data} close={close} /> : null}
      <Section title="Sites" count={sites.data.length} act={open === null && !first ? <ActButton label="Add a site" icon="plus" press={() => setOpen('site')} /> : null}>
        {open === 'site' ? <NewSite customer={data} close={close} /> : (
          <Listed items={sites.data} empty={<><b>No site yet.</b> A site is where alarms come from: it has an address, a panel, and people to call.</>} words={siteWords} find="Find a site">
            {(site) => <li key={site.id}><To to={{ view: 'sites', id: site.id }} className="su-row"><b>{site.name}</b><span className="dim">{site.address}</span></To></li>}
          </Listed>
        )}
        {first && open === null ? <div className="gobox"><ActButton go label="Add its first site" icon="plus" press={() => setOpen('site')} /></div> : null}
      </Section>
      <Section title="Lone workers" count={lone.data.length} act={open === null ? <ActButton label="Add a lone worker" icon="plus" press={() => setOpen('lone-worker')} /> : null}>
        {open === 'lone-worker' ? <NewLoneWorker customer={data} close={close} /> : (
          <Listed items={lone.data} empty="Nobody here works alone, as far as was said." words={loneWords} find="Find a lone worker">
            {(one) => <li key={one.id}><To to={{ view: 'lone-workers', id: one.id }} className="su-row"><b>{one.name}</b><span className="dim">{one.phone ?? 'no telephone'}</span></To></li>}
          </Listed>
        )}
      </Section>
    </>
  );
}

interface OfCustomer {
  readonly customer: Customer;
  readonly close: () => void;
}

function EditCustomer({ customer, close }: OfCustomer) {
  const values = ({ name, time_zone }: Customer) => ({ name, time_zone });
  return (
    <Form label="Customer" fields={CUSTOMER_FIELDS} start={values(customer)} submit="Save" cancel={close} fresh={async () => values(await readOne('customers', customer.id))}
      save={async (given, key) => { await write('PUT', `/customers/${customer.id}`, key, given); close(); }} />
  );
}

function NewSite({ customer, close }: OfCustomer) {
  const save = async (values: Readonly<Record<string, string>>, key: string) => {
    const made = (await write('POST', '/sites', key, { ...siteBody(values), customer_id: customer.id })) as { readonly id: string };
    go(addressOfPlace({ view: 'sites', id: made.id }));
  };
  return <Form label="New site" fields={SITE_FIELDS} start={{ time_zone: customer.time_zone }} submit="Add the site" cancel={close} save={save} />;
}

function NewLoneWorker({ customer, close }: OfCustomer) {
  const save = async (values: Readonly<Record<string, string>>, key: string) => {
    const made = (await write('POST', '/lone-workers', key, { ...loneWorkerBody(values), customer_id: customer.id })) as { readonly id: string };
    go(addressOfPlace({ view: 'lone-workers', id: made.id }));
  };
  return <Form label="New lone worker" fields={LONE_WORKER_FIELDS} start={{ time_zone: customer.time_zone }} submit="Add the lone worker" cancel={close} save={save} />;
}
