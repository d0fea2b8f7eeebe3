/** The honest states of a view: on its way, refused, wrong. */
import { type ReactNode, useEffect, useState } from 'react';
import { Icon } from './icon';

const BEFORE_BARS_MS = 300;

/** Grey bars in the final layout, after 300 ms: what comes at once does not flicker. */
export function Skeleton({ widths = [72, 92, 54] }: { readonly widths?: readonly number[] }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), BEFORE_BARS_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="skeleton" aria-busy="true">
      <span className="sr">Loading</span>
      {late ? widths.map((width, i) => <span key={i} style={{ width: `${width}%` }} />) : null}
    </div>
  );
}

/** What happened and what now, beside the button that was pressed. */
export const Refusal = ({ children }: { readonly children: ReactNode }) => (
  <p className="refusal" role="alert">
    <Icon name="warning" />
    <span>{children}</span>
  </p>
);

/** Why a button is off, said before the press. */
export const Because = ({ id, children }: { readonly id?: string; readonly children: ReactNode }) => (
  <p className="because" {...(id ? { id } : {})}>{children}</p>
);
