/** The bar: which centre, whether the page is live, whether it can be heard, who works here, what time it is there. */
import { Menu, Popover, TextInput, useMantineColorScheme } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { type RefObject, useState } from 'react';
import { addressOfPlace, maySetUp } from '../core/set-up';
import { isOnShift, knowsShift } from '../core/shift';
import { silenceWords } from '../core/silence';
import { dayOf, figures } from '../core/time';
import { heldBy, initials, stillHeldWords } from '../core/words';
import { signOut } from '../platform/api';
import { ActButton } from '../ui/act-button';
import { useConnection, useDesk, useLost, useMe, useRows, useSecond, useSilent, useTimes, useWatched } from '../ui/desk';
import { Icon } from '../ui/icon';
import { ACCOUNT, goOnClick } from './use-place';
import type { Sound } from './use-sound';

interface Props {
  readonly sound: Sound;
  readonly typed: string;
  readonly type: (text: string) => void;
  readonly search: RefObject<HTMLInputElement | null>;
  readonly signedOut: () => void;
  readonly openByHand: () => void;
}

export const WIDE = '(min-width: 901px)';

export function Bar({ sound, typed, type, search, signedOut, openByHand }: Props) {
  const me = useMe();
  const wide = useMediaQuery(WIDE, true);
  const shift = useWatched(useDesk().live).quiet?.operators_on_shift ?? null;
  return (
    <header className="bar">
      <Brand />
      <div className="grow" />
      {wide ? <Search typed={typed} type={type} search={search} /> : null}
      {isOnShift(me.roles) ? <button type="button" className="bar-item" aria-label="Open by hand" onClick={openByHand}><Icon name="plus" /><span className="wide">Open by hand</span></button> : null}
      {maySetUp(me.roles) ? <a className="bar-item" aria-label="Set up" href={addressOfPlace({ view: 'customers', id: null })} onClick={goOnClick}><Icon name="pencil" /><span className="wide">Set up</span></a> : null}
      <LiveState />
      <SoundState sound={sound} />
      {shift === null || (shift === 0 && !knowsShift(me.roles)) ? null : <span className={`bar-item wide num${shift === 0 ? ' warn' : ''}`}><Icon name="people" />{shift} on shift</span>}
      <Operator signedOut={signedOut} />
      <span className="sep wide" />
      <Now />
    </header>
  );
}

/** Where every bar begins: Tocsin, and whose desk it is. */
export function Brand() {
  const me = useMe();
  return (
    <>
      <a className="brand" href="/" aria-label="Tocsin, all apps"><Icon name="bell" /><span>Tocsin</span></a>
      <span className="sep wide" />
      <span className="dim cut wide" title={me.organisation.name}>{me.organisation.name}</span>
      {me.demo ? <span className="chip wide">Demo</span> : null}
    </>
  );
}

export const Search = ({ typed, type, search }: Pick<Props, 'typed' | 'type' | 'search'>) => (
  <TextInput
    className="search"
    ref={search}
    type="search"
    size="xs"
    aria-label="Search the queue"
    placeholder="Search the queue"
    leftSection={<Icon name="search" />}
    rightSection={typed === '' ? <kbd aria-hidden="true">/</kbd> : null}
    value={typed}
    onChange={(event) => type(event.currentTarget.value)}
  />
);

export function LiveState() {
  const { state } = useConnection();
  const silent = silenceWords(useSilent());
  if (state === 'lost') return <span className="bar-item warn"><Icon name="cut" /><span className="spare">Not connected</span></span>;
  if (silent !== null) return <span className="bar-item warn"><Icon name="warning" /><span className="spare">{silent.short}</span></span>;
  return <span className="bar-item"><Icon name="live" /><span className="wide">{state === 'joining' ? 'Connecting' : 'Live'}</span></span>;
}

export function SoundState({ sound }: { readonly sound: Sound }) {
  const times = useTimes();
  if (!sound.on) {
    return <button type="button" className="bar-item warn" onClick={sound.switchOn}><Icon name="soundOff" /><span><span className="least">Sound is </span>off<span className="spare">. <u>Switch it on</u></span></span></button>;
  }
  const left = sound.muted_ms > 0 ? figures(sound.muted_ms) : null;
  const words = left === null ? 'Sound on' : `Muted ${left}`;
  return (
    <Popover position="bottom-end" width={280} trapFocus>
      <Popover.Target>
        <button type="button" className={`bar-item num${sound.muted_ms > 0 ? ' warn' : ''}`} aria-label={words}>
          <Icon name={sound.muted_ms > 0 ? 'soundOff' : 'sound'} />{left === null ? <span className="wide">{words}</span> : <span><span className="least">Muted </span>{left}</span>}
        </button>
      </Popover.Target>
      <Popover.Dropdown className="pop">
        <p>{sound.confirmed_at === null ? 'Play it, and say that you heard it. Then this shift has proof that you can be alarmed.' : `You heard it at ${times.minute(sound.confirmed_at)}.`}</p>
        <div className="acts">
          <ActButton label="Play the alarm" icon="sound" press={sound.test} />
          {sound.confirmed_at === null ? <ActButton label="I heard it" press={sound.confirm} /> : null}
          <ActButton label={sound.muted_ms > 0 ? 'End the mute' : 'Mute for 2 minutes'} letter="S" press={sound.mute} />
        </div>
        <p className="cap">A new alarm of priority 1 ends the mute.</p>
      </Popover.Dropdown>
    </Popover>
  );
}

export function Operator({ signedOut }: { readonly signedOut: () => void }) {
  const me = useMe();
  const lost = useLost();
  const [failed, setFailed] = useState(false);
  const inHand = heldBy(useRows(), me.person.id);
  const held = stillHeldWords(inHand);
  const [asked, setAsked] = useState(false);
  const leave = () => {
    if (held !== null && !asked) setAsked(true);
    else void signOut().then(signedOut, () => setFailed(true));
  };
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="bottom-end" width={220} onClose={() => setAsked(false)}>
      <Menu.Target>
        <button type="button" className="bar-item operator" aria-label={`${me.person.name}, menu`}>
          <span className="mono s" aria-hidden="true">{initials(me.person.name)}</span><span className="wide">{me.person.name}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me.person.name}, {me.organisation.name}</Menu.Label>
        <Menu.Item component="a" href={ACCOUNT} onClick={goOnClick}>Account</Menu.Item>
        <Menu.Item onClick={() => setColorScheme(colorScheme === 'light' ? 'dark' : 'light')}>{colorScheme === 'light' ? 'Dark' : 'Light'}</Menu.Item>
        {asked && held !== null ? <div role="alert"><Menu.Label>{held} Else nobody is with it, and Tocsin notices only after a minute.</Menu.Label></div> : null}
        {asked && held !== null ? inHand.slice(0, 3).map((row) => <Menu.Item key={row.id} component="a" href={`/console/?incident=${encodeURIComponent(row.id)}`}>Open {row.number}</Menu.Item>) : null}
        <Menu.Item disabled={lost} closeMenuOnClick={false} onClick={leave}>
          {lost ? 'Sign out: needs the connection' : failed ? 'Not signed out: no answer. Try again' : asked && held !== null ? 'Sign out all the same' : 'Sign out'}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

export function Now() {
  const now = useSecond();
  const me = useMe();
  const times = useTimes();
  return <span className="bar-item clock-of-day"><span className="wide">{dayOf(now, me.organisation.time_zone)}</span><time className="now">{times.second(now)}</time></span>;
}
