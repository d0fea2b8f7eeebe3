/** The small parts that all screens of the phone share. */
import { type ReactNode, useEffect, useRef } from 'react';
import { Icon, type IconName } from '../ui/icon';

interface ButtonProps {
  readonly icon?: IconName;
  readonly main?: boolean;
  readonly quiet?: boolean;
  readonly submit?: boolean;
  readonly sending?: boolean;
  readonly press?: () => void;
  readonly children: ReactNode;
}

/** As wide as its place. A sending one keeps its width and takes no second press. */
export const PhoneButton = ({ icon, main = false, quiet = false, submit = false, sending = false, press, children }: ButtonProps) => (
  <button type={submit ? 'submit' : 'button'} className={`pbtn${main ? ' main' : ''}${quiet ? ' quiet' : ''}`} aria-disabled={sending} onClick={sending ? undefined : press}>
    {icon === undefined ? null : <Icon name={icon} />}
    <span>{sending ? 'Sending…' : children}</span>
  </button>
);

/** A call that the telephone itself places. */
export const CallLink = ({ number, children }: { readonly number: string; readonly children: ReactNode }) => (
  <a className="pbtn" href={`tel:${number.replace(/[^\d+*#]/g, '')}`}>
    <Icon name="phone" />
    <span>{children}</span>
  </a>
);

/** The one statement of a screen. It takes the focus when the screen comes, unless something that is still there has it. */
export function Statement({ children }: { readonly children: ReactNode }) {
  const at = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (document.activeElement !== document.body) return;
    scrollTo(0, 0);
    at.current?.focus({ preventScroll: true });
  }, []);
  return <h1 ref={at} tabIndex={-1}>{children}</h1>;
}

interface FieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly fault?: string | undefined;
  readonly children: (ids: { readonly id: string; readonly 'aria-describedby': string; readonly 'aria-invalid': boolean }) => ReactNode;
}

const idOf = (label: string): string => label.toLowerCase().replace(/[^a-z]+/g, '-');

export function Field({ label, hint, fault, children }: FieldProps) {
  const id = idOf(label);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': `${id}-said`, 'aria-invalid': fault !== undefined })}
      <p id={`${id}-said`} className={fault === undefined ? 'hint' : 'fault'} role={fault === undefined ? undefined : 'alert'}>{fault ?? hint ?? ''}</p>
    </div>
  );
}

interface ChoiceProps<T> {
  readonly label: string;
  readonly options: readonly (readonly [T, string])[];
  readonly chosen: T;
  readonly choose: (value: T) => void;
}

export function Choice<T extends string | number>({ label, options, chosen, choose }: ChoiceProps<T>) {
  return (
    <fieldset className="choice">
      <legend>{label}</legend>
      <div>
        {options.map(([value, words]) => (
          <label key={value}>
            <input type="radio" name={idOf(label)} checked={value === chosen} onChange={() => choose(value)} />
            <span>{words}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** What happened and what now, beside the button that was pressed. */
export const Refusal = ({ children }: { readonly children: ReactNode }) => (
  <p className="refusal" role="alert">
    <Icon name="warning" />
    <span>{children}</span>
  </p>
);
