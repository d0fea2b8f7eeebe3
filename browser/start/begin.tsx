/** The first administrator: the code that the terminal printed becomes a centre and somebody who can sign in. */
import { PasswordInput, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { ask, Refused } from '../platform/api';
import { ActButton } from '../ui/act-button';
import { Refusal } from '../ui/state';

const FIELDS = [
  ['code', 'One-time code', 'As the terminal printed it when Tocsin started'],
  ['centre', 'Name of the monitoring centre', ''],
  ['zone', 'Time zone', 'Such as Europe/London'],
  ['name', 'Your name', ''],
  ['email', 'Your e-mail', 'You sign in with it'],
] as const;

type Field = (typeof FIELDS)[number][0];
const EMPTY: Record<Field, string> = { code: '', centre: '', zone: Intl.DateTimeFormat().resolvedOptions().timeZone, name: '', email: '' };

const said = (problem: unknown): string =>
  problem instanceof Refused ? [problem.message, ...problem.faults.map((fault) => fault.detail)].join(' ')
  : 'Tocsin does not answer. It is not known whether this arrived: try to sign in, or press again.';

export function Begin() {
  const [given, setGiven] = useState(EMPTY);
  const [password, setPassword] = useState('');
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const begin = async () => {
    setSending(true);
    setProblem(null);
    try {
      await ask('POST', '/first-administrator', {}, { code: given.code, centre: { name: given.centre, time_zone: given.zone }, name: given.name, email: given.email, password });
      window.location.assign('/console/');
    } catch (refusal) {
      setProblem(said(refusal));
      setSending(false);
    }
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!sending) void begin();
  };
  return (
    <main className="start">
      <h1>Begin</h1>
      <p className="lead">While nobody can sign in, the one-time code makes the monitoring centre and its first administrator. Then sign in, and set up all the rest.</p>
      <form onSubmit={submit} className="begin">
        {FIELDS.map(([field, label, hint]) => (
          <TextInput key={field} label={label} description={hint} required withAsterisk={false} value={given[field]} autoComplete="off" onChange={(event) => setGiven({ ...given, [field]: event.currentTarget.value })} />
        ))}
        <PasswordInput label="Your password" description="At least 12 characters" autoComplete="new-password" required withAsterisk={false} value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
        {problem === null ? null : <Refusal>{problem}</Refusal>}
        <ActButton label="Begin" submit go full sending={sending} press={() => undefined} />
      </form>
    </main>
  );
}
