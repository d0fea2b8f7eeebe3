/** What a panel's numbers mean: one by one, or the installer's whole list pasted at once. */
import { TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Fragment, useState } from 'react';
import type { Panel, Zone } from '../../contract/set-up';
import { orNull, type Values } from '../../core/set-up';
import { found, kindWords, labelOf, linesOf, placeOf, ZONE_KINDS } from '../../core/zone';
import { newKey } from '../../platform/api';
import { readZones, write } from '../../platform/set-up';
import { ActButton } from '../../ui/act-button';
import { Icon } from '../../ui/icon';
import { Refusal } from '../../ui/state';
import { type Field, Form } from './form';
import { said, Waiting } from './parts';
import type { Editing } from './site-page';

const SHOWN = 12;
const NAME: Field = { name: 'name', label: 'What stands there', max: 100, hint: 'As it is read out to a keyholder or the police, such as Rear fire door, warehouse' };
const KIND: Field = { name: 'kind', label: 'Kind', choices: ZONE_KINDS, hint: 'What is wrong there when the signal itself does not say it' };
const NEW: readonly Field[] = [
  { name: 'zone', label: 'Zone', half: true, max: 12, hint: 'The number that the panel sends. Leading zeros do not matter' },
  { name: 'area', label: 'Area', half: true, max: 12, optional: true, hint: 'Only where the panel uses a number again in another area' },
  NAME, KIND,
];
const OLD: readonly Field[] = [NAME, KIND];
const LINES: readonly Field[] = [{ name: 'lines', label: 'The whole list', lines: 12, max: 400_000, hint: 'One zone a line: number;name;kind, and the area behind it where there is one. Semicolons or tabs. Kinds: intruder, hold-up, fire, medical, technical, tamper. What is left out here is forgotten' }];

export const zonesOf = (panel: Panel) => ({ queryKey: ['set-up', 'zones', panel.id], queryFn: () => readZones(panel.id) });

interface Props {
  readonly panel: Panel;
  readonly editing: Editing;
}

export function ZoneList({ panel, editing: { open, set } }: Props) {
  const zones = useQuery(zonesOf(panel));
  const close = () => set(null);
  const all = zones.data ?? [];
  const mine = (what: string) => open === `${what} ${panel.id}`;
  return (
    <section className="su-zones" aria-label={`Zones of panel ${panel.account}`}>
      <div className="su-section-head">
        <h4>Zones {all.length === 0 ? null : <span className="dim num">{all.length}</span>}</h4>
        {open === null && zones.data !== undefined ? <div className="acts"><ActButton label="Add a zone" icon="plus" press={() => set(`zone ${panel.id}`)} /><ActButton label={all.length === 0 ? 'Paste a list' : 'Edit as a list'} icon="pencil" press={() => set(`zones ${panel.id}`)} /></div> : null}
      </div>
      <Waiting of={[zones]} />
      {mine('zone') ? <NewZone panel={panel} close={close} /> : null}
      {mine('zones') ? <WholeList panel={panel} zones={all} close={close} /> : null}
      {zones.data === undefined || mine('zones') ? null : all.length === 0
        ? mine('zone') ? null : <p className="empty"><b>No zones yet.</b> An alarm says only the number that the panel sends, and what the panel calls it.</p>
        : <Table panel={panel} zones={all} editing={{ open, set }} />}
    </section>
  );
}

const pathOf = (panel: Panel, zone: string, area: string | null): string => `/panels/${panel.id}/zones/${placeOf(zone, area)}`;
const bodyOf = (values: Values) => ({ name: values['name'], kind: values['kind'] });

const NewZone = ({ panel, close }: { readonly panel: Panel; readonly close: () => void }) => (
  <Form label={`New zone of panel ${panel.account}`} fields={NEW} start={{ kind: 'intruder' }} submit="Add the zone" cancel={close} blame="zone"
    save={async (values, key) => { await write('POST', `/panels/${panel.id}/zones`, key, { zone: values['zone']?.trim(), area: orNull(values['area']), ...bodyOf(values) }); close(); }} />
);

