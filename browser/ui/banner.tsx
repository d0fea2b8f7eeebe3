/** Banners stand above what they are about: silent, not connected, connected again, drill. */
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Lacking } from '../contract/api';
import { figures } from '../core/time';
import { silenceWords } from '../core/silence';
import { ActButton } from './act-button';
import { useConnection, useDesk, useSecond, useSilent, useTimes } from './desk';
import { Icon } from './icon';

interface SilentProps {
  /** Whoever looks at it made it so a moment ago: it says what their press did. */
  readonly marked?: boolean;
}

export const SilentBanner = ({ marked = false }: SilentProps) => (
  <div className="ban duress" role="note">
    <Icon name="unseen" />
    <b>Silent. Nothing may show, sound or ring where the person is.</b>
    <span>Do not call them. Do not write to them. Do not speak on an open line.</span>
    <p role="status">{marked ? 'You marked signs of duress: it is of priority 1 now, nobody there is rung, and a supervisor ends it.' : ''}</p>
  </div>
);

interface ElsewhereProps {
  /** The incident that the signs are marked in: an open one of the place, or a new one. */
  readonly number: number;
  readonly open: () => void;
}

/** What is over may not be the one that goes on: signs of duress about it can belong to another. */
export const MarkedElsewhere = ({ number, open }: ElsewhereProps) => (
  <div className="ban duress elsewhere" role="status">
    <Icon name="unseen" />
    <b className="num">Signs of duress are marked in incident {number}.</b>
    <span>Do not call them. Do not write to them. Do not speak on an open line.</span>
    <ActButton label={`Open incident ${number}`} press={open} />
  </div>
);

interface DrillProps {
  readonly silent: boolean;
  /** Nobody may say any more that it is real: it is filed. */
  readonly filed: boolean;
  readonly children?: ReactNode;
}

/** Once there are signs of duress nobody says that all is well there: whoever gave the word may mean it. */
export const DrillBanner = ({ silent, filed, children }: DrillProps) => (
  <div className="ban drill" role="note">
    <Icon name="flag" />
    <div role="status">
      <b>{silent && !filed ? 'This is still a drill: nobody calls the police. ' : silent ? 'This was a drill. ' : 'Drill. Nobody is in danger. '}</b>
      <p>{silent && !filed ? 'If it is real, press “It is real”.' : 'It is measured. No emergency service is rung: note that you would.'}</p>
    </div>
    {children}
  </div>
);

/** Something failed by itself, and only a person can judge it now. */
export const NeedsHuman = ({ why }: { readonly why: string }) => (
  <div className="ban needs" role="note">
    <Icon name="warning" />
    <b>Tocsin cannot go on with this by itself.</b>
    <span>{why}</span>
  </div>
);

/** A part of the server is not heard (P12): what is not done, since when, and what whoever sits here does meanwhile. */
export function SilenceBanner() {
  const silent = useSilent();
  const { state } = useConnection();
  const times = useTimes();
  const words = silenceWords(silent);
  if (words === null) return null;
  const since = Math.min(...silent.map((one) => one.since));
  const longer = silent.some((one) => one.or_before);
  return (
    <section className="lost" aria-label="What is not being done">
      <Icon name="warning" />
      <div className="grow" role="alert">
        <b>{state === 'lost' ? 'When last heard: ' : ''}{words.statement}</b>
        <p className="num">Not since {times.second(since)}{longer ? ', or longer' : ''}. {words.so}</p>
      </div>
    </section>
  );
}

function caughtUpWords(things: number | null): string {
  if (things === null) return 'Reading what has changed';
  if (things === 0) return 'Nothing had changed';
  return things === 1 ? '1 thing caught up' : `${things} things caught up`;
}

/** What does not work while the server is without something, and who has to do what about it. */
const LACKING: Record<Lacking, { readonly head: string; readonly so: string }> = {
  database: {
    head: 'This server has not reached its database',
    so: 'Panels may get no answer until it does, and repeat; what was acknowledged is not lost. Ask at another desk, and tell whoever runs this server.',
  },
};

/** Not connected: for how long, from when what is shown is, and when it is tried again. */
export function ConnectionBanner() {
  const { state, heard_at, lacks, next_try_at, caught_up } = useConnection();
  const desk = useDesk();
  const now = useSecond();
  const times = useTimes();
  if (state === 'back') {
    return (
      <div className="lost back" role="status">
        <Icon name="live" />
        <b>Connected. {caughtUpWords(caught_up)}</b>
      </div>
    );
  }
  if (state !== 'lost') return null;
  const lacking = lacks === null ? null : LACKING[lacks];
  const head = lacking?.head ?? 'Not connected';
  const until = next_try_at === null ? 0 : Math.max(0, Math.ceil((next_try_at - desk.now()) / 1_000));
  return (
    <section className="lost" aria-label="Connection">
      <Icon name="cut" />
      <div className="grow">
        <b className="num">{heard_at === null ? head : `${head} for ${figures(now - heard_at)}`}</b>
        <p className="num" role="alert">
          {heard_at === null ? 'Nothing has been heard from the server yet.' : `What you see is from ${times.second(heard_at)}.`} New alarms may be waiting that you cannot see.{lacking === null ? '' : ` ${lacking.so}`}
        </p>
      </div>
      <span className="num">{until > 0 ? `Trying again in ${until} s` : 'Trying now'}</span>
      <Button onClick={desk.tryNow}>Try now</Button>
    </section>
  );
}
