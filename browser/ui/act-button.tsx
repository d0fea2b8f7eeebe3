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
  /** The letter only brings the focus here, so that no slip of a finger acts: the badge then says which key does. */
  readonly thenEnter?: boolean;
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
  /** What is pressed while it sends is kept by whoever is asked, and comes next. */
  readonly takesMore?: boolean;
}

type FaceProps = Pick<Props, 'label' | 'icon' | 'letter' | 'thenEnter' | 'go' | 'off'> & { readonly sending: boolean };

/** Both badges lie in one cell, so nothing moves when the focus comes. */
const TwoKeys = ({ letter }: { readonly letter: string }) => <span className="two-keys" aria-hidden="true"><kbd>{letter}</kbd><kbd>Enter</kbd></span>;

/** Both faces lie in one cell, so the wider one sets the width and nothing moves when the button sends. */
function Faces({ label, icon, letter, thenEnter = false, go, off, sending }: FaceProps) {
  const shown = off && (icon !== undefined || go) ? 'lock' : icon;
  return (
    <span className="two-faces">
      <span aria-hidden={sending}>
        {shown === undefined ? null : <Icon name={shown} />}
        {label}
        {letter === undefined || off ? null : thenEnter ? <TwoKeys letter={letter} /> : <kbd aria-hidden="true">{letter}</kbd>}
      </span>
      <span aria-hidden={!sending}>{go ? <Icon name="turn" /> : null}Sending…</span>
    </span>
  );
}

const look = (go: boolean, meaning: Meaning | undefined) =>
  go ? { variant: 'filled', size: 'go' } : meaning === undefined ? { variant: 'default', size: 'sm' } : { variant: 'outline', size: 'sm', color: meaning };

export function ActButton(props: Props) {
  const { press, go = false, meaning, sending = false, off = false, because, className = '', focus, full = false, submit = false, takesMore = false } = props;
  return (
    <Button
      {...look(go, meaning)}
      className={`${className}${off ? ' off' : ''}`}
      aria-disabled={off || sending}
      aria-describedby={because}
      onClick={off || (sending && !takesMore) ? (event) => event.preventDefault() : press}
      fullWidth={full}
      type={submit ? 'submit' : 'button'}
      {...(focus === undefined ? {} : { ref: focus })}
    >
      <Faces {...props} off={off} sending={sending} />
    </Button>
  );
}
