/** Puts an incident aside until a time, with a reason. It comes back by itself and rings. */
import { TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import type { Incident } from '../contract/api';
import { PARK_MINUTES } from '../core/claim';
import { figures, nextAt } from '../core/time';
import { ActButton } from '../ui/act-button';
import { useDesk, useMe, useSecond, useTimes } from '../ui/desk';
import { Dialog } from '../ui/dialog';
import { Refusal } from '../ui/state';
import type { Commands } from './use-command';
import { useDraft } from './use-draft';
import { useMarked } from './use-marked';

interface Props {
  readonly incident: Incident;
  readonly commands: Commands;
  readonly close: () => void;
}

const LONGEST = 4_000;

/** Minutes from now, or the words of a time of day. */
type Until = number | string;

export function ParkDialog({ incident, commands, close }: Props) {
  const desk = useDesk();
  const zone = useMe().organisation.time_zone;
  const [until, setUntil] = useState<Until>(15);
  const { text, write, sent } = useDraft(incident.id, 'park');
  const because = text('because');
  const form = useRef<HTMLFormElement>(null);
  const marked = useMarked(form, commands.problem, ['park'], ['until', 'because']);
  const [tried, setTried] = useState(false);
  const untilAt = (now: number) => (typeof until === 'number' ? now + until * 60_000 : nextAt(until, now, zone));
  const submit = async () => {
    setTried(true);
    const at = untilAt(desk.now());
    if (at === null || because.trim() === '') return;
    if (await commands.run({ from: 'park', act: 'park', body: { until: new Date(at).toISOString(), because: because.trim() } })) {
      sent();
      close();
    }
  };
  return (
    <Dialog close={close} title={`Park ${incident.number} until when?`} size={520}>
      <form className="resolve" ref={form} onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <p className="dim">{incident.title}, {incident.who}</p>
        <fieldset className="choices">
          <legend className="sr">Until when</legend>
          {PARK_MINUTES.map((minutes) => (
            <Choice key={minutes} label={`${minutes} min`} chosen={until === minutes} choose={() => setUntil(minutes)} />
          ))}
          <Choice label="At a time" chosen={typeof until === 'string'} choose={() => setUntil('')} />
        </fieldset>
        {typeof until === 'string' ? <AtTime typed={until} type={setUntil} wrong={untilAt(desk.now()) === null && (tried || until.length > 4) ? 'A time of day, like 03:15.' : marked.of['until']} /> : null}
        <TextInput label="Why" placeholder="What you are waiting for. It stands in the journal." maxLength={LONGEST} value={because} error={tried && because.trim() === '' ? 'Say why, in a few words.' : marked.of['because']} onChange={(event) => write({ because: event.currentTarget.value })} />
        <BackThen untilAt={untilAt} />
        {typeof until === 'number' && marked.of['until'] !== undefined ? <Refusal>{marked.of['until']}</Refusal> : null}
        {marked.rest.map((words) => <Refusal key={words}>{words}</Refusal>)}
        <div className="gobox">
          <ActButton go submit label="Park it" icon="pause" sending={commands.sending === 'park'} press={() => undefined} />
          <ActButton label="Back" press={close} />
        </div>
      </form>
    </Dialog>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly chosen: boolean;
  readonly choose: () => void;
}

const Choice = ({ label, chosen, choose }: ChoiceProps) => (
  <label className="choice num">
    <input type="radio" name="until" className="sr" checked={chosen} onChange={choose} {...(chosen ? { 'data-autofocus': true } : {})} />
    <span>{label}</span>
  </label>
);

interface AtTimeProps {
  readonly typed: string;
  readonly type: (text: string) => void;
  readonly wrong: string | undefined;
}

const AtTime = ({ typed, type, wrong }: AtTimeProps) => (
  <TextInput className="time-of-day num" label="Back at" placeholder="03:15" maxLength={5} autoComplete="off" value={typed} error={wrong} onChange={(event) => type(event.currentTarget.value)} />
);

/** Said before the press: when it is back, and what happens then. */
function BackThen({ untilAt }: { readonly untilAt: (now: number) => number | null }) {
  const now = useSecond();
  const times = useTimes();
  const at = untilAt(now);
  if (at === null) return null;
  return <p className="dim num">Back at {times.minute(at)}, in {figures(at - now)}. It rings then. Until then its clocks run on, and news brings it back at once.</p>;
}
