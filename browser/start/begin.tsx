/** The first administrator: the code that the terminal printed becomes a centre and somebody who is signed in. */
import { NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { faultsByField } from '../core/refused';
import { type Values } from '../core/set-up';
import { ask, readAwaited, Refused, signIn } from '../platform/api';
import { ActButton } from '../ui/act-button';
import { Icon } from '../ui/icon';
import { Refusal, Skeleton } from '../ui/state';
import { Problem } from './problem';

const ZONES = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])];
const EMPTY: Values = { code: '', time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone, centre: '', name: '', email: '', password: '' };
/** A refusal without a field is about one all the same: the code that is wrong, the password that will not do. */
const BLAMED: Readonly<Record<number, string>> = { 403: 'code', 422: 'password' };

interface Wrong {
  readonly of: Values;
  readonly rest: readonly string[];
}
const NOTHING: Wrong = { of: {}, rest: [] };

function wrongIn(problem: unknown): Wrong {
  if (!(problem instanceof Refused)) return { of: {}, rest: ['Tocsin does not answer. It is not known whether this arrived: press again, or try to sign in.'] };
  if (problem.faults.length > 0) return faultsByField(problem.faults, Object.keys(EMPTY));
  const field = BLAMED[problem.code];
  return field === undefined ? { of: {}, rest: [problem.message] } : { of: { [field]: problem.message }, rest: [] };
}

async function begin({ code, time_zone, centre, name, email, password }: Values): Promise<void> {
  await ask('POST', '/first-administrator', {}, { code, centre: { name: centre, time_zone }, name, email, password });
  // Whoever cannot be signed in at once does it at the console.
  await signIn(email ?? '', password ?? '').catch(() => null);
  window.location.assign('/console/set-up/');
}

export function Begin() {
  const { data: awaited, isError } = useQuery({ queryKey: ['awaited'], queryFn: readAwaited, staleTime: Infinity });
  if (isError) return <Problem title="Tocsin does not answer" detail="Reload this page once it runs." />;
  if (awaited === undefined) return <main className="start"><Skeleton page /></main>;
  if (!awaited) return <Problem title="There is an administrator already" detail="This page is only for the very first one. Sign in at the console; whoever administers your centre lets you in." />;
  return (
    <main className="start">
      <p className="start-brand"><Icon name="bell" />Tocsin</p>
      <h1>Name your centre</h1>
      <p className="lead">Nobody can sign in yet. With the one-time code you become the first administrator.</p>
      <Founding />
    </main>
  );
}

function Founding() {
  const [given, setGiven] = useState(EMPTY);
  const [sending, setSending] = useState(false);
  const [wrong, setWrong] = useState(NOTHING);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (sending) return;
    setSending(true);
    setWrong(NOTHING);
    begin(given).catch((problem: unknown) => {
      setWrong(wrongIn(problem));
      setSending(false);
    });
  };
  const set = (name: string, value: string) => setGiven((now) => ({ ...now, [name]: value }));
  const field = (name: string, label: string, description?: string) => ({
    label, description, required: true, withAsterisk: false, autoComplete: 'off', value: given[name] ?? '', error: wrong.of[name] ?? null,
    inputWrapperOrder: ['label', 'input', 'error', 'description'] as ('label' | 'input' | 'error' | 'description')[],
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => set(name, event.currentTarget.value),
  });
  return (
    <form onSubmit={submit} className="begin">
      <TextInput {...field('code', 'One-time code', 'In the terminal in which Tocsin started')} autoFocus maxLength={40} />
      <TextInput {...field('centre', 'Name of the monitoring centre')} maxLength={200} />
      <NativeSelect {...field('time_zone', 'Time zone')} data={ZONES} />
      <TextInput {...field('name', 'Your name')} autoComplete="name" maxLength={200} />
      <TextInput {...field('email', 'Your e-mail', 'You sign in with it')} autoComplete="username" inputMode="email" maxLength={320} />
      <PasswordInput {...field('password', 'Your password', 'At least 12 characters. Four words that you know are good')} autoComplete="new-password" />
      {wrong.rest.map((words) => <Refusal key={words}>{words}</Refusal>)}
      <ActButton label="Begin" submit go full sending={sending} press={() => undefined} />
    </form>
  );
}
