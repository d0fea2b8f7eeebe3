/** A call is out: the number large, and what came of it in the operator's words, in the same card. */
import { TextInput } from '@mantine/core';
import { type ReactNode, useRef, useState } from 'react';
import type { CallOutcome, EmergencyCall, Id, Incident, PhoneCall } from '../contract/api';
import { spacedNumber, telHref } from '../core/telephone';
import { orNull } from '../core/set-up';
import { minuteOf, otherZoneWords, soonAt, spoken } from '../core/time';
import { type OutcomeChoice, outcomeChoices, SERVICE_WORD } from '../core/words';
import { ActButton } from '../ui/act-button';
import { useDesk, useMe, useSecond, useTimes } from '../ui/desk';
import { BigNumber, NextStep, ReadOut } from '../ui/next-step';
import { Refusal } from '../ui/state';
import type { Commands } from './use-command';
import { useDraft } from './use-draft';
import { useMarked } from './use-marked';

interface OutcomeProps {
  readonly incident: Incident;
  readonly call: PhoneCall;
  readonly commands: Commands;
  readonly done: () => void;
}

const noted = (note: string | undefined): string | null => orNull(note);

const formOf = (call: { readonly id: Id }): string => `call ${call.id}`;

export function OutcomePanel({ incident, call, commands, done }: OutcomeProps) {
  const times = useTimes();
  const { text, write, sent } = useDraft(incident.id, formOf(call));
  const note = text('note');
  const going = text('going') === 'yes';
  const panel = useRef<HTMLDivElement>(null);
  const callee = incident.callees.find((one) => one.id === call.callee_id);
  const { answered, nobody } = outcomeChoices(callee?.is_subject ?? false);
  const own_step = incident.step.call_id === call.id;
  const send = async (outcome: string, attending_by: string | null) => {
    if (await commands.run({ from: outcome, act: 'note_outcome', body: { outcome, note: noted(note), attending_by }, call: call.id })) {
      sent();
      done();
    }
  };
  const marked = useMarked(panel, commands.problem, [...answered, ...nobody].map((choice) => choice.outcome), ['note', 'attending_by']);
  const choose = ({ outcome }: OutcomeChoice) => (outcome === 'attending' ? write({ going: 'yes' }) : void send(outcome, null));
  const buttons = (choices: readonly OutcomeChoice[]) => choices.map((choice) => (
    <ActButton key={choice.outcome} label={choice.label} sending={commands.sending === choice.outcome} off={commands.sending !== null && commands.sending !== choice.outcome} press={() => choose(choice)} {...(choice.outcome === 'in_danger' || choice.outcome === 'duress' ? { meaning: choice.outcome === 'duress' ? 'duress' as const : 'danger' as const } : {})} />
  ));
  return (
    <NextStep stages={incident.progress} statement={own_step ? incident.step.statement : `What came of the call to ${call.callee_name}?`} reason={own_step ? incident.step.reason : ''}>
      <BigNumber number={spacedNumber(call.number)} href={telHref(callee?.tel ?? call.number)}>
        <p><b>{call.callee_name}</b>{callee?.relation ? `, ${callee.relation}` : ''}</p>
        <p className="dim num">Placed {times.moment(call.placed_at)}. Dial it on your telephone.</p>
      </BigNumber>
      {own_step && incident.step.read_out !== null && incident.step.read_out.length > 0 ? <ReadOut lines={incident.step.read_out} /> : null}
      <div className="outcomes" ref={panel}>
        <TextInput className="outcome-note" aria-label="What was said" placeholder="What was said, if it matters" value={note} error={marked.of['note']} onChange={(event) => write({ note: event.currentTarget.value })} />
        <OutcomeSet words="Answered">{buttons(answered)}</OutcomeSet>
        {going ? <ThereIn zone={incident.subject.time_zone} typed={text('by')} type={(by) => write({ by })} wrong={marked.of['attending_by']} send={(at) => void send('attending', at)} sending={commands.sending === 'attending'} /> : null}
        <OutcomeSet words="Nobody">{buttons(nobody)}</OutcomeSet>
        {marked.rest.map((words) => <Refusal key={words}>{words}</Refusal>)}
        {own_step ? null : <button type="button" className="lesser" onClick={done}>Back to the next step</button>}
      </div>
    </NextStep>
  );
}

const OutcomeSet = ({ words, children }: { readonly words: string; readonly children: ReactNode }) => (
  <div className="outcome-set" role="group" aria-label={words}><span className="cap" aria-hidden="true">{words}</span><div>{children}</div></div>
);

interface GoingProps {
  /** The place's own: whoever goes there names their time of day. */
  readonly zone: string;
  readonly typed: string;
  readonly type: (text: string) => void;
  /** Why the server would not have it. */
  readonly wrong: string | undefined;
  readonly send: (at: string) => void;
  readonly sending: boolean;
}

