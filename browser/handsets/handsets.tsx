/** The demo's handsets: in the demo nothing leaves the machine, and a visitor plays the keyholder here. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { HandsetCall, HandsetMessage } from '../contract/api';
import { type Handset, handsetsOf } from '../core/handset';
import { answerHandset, readHandsets, Refused, speakOnHandset } from '../platform/api';
import { ActButton } from '../ui/act-button';
import { Icon } from '../ui/icon';
import { Refusal, Skeleton } from '../ui/state';

const EVERY_MS = 1_000;
const KEY = ['handsets'];

export function Handsets() {
  const { data, error, isPending } = useQuery({ queryKey: KEY, queryFn: readHandsets, refetchInterval: EVERY_MS, refetchIntervalInBackground: true });
  const handsets = handsetsOf(data ?? { items: [], ringing: [] });
  return (
    <main className="handsets">
      <p className="handsets-brand"><a href="/"><Icon name="bell" />Tocsin</a></p>
      <h1>Handsets</h1>
      <p className="lead">In the demo nothing leaves the machine. What people would get stands here, and you can answer for them.</p>
      {error ? <Refusal>{error instanceof Refused ? error.message : 'The server does not answer. What you see is from before.'}</Refusal> : null}
      {isPending ? <Skeleton /> : null}
      {data !== undefined && handsets.length === 0 ? <p className="nothing"><b>Nobody was told of anything yet.</b> Send an alarm, and call somebody from the console: their handset rings here. Or let nobody take it: after a while the plan runs by itself and tells the contacts, one after the other.</p> : null}
      <ul className="phones" aria-label="Handsets">
        {handsets.map((handset) => <Phone key={handset.key} handset={handset} />)}
      </ul>
    </main>
  );
}

const Phone = ({ handset }: { readonly handset: Handset }) => (
  <li className={`phone${handset.asks || handset.ringing.length > 0 ? ' asks' : ''}`}>
    <h2>{handset.to}</h2>
    <p className="dim num">{handset.address ?? 'no number'}{handset.asks ? ' · waits for an answer' : ''}</p>
    {handset.ringing.map((call) => <Ringing key={call.call} call={call} />)}
    {handset.messages.length > 0 && <ol className="messages" aria-label={`Messages to ${handset.to}`} tabIndex={0}>
      {handset.messages.map((message) => <Message key={message.notice} message={message} />)}
    </ol>}
  </li>
);

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const SAID: Readonly<Record<'true' | 'false', string>> = { true: 'You said: I have it.', false: 'You said: I cannot.' };

/** What a keyholder may say. What it means the operator judges, as with a real call. */
const SPEECHES = ['I am on my way.', 'I am there, and all is well.', 'I cannot come.'];

function Ringing({ call }: { readonly call: HandsetCall }) {
  const [said, setSaid] = useState<readonly string[]>([]);
  const speaking = useMutation({
    mutationFn: (words: string) => speakOnHandset(call, words),
    onSuccess: (_none, words) => setSaid((before) => [...before, words]),
  });
  return (
    <section className="message" aria-label={`Call to ${call.to}`}>
      <p className="ringing"><Icon name="ringing" /><b>{said.length === 0 ? 'It rings: the monitoring centre' : 'Speaking to the monitoring centre'}</b></p>
      {said.map((words, at) => <p key={at} className="said">You said: {words}</p>)}
      <div className="speeches">
        {SPEECHES.map((words) => <ActButton key={words} label={words} sending={speaking.isPending && speaking.variables === words} press={() => speaking.mutate(words)} />)}
      </div>
      <p className="dim">It rings until the operator writes down how the call ended.</p>
      {speaking.error ? <Refusal>{speaking.error.message}</Refusal> : null}
    </section>
  );
}

function Message({ message }: { readonly message: HandsetMessage }) {
  const queries = useQueryClient();
  const answering = useMutation({
    mutationFn: (i_have_it: boolean) => answerHandset(message.notice, i_have_it),
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  const sends = (answer: boolean) => answering.isPending && answering.variables === answer;
  return (
    <li className="message">
      <p className="num dim"><time dateTime={message.at}>{clock.format(Date.parse(message.at))}</time></p>
      <p className="text">{message.text}</p>
      {message.asks ? (
        <div className="answers">
          <ActButton label="I have it" icon="has" sending={sends(true)} press={() => answering.mutate(true)} />
          <ActButton label="I cannot" icon="cannot" sending={sends(false)} press={() => answering.mutate(false)} />
        </div>
      ) : null}
      {message.is_over && message.kind === 'run_alone' && message.has_it === null ? <p className="dim">It is over: no answer is needed any more.</p> : null}
      {message.has_it === null ? null : <p className="said"><Icon name={message.has_it ? 'has' : 'cannot'} />{SAID[message.has_it ? 'true' : 'false']}</p>}
      {answering.error ? <Refusal>{answering.error.message}</Refusal> : null}
    </li>
  );
}
