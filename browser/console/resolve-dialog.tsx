/** How it ended. The server names the causes; without one nothing is resolved. */
import { Radio, Textarea } from '@mantine/core';
import { useRef, useState } from 'react';
import type { Incident } from '../contract/api';
import { orNull } from '../core/set-up';
import { ActButton } from '../ui/act-button';
import { Dialog } from '../ui/dialog';
import { Untold } from '../ui/next-step';
import { Because, Refusal } from '../ui/state';
import type { Commands } from './use-command';
import { useDraft } from './use-draft';
import { useMarked } from './use-marked';

interface Props {
  readonly incident: Incident;
  readonly commands: Commands;
  readonly close: () => void;
}

export function ResolveDialog({ incident, commands, close }: Props) {
  const { text, write, sent } = useDraft(incident.id, 'resolve');
  const cause = orNull(text('cause'));
  const note = text('note');
  const form = useRef<HTMLFormElement>(null);
  const marked = useMarked(form, commands.problem, ['resolve'], ['cause', 'note']);
  const [missing, setMissing] = useState(false);
  const chosen = incident.causes.find((one) => one.cause === cause);
  const lacks = chosen?.needs_note === true && note.trim() === '';
  const submit = async () => {
    if (cause === null || lacks) setMissing(true);
    else if (await commands.run({ from: 'resolve', act: 'resolve', body: { cause, note: note.trim() === '' ? null : note.trim() } })) {
      sent();
      close();
    }
  };
  return (
    <Dialog close={close} title={`How did ${incident.number} end?`} size={520}>
      <form className="resolve" ref={form} onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <p className="dim">{incident.title}, {incident.who}</p>
        <Radio.Group aria-label="How it ended" value={cause} onChange={(one) => write({ cause: one })} error={missing && cause === null ? 'Choose how it ended.' : marked.of['cause']}>
          <div className="causes">{incident.causes.map((one, i) => <Radio key={one.cause} value={one.cause} label={one.words} disabled={one.because !== null && one.because !== undefined && !one.needs_note} {...(i === 0 ? { 'data-autofocus': true } : {})} />)}</div>
        </Radio.Group>
        <NotYet incident={incident} />
        <Untold names={incident.untold} />
        <Textarea error={missing && lacks ? 'Write down why: nobody has said that all is well.' : marked.of['note']} label="What the customer should know" placeholder="In your words. It stands in the report." autosize minRows={2} maxRows={6} value={note} onChange={(event) => write({ note: event.currentTarget.value })} />
        {marked.rest.map((words) => <Refusal key={words}>{words}</Refusal>)}
        <div className="gobox">
          <ActButton go submit label="Resolve" icon="tick" sending={commands.sending === 'resolve'} press={() => undefined} />
          <ActButton label="Back" press={close} />
        </div>
      </form>
    </Dialog>
  );
}

/** Silence is never a false alarm: why some causes cannot be chosen, each reason once. */
function NotYet({ incident }: { readonly incident: Incident }) {
  const reasons = [...new Set(incident.causes.flatMap((one) => (one.because === null || one.because === undefined ? [] : [one.because])))];
  return <>{reasons.map((reason) => <Because key={reason}>{reason}</Because>)}</>;
}
