/** Whom to ask, in order. The list is stored as a whole; whoever is left out is forgotten, and the page says so. */
import { TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useRef, useState } from 'react';
import type { Contact } from '../../contract/set-up';
import { gaps, itemOf, placeOfFault, type Row, written } from '../../core/contacts';
import { faultWords } from '../../core/refused';
import { moved, textOf } from '../../core/set-up';
import { newKey, Refused } from '../../platform/api';
import { readContacts, write } from '../../platform/set-up';
import { ActButton } from '../../ui/act-button';
import { Refusal } from '../../ui/state';
import { said, Section } from './parts';
import type { Editing } from './site-page';

interface Props {
  readonly about: string;
  readonly contacts: readonly Contact[];
  readonly editing: Editing;
}

export function ContactSection({ about, contacts, editing: { open, set } }: Props) {
  return (
    <Section title="Contacts, in order" act={open === null ? <ActButton label={contacts.length > 0 ? 'Edit contacts' : 'Add contacts'} icon={contacts.length > 0 ? 'pencil' : 'plus'} press={() => set('contacts')} /> : null}>
      {open === 'contacts' ? <EditContacts about={about} contacts={contacts} close={() => set(null)} />
        : contacts.length === 0 ? <p className="empty"><b>No contacts yet.</b> Two are needed, so that one may be out.</p> : (
          <ol className="su-list">
            {contacts.map((one) => <li key={one.id} className="su-item"><span className="su-number num">{one.position}</span><div className="grow"><b>{one.name}</b><p className="dim">{one.relation}</p></div><div className="su-reach"><span className="code">{one.phone}</span><p className="cap">{one.email ?? 'no e-mail'}</p></div></li>)}
          </ol>
        )}
    </Section>
  );
}

const COLUMNS = [['name', 'Name', false], ['relation', 'Who they are', false], ['phone', 'Telephone', false], ['email', 'E-mail', true]] as const;
const rowOf = (one: Contact): Row => ({ key: one.id, id: one.id, name: one.name, relation: one.relation, phone: one.phone, email: textOf(one.email) });
const emptyRow = (): Row => ({ key: newKey(), id: null, name: '', relation: '', phone: '', email: '' });
const same = (a: readonly Contact[], b: readonly Contact[]): boolean => JSON.stringify(a) === JSON.stringify(b);

function useSaving(about: string, contacts: readonly Contact[], rows: readonly Row[], close: () => void) {
  const queries = useQueryClient();
  const known = useRef(contacts);
  const unanswered = useRef<{ readonly what: string; readonly key: string } | null>(null);
  const [faults, setFaults] = useState<ReadonlyMap<string, string>>(new Map());
  const [problem, setProblem] = useState<string | null>(null);
  const [sending, setSending] = useState(false);
  const save = async () => {
    const empty = gaps(rows, known.current.length > 0);
    const none = written(rows).length === 0 && known.current.length === 0;
    setFaults(empty);
    setProblem(none ? 'Nobody is written down yet. One contact is needed: who it is, and a telephone number.' : null);
    if (none || empty.size > 0 || sending) return;
    setSending(true);
    try {
      const items = written(rows).map(itemOf);
      const what = JSON.stringify(items);
      const again = unanswered.current?.what === what ? unanswered.current.key : null;
      const stored = again === null ? await readContacts(about) : known.current;
      if (!same(stored, known.current)) {
        known.current = stored;
        setProblem(`Somebody else changed the list while you wrote. It is now: ${stored.map((one) => `${one.name} ${one.phone}`).join('; ')}. Nothing is stored yet; saving again stores yours.`);
        return;
      }
      const key = again ?? newKey();
      unanswered.current = { what, key };
      await write('PUT', `${about}/contacts`, key, { items });
      await queries.invalidateQueries({ queryKey: ['set-up'] });
      close();
    } catch (refusal) {
      if (refusal instanceof Refused) {
        unanswered.current = null;
        setFaults(new Map(refusal.faults.map(({ where, detail }) => [placeOfFault(where, rows), faultWords(detail)])));
      }
      setProblem(refusal instanceof Refused && refusal.faults.length > 0 ? 'Not stored yet: look at what is marked.' : said(refusal));
    } finally {
      setSending(false);
    }
  };
  return { save, sending, faults, problem };
}

function EditContacts({ about, contacts, close }: { readonly about: string; readonly contacts: readonly Contact[]; readonly close: () => void }) {
  const [rows, setRows] = useState<readonly Row[]>(() => (contacts.length === 0 ? [emptyRow(), emptyRow()] : contacts.map(rowOf)));
  const { save, sending, faults, problem } = useSaving(about, contacts, rows, close);
  const change = (at: number, name: string, value: string) => setRows((now) => now.map((row, i) => (i === at ? { ...row, [name]: value } : row)));
  return (
    <form className="su-form" aria-label="Contacts, in order" noValidate onSubmit={(event: SubmitEvent) => { event.preventDefault(); void save(); }}>
      {rows.map((row, i) => (
        <fieldset key={row.key} className="su-contact">
          <legend>{`Contact ${i + 1}`}</legend>
          <div className="su-fields">
            {COLUMNS.map(([name, label, optional]) => (
              <TextInput key={name} className="half" label={optional ? <>{label} <span className="su-optional">optional</span></> : label} aria-label={`${label}, contact ${i + 1}`} maxLength={name === 'phone' ? 40 : 200} autoComplete="off" autoFocus={i === 0 && name === 'name'} value={row[name]} error={faults.get(`${i} ${name}`) ?? null} onChange={(event) => change(i, name, event.currentTarget.value)} />
            ))}
          </div>
          <div className="su-move">
            <button type="button" className="lesser" aria-label={`Contact ${i + 1} earlier`} aria-disabled={i === 0} onClick={() => setRows(moved(rows, i, -1))}>Earlier</button>
            <button type="button" className="lesser" aria-label={`Contact ${i + 1} later`} aria-disabled={i === rows.length - 1} onClick={() => setRows(moved(rows, i, 1))}>Later</button>
            <button type="button" className="lesser" aria-label={`Leave contact ${i + 1} out`} onClick={() => setRows(rows.filter((_row, at) => at !== i))}>Leave out</button>
          </div>
        </fieldset>
      ))}
      <div><ActButton label="Add another" icon="plus" press={() => setRows([...rows, emptyRow()])} /></div>
      {problem === null ? null : <Refusal>{problem}</Refusal>}
      <div className="gobox"><ActButton go submit label="Save the contacts" sending={sending} press={() => undefined} /><ActButton label="Cancel" press={close} /></div>
    </form>
  );
}
