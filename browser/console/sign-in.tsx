/** The way in. In a demo it says whom one can be; otherwise it says nothing about who exists. */
import { PasswordInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import type { Me } from '../contract/api';
import { readAwaited, readDemo, Refused, signIn } from '../platform/api';
import { ActButton } from '../ui/act-button';
import { Icon } from '../ui/icon';
import { Refusal } from '../ui/state';

interface Props {
  readonly ended: boolean;
  readonly signedIn: (me: Me) => void;
}

const said = (problem: unknown): string =>
  problem instanceof Refused && problem.code === 401 ? 'E-mail and password do not belong together. Both are as you typed them: look at them again.'
  : problem instanceof Refused ? problem.message
  : 'Tocsin does not answer. Nothing is wrong with what you typed. Try again.';

export function SignIn({ ended, signedIn }: Props) {
  const { data: demo } = useQuery({ queryKey: ['demo'], queryFn: readDemo, staleTime: Infinity });
  const { data: awaited = false } = useQuery({ queryKey: ['awaited'], queryFn: readAwaited, staleTime: Infinity });
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const enter = async (as: string, by: string) => {
    setSending(true);
    setProblem(null);
    try {
      signedIn(await signIn(as, by));
    } catch (refusal) {
      setProblem(said(refusal));
    } finally {
      setSending(false);
    }
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!sending) void enter(email.trim(), password);
  };
  const people = demo?.logins ?? [];
  return (
    <main className="sign-in">
      <title>Sign in · Tocsin console</title>
      <form onSubmit={submit} className="sign-in-card">
        <p className="brand"><Icon name="bell" />Tocsin</p>
        <h1>{ended ? 'Sign in to go on' : 'Sign in'}</h1>
        <p className="dim">{ended ? 'Your session ended. What was open opens again, and notes that were kept are sent.' : 'The operators’ console.'}</p>
        {awaited ? <p>Nobody can sign in yet. <a className="lesser" href="/begin/">Begin with the one-time code</a></p> : null}
        <TextInput label="E-mail" autoComplete="username" inputMode="email" required withAsterisk={false} autoFocus value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
        <PasswordInput label="Password" autoComplete="current-password" required withAsterisk={false} value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
        {problem === null ? null : <Refusal>{problem}</Refusal>}
        <SubmitButton sending={sending} />
        {people.length === 0 ? null : (
          <section className="sign-in-demo" aria-label="Demo">
            <h2 className="cap">This is a demo. Be one of its people:</h2>
            <ul>
              {people.map((login) => (
                <li key={login.email}>
                  <div className="grow"><b>{login.name}</b>, {login.role}<p className="cap">{login.email} · {login.password}</p></div>
                  <ActButton label="Sign in" press={() => void enter(login.email, login.password)} off={sending} />
                </li>
              ))}
            </ul>
          </section>
        )}
      </form>
    </main>
  );
}

/** The browser's own submit, so that a password keeper and the Enter key both work. */
const SubmitButton = ({ sending }: { readonly sending: boolean }) => (
  <div className="sign-in-go"><ActButton go full label="Sign in" press={() => undefined} sending={sending} submit /></div>
);
