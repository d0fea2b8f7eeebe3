/** The journal of an incident with what this operator is writing into it: stored first, then sent. */
import { type RefObject, useContext } from 'react';
import type { Incident } from '../contract/api';
import { AFTERWARDS } from '../core/drafts';
import { refusedAlike } from '../core/refused';
import { newKey } from '../platform/api';
import { useDesk, useLost, useWatched } from '../ui/desk';
import { Journal, NoteField } from '../ui/journal';
import { Refusal } from '../ui/state';
import { Kept } from './kept-context';
import { useDraft } from './use-draft';

export function WrittenJournal({ incident, focus }: { readonly incident: Incident; readonly focus: RefObject<HTMLTextAreaElement | null> }) {
  const kept = useContext(Kept);
  const desk = useDesk();
  const lost = useLost();
  const { text, write: type, sent } = useDraft(incident.id, AFTERWARDS.journal);
  if (kept === null) throw new Error('The journal stands outside the desk.');
  const notes = useWatched(kept.notes);
  const safe = useWatched(kept.safe);
  const permission = incident.allowed['note'];
  const refused = permission?.allowed === false ? (permission.because ?? 'Nothing can be written here any more.') : null;
  // What holds for the whole page is said at its head.
  const off = refused !== null && refused === refusedAlike(incident) ? 'You can read along.' : refused;
  // From here on it is among the notes on their way, which are kept until the server has them.
  const write = (note: string) => {
    kept.write({ key: newKey(), incident_id: incident.id, text: note, written_at: desk.now(), offline: lost, refused: null });
    sent();
  };
  return (
    <div>
      <NoteField focus={focus} text={text('text')} type={(typed) => type({ text: typed })} write={write} off={off} />
      {safe ? null : <Refusal>This browser keeps nothing: do not close the page until what you wrote is sent.</Refusal>}
      <Journal lines={incident.journal} kept={notes.filter((note) => note.incident_id === incident.id)} discard={(key) => kept.discard(key)} />
    </div>
  );
}
