/** What all pages of the set-up share: how things are read, a section that is edited in place, and its honest states. */
import { TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import type { Kind } from '../../contract/set-up';
import { leadsNowhere } from '../../core/refused';
import { addressOfPlace, ordered, type Place } from '../../core/set-up';
import { readAll, readOne, withdraw } from '../../platform/set-up';
import { NotReached, Refused } from '../../platform/api';
import { ActButton } from '../../ui/act-button';
import { Icon } from '../../ui/icon';
import { Refusal, Skeleton } from '../../ui/state';
import { goOnClick } from '../use-place';

export const useAll = <K extends Kind>(kind: K, query = '', every_ms: number | false = false) => useQuery({ queryKey: ['set-up', kind, query], queryFn: () => readAll(kind, query), refetchInterval: every_ms });
export const useOne = <K extends Kind>(kind: K, id: string) => useQuery({ queryKey: ['set-up', kind, 'one', id], queryFn: () => readOne(kind, id) });

export const said = (problem: unknown): string => (problem instanceof Refused || problem instanceof NotReached ? problem.message : 'This page failed at it. Reload it.');

interface Asked {
  readonly isPending: boolean;
  readonly error: unknown;
  readonly refetch: () => unknown;
}

interface WaitingProps {
  readonly of: readonly Asked[];
  /** Stands for the whole page, whose heading is not there yet either. */
  readonly page?: boolean;
}

/** On its way, or refused: null when there is something to show. */
export function Waiting({ of, page = false }: WaitingProps) {
  const failed = of.find((one) => one.error !== null);
  if (failed !== undefined) return <div className="su-failed">{page ? <h1 className="sr">This page did not come</h1> : null}<Refusal>{said(failed.error)}</Refusal><ActButton label="Try again" icon="turn" press={() => of.forEach((one) => void one.refetch())} /></div>;
  return of.some((one) => one.isPending) ? <Skeleton page={page} /> : null;
}

const isNowhere = (problem: unknown): boolean => problem instanceof Refused && leadsNowhere(problem.code);

/** A page of its own on its way; where its address leads nowhere it says so, and where to go on. */
export function Opening({ of }: { readonly of: readonly Asked[] }) {
  if (!of.some((one) => isNowhere(one.error))) return <Waiting page of={of} />;
  return <Head title="There is nothing here" back={<Back to={{ view: 'customers', id: null }}>Customers</Back>}><p className="dim">This address leads nowhere. It may be mistyped, or it is not of your centre.</p></Head>;
}

/** All has come once, or something failed: till then nothing is shown, so that no part pushes another one down. */
export function useCome(of: readonly Pick<Asked, 'isPending' | 'error'>[]): boolean {
  const [come, setCome] = useState(false);
  const now = of.every((one) => !one.isPending) || of.some((one) => one.error !== null);
  if (now && !come) setCome(true);
  return come || now;
}

interface LinkProps {
  readonly to: Place;
  readonly className?: string;
  readonly current?: boolean;
  readonly children: ReactNode;
}

export const To = ({ to, className = '', current = false, children }: LinkProps) => (
  <a href={addressOfPlace(to)} className={className} onClick={goOnClick} {...(current ? { 'aria-current': 'page' as const } : {})}>{children}</a>
);

/** The page's name. It takes the focus, so that the keyboard and a reader's voice begin there. */
export function Head({ title, children, back, part = 'set-up' }: { readonly title: string; readonly children?: ReactNode; readonly back?: ReactNode; readonly part?: string }) {
  const at = useRef<HTMLHeadingElement>(null);
  useEffect(() => at.current?.focus({ preventScroll: true }), [title]);
  return (
    <header className="su-head">
      <title>{`${title} · Tocsin ${part}`}</title>
      {back}
      <h1 ref={at} tabIndex={-1}>{title}</h1>
      {children}
    </header>
  );
}

interface SectionProps {
  readonly title: string;
  /** How many there are, once it is known. */
  readonly count?: number | undefined;
  readonly act?: ReactNode;
  readonly children: ReactNode;
}

export const Section = ({ title, count, act, children }: SectionProps) => (
  <section className="su-section" aria-label={title}>
    <div className="su-section-head"><h2>{title}{count === undefined || count < 2 ? null : <span className="faint num"> {count}</span>}</h2>{act}</div>
    {children}
  </section>
);

export const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div><dt>{name}</dt><dd>{children === null || children === '' ? <span className="faint">not said</span> : children}</dd></div>
);

