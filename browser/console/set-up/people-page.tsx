/** Who may sign in, and as what. A first password is made here, shown once, and changed by whoever gets it. */
import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import type { Person } from '../../contract/set-up';
import { firstPassword, type Values } from '../../core/set-up';
import { readOne, write } from '../../platform/set-up';
import { ActButton } from '../../ui/act-button';
import { useMe } from '../../ui/desk';
import { Form, type Field } from './form';
import { Head, Listed, Once, said, Section, useAll, Waiting, Withdraw } from './parts';
import { newKey } from '../../platform/api';
import { Refusal } from '../../ui/state';

const ROLES = [
  ['operator', 'Operator: takes and works incidents'],
  ['supervisor', 'Supervisor: also ends silent ones and takes over'],
  ['centre_admin', 'Administrator: sets up'],
  ['watcher', 'Watcher: sees, and changes nothing'],
] as const;
const OF_CUSTOMER = [
  ['customer_admin', 'Administrator: keeps people, sites and contacts right'],
  ['watcher', 'Watcher: sees, and changes nothing'],
] as const;
const roleWords = (role: string): string => [...ROLES, ...OF_CUSTOMER].find(([name]) => name === role)?.[1].split(':')[0] ?? role;

const FIELDS: readonly Field[] = [{ name: 'name', label: 'Name' }, { name: 'email', label: 'E-mail', hint: 'They sign in with it', max: 320 }];
const bodyOf = (values: Values) => ({ name: values['name'], email: values['email']?.trim(), roles: (values['roles'] ?? '').split(' ').filter((role) => role !== '') });
const valuesOf = (person: Person): Values => ({ name: person.name, email: person.email, roles: [...person.roles].sort().join(' ') });
const wordsOf = ({ name, email, roles }: Person): string => `${name} ${email} ${roles.map(roleWords).join(' ')}`;
const fresh = (): string => firstPassword(crypto.getRandomValues(new Uint8Array(20)));

interface Given {
  readonly name: string;
  readonly password: string;
}

export function PeoplePage() {
  const people = useAll('people');
  const customers = useAll('customers');
  const [open, setOpen] = useState<string | null>(null);
  const [given, setGiven] = useState<Given | null>(null);
  const nameOf = new Map(customers.data?.map((one) => [one.id, one.name]));
  const me = useMe();
  return (
    <>
      <Head title="People"><p className="dim">Who may sign in. Whoever is withdrawn is out within seconds.</p></Head>
      {given === null ? null : <Once label={`The first password of ${given.name}.`} value={given.password} />}
      {open === 'new' ? <NewPerson customers={[[me.organisation.id, me.organisation.name], ...nameOf]} close={() => setOpen(null)} made={setGiven} /> : null}
      {open === null ? <ActButton go label="Add a person" icon="plus" press={() => { setOpen('new'); setGiven(null); }} /> : null}
      <Section title="May sign in" count={people.data?.length}>
        <Waiting of={[people, customers]} />
        {people.data === undefined ? null : (
          <Listed items={people.data} empty="Nobody yet." words={wordsOf} find="Find a person">
            {(person) => (
              <li key={person.id} className="su-item">
                {open === person.id ? <EditPerson person={person} inCentre={person.organisation_id === me.organisation.id} close={() => setOpen(null)} /> : (
                  <>
                    <div className="grow"><b>{person.name}</b><p className="dim">{person.email} · {nameOf.get(person.organisation_id) ?? me.organisation.name}</p><p className="cap">{person.roles.length === 0 ? 'no role: may sign in and see nothing' : person.roles.map(roleWords).join(', ')}</p></div>
                    {open === null ? <PersonActs person={person} edit={() => setOpen(person.id)} made={setGiven} /> : null}
                  </>
                )}
              </li>
            )}
          </Listed>
        )}
      </Section>
    </>
  );
}

function PersonActs({ person, edit, made }: { readonly person: Person; readonly edit: () => void; readonly made: (given: Given) => void }) {
  const [problem, setProblem] = useState<string | null>(null);
  const reset = async () => {
    const password = fresh();
    setProblem(null);
    try {
      await write('POST', `/people/${person.id}/password`, newKey(), { password });
      made({ name: person.name, password });
    } catch (refusal) {
      setProblem(said(refusal));
    }
  };
  return (
    <div className="acts">
      <ActButton label="Edit" icon="pencil" press={edit} />
      <button type="button" className="lesser" aria-label={`New password for ${person.name}`} onClick={() => void reset()}>New password</button>
      <Withdraw path={`/people/${person.id}`} what={person.name} />
      {problem === null ? null : <Refusal>{problem}</Refusal>}
    </div>
  );
}

const RoleChoice = ({ inCentre, values, set }: { readonly inCentre: boolean; readonly values: Values; readonly set: (name: string, value: string) => void }) => (
  <Checkbox.Group label="May" value={(values['roles'] ?? '').split(' ').filter((role) => role !== '')} onChange={(roles) => set('roles', [...roles].sort().join(' '))}>
    <div className="su-checks">{(inCentre ? ROLES : OF_CUSTOMER).map(([role, words]) => <Checkbox key={role} value={role} label={words} />)}</div>
  </Checkbox.Group>
);

function NewPerson({ customers, close, made }: { readonly customers: readonly (readonly [string, string])[]; readonly close: () => void; readonly made: (given: Given) => void }) {
  const me = useMe();
  const fields: readonly Field[] = [...FIELDS, { name: 'organisation_id', label: 'Of', choices: customers }];
  const [password] = useState(fresh);
  const save = async (values: Values, key: string) => {
    await write('POST', '/people', key, { ...bodyOf(values), organisation_id: values['organisation_id'], password });
    made({ name: values['name'] ?? '', password });
    close();
  };
  return (
    <Form label="New person" fields={fields} start={{ organisation_id: me.organisation.id, roles: '' }} submit="Add the person" cancel={close} save={save} blame="email"
      below={(values, set) => <RoleChoice inCentre={values['organisation_id'] === me.organisation.id} values={values} set={set} />} />
  );
}

const EditPerson = ({ person, inCentre, close }: { readonly person: Person; readonly inCentre: boolean; readonly close: () => void }) => (
  <Form label={person.name} fields={FIELDS} start={valuesOf(person)} submit="Save" cancel={close} fresh={async () => valuesOf(await readOne('people', person.id))}
    save={async (values, key) => { await write('PUT', `/people/${person.id}`, key, bodyOf(values)); close(); }}
    below={(values, set) => <RoleChoice inCentre={inCentre} values={values} set={set} />} />
);
