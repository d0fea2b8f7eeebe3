/** The honest states of a view: on its way, refused, wrong. */
import { type ReactNode, useEffect, useState } from 'react';
import { Icon } from './icon';

const BEFORE_BARS_MS = 300;

interface SkeletonProps {
  readonly widths?: readonly number[];
  /** Stands for the whole page, whose heading is not there yet either. */
  readonly page?: boolean;
}

/** Grey bars in the final layout, after 300 ms: what comes at once does not flicker. */
export function Skeleton({ widths = [72, 92, 54], page = false }: SkeletonProps) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), BEFORE_BARS_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="skeleton" aria-busy="true">
      {page ? <h1 className="sr">Loading</h1> : <span className="sr">Loading</span>}
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

interface BecauseProps {
  readonly id?: string;
  /** It stands on the page already: here it is only the button's description. */
  readonly said?: boolean;
  readonly children: ReactNode;
}

/** Why a button is off, said before the press. */
export const Because = ({ id, said = false, children }: BecauseProps) => (
  <p className={said ? 'sr' : 'because'} {...(id ? { id } : {})}>{children}</p>
);
