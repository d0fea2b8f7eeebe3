/** Programs: the keys with which they come in, and the webhooks by which they are told. What is secret is shown once. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { newKey } from '../../platform/api';
import { write } from '../../platform/set-up';
import { ActButton } from '../../ui/act-button';
import { useTimes } from '../../ui/desk';
import { Refusal } from '../../ui/state';
import { Form, type Field } from './form';
import { Head, Listed, Once, said, Section, useAll, Waiting, Withdraw } from './parts';

const KEY: readonly Field[] = [{ name: 'label', label: 'What it is for' }];
const HOOK: readonly Field[] = [{ name: 'url', label: 'Address that is told', max: 2_000, hint: 'https:// of a program that checks the signature' }];
const labelOf = ({ label }: { readonly label: string }): string => label;
const urlOf = ({ url }: { readonly url: string }): string => url;

export function ProgramsPage() {
  const keys = useAll('api-keys');
  const hooks = useAll('webhooks');
  const times = useTimes();
  const [open, setOpen] = useState<'key' | 'hook' | null>(null);
  const [once, setOnce] = useState<{ readonly label: string; readonly value: string } | null>(null);
  const close = () => setOpen(null);
  const addKey = async (values: Readonly<Record<string, string>>, key: string) => {
    const made = (await write('POST', '/api-keys', key, values)) as { readonly key: string | null };
    setOnce(made.key === null ? null : { label: `The API key “${values['label'] ?? ''}”.`, value: made.key });
    close();
  };
  const addHook = async (values: Readonly<Record<string, string>>, key: string) => {
    const made = (await write('POST', '/webhooks', key, { url: values['url']?.trim() })) as { readonly secret: string | null };
    setOnce(made.secret === null ? null : { label: 'The secret that signs what is sent there.', value: made.secret });
    close();
  };
  const head = <Head title="Programs"><p className="dim">API keys let a program in; webhooks tell one what happens.</p></Head>;
  // Both lists at once: the second would be pushed down under the pointer by the first.
  if (keys.data === undefined || hooks.data === undefined) return <>{head}<Waiting of={[keys, hooks]} /></>;
  return (
    <>
      {head}
      {once === null ? null : <Once label={once.label} value={once.value} />}
      <Section title="API keys" count={keys.data.length} act={open === null ? <ActButton label="Add an API key" icon="plus" press={() => setOpen('key')} /> : null}>
        {open === 'key' ? <Form label="New API key" fields={KEY} start={{}} submit="Make the key" cancel={close} save={addKey} /> : null}
        <Listed items={keys.data} empty={<><b>No key yet.</b> A program needs one to raise alarms, or to read what happened.</>} words={labelOf} find="Find a key">
          {(one) => <li key={one.id} className="su-item"><div className="grow"><b>{one.label}</b><p className="dim num">made {times.moment(one.created_at)}</p></div><Withdraw path={`/api-keys/${one.id}`} what={one.label} /></li>}
        </Listed>
      </Section>
      <Section title="Webhooks" count={hooks.data.length} act={open === null ? <ActButton label="Add a webhook" icon="plus" press={() => setOpen('hook')} /> : null}>
        {open === 'hook' ? <Form label="New webhook" fields={HOOK} start={{}} submit="Add the webhook" cancel={close} blame="url" save={addHook} /> : null}
        <Listed items={hooks.data} empty={<><b>No webhook yet.</b> Give the address of a program, and it is told of every change.</>} words={urlOf} find="Find a webhook">
          {(one) => <li key={one.id} className="su-item"><div className="grow"><b>{one.url}</b><p className="dim num">made {times.moment(one.created_at)}</p></div><EndHook id={one.id} url={one.url} /></li>}
        </Listed>
      </Section>
    </>
  );
}

function EndHook({ id, url }: { readonly id: string; readonly url: string }) {
  const queries = useQueryClient();
  const [problem, setProblem] = useState<string | null>(null);
  const end = () => void write('DELETE', `/webhooks/${id}`, newKey()).then(() => queries.invalidateQueries({ queryKey: ['set-up'] }), (refusal: unknown) => setProblem(said(refusal)));
  return <div className="acts"><button type="button" className="lesser" aria-label={`Tell ${url} no more`} onClick={end}>Tell it no more</button>{problem === null ? null : <Refusal>{problem}</Refusal>}</div>;
}
