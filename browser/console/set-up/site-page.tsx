/** One site: what is still missing, then its address, its panel, whom to call, and what is done. One part is edited at a time. */
import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import type { Panel, Site } from '../../contract/set-up';
import { type Need, needs } from '../../core/needs';
import { readOne, write } from '../../platform/set-up';
import { ActButton } from '../../ui/act-button';
import { AgreedSections } from './agreed-sections';
import { SITE_FIELDS, siteBody, siteValues } from './fields';
import { Form } from './form';
import { NeedList } from './need-list';
import { firstPanels, PanelSection } from './panel-section';
import { Back, Fact, Head, Opening, Section, useAll, useCome, useOne, Waiting, Withdraw } from './parts';
import { useContacts, useFindings, usePlans, useSignals } from './use-facts';
import { zonesOf } from './zone-list';

export interface Editing {
  readonly open: string | null;
  readonly set: (open: string | null) => void;
}

export function SitePage({ id }: { readonly id: string }) {
  const site = useOne('sites', id);
  const panels = useAll('panels', `site=${id}`);
  if (site.data === undefined || panels.data === undefined) return <Opening of={[site, panels]} />;
  return <Loaded site={site.data} panels={panels.data} />;
}

function Loaded({ site, panels }: { readonly site: Site; readonly panels: readonly Panel[] }) {
  const [open, set] = useState<string | null>(null);
  const customer = useOne('customers', site.customer_id);
  const about = `/sites/${site.id}`;
  const contacts = useContacts(about);
  const scope = { customer_id: site.customer_id, site_id: site.id };
  const plans = usePlans(scope);
  const findings = useFindings(scope, plans, contacts.data);
  const signals = useSignals(panels);
  const heard = signals.data ?? [];
  const listed = contacts.data ?? [];
  const editing: Editing = { open, set };
  const known = contacts.data !== undefined && !plans.isPending && findings.data !== undefined;
  const missing = known ? needs({ panels, signals: heard, contacts: listed.length, findings: findings.data, plans: plans.followed }) : null;
  const zones = useQueries({ queries: firstPanels(panels).map(zonesOf) });
  const lines = useAll('receiver-lines');
  const asked = [customer, lines, contacts, plans, findings, ...zones, ...(panels.length > 0 ? [signals] : [])];
  const start = (need: Need['name']) => set(need === 'plan' ? plans.own[0]?.plan_id ?? need : need);
  if (!useCome(asked)) return <Waiting page of={asked} />;
  return (
    <>
      <Head title={site.name} back={<Back to={{ view: 'customers', id: site.customer_id }}>{customer.data?.name ?? 'Customer'}</Back>}>
        <p className="dim">{site.address}{site.withdrawn_at === null ? '' : ' · withdrawn'}</p>
      </Head>
      {missing === null ? <Waiting of={asked} /> : <NeedList needs={missing} start={open === null ? start : null} subject="this site" />}
      <Section title="Address and place" act={open === null ? <ActButton label="Edit address" icon="pencil" press={() => set('site')} /> : null}>
        {open === 'site' ? (
          <Form label="Address and place" fields={SITE_FIELDS} start={siteValues(site)} submit="Save" cancel={() => set(null)} fresh={async () => siteValues(await readOne('sites', site.id))}
            save={async (values, key) => { await write('PUT', about, key, siteBody(values)); set(null); }} />
        ) : <SiteFacts site={site} />}
      </Section>
      <PanelSection site={site} panels={panels} signals={heard} editing={editing} />
      <AgreedSections about={about} scope={scope} contacts={contacts} plans={plans} findings={findings} zone={site.time_zone} editing={editing} />
      {open === null ? <Withdraw path={about} what={site.name} /> : null}
    </>
  );
}

const SiteFacts = ({ site }: { readonly site: Site }) => (
  <dl className="su-facts">
    <Fact name="Telephone">{site.phone}</Fact>
    <Fact name="Time zone">{site.time_zone}</Fact>
    <Fact name="Position">{site.latitude === null || site.longitude === null ? null : <span className="code">{site.latitude}, {site.longitude}</span>}</Fact>
    <Fact name="What it is">{site.description}</Fact>
    <Fact name="Entrance">{site.entrance}</Fact>
    <Fact name="Keys">{site.keys}</Fact>
  </dl>
);
