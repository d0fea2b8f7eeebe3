/** An incident opened by hand: about whom, what was told, by whom. It is a whole one, with plan, clock and journal. */
import { Checkbox, TextInput, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { FoundSubject, ResponseKind } from '../contract/api';
import { findSubjects, newKey, NotReached, openByHand, Refused } from '../platform/api';
import { ActButton } from '../ui/act-button';
import { useLost } from '../ui/desk';
import { Dialog } from '../ui/dialog';
import { Refusal } from '../ui/state';
import { useTake } from './use-command';

interface Props {
  readonly close: () => void;
  readonly show: (id: string) => void;
}

/** With the priority that each has, as the server sets it. */
const KINDS: readonly (readonly [ResponseKind, string])[] = [
  ['intruder', 'Intruder'], ['fire', 'Fire'], ['hold_up', 'Hold-up'], ['medical', 'Medical'], ['personal', 'Person in danger'], ['technical', 'Fault'],
];
const PRIORITY: Readonly<Record<ResponseKind, number>> = { fire: 1, hold_up: 1, medical: 1, personal: 1, intruder: 2, technical: 3 };

export function ByHandDialog({ close, show }: Props) {
  const [about, setAbout] = useState<FoundSubject | null>(null);
  const [kind, setKind] = useState<ResponseKind>('intruder');
  const [words, setWords] = useState('');
  const [by, setBy] = useState('');
  const [silent, setSilent] = useState(false);
  const [tried, setTried] = useState(false);
  const told = { [about?.kind ?? 'site']: about?.id ?? null, response_kind: kind, words: words.trim(), by: by.trim() === '' ? null : by.trim(), silent };
  const { open, sending, problem } = useOpening(close, show);
  const submit = () => {
    setTried(true);
    if (about !== null && words.trim() !== '') void open(told);
  };
  return (
    <Dialog close={close} title="Open an incident by hand" size={560}>
      <form className="resolve" onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <About about={about} choose={setAbout} missing={tried && about === null} />
        <fieldset className="choices">
          <legend>What it is</legend>
          {KINDS.map(([one, name]) => (
            <label key={one} className="choice">
              <input type="radio" name="kind" className="sr" checked={kind === one} onChange={() => setKind(one)} />
              <span>{name}</span>
            </label>
          ))}
        </fieldset>
        <Textarea label="What was told" placeholder="In their words" autosize minRows={2} maxRows={5} maxLength={4_000} value={words} error={tried && words.trim() === '' ? 'Write what was told.' : null} onChange={(event) => setWords(event.currentTarget.value)} />
        <TextInput label="By whom" placeholder="A neighbour, by telephone" maxLength={200} value={by} onChange={(event) => setBy(event.currentTarget.value)} />
        <Checkbox label="Signs of duress: nobody rings or texts them" checked={silent} onChange={(event) => setSilent(event.currentTarget.checked)} />
        <p className="dim num">Priority {silent ? 1 : PRIORITY[kind]}. If one of this kind is open there already, it joins that.</p>
        {problem === null ? null : <Refusal>{problem}</Refusal>}
        <div className="gobox">
          <ActButton go submit label="Open it" icon="plus" sending={sending} press={() => undefined} />
          <ActButton label="Back" press={close} />
        </div>
      </form>
    </Dialog>
  );
}

function useOpening(close: () => void, show: (id: string) => void) {
  const take = useTake();
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  // What was asked and never answered is the same command when it is pressed again.
  const unanswered = useRef<{ readonly what: string; readonly key: string } | null>(null);
  const open = async (told: Readonly<Record<string, unknown>>) => {
    if (sending) return;
    const what = JSON.stringify(told);
    const key = unanswered.current?.what === what ? unanswered.current.key : newKey();
    unanswered.current = { what, key };
    setSending(true);
    setProblem(null);
    try {
      const incident = await openByHand(told, key);
      take(incident);
      close();
      show(incident.id);
    } catch (refusal) {
      if (!(refusal instanceof Refused) && !(refusal instanceof NotReached)) throw refusal;
      if (refusal instanceof Refused) unanswered.current = null;
      setProblem(refusal.message);
      setSending(false);
    }
  };
  return { open, sending, problem };
}

interface AboutProps {
  readonly about: FoundSubject | null;
  readonly choose: (about: FoundSubject | null) => void;
  readonly missing: boolean;
}

/** Found by a part of the name, of the customer or of the place. */
function About({ about, choose, missing }: AboutProps) {
  const lost = useLost();
  const [sought, setSought] = useState('');
  const { data } = useQuery({ queryKey: ['subjects', sought], queryFn: () => findSubjects(sought), enabled: !lost && about === null, placeholderData: (before) => before });
  if (about !== null) {
    return <p className="chosen"><b>{about.name}</b><span className="dim">{about.organisation}{about.place === null ? '' : `, ${about.place}`}</span><button type="button" className="lesser" onClick={() => choose(null)}>Another</button></p>;
  }
  return (
    <div className="about">
      <TextInput data-autofocus label="Which site or person" placeholder="A part of the name, the customer or the place" value={sought} error={missing ? 'Choose whom it is about.' : null} onChange={(event) => setSought(event.currentTarget.value)} />
      <ul className="found" aria-label="Found">
        {(data ?? []).map((one) => (
          <li key={one.id}><button type="button" onClick={() => choose(one)}><b>{one.name}</b><span className="dim">{one.kind === 'site' ? 'site' : 'lone worker'}, {one.organisation}</span></button></li>
        ))}
      </ul>
      {data?.length === 0 ? <p className="dim">Nothing is called so.</p> : null}
    </div>
  );
}
