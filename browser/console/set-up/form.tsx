/** A plain form. Nothing typed is lost on an error; what is wrong stands beside its field; the same press again counts once. */
import { NativeSelect, PasswordInput, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useEffect, useId, useRef, useState } from 'react';
import { faultsByField, type Marked } from '../../core/refused';
import { changedMeanwhile, NEEDED, type Values } from '../../core/set-up';
import { newKey, NotReached, Refused } from '../../platform/api';
import { ActButton } from '../../ui/act-button';
import { Refusal } from '../../ui/state';

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly lines?: number;
  readonly choices?: readonly (readonly [string, string])[];
  readonly optional?: boolean;
  readonly half?: boolean;
  readonly number?: boolean;
  readonly max?: number;
  /** Folded away under words of its own, unless it says something or is wrong. */
  readonly rare?: boolean;
  /** The field that it says more about: what is wrong there may be put right here. */
  readonly of?: string;
  /** Shown and kept as it is. */
  readonly fixed?: boolean;
  /** A password, and what a keeper of passwords may put there. */
  readonly secret?: 'current-password' | 'new-password';
  /** Draws itself, in place of one input. */
  readonly draw?: (values: Values, set: (name: string, value: string) => void, wrong: Values) => React.ReactNode;
  /** The names of what it draws: what is wrong with one of them is said there. */
  readonly parts?: readonly string[];
}

interface Props {
  readonly label: string;
  readonly fields: readonly Field[];
  readonly start: Values;
  /** What the rare fields are for. */
  readonly rarely?: string;
  readonly submit: string;
  /** Stores it. What it throws is shown, and what was typed stays. */
  readonly save: (values: Values, key: string) => Promise<void>;
  readonly cancel?: (() => void) | undefined;
  /** What is stored now, for a form that changes something: somebody else may have changed it meanwhile. */
  readonly fresh?: (() => Promise<Values>) | undefined;
  /** The field that a refusal without a field is about, such as an account that is taken; or which, by the refusal's code. */
  readonly blame?: string | Readonly<Record<number, string>>;
  /** `refuse` shows what was thrown there as if the form itself had been refused; null takes it back. */
  readonly below?: (values: Values, set: (name: string, value: string) => void, refuse: (refusal: unknown) => void) => React.ReactNode;
}

const NONE: Marked = { of: {}, rest: [] };

const missing = (fields: readonly Field[], values: Values): Values =>
  Object.fromEntries(fields.filter((field) => field.optional !== true && (values[field.name] ?? '').trim() === '').map((field) => [field.name, NEEDED]));

function problemOf(refusal: unknown, fields: readonly Field[], blame: Props['blame']): Marked {
  if (refusal instanceof NotReached) return { of: {}, rest: [refusal.message] };
  if (!(refusal instanceof Refused)) throw refusal;
  if (refusal.faults.length > 0) return faultsByField(refusal.faults, fields.flatMap(({ name, parts = [] }) => [name, ...parts]));
  const blamed = typeof blame === 'string' ? { 409: blame, 422: blame }[refusal.code] : blame?.[refusal.code];
  return blamed === undefined ? { of: {}, rest: [refusal.message] } : { of: { [blamed]: refusal.message }, rest: [] };
}

export function Form(props: Props) {
  const { fields, submit, cancel, below, label } = props;
  const [values, setValues] = useState(props.start);
  const form = useRef<HTMLFormElement>(null);
  const { send, sending, problem, refuse } = useSending(props, values, form);
  const set = (name: string, value: string) => setValues((now) => ({ ...now, [name]: value }));
  const drawn = (some: readonly Field[]) => (
    <div className="su-fields">
      {some.map((field) => field.draw !== undefined ? <div key={field.name} className="whole">{field.draw(values, set, problem.of)}</div> : <Input key={field.name} field={field} first={field === fields[0]} value={values[field.name] ?? ''} error={problem.of[field.name]} set={(value) => set(field.name, value)} />)}
    </div>
  );
  const rare = fields.filter((field) => field.rare === true);
  return (
    <form className="su-form" aria-label={label} ref={form} noValidate onSubmit={(event: SubmitEvent) => { event.preventDefault(); void send(); }}>
      {drawn(fields.filter((field) => field.rare !== true))}
      {below?.(values, set, refuse)}
      {rare.length === 0 ? null : <Rarely words={props.rarely ?? 'Rarely needed'} says={rare.some(({ name }) => (props.start[name] ?? '') !== '')} wrong={rare.some(({ name, of }) => [name, of ?? name].some((one) => problem.of[one] !== undefined))}>{drawn(rare)}</Rarely>}
      {problem.rest.map((words) => <Refusal key={words}>{words}</Refusal>)}
      <div className="gobox">
        <ActButton go submit label={submit} sending={sending} press={() => undefined} />
        {cancel === undefined ? null : <ActButton label="Cancel" press={cancel} />}
      </div>
    </form>
  );
}

