/** The next step: where the plan stands, what to do, why. One card, one accent-filled button in it. */
import type { ReactNode } from 'react';
import type { Before, PlanStage, ToRing as Someone } from '../contract/api';
import { spacedNumber } from '../core/telephone';
import { boldParts, ringLaterWords, untoldWords } from '../core/words';
import { Icon } from './icon';

export const PlanSteps = ({ stages }: { readonly stages: readonly PlanStage[] }) =>
  stages.length === 0 ? null : (
    <ol className="steps" aria-label="Steps of the plan">
      {stages.map((stage) => (
        <li key={stage.name} className={stage.state} aria-current={stage.state === 'now' ? 'step' : undefined}>
          {stage.state === 'done' || stage.before ? <Icon name="tick" /> : null}
          {stage.name}
          {stage.state === 'done' ? <span className="sr">, done</span> : null}
          {stage.before ? <span className="again">again<span className="sr">, done before what came last</span></span> : null}
        </li>
      ))}
    </ol>
  );

export const BoldText = ({ text }: { readonly text: string }) =>
  boldParts(text).map((part, i) => (part.bold ? <b key={i}>{part.text}</b> : <span key={i}>{part.text}</span>));

/** What must be said, written as it should be said: a line for each thing, in the order in which it is asked for. */
export const ReadOut = ({ lines }: { readonly lines: readonly string[] }) => (
  <div className="say">
    <p className="cap label" aria-hidden="true">Read out</p>
    <ol aria-label="Read out">{lines.map((line) => <li key={line}><BoldText text={line} /></li>)}</ol>
  </div>
);

/** What was done before a further alarm came: it is not forgotten, and does not cover that alarm. */
const DoneBefore = ({ before }: { readonly before: Before }) => (
  <div className="done-before">
    <p className="cap label num">Already done, before this came: {before.news}</p>
    <ul aria-label="Already done">{before.lines.map((line) => <li key={line} className="num"><Icon name="tick" /><span>{line}</span></li>)}</ul>
  </div>
);

/** Said wherever an incident is ended: who of the plan has heard nothing of it. */
export function Untold({ names }: { readonly names: readonly string[] }) {
  const words = untoldWords(names);
  return words === null ? null : <p className="untold"><Icon name="warning" />{words}</p>;
}

/** Said before the end: without a number to press, for it is over only once it is closed. */
export function RingLater({ people }: { readonly people: readonly Someone[] }) {
  const words = ringLaterWords(people.map((one) => one.name));
  return words === null ? null : <p className="untold"><Icon name="people" />{words}</p>;
}

/** Said of what is over while a silent alarm is open there: its end is told by no telephone meanwhile. */
export const RingNobody = () => <p className="untold"><Icon name="unseen" />A silent alarm is open there: ring nobody about this one yet.</p>;

/** Said once it is over: whom no mail tells of it. After a silent alarm nobody rings the place all the same. */
export const ToRing = ({ people, silent }: { readonly people: readonly Someone[]; readonly silent: boolean }) => people.length === 0 ? null : (
  <ul className="to-ring">
    {people.map((one) => (
      <li key={`${one.name} ${one.number}`}>
        <Icon name="phone" />
        <span>{silent ? 'Ring them, not the place:' : 'Ring them:'} <b>{one.name}</b> <a className="num" href={one.tel}>{spacedNumber(one.number)}</a> was told by telephone and has no e-mail.</span>
      </li>
    ))}
  </ul>
);

/** A number to dial by hand, as large as it is read from an arm's length. */
export const BigNumber = ({ number, href, children }: { readonly number: string; readonly href: string; readonly children?: ReactNode }) => (
  <div className="by">
    <a className="nbr" href={href} aria-label={`Call ${number}`}>{number}</a>
    {children ? <div className="by-words">{children}</div> : null}
  </div>
);

interface Props {
  readonly stages: readonly PlanStage[];
  readonly statement: string;
  readonly reason: string;
  readonly before?: Before | null | undefined;
  readonly children?: ReactNode;
}

export const NextStep = ({ stages, statement, reason, before = null, children }: Props) => (
  <section className="next" aria-labelledby="next-step">
    <PlanSteps stages={stages} />
    <h2 id="next-step" tabIndex={-1}>{statement}</h2>
    {reason === '' ? null : <p className="why num">{reason}</p>}
    {children}
    {before === null ? null : <DoneBefore before={before} />}
  </section>
);
