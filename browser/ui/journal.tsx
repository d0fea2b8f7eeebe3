/** What happened, newest first, as a story; and the field in which the operator goes on writing it. */
import { Textarea } from '@mantine/core';
import { type RefObject, useState } from 'react';
import type { JournalLine } from '../contract/api';
import type { KeptNote } from '../core/kept';
import { actorWords } from '../core/words';
import { useMe, useTimes } from './desk';
import { Icon } from './icon';

function JournalEntry({ line }: { readonly line: JournalLine }) {
  const times = useTimes();
  const me = useMe();
  return (
    <li>
      <time dateTime={line.at}>{times.moment(line.at)}</time>
      <div>
        <b>{actorWords(line.actor, me.person.name)}</b> {line.text}
        {line.said === null ? null : <span className="said"> “{line.said}”</span>}
      </div>
    </li>
  );
}

interface KeptProps {
  readonly note: KeptNote;
  readonly discard: (key: string) => void;
}

function KeptEntry({ note, discard }: KeptProps) {
  const times = useTimes();
  return (
    <li>
      <time>{times.second(note.written_at)}</time>
      <div>
        <b>You</b> <span className="said">“{note.text}”</span>
        {note.refused === null ? (
          <span className="kept"><Icon name="clock" />kept, not sent yet</span>
        ) : (
          <span className="kept"><Icon name="warning" />Not taken: {note.refused} <button type="button" className="lesser" onClick={() => discard(note.key)}>Discard</button></span>
        )}
      </div>
    </li>
  );
}

interface Props {
  readonly lines: readonly JournalLine[];
  readonly kept: readonly KeptNote[];
  readonly discard: (key: string) => void;
}

/** The server sends at most this many; all of them are in the report. */
const SENT = 200;

/** Under the pointer nothing moves: what others write meanwhile is counted, and stands there once the pointer has left. */
export function Journal({ lines, kept, discard }: Props) {
  const me = useMe();
  const [held, setHeld] = useState<number | null>(null);
  const shown = held === null ? lines : lines.filter((line) => line.number <= held || actorWords(line.actor, me.person.name) === 'You');
  const waiting = lines.length - shown.length;
  return (
    <div className="tl-room">
      <p className="tl-new" role="status">{waiting === 0 ? null : `${waiting} new ${waiting === 1 ? 'line' : 'lines'} above`}</p>
      <ol
        className="tl"
        aria-label="Journal, newest first"
        tabIndex={0}
        onPointerEnter={(event) => { if (event.pointerType === 'mouse') setHeld(lines[0]?.number ?? 0); }}
        onPointerLeave={() => setHeld(null)}
      >
        {[...kept].reverse().map((note) => <KeptEntry key={note.key} note={note} discard={discard} />)}
        {shown.map((line) => <JournalEntry key={line.number} line={line} />)}
        {lines.length >= SENT ? <li><span /><div>Earlier lines are in the report.</div></li> : null}
      </ol>
    </div>
  );
}

interface FieldProps {
  readonly focus: RefObject<HTMLTextAreaElement | null>;
  readonly text: string;
  readonly type: (text: string) => void;
  readonly write: (text: string) => void;
  /** Why nothing can be written, where that is so. */
  readonly off: string | null;
}

const LONGEST = 4_000;

export function NoteField({ focus, text, type, write, off }: FieldProps) {
  const done = () => {
    if (text.trim() === '') return;
    write(text.trim());
  };
  return (
    <div className="note-field">
      <Textarea
        ref={focus}
        aria-label="Write what you hear or do"
        placeholder={off ?? 'Write what you hear or do'}
        autosize
        minRows={1}
        maxRows={5}
        maxLength={LONGEST}
        disabled={off !== null}
        leftSection={<Icon name="pencil" />}
        rightSection={off !== null ? null : text === '' ? <kbd aria-hidden="true">T</kbd> : <kbd aria-hidden="true">↵</kbd>}
        value={text}
        onChange={(event) => type(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          done();
        }}
      />
    </div>
  );
}
