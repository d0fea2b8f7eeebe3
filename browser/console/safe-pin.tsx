/** Their safe PIN came when it could no longer call the alert off by itself: whoever has it judges, and says so by one press. */
import type { Incident } from '../contract/api';
import { safePinWords } from '../core/words';
import { ActButton } from '../ui/act-button';
import { useLost, useTimes } from '../ui/desk';
import { Icon } from '../ui/icon';
import { Refusal } from '../ui/state';
import type { Commands } from './use-command';

const FROM = { off: 'call_off', on: 'refuse_pin' } as const;

export function SafePin({ incident, commands }: { readonly incident: Incident; readonly commands: Commands }) {
  const lost = useLost();
  const times = useTimes();
  const pin = incident.safe_pin;
  if (pin === null || pin === undefined || incident.resolution !== null) return null;
  const may = (act: string) => !lost && incident.allowed[act]?.allowed === true;
  const lacking = incident.causes.find((one) => one.cause === 'called_off')?.because ?? null;
  const { run, sending, problem } = commands;
  return (
    <section className="ban pin" aria-label="Safe PIN">
      <Icon name="lock" />
      <div role="status">
        <b className="num">{safePinWords(pin, times.moment)}</b>
        <p>Anybody who knows it could have. Hear them before you call it off, and ask for their spoken password.</p>
        {may('refuse_pin') ? <p className="num">{lacking ?? incident.allowed['resolve']?.because}</p> : null}
      </div>
      <div className="acts">
        <ActButton label="Call it off" off={!may('resolve') || lacking !== null} sending={sending === FROM.off} press={() => void run({ from: FROM.off, act: 'resolve', body: { cause: 'called_off', note: null } })} />
        <ActButton label="It goes on" off={!may('refuse_pin')} sending={sending === FROM.on} press={() => void run({ from: FROM.on, act: 'refuse_pin' })} />
      </div>
      {problem?.from === FROM.off || problem?.from === FROM.on ? <Refusal>{problem.text}</Refusal> : null}
    </section>
  );
}
