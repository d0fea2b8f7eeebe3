/** Help, whatever the step: an emergency service, or a response company. It is asked in place, and dialled on one's own telephone. */
import { TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { EmergencyService, Incident } from '../contract/api';
import { AFTERWARDS } from '../core/drafts';
import { spacedNumber } from '../core/telephone';
import { ActButton } from '../ui/act-button';
import { useLost } from '../ui/desk';
import { Refusal } from '../ui/state';
import type { Commands } from './use-command';
import { useDraft } from './use-draft';
import { useMarked } from './use-marked';

export type HelpAct = 'emergency' | 'call_out';

interface Props {
  readonly incident: Incident;
  readonly commands: Commands;
  readonly back: () => void;
}

/** What calling help does besides: said before it is pressed. */
const byThat = ({ state, operator }: Incident): string =>
  state === 'closed' ? 'It is opened again by that, and yours. ' : state === 'filed' ? 'A new incident is opened by that, and yours. ' : operator === null ? 'It is yours by that. ' : '';

/** Only emergency services are left out of a drill: who is called out sends somebody, unless they are told. */
const sayingSo = ({ drill }: Incident) => (drill ? <> <b>Drill: tell them first that it is one.</b></> : null);

/** On a telephone it is pressed from wherever one has scrolled to: what is asked comes into sight. */
function comeTo(first: HTMLElement | null): void {
  first?.focus({ preventScroll: true });
  first?.closest('.head-confirm')?.scrollIntoView({ block: 'nearest' });
}

const SERVICES: readonly (readonly [EmergencyService, string])[] = [['police', 'Police'], ['ambulance', 'Ambulance'], ['fire', 'Fire']];

/** Which service: the number is dialled by hand, and what they say is written in the card below. */
export function EmergencyPanel({ incident, commands, back }: Props) {
  const lost = useLost();
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => comeTo(first.current), []);
  const press = async (service: EmergencyService) => {
    if (await commands.run({ from: `emergency ${service}`, act: 'call_emergency', body: { service } })) back();
  };
  return (
    <div className="head-confirm" role="group" aria-label="Emergency">
      <p>{incident.drill ? 'Drill: which service would you call? ' : 'Which service are you calling? '}{byThat(incident)}{incident.drill ? 'No emergency service is rung.' : 'Dial it on your telephone.'}</p>
      <div className="acts">
        {SERVICES.map(([service, name], i) => (
          <ActButton key={service} label={name} icon={incident.drill ? 'flag' : 'phone'} meaning="danger" off={lost} sending={commands.sending === `emergency ${service}`} press={() => void press(service)} {...(i === 0 ? { focus: first } : {})} />
        ))}
        <ActButton label="Back" press={back} />
      </div>
      {commands.problem?.from.startsWith('emergency ') === true ? <Refusal>{commands.problem.text}</Refusal> : null}
    </div>
  );
}

/** The response company among the contacts; where there is none that is said, and one is dialled by hand. */
export function CallOutPanel({ incident, commands, back }: Props) {
  const lost = useLost();
  const does = useRef<HTMLButtonElement>(null);
  const company = incident.callees.find((one) => one.id === incident.response_company);
  useEffect(() => comeTo(does.current), []);
  const press = async (body: Record<string, unknown>) => {
    if (await commands.run({ from: 'call_out', act: 'call_out', body })) back();
  };
  const refused = commands.problem?.from === 'call_out' ? <Refusal>{commands.problem.text}</Refusal> : null;
  if (company === undefined) return <DialledByHand incident={incident} commands={commands} back={back} />;
  return (
    <div className="head-confirm" role="group" aria-label="Call out">
      <p className="num">Have {company.name} send somebody: {spacedNumber(company.number)}. {byThat(incident)}Dial it on your telephone.{sayingSo(incident)}</p>
      <div className="acts">
        <ActButton focus={does} label={`Call out ${company.name}`} icon="phone" off={lost} sending={commands.sending === 'call_out'} press={() => void press({})} />
        <ActButton label="Back" press={back} />
      </div>
      {refused}
    </div>
  );
}

function DialledByHand({ incident, commands, back }: Props) {
  const lost = useLost();
  const { text, write, sent } = useDraft(incident.id, AFTERWARDS.call_out);
  const name = text('name');
  const number = text('number');
  const form = useRef<HTMLFormElement>(null);
  const marked = useMarked(form, commands.problem, ['call_out'], ['name', 'number']);
  const [tried, setTried] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => comeTo(field.current), []);
  const submit = async () => {
    setTried(true);
    if (name.trim() === '' || number.trim() === '') return;
    if (await commands.run({ from: 'call_out', act: 'call_out', body: { by_hand: { name: name.trim(), number: number.trim() } } })) {
      sent();
      back();
    }
  };
  return (
    <form className="head-confirm" aria-label="Call out" ref={form} onSubmit={(event) => { event.preventDefault(); void submit(); }}>
      <p><b>The contacts name no response company.</b> {byThat(incident)}Dial one by hand, and say which it is.{sayingSo(incident)}</p>
      <div className="by-hand">
        <TextInput ref={field} label="Company" maxLength={200} value={name} error={tried && name.trim() === '' ? 'Which one?' : marked.of['name']} onChange={(event) => write({ name: event.currentTarget.value })} />
        <TextInput label="Number" type="tel" maxLength={40} value={number} error={tried && number.trim() === '' ? 'Which number?' : marked.of['number']} onChange={(event) => write({ number: event.currentTarget.value })} />
      </div>
      <div className="acts">
        <ActButton submit label="Write down the call" icon="phone" off={lost} sending={commands.sending === 'call_out'} press={() => undefined} />
        <ActButton label="Back" press={back} />
      </div>
      {marked.rest.map((words) => <Refusal key={words}>{words}</Refusal>)}
    </form>
  );
}
