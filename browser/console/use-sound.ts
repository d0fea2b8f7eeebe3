/** Lets the desk be heard: asks the pure rule what should sound, and plays it. Many windows of a desk sound as one. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { heard, MUTE_MS, mutedSince, nextSound, NOTHING_PLAYED, soundings } from '../core/sound';
import { isSupervisor } from '../core/shift';
import { Speaker } from '../platform/speaker';
import { onlyHere } from '../platform/lock';
import { readStored, store } from '../platform/storage';
import { useDesk, useMe, useSecond } from '../ui/desk';

export interface Sound {
  readonly on: boolean;
  /** Milliseconds of mute left; 0: not muted. */
  readonly muted_ms: number;
  /** When this operator said that they heard it; null: not on this shift. */
  readonly confirmed_at: number | null;
  readonly mute: () => void;
  readonly switchOn: () => void;
  readonly test: () => void;
  readonly confirm: () => void;
}

const LOOK_MS = 250;
/** A shift is not longer. After it the sound must be heard again. */
const CONFIRMED_FOR_MS = 12 * 3_600_000;

export function useSound(): Sound {
  const desk = useDesk();
  const me = useMe();
  const now = useSecond();
  const name = `tocsin.heard.${me.person.id}`;
  const [on, setOn] = useState(false);
  const [muted_at, setMutedAt] = useState<number | null>(null);
  const [confirmed, setConfirmed] = useState(() => Number(readStored(name)));
  const speaker = useRef<Speaker | null>(null);
  const muted = useRef<number | null>(null);

  useEffect(() => {
    const made = new Speaker();
    speaker.current = made;
    const follow = () => setOn(made.on.get());
    follow();
    const stop = made.on.watch(follow);
    return () => {
      stop();
      made.leave();
      speaker.current = null;
    };
  }, []);

  useEffect(() => {
    muted.current = muted_at;
  }, [muted_at]);

  useEffect(() => {
    if (!on) return undefined;
    let played = NOTHING_PLAYED;
    const look = () => {
      const at = desk.now();
      const rows = desk.rows();
      if (muted.current !== null && mutedSince(rows, muted.current, at) === null) {
        muted.current = null;
        setMutedAt(null);
      }
      if (muted.current !== null) return;
      const asked = soundings(rows, me.person.id, at, desk.connection.get().state === 'lost' || desk.silent.get().length > 0, isSupervisor(me.roles));
      const next = nextSound(asked, played, at);
      if (next === null) return;
      speaker.current?.play(next.pattern, next.gain);
      played = heard(played, next, asked, at);
    };
    // A window that the browser holds silent never asks for the lock: the one that sounds can be heard.
    return onlyHere(`tocsin-sound-${me.person.id}`, () => {
      const timer = setInterval(look, LOOK_MS);
      return () => clearInterval(timer);
    });
  }, [on, desk, me]);

  const confirm = useCallback(() => {
    const at = desk.now();
    store(name, String(at));
    setConfirmed(at);
  }, [desk, name]);
  return {
    on,
    muted_ms: muted_at === null ? 0 : Math.max(0, muted_at + MUTE_MS - now),
    confirmed_at: confirmed > 0 && now - confirmed < CONFIRMED_FOR_MS ? confirmed : null,
    mute: useCallback(() => setMutedAt((at) => (at === null ? desk.now() : null)), [desk]),
    switchOn: useCallback(() => speaker.current?.switchOn(), []),
    test: useCallback(() => {
      speaker.current?.switchOn();
      speaker.current?.play('life', 0.7);
    }, []),
    confirm,
  };
}
