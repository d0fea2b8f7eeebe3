/** The way in. In a demo it says whom one can be; otherwise it says nothing about who exists. */
import { PasswordInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import type { Me } from '../contract/api';
import { oneAtATime } from '../core/one-at-a-time';
import { readAwaited, readDemo, Refused, signIn } from '../platform/api';
import { ActButton } from '../ui/act-button';
import { Icon } from '../ui/icon';
import { Refusal } from '../ui/state';
import { CodeField } from './code-field';

interface Props {
  readonly ended: boolean;
  readonly signedIn: (me: Me) => void;
}

const said = (problem: unknown): string =>
  problem instanceof Refused && problem.kind === 'signed-out' ? 'This e-mail and this password do not go together. Check both and try again.'
  : problem instanceof Refused ? problem.message
  : 'Tocsin does not answer. Nothing is wrong with what you typed. Try again.';

interface Entered {
  readonly email: string;
  readonly password: string;
}

interface Tried {
  readonly entered: Entered;
  readonly code: string | null;
}

const isSame = (a: Tried, b: Tried): boolean => a.entered.email === b.entered.email && a.entered.password === b.entered.password && a.code === b.code;

function useEntering(signedIn: (me: Me) => void) {
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  /** Whose code is awaited: what they entered was right, and it is asked for again with the code. */
  const [awaited, setAwaited] = useState<Entered | null>(null);
  const attempt = async ({ entered, code }: Tried): Promise<boolean> => {
    setSending(true);
    setProblem(null);
    try {
      signedIn(await signIn(entered.email, entered.password, code));
      return false;
    } catch (refusal) {
      const needs_code = refusal instanceof Refused && refusal.kind === 'code-needed';
      if (needs_code) setAwaited(entered);
      else setProblem(said(refusal));
      return !needs_code;
    } finally {
      setSending(false);
    }
  };
  // A corrected password that is entered before the wrong one is answered is tried next, not lost.
  const [tryNext] = useState(() => oneAtATime(attempt, isSame));
  const enter = (entered: Entered, code: string | null = null) => tryNext({ entered, code });
  const back = () => {
    setAwaited(null);
    setProblem(null);
  };
  return { sending, problem, awaited, enter, back };
}

export function SignIn({ ended, signedIn }: Props) {
  const { sending, problem, awaited, enter, back } = useEntering(signedIn);
  if (awaited !== null) return <Code sending={sending} problem={problem} send={(code) => void enter(awaited, code)} back={back} />;
  return <Password ended={ended} sending={sending} problem={problem} enter={(entered) => void enter(entered)} />;
}

interface PasswordProps {
  readonly ended: boolean;
  readonly sending: boolean;
  readonly problem: string | null;
  readonly enter: (entered: Entered) => void;
}

function Password({ ended, sending, problem, enter }: PasswordProps) {
  const { data: demo } = useQuery({ queryKey: ['demo'], queryFn: readDemo, staleTime: Infinity });
  const { data: awaited = false } = useQuery({ queryKey: ['awaited'], queryFn: readAwaited, staleTime: Infinity });
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    enter({ email: email.trim(), password });
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
                  <ActButton label="Sign in" press={() => enter(login)} off={sending} />
                </li>
              ))}
            </ul>
          </section>
        )}
      </form>
    </main>
  );
}

interface CodeProps {
  readonly sending: boolean;
  readonly problem: string | null;
  readonly send: (code: string) => void;
  readonly back: () => void;
}

/** E-mail and password were right. The code is asked for only now, so that nobody else learns whether there is one. */
function Code({ sending, problem, send, back }: CodeProps) {
  const [code, setCode] = useState('');
  const [paper, setPaper] = useState(false);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    send(code.trim());
  };
  return (
    <main className="sign-in">
      <title>Your code · Tocsin console</title>
      <form onSubmit={submit} className="sign-in-card">
        <p className="brand"><Icon name="bell" />Tocsin</p>
        <h1>Your second factor</h1>
        <p className="dim">E-mail and password are right. Now the code beside them.</p>
        <CodeField paper={paper} code={code} type={setCode} turn={setPaper} />
        {problem === null ? null : <Refusal>{problem}</Refusal>}
        <SubmitButton sending={sending} />
        <button type="button" className="lesser" onClick={back}>Back to e-mail and password</button>
      </form>
    </main>
  );
}

/** The browser's own submit, so that a password keeper and the Enter key both work. */
const SubmitButton = ({ sending }: { readonly sending: boolean }) => (
  <div className="sign-in-go"><ActButton go full label="Sign in" press={() => undefined} sending={sending} submit takesMore /></div>
);