interface WithdrawProps {
  readonly path: string;
  readonly what: string;
  /** What stands in danger by it now, where something does. */
  readonly warning?: string | null;
  readonly after?: () => void;
}

/** Taking out of use is asked twice, in place: the second press says what it means, as it stands by then. */
export function Withdraw({ path, what, warning = null, after }: WithdrawProps) {
  const queries = useQueryClient();
  const [asked, setAsked] = useState(false);
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const ask = () => {
    setAsked(true);
    void queries.invalidateQueries({ queryKey: ['set-up', 'devices'] });
  };
  const act = async () => {
    setSending(true);
    try {
      await withdraw(path);
      after?.();
      await queries.invalidateQueries({ queryKey: ['set-up'] });
    } catch (refusal) {
      setProblem(said(refusal));
    } finally {
      setSending(false);
    }
  };
  if (!asked) return <button type="button" className="lesser" onClick={ask} aria-label={`Withdraw ${what}…`}>Withdraw…</button>;
  return (
    <div className="su-withdraw" role="group" aria-label={`Withdraw ${what}`}>
      {warning === null ? null : <Refusal>{warning}</Refusal>}
      <p>{what} is then used no more. It stays in the records.</p>
      {problem === null ? null : <Refusal>{problem}</Refusal>}
      <ActButton label="Withdraw it" meaning="danger" sending={sending} press={() => void act()} />
      <ActButton label="Keep it" press={() => { setAsked(false); setProblem(null); }} />
    </div>
  );
}

/** What is shown this once. */
export const Once = ({ label, value, help }: { readonly label: string; readonly value: string; readonly help?: string }) => {
  const [copied, setCopied] = useState(false);
  return (
    <div className="su-once" role="status">
      <p><b>{label}</b> It is shown this once. Write it down now.</p>
      <p className="su-secret code">{value}</p>
      {help === undefined ? null : <p>{help}</p>}
      <ActButton label={copied ? 'Copied' : 'Copy it'} icon="copy" press={() => void navigator.clipboard.writeText(value).then(() => setCopied(true), () => setCopied(false))} />
    </div>
  );
};

const SHOWN = 100;
/** So many are seen at a glance; more are looked for by name. */
const AT_A_GLANCE = 12;

interface ListedProps<T> {
  readonly items: readonly T[];
  readonly empty: ReactNode;
  /** What it is called and looked for by, all in one. They come in its order. */
  readonly words: (item: T) => string;
  /** What one looks for, as in "Find a site". Without it the list has no search of its own. */
  readonly find?: string;
  /** How many are shown at first, and with each "more". */
  readonly atOnce?: number;
  readonly children: (item: T) => ReactNode;
}

/** A long list: in order of name, a hundred at a time, with a search where there is more than a glance takes in. */
export function Listed<T>({ items, empty, words, find, atOnce = SHOWN, children }: ListedProps<T>) {
  const [shown, setShown] = useState(atOnce);
  const [typed, setTyped] = useState('');
  const searched = find !== undefined && items.length > AT_A_GLANCE;
  const wanted = searched ? typed.trim() : '';
  const found = useMemo(() => ordered(items, words, wanted), [items, words, wanted]);
  if (items.length === 0) return <div className="empty">{empty}</div>;
  return (
    <>
      {searched ? <TextInput className="search" type="search" aria-label={find} placeholder={find} leftSection={<Icon name="search" />} value={typed} onChange={(event) => { setTyped(event.currentTarget.value); setShown(atOnce); }} /> : null}
      <span className="sr" role="status">{wanted === '' ? '' : `${found.length} found`}</span>
      <ul className="su-list">{found.slice(0, shown).map((item) => children(item))}</ul>
      {found.length === 0 ? <p className="empty">Nothing here has “{wanted}” in it.</p> : null}
      {found.length > shown ? <button type="button" className="lesser su-more" onClick={() => setShown(shown + atOnce)}>Show {Math.min(atOnce, found.length - shown)} more of {found.length}</button> : null}
    </>
  );
}

export const Back = ({ to, children }: { readonly to: Place; readonly children: ReactNode }) => <To to={to} className="su-back"><Icon name="back" />{children}</To>;
