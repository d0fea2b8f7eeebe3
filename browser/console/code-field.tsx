/** A code of the second factor: six digits of the telephone, or one of those on paper when it is lost. */
import { TextInput } from '@mantine/core';

interface Props {
  readonly paper: boolean;
  readonly code: string;
  readonly type: (code: string) => void;
  /** Null where there is no paper yet. */
  readonly turn: ((paper: boolean) => void) | null;
  readonly wrong?: string | null;
}

export const CodeField = ({ paper, code, type, turn, wrong = null }: Props) => (
  <div className="code-field">
    <TextInput
      key={paper ? 'paper' : 'digits'}
      label={paper ? 'Code on paper' : 'Six-digit code'}
      description={paper ? 'One of those that you kept. Each counts once' : 'As the app on your telephone shows it now'}
      inputWrapperOrder={['label', 'input', 'error', 'description']}
      className="code"
      required
      withAsterisk={false}
      autoFocus
      autoComplete={paper ? 'off' : 'one-time-code'}
      inputMode={paper ? 'text' : 'numeric'}
      maxLength={40}
      error={wrong}
      value={code}
      onChange={(event) => type(event.currentTarget.value)}
    />
    {turn === null ? null : <button type="button" className="lesser" onClick={() => { type(''); turn(!paper); }}>{paper ? 'Use the telephone' : 'Use a code on paper'}</button>}
  </div>
);
