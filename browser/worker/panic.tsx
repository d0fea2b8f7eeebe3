/** Held for help: the words are on top because the thumb hides the rest, the ring is wider than a thumb, letting go sends nothing. */
import type { KeyboardEvent, PointerEvent } from 'react';
import { Icon } from '../ui/icon';
import { hold } from './hold';
import { isFaint, useNow, usePhone, useView, useWatched } from './use-phone';

const holds = (event: KeyboardEvent): boolean => event.key === ' ' || event.key === 'Enter';

export function Panic({ small = false }: { readonly small?: boolean }) {
  const phone = usePhone();
  const faint = isFaint(useView(), useNow());
  const start = () => hold.start(() => phone.press(false));
  return (
    <button
      type="button"
      className={`panic${small ? ' small' : ''}`}
      onPointerDown={(event: PointerEvent) => {
        if (event.isPrimary && event.button === 0) start();
      }}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (!holds(event)) return;
        event.preventDefault();
        if (!event.repeat) start();
      }}
    >
      <Icon name="hand" />
      <span>
        <b>Hold for help</b>
        {small ? null : <span>{faint ? 'kept, and sent when there is signal' : 'for about one second'}</span>}
      </span>
    </button>
  );
}

/** Over everything while it is held, and in nobody's way: the thumb stays on the button below. */
export function Holding() {
  const { state } = useView();
  if (!useWatched(hold.held)) return null;
  return (
    <div className="holding" data-theme="dark" role="alert">
      <p className="hold-title">Keep holding</p>
      <p className="hold-words">Let go, and nothing is sent.</p>
      <p>When the ring is full, {state?.centre.name ?? 'the centre'} is told.</p>
      <svg viewBox="0 0 316 316" aria-hidden="true">
        <circle className="track" cx="158" cy="158" r="142" />
        <circle className="full" cx="158" cy="158" r="142" pathLength="100" transform="rotate(-90 158 158)" />
        <circle className="thumb" cx="158" cy="158" r="108" />
        <circle className="print" cx="158" cy="158" r="46" />
      </svg>
    </div>
  );
}
