/** The second factor: begun with a picture for the telephone, on once a code has confirmed it, off with a last code. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { QRCodeSVG } from 'qrcode.react';
import { type ReactNode, type SubmitEvent, useState } from 'react';
import { counted } from '../core/time';
import { beginSecondFactor, confirmSecondFactor, endSecondFactor, readSecondFactor, type SecondFactorBegun, type SecondFactorState } from '../platform/account';
import { Refused } from '../platform/api';
import { ActButton } from '../ui/act-button';
import { Refusal } from '../ui/state';
import { CodeField } from './code-field';
import { said, Section, Waiting } from './set-up/parts';

const STATE = ['account', 'second-factor'];

/** One press at a time, and what came of it. */
function useSending() {
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const run = async (act: () => Promise<void>) => {
    if (sending) return;
    setSending(true);
    setProblem(null);
    try {
      await act();
    } catch (refusal) {
      setProblem(said(refusal));
    } finally {
      setSending(false);
    }
  };
  return { sending, problem, run };
}

/** The codes of a confirmation in this visit; lost when its answer did not arrive, and nobody has seen them. */
type Paper = readonly string[] | 'lost' | null;

/** It may have been done: only a refusal says that it was not. */
const isUnknown = (problem: unknown): boolean => !(problem instanceof Refused) || problem.code >= 500;

export function SecondFactor() {
  const state = useQuery({ queryKey: STATE, queryFn: readSecondFactor });
  const [paper, setPaper] = useState<Paper>(null);
  return (
    <Section title="Second factor">
      {state.data === undefined ? <Waiting of={[state]} /> : state.data.is_on ? <IsOn state={state.data} paper={paper} off={() => setPaper(null)} /> : <IsOff on={setPaper} />}
    </Section>
  );
}

function IsOff({ on }: { readonly on: (paper: Paper) => void }) {
  const queries = useQueryClient();
  const { sending, problem, run } = useSending();
  const [begun, setBegun] = useState<SecondFactorBegun | null>(null);
  if (begun === null) {
    return (
      <>
        <p className="account-say"><b>It is off.</b> Turned on, each sign-in takes a code of your telephone beside the password: whoever learns the password alone does not come in.</p>
        {problem === null ? null : <Refusal>{problem}</Refusal>}
        <ActButton label="Turn it on…" sending={sending} press={() => void run(async () => setBegun(await beginSecondFactor()))} />
      </>
    );
  }
  const confirm = async (code: string) => {
    try {
      on(await confirmSecondFactor(code));
    } catch (problem) {
      if (isUnknown(problem)) on('lost');
      await queries.invalidateQueries({ queryKey: STATE });
      throw problem;
    }
    queries.setQueryData(STATE, { is_on: true, paper_codes_left: 0 });
    await queries.invalidateQueries({ queryKey: STATE });
  };
  return (
    <div className="account-begin">
      <QRCodeSVG className="account-qr" value={begun.uri} size={208} marginSize={4} level="M" title="QR code of the second factor" />
      <div>
        <p className="account-say"><b>Let the app on your telephone read the picture,</b> or type this secret into it. It is shown this once.</p>
        <p className="su-secret code">{spaced(begun.secret)}</p>
        <CodeForm label="Turn the second factor on" submit="Turn it on" send={confirm} cancel={() => setBegun(null)}><p className="dim">It is on once a code has shown that your telephone knows the secret.</p></CodeForm>
      </div>
    </div>
  );
}

/** In fours, as it is easiest to type. */
const spaced = (secret: string): string => secret.match(/.{1,4}/g)?.join(' ') ?? secret;

function IsOn({ state, paper, off }: { readonly state: SecondFactorState; readonly paper: Paper; readonly off: () => void }) {
  const queries = useQueryClient();
  const [asked, setAsked] = useState(false);
  const end = async (code: string) => {
    try {
      await endSecondFactor(code);
    } catch (problem) {
      await queries.invalidateQueries({ queryKey: STATE });
      throw problem;
    }
    off();
    queries.setQueryData(STATE, { is_on: false, paper_codes_left: 0 });
  };
  return (
    <>
      {paper === null ? <p className="account-say"><b>It is on.</b> Each sign-in takes a code. {counted(state.paper_codes_left, 'code')} on paper {state.paper_codes_left === 1 ? 'is' : 'are'} left for a lost telephone.</p> : paper === 'lost' ? <Refusal>It is on, but its codes on paper did not arrive: turn it off and on again.</Refusal> : <OnPaper codes={paper} />}
      {asked ? <CodeForm label="Turn the second factor off" submit="Turn it off" withPaper send={end} cancel={() => setAsked(false)}><p>Then the password alone lets you in.</p></CodeForm> : <ActButton label="Turn it off…" press={() => setAsked(true)} />}
    </>
  );
}

const OnPaper = ({ codes }: { readonly codes: readonly string[] }) => (
  <div className="su-once" role="status">
    <p><b>It is on. These codes let you in should the telephone be lost.</b> Each counts once. They are shown this once: write them down now.</p>
    <ul className="account-paper code">{codes.map((code) => <li key={code}>{code}</li>)}</ul>
  </div>
);

interface CodeFormProps {
  readonly label: string;
  readonly submit: string;
  readonly withPaper?: boolean;
  readonly send: (code: string) => Promise<void>;
  readonly cancel: () => void;
  readonly children: ReactNode;
}

function CodeForm({ label, submit, withPaper = false, send, cancel, children }: CodeFormProps) {
  const { sending, problem, run } = useSending();
  const [code, setCode] = useState('');
  const [paper, setPaper] = useState(false);
  const press = (event: SubmitEvent) => {
    event.preventDefault();
    void run(async () => send(code.trim()));
  };
  return (
    <form className="su-form" aria-label={label} onSubmit={press}>
      {children}
      <CodeField paper={paper} code={code} type={setCode} turn={withPaper ? setPaper : null} />
      {problem === null ? null : <Refusal>{problem}</Refusal>}
      <div className="gobox">
        <ActButton go submit label={submit} sending={sending} press={() => undefined} />
        <ActButton label="Cancel" press={cancel} />
      </div>
    </form>
  );
}
