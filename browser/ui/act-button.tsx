/** A button that asks the server for something: it keeps its width, says "Sending…", and takes no second press. */
import { Button } from '@mantine/core';
import type { Ref } from 'react';
import type { Meaning } from './mantine-theme';
import { Icon, type IconName } from './icon';

interface Props {
  readonly label: string;
  readonly press: () => void;
  readonly icon?: IconName;
  readonly letter?: string | undefined;
  /** The next step. One on a screen. */
  readonly go?: boolean;
  readonly meaning?: Meaning;
  readonly sending?: boolean;
  readonly off?: boolean;
  /** The id of the sentence that says why it is off. */
  readonly because?: string | undefined;
  readonly className?: string;
  readonly focus?: Ref<HTMLButtonElement>;
  readonly full?: boolean;
  readonly submit?: boolean;
}

export function ActButton({ label, press, icon, letter, go = false, meaning, sending = false, off = false, because, className = '', focus, full = false, submit = false }: Props) {
  const shown = off ? 'lock' : icon;
  return (
    <Button
      variant={go ? 'filled' : meaning ? 'outline' : 'default'}
      {...(meaning ? { color: meaning } : {})}
      size={go ? 'go' : 'sm'}
      className={`${className}${off ? ' off' : ''}`}
      aria-disabled={off || sending}
      aria-describedby={because}
      onClick={off || sending ? undefined : press}
      fullWidth={full}
      type={submit ? 'submit' : 'button'}
      {...(focus ? { ref: focus } : {})}
    >
      <span className="two-faces">
        <span aria-hidden={sending}>{shown && (go || icon !== undefined) ? <Icon name={shown} /> : null}{label}{letter && !off ? <kbd aria-hidden="true">{letter}</kbd> : null}</span>
        <span aria-hidden={!sending}>{go ? <Icon name="turn" /> : null}Sending…</span>
      </span>
    </Button>
  );
}
