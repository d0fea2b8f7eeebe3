/** Held for help: the words are on top because the thumb hides the rest, the ring is wider than a thumb, letting go sends nothing. */
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { Icon } from '../ui/icon';
import { forceDark } from './scheme';
import { isFaint, useNow, usePhone, useView } from './use-phone';

export const HOLD_MS = 1_200;

/** Counts while something is held; `fire` when it was held long enough. */
function useHold(fire: () => void): { readonly held: boolean; readonly start: () => void; readonly end: () => void } {
  const [held, setHeld] = useState(false);
  const timer = useRef<number | undefined>(undefined);
  const end = () => {
    clearTimeout(timer.current);
    timer.current = undefined;
    setHeld(false);
  };
  const start = () => {
    if (timer.current !== undefined) return;
    setHeld(true);
    timer.current = window.setTimeout(() => {
      end();
      fire();
    }, HOLD_MS);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return { held, start, end };
}

const holds = (event: KeyboardEvent): boolean => event.key === ' ' || event.key === 'Enter';

export function Panic({ small = false }: { readonly small?: boolean }) {
  const phone = usePhone();
  const view = useView();
  const now = useNow();
  const { held, start, end } = useHold(() => phone.press(false));
  const away = isFaint(view, now) ? 'kept, and sent when there is signal' : 'for about one second';
  return (
    <>
      <button
        type="button"
        className={`panic${small ? ' small' : ''}`}
        onPointerDown={(event: PointerEvent) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          start();
        }}
        onPointerUp={end}
        onPointerCancel={end}
        onBlur={end}
        onContextMenu={(event) => event.preventDefault()}
        onKeyDown={(event) => {
          if (!holds(event)) return;
          event.preventDefault();
          if (!event.repeat) start();
        }}
        onKeyUp={(event) => {
          if (holds(event)) end();
        }}
      >
        <Icon name="hand" />
        <span>
          <b>Hold for help</b>
          {small ? null : <span>{away}</span>}
        </span>
      </button>
      {held ? createPortal(<Holding centre={view.state?.centre.name ?? 'the centre'} />, document.body) : null}
    </>
  );
}

function Holding({ centre }: { readonly centre: string }) {
  useEffect(() => {
    forceDark(true);
    return () => forceDark(false);
  }, []);
  return (
    <div className="holding" data-theme="dark" role="alert">
      <p className="hold-title">Keep holding</p>
      <p className="hold-words">Let go, and nothing is sent.</p>
      <p>When the ring is full, {centre} is told.</p>
      <svg viewBox="0 0 316 316" aria-hidden="true">
        <circle className="track" cx="158" cy="158" r="142" />
        <circle className="full" cx="158" cy="158" r="142" pathLength="100" transform="rotate(-90 158 158)" />
        <circle className="thumb" cx="158" cy="158" r="108" />
        <circle className="print" cx="158" cy="158" r="46" />
      </svg>
    </div>
  );
}