function WholeList({ panel, zones, close }: { readonly panel: Panel; readonly zones: readonly Zone[]; readonly close: () => void }) {
  const [lines] = useState(() => linesOf(zones));
  return (
    <Form label={`Zones of panel ${panel.account}`} fields={LINES} start={{ lines, known: lines }} submit="Store the list" cancel={close} blame="lines"
      fresh={async () => ({ lines, known: linesOf(await readZones(panel.id)) })}
      save={async (values, key) => { await write('PUT', `/panels/${panel.id}/zones`, key, { lines: values['lines'] ?? '' }); close(); }} />
  );
}

function Table({ panel, zones, editing: { open, set } }: Props & { readonly zones: readonly Zone[] }) {
  const [wanted, setWanted] = useState('');
  const [all, setAll] = useState(false);
  const matching = found(zones, wanted);
  const shown = all || wanted !== '' ? matching : matching.slice(0, SHOWN);
  const areas = zones.some((one) => one.area !== null);
  const columns = areas ? 5 : 4;
  return (
    <>
      {zones.length > SHOWN ? <TextInput className="search" type="search" aria-label={`Find a zone of panel ${panel.account}`} placeholder="Find a zone" leftSection={<Icon name="search" />} value={wanted} onChange={(event) => setWanted(event.currentTarget.value)} /> : null}
      <table className="su-table">
        <thead><tr><th scope="col">Zone</th>{areas ? <th scope="col">Area</th> : null}<th scope="col">What stands there</th><th scope="col">Kind</th><th scope="col"><span className="sr">Change</span></th></tr></thead>
        <tbody>
          {shown.map((one) => {
            const place = `zone ${panel.id} ${placeOf(one.zone, one.area)}`;
            return (
              <Fragment key={place}>
                <tr>
                  <td className="code">{one.zone}</td>{areas ? <td className="code">{one.area ?? 'any'}</td> : null}<td className="name">{one.name}</td><td>{kindWords(one.kind)}</td>
                  <td className="act">{open === null ? <button type="button" className="lesser" aria-label={`Edit ${labelOf(one)}`} onClick={() => set(place)}>Edit</button> : null}</td>
                </tr>
                {open === place ? <tr><td className="form" colSpan={columns}><OldZone panel={panel} zone={one} close={() => set(null)} /></td></tr> : null}
              </Fragment>
            );
          })}
        </tbody>
      </table>
      {matching.length === 0 ? <p className="empty">No zone has this in its number, name or kind.</p> : null}
      {shown.length < matching.length ? <button type="button" className="lesser su-more" onClick={() => setAll(true)}>Show all {matching.length} zones</button> : null}
    </>
  );
}

function OldZone({ panel, zone, close }: { readonly panel: Panel; readonly zone: Zone; readonly close: () => void }) {
  const valuesOf = (one: Zone | undefined): Values => ({ name: one?.name ?? '', kind: one?.kind ?? '' });
  const fresh = async () => valuesOf((await readZones(panel.id)).find((one) => one.zone === zone.zone && one.area === zone.area));
  return (
    <Form label={`${labelOf(zone)} of panel ${panel.account}`} fields={OLD} start={valuesOf(zone)} submit="Save" cancel={close} fresh={fresh} blame="name"
      save={async (values, key) => { await write('PUT', pathOf(panel, zone.zone, zone.area), key, bodyOf(values)); close(); }}
      below={() => <TakeOff panel={panel} zone={zone} close={close} />} />
  );
}

function TakeOff({ panel, zone, close }: { readonly panel: Panel; readonly zone: Zone; readonly close: () => void }) {
  const queries = useQueryClient();
  const [problem, setProblem] = useState<string | null>(null);
  const act = async () => {
    try {
      await write('DELETE', pathOf(panel, zone.zone, zone.area), newKey());
      await queries.invalidateQueries({ queryKey: ['set-up'] });
      close();
    } catch (refusal) {
      setProblem(said(refusal));
    }
  };
  return <div><button type="button" className="lesser" onClick={() => void act()}>Take {labelOf(zone)} off the list</button>{problem === null ? null : <Refusal>{problem}</Refusal>}</div>;
}
