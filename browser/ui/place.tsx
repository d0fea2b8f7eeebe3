/** Where and who: the address and its codes, each to be copied; the person or the site; what the customer wants known. */
import { type ReactNode, useEffect, useState } from 'react';
import type { Instruction, Place, Subject } from '../contract/api';
import { ago } from '../core/time';
import { initials } from '../core/words';
import { useSecond } from './desk';
import { Icon } from './icon';

const COPIED_MS = 2_000;

function Copy({ what, text }: { readonly what: string; readonly text: string }) {
  const [answer, setAnswer] = useState<'copied' | 'not copied' | null>(null);
  useEffect(() => {
    if (answer === null) return undefined;
    const timer = setTimeout(() => setAnswer(null), COPIED_MS);
    return () => clearTimeout(timer);
  }, [answer]);
  const copy = () => {
    const clipboard = (navigator as { clipboard?: Clipboard }).clipboard;
    if (clipboard === undefined) setAnswer('not copied'); // plain HTTP from another machine has none
    else clipboard.writeText(text).then(() => setAnswer('copied'), () => setAnswer('not copied'));
  };
  return (
    <button type="button" className="copy" aria-label={`Copy ${what}`} title={answer ?? `Copy ${what}`} onClick={copy}>
      <Icon name={answer === 'copied' ? 'tick' : answer === null ? 'copy' : 'cannot'} />
      <span className="sr" role="status">{answer ?? ''}</span>
    </button>
  );
}

interface FactProps {
  readonly term: string;
  readonly code?: boolean;
  readonly copy?: string;
  readonly children: ReactNode;
}

export const Fact = ({ term, code = false, copy, children }: FactProps) => (
  <div className="fact">
    <dt>{term}</dt>
    <dd className={code ? 'code' : ''}>{children}</dd>
    {copy === undefined ? null : <dd className="fact-copy"><Copy what={term.toLowerCase()} text={copy} /></dd>}
  </div>
);

function Age({ heard_at }: { readonly heard_at: string }) {
  const now = useSecond();
  return <>{ago(now - Date.parse(heard_at))}</>;
}

function Coordinates({ place }: { readonly place: Place }) {
  if (place.latitude === null || place.longitude === null) return <Fact term="Coordinates">Not known</Fact>;
  const text = `${place.latitude.toFixed(5)}, ${place.longitude.toFixed(5)}`;
  return (
    <>
      <Fact term="Coordinates" code copy={text}>{text}</Fact>
      <Fact term="Accuracy">
        <span className="num">
          {place.accuracy_m !== null ? `±${Math.round(place.accuracy_m)} m` : place.source === 'site' ? 'As entered for the site' : 'Not known'}
          {place.heard_at !== null ? <> · <Age heard_at={place.heard_at} /></> : place.source === 'site' ? null : ', age not known'}
        </span>
      </Fact>
    </>
  );
}

/** The place as it is said to somebody, and as machines take it. Accuracy and age always beside it. */
export const PlaceCodes = ({ place }: { readonly place: Place | null }) =>
  place === null ? (
    <p className="empty"><b>No place is known.</b>Nothing that came with the alarm says where. Ask the person, or the customer.</p>
  ) : (
    <dl className="facts">
      {place.address === null ? <Fact term="Address">Not known</Fact> : <Fact term="Address" copy={place.address}><span className="label">{place.address}</span></Fact>}
      {place.plus_code === null ? null : <Fact term="Plus Code" code copy={place.plus_code}>{place.plus_code}</Fact>}
      <Coordinates place={place} />
    </dl>
  );

export function PersonCard({ subject }: { readonly subject: Subject }) {
  const facts: readonly (readonly [string, string | null])[] = [
    ['Medical', subject.medical], ['Entrance', subject.entrance], ['Keys', subject.keys],
  ];
  const known = facts.filter((fact): fact is readonly [string, string] => fact[1] !== null);
  return (
    <>
      <div className="person">
        <span className="mono" aria-hidden="true">{initials(subject.name)}</span>
        <div>
          <h2>{subject.name}</h2>
          <p className="dim num">{[subject.description, subject.phone, subject.organisation].filter((part) => part !== null && part !== subject.name).join(' · ')}</p>
        </div>
      </div>
      {known.length === 0 ? null : <dl className="facts">{known.map(([term, text]) => <Fact key={term} term={term}>{text}</Fact>)}</dl>}
    </>
  );
}

export const Instructions = ({ instructions }: { readonly instructions: readonly Instruction[] }) => (
  <ul className="list">
    {instructions.map((one) => (
      <li key={one.text}>
        <Icon name={one.weight === 'warning' ? 'warning' : 'note'} />
        <span>{one.weight === 'warning' ? <span className="sr">Warning: </span> : null}{one.text}</span>
      </li>
    ))}
  </ul>
);