const MINUTES = [5, 10, 15, 20, 30, 45];

/** Somebody who goes there says by when: without a time nobody would notice that they never came. */
function ThereIn(props: GoingProps) {
  const { send, sending } = props;
  const desk = useDesk();
  return (
    <>
      <OutcomeSet words="There in">
        {MINUTES.map((minutes) => (
          <ActButton key={minutes} label={`${minutes} min`} off={sending} press={() => send(new Date(desk.now() + minutes * 60_000).toISOString())} />
        ))}
      </OutcomeSet>
      <ThereBy {...props} />
    </>
  );
}

/** As it is said on the telephone: "by twenty to four". */
function ThereBy({ zone, typed, type, wrong, send, sending }: GoingProps) {
  const now = useSecond();
  const other = otherZoneWords(zone, useMe().organisation.time_zone, now);
  const [tried, setTried] = useState(false);
  const at = soonAt(typed, now, zone);
  const submit = () => {
    setTried(true);
    if (at !== null && !sending) send(new Date(at).toISOString());
  };
  return (
    <OutcomeSet words="By">
      <form className="there-by" aria-label="There by a time" noValidate onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <TextInput className="num" aria-label="There by" {...(other === null ? {} : { 'aria-describedby': 'their-time' })} placeholder="03:40" size="xs" maxLength={5} autoComplete="off" value={typed} error={at === null && (tried || typed.length > 4) ? 'A time within 12 hours, like 03:40.' : wrong} onChange={(event) => type(event.currentTarget.value)} />
        <ActButton submit label={at === null ? 'There by then' : `There by ${minuteOf(at, zone)}, in ${spoken(at - now)}`} off={sending} press={() => undefined} />
        {other === null ? null : <p className="dim num" id="their-time">{other}</p>}
      </form>
    </OutcomeSet>
  );
}

interface ReferenceProps {
  readonly incident: Incident;
  readonly call: EmergencyCall;
  readonly commands: Commands;
}

export function ReferencePanel({ incident, call, commands }: ReferenceProps) {
  const { step } = incident;
  const times = useTimes();
  const { text, write, sent } = useDraft(incident.id, formOf(call));
  const reference = text('reference', call.reference);
  const note = text('note');
  const form = useRef<HTMLFormElement>(null);
  const marked = useMarked(form, commands.problem, ['accepted', 'no_reference', 'refused', 'no_answer'], ['reference', 'note']);
  const send = async (outcome: CallOutcome, without = false) => {
    const body = { outcome, reference: noted(reference), note: noted(note), ...(without ? { no_reference: true } : {}) };
    if (await commands.run({ from: without ? 'no_reference' : outcome, act: 'note_reference', body, call: call.id })) sent();
  };
  const said = (
    <>
      {step.read_out === null || step.read_out.length === 0 ? <p><b>{SERVICE_WORD[call.service]}</b></p> : <ReadOut lines={step.read_out} />}
      <p className="dim num">{SERVICE_WORD[call.service]}, {incident.drill ? 'noted' : 'placed'} {times.moment(call.placed_at)}. {incident.drill ? 'They are not rung.' : 'Dial it on your telephone.'}</p>
    </>
  );
  return (
    <NextStep stages={incident.progress} statement={step.statement} reason={step.reason}>
      {incident.drill ? said : <BigNumber number={spacedNumber(call.number)} href={telHref(call.number)}>{said}</BigNumber>}
      <form className="outcomes" ref={form} onSubmit={(event) => { event.preventDefault(); void send('accepted'); }}>
        <div className="reference">
          <TextInput label="Their reference" placeholder="As they say it" className="code" value={reference} error={marked.of['reference']} onChange={(event) => write({ reference: event.currentTarget.value })} />
          <TextInput label="What was said" placeholder="If it matters" value={note} error={marked.of['note']} onChange={(event) => write({ note: event.currentTarget.value })} />
        </div>
        <div className="gobox">
          <ActButton go submit label="They are coming" icon="tick" sending={commands.sending === 'accepted'} press={() => undefined} />
          <ActButton label="Coming, no reference given" off={reference.trim() !== ''} sending={commands.sending === 'no_reference'} press={() => void send('accepted', true)} />
          <ActButton label="They refused" sending={commands.sending === 'refused'} press={() => void send('refused')} />
          <ActButton label="Could not reach them" sending={commands.sending === 'no_answer'} press={() => void send('no_answer')} />
        </div>
        {marked.rest.map((words) => <Refusal key={words}>{words}</Refusal>)}
      </form>
    </NextStep>
  );
}