interface RarelyProps {
  readonly words: string;
  readonly says: boolean;
  readonly wrong: boolean;
  readonly children: React.ReactNode;
}

/** Folded until it is asked for; what says something from the start, or is wrong, is never out of sight. */
function Rarely({ words, says, wrong, children }: RarelyProps) {
  const [open, setOpen] = useState(says);
  return (
    <details className="su-rare" open={open || wrong} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary onClick={(event) => wrong && event.preventDefault()}>{words}</summary>
      {children}
    </details>
  );
}

function useSending({ fields, start, save, fresh, blame }: Props, values: Values, form: React.RefObject<HTMLFormElement | null>) {
  const queries = useQueryClient();
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<Marked>(NONE);
  const known = useRef(start);
  const unanswered = useRef<{ readonly what: string; readonly key: string } | null>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), [form, problem]);
  const refuse = (refusal: unknown) => setProblem(refusal === null ? NONE : problemOf(refusal, fields, blame));
  const send = async () => {
    if (sending) return;
    const empty = missing(fields, values);
    if (Object.keys(empty).length > 0) {
      setProblem({ of: empty, rest: [] });
      return;
    }
    const what = JSON.stringify(values);
    const key = unanswered.current?.what === what ? unanswered.current.key : newKey();
    const again = unanswered.current?.what === what;
    unanswered.current = { what, key };
    setSending(true);
    setProblem(NONE);
    try {
      const stored = fresh === undefined || again ? null : await fresh();
      const others = stored === null ? [] : changedMeanwhile(known.current, stored);
      if (stored !== null && others.length > 0) {
        known.current = stored;
        unanswered.current = null;
        setProblem(conflict(others, fields, stored));
        return;
      }
      await save(values, key);
      unanswered.current = null;
      await queries.invalidateQueries({ queryKey: ['set-up'] });
    } catch (refusal) {
      if (refusal instanceof Refused) unanswered.current = null;
      refuse(refusal);
    } finally {
      setSending(false);
    }
  };
  return { send, sending, problem, refuse };
}

const conflict = (others: readonly string[], fields: readonly Field[], stored: Values): Marked => ({
  of: Object.fromEntries(others.filter((name) => fields.some((field) => field.name === name)).map((name) => [name, `Somebody else changed this meanwhile to: ${stored[name] === '' ? 'nothing' : (stored[name] ?? 'nothing')}`])),
  rest: ['Somebody else changed this while you wrote. Nothing is stored yet, and what you wrote is still here. Look at both; saving again stores yours.'],
});

interface InputProps {
  readonly field: Field;
  readonly first: boolean;
  readonly value: string;
  readonly error: string | undefined;
  readonly set: (value: string) => void;
}

function Input({ field, first, value, error, set }: InputProps) {
  const id = useId();
  const same = {
    id,
    label: field.optional === true && field.choices === undefined ? <>{field.label} <span className="su-optional">optional</span></> : field.label,
    'aria-label': field.label,
    description: field.hint,
    inputWrapperOrder: ['label', 'input', 'error', 'description'] as ('label' | 'input' | 'error' | 'description')[],
    error: error ?? null,
    className: field.half === true ? 'half' : 'whole',
    value,
    autoComplete: 'off',
    autoFocus: first,
    disabled: field.fixed === true,
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => set(event.currentTarget.value),
  };
  if (field.choices !== undefined) return <NativeSelect {...same} data={field.choices.map(([choice, words]) => ({ value: choice, label: words }))} />;
  if (field.lines !== undefined) return <Textarea {...same} autosize minRows={field.lines} maxRows={Math.max(10, field.lines)} maxLength={field.max ?? 4_000} />;
  if (field.secret !== undefined) return <PasswordInput {...same} autoComplete={field.secret} maxLength={1_000} />;
  return <TextInput {...same} maxLength={field.max ?? 200} {...(field.number === true ? { inputMode: 'numeric' } : {})} />;
}
