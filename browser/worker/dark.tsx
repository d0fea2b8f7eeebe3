/**
 * A screen that looks as if it were off. Three taps, or one that is held, tell the centre at once: no sound, no change here,
 * only the buzzing that was agreed. Two taps at the upper edge lead back.
 */
import { useEffect, useRef, useState } from 'react';
import { HOLD_MS } from './hold';
import { Statement } from './parts';
import { usePhone, useTold } from './use-phone';

const TAPS = 3;
const WITHIN_MS = 1_500;
const BACK_WITHIN_MS = 800;
/** What is one press to a frightened hand is one press. */
const REST_MS = 3_000;
const WORDS_MS = 5_000;

/** Whether so many of these moments lie within a span. */
function tapped(moments: number[], now: number, times: number, within: number): boolean {
  moments.push(now);
  if (moments.length > times) moments.shift();
  const [first] = moments;
  return moments.length === times && first !== undefined && now - first <= within;
}

function useSilentCall(): { readonly tap: () => void; readonly hold: () => void; readonly release: () => void } {
  const phone = usePhone();
  const moments = useRef<number[]>([]);
  const timer = useRef<number | undefined>(undefined);
  const last = useRef(0);
  const call = () => {
    if (Date.now() - last.current < REST_MS) return;
    last.current = Date.now();
    phone.press(true);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    tap: () => {
      if (tapped(moments.current, Date.now(), TAPS, WITHIN_MS)) call();
    },
    hold: () => {
      clearTimeout(timer.current);
      timer.current = window.setTimeout(call, HOLD_MS);
    },
    release: () => clearTimeout(timer.current),
  };
}

export function Dark({ leave }: { readonly leave: () => void }) {
  const { centre } = useTold();
  const { tap, hold, release } = useSilentCall();
  const back = useRef<number[]>([]);
  const [saying, setSaying] = useState(true);
  useEffect(() => {
    const timer = setTimeout(() => setSaying(false), WORDS_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <main className="dark" data-theme="dark" onContextMenu={(event) => event.preventDefault()}>
      <div className="sr"><Statement>Dark screen</Statement></div>
      <button
        type="button"
        className="dark-back"
        onClick={(event) => {
          // A keyboard presses once: its click has no count of taps.
          if (event.detail === 0 || tapped(back.current, Date.now(), 2, BACK_WITHIN_MS)) leave();
        }}
      >
        <span className={saying ? '' : 'gone'}>Two taps here lead back</span>
      </button>
      <button type="button" className="dark-call" onPointerDown={hold} onPointerUp={release} onPointerCancel={release} onClick={(event) => (event.detail === 0 ? hold() : tap())} onBlur={release}>
        <span className={saying ? '' : 'gone'}>
          Three taps, or one long one: {centre.name} is told without a sound. Two short buzzes mean sent and stored, a long one not yet.
        </span>
      </button>
    </main>
  );
}
