import { describe, expect, it } from 'vitest';
import { commandOf } from './act';
import { keep, noteText, readKept, refuse, settle } from './kept';
import { spacedNumber, telHref } from './telephone';
import { rowOf } from './fixture';
import { momentOf } from './time';
import { actorWords, boldParts, calleeWords, endingWords, heldBy, initials, overWords, ringLaterWords, safePinWords, shortName, stillHeldWords, undeliveredWords, untoldWords } from './words';

describe('a number', () => {
  it('is grouped as it is said', () => {
    expect(['07700900118', '02079460018', '+447700900118', '999', '01632 960077'].map(spacedNumber))
      .toEqual(['07700 900118', '020 7946 0018', '+44 7700 900118', '999', '01632 960077']);
  });
  it('is dialled without its spaces', () => expect(telHref('+44 (0) 7700-900118')).toBe('tel:+4407700900118'));
});

describe('names', () => {
  it('are short in a row and whole elsewhere', () => expect(['Olive Brandt', 'Siobhán Ní Bhraonáin', 'Cher'].map(shortName)).toEqual(['Olive B.', 'Siobhán B.', 'Cher']));
  it('have initials also when they are signs', () => expect(['Olive Brandt', 'St Aidan’s Parish Hall', '(1987) Ltd', ''].map(initials)).toEqual(['OB', 'SH', 'L', '']));
  it('are you when it was you', () => {
    expect(actorWords({ kind: 'operator', name: 'Olive' }, 'Olive')).toBe('You');
    expect(actorWords({ kind: 'panel', name: 'Olive' }, 'Olive')).toBe('Olive');
  });
});

it('what is read out is bold where it matters, and a lone mark is text', () => {
  expect(boldParts('In danger. **12 Mill Lane.** Blue door.')).toEqual([
    { text: 'In danger. ', bold: false }, { text: '12 Mill Lane.', bold: true }, { text: ' Blue door.', bold: false },
  ]);
  expect(boldParts('5 ** 3')).toEqual([{ text: '5 ** 3', bold: false }]);
});

describe('an act', () => {
  it('of a call goes to that call, and its id is not in the body', () => {
    expect(commandOf('i', 'note_outcome', { outcome: 'told', call_id: 'c2' }, 'c1')).toEqual({ path: '/incidents/i/phone-calls/c2/outcome', body: { outcome: 'told' } });
    expect(commandOf('i', 'note_reference', { outcome: 'accepted' }, 'c1')?.path).toBe('/incidents/i/emergency-calls/c1/outcome');
  });
  it('of a call that is not known, or that this page does not know, is not sent', () => {
    expect([commandOf('i', 'note_outcome', {}, null), commandOf('i', 'dispatch', {}, null), commandOf('i', 'claim', {}, null)?.path]).toEqual([null, null, '/incidents/i/claim']);
  });
});

describe('a kept note', () => {
  const note = { key: 'k', incident_id: 'i', text: 'Line cut', written_at: 0, offline: true, refused: null };
  it('stays until it is settled, also when it is refused', () => {
    expect(refuse(keep([], note), 'k', 'closed')).toEqual([{ ...note, refused: 'closed' }]);
    expect(settle(keep([], note), 'k')).toEqual([]);
  });
  it('says when it was written', () => expect(noteText(note, '02:47:29')).toBe('Line cut (written 02:47:29, while not connected)'));
  it('survives storage, and what is not one is left out', () => {
    expect(readKept(JSON.stringify([note, { key: 1 }]))).toEqual([note]);
    expect([readKept('{'), readKept(null), readKept('7')]).toEqual([[], [], []]);
  });
});

describe('who closes an incident', () => {
  it('promises an all-clear only where somebody is known to be safe', () => {
    expect([endingWords(0, 'genuine_safe'), endingWords(1, 'genuine_safe'), endingWords(2, 'false_accident')]).toEqual(['', '1 person gets the all-clear.', '2 people get the all-clear.']);
    expect(endingWords(1, 'genuine_handed_over')).toBe('1 person is told that it was real and is handed over, not that everybody is safe.');
    expect(endingWords(3, 'unexplained')).toBe('3 people are told that it ended unexplained.');
  });
});

it('who ends an incident is told whom of the plan nobody has called', () => {
  expect([untoldWords([]), untoldWords(['Helena']), untoldWords(['Helena', 'Tom', 'Ann'])])
    .toEqual([null, 'Not called, though the plan names them: Helena.', 'Not called, though the plan names them: Helena, Tom and Ann.']);
});

it('who closes an incident is told whom to ring after it', () => {
  expect([ringLaterWords([]), ringLaterWords(['Tom']), ringLaterWords(['Tom', 'Ann', 'Bo'])])
    .toEqual([null, 'Once it is closed, ring Tom (has no e-mail).', 'Once it is closed, ring Tom, Ann and Bo (have no e-mail).']);
});

it('says of a webhook that takes nothing whose it is, since when, and whether it is tried again', () => {
  const one = { whose: 'Hargreaves', messages: 2, since: '2026-11-21T02:44:00.000Z', tried_again: true };
  const soon = (time: string) => momentOf(Date.parse(time), Date.parse('2026-11-21T03:00:00Z'), 'UTC');
  const days_later = (time: string) => momentOf(Date.parse(time), Date.parse('2026-11-23T03:00:00Z'), 'UTC');
  expect(undeliveredWords(one, soon)).toBe('A webhook of Hargreaves has not taken 2 messages since 02:44:00; it is tried again.');
  expect(undeliveredWords({ ...one, messages: 1, tried_again: false }, days_later)).toBe('A webhook of Hargreaves has not taken 1 message since Sat 21 Nov 02:44, and is tried no more.');
});

it('who signs out is told what they still have', () => {
  const mine = (number: number, state: 'handling' | 'parked' | 'resolved') => rowOf(String(number), { number, state, operator: { id: 'me', name: 'Olive' } });
  const words = (...rows: Parameters<typeof heldBy>[0]) => stillHeldWords(heldBy(rows, 'me'));
  expect(words(rowOf('a'), mine(4103, 'resolved'), rowOf('b', { state: 'handling', operator: { id: 'dev', name: 'Dev' } }))).toBe(null);
  expect(words(mine(4101, 'handling'))).toBe('You still have 4101: hand it back first?');
  expect(words(mine(4104, 'parked'), mine(4101, 'handling'))).toBe('You still have 4101, 4104: hand them back first?');
});

it('a contact’s answer stands beside their name, also before anybody called them', () => {
  const callee = { id: 'c', position: 2, name: 'Tom Weir', relation: 'Keyholder', number: '', tel: '', is_subject: false, state: null, placed_at: null, attending_by: null };
  expect([calleeWords(callee), calleeWords({ ...callee, has_it: true }), calleeWords({ ...callee, has_it: false, state: 'no_answer' })])
    .toEqual(['Keyholder', 'Keyholder, answered “I have it”', 'Keyholder, answered “I cannot”, no answer']);
});

describe('what is over', () => {
  const line = (kind: string, name: string, at: string) => ({ number: 9, at, kind, actor: { kind: 'operator', name }, text: '', said: null });
  const resolution = { cause: 'genuine_safe' as const, words: 'burglary, made safe', note: null, at: '02:50', by: 'Olive Brandt' };
  const over = (changes: object) => overWords({ closed_at: '02:51', journal: [], resolution, ...changes }, 'Olive Brandt', (at) => at);
  it('names who closed it and when, and who had resolved it', () => {
    expect(over({ journal: [line('incident.closed', 'Dev Patel', '02:51'), line('incident.closed', 'Ann', '02:20')] })).toBe('Closed by Dev Patel 02:51. Burglary, made safe: resolved by you 02:50.');
  });
  it('says when it was closed where the journal that came is too short to say by whom', () => {
    expect(over({})).toBe('Closed 02:51. Burglary, made safe: resolved by you 02:50.');
    expect(over({ closed_at: null, resolution: null })).toBe('');
    expect(over({ resolution: { ...resolution, by: null } })).toBe('Closed 02:51. Burglary, made safe: resolved 02:50.');
  });
});

it('a safe PIN says when it was entered, and when it came where a phone had kept it', () => {
  const at = (text: string) => text.slice(11, 19);
  const pin = { entered_at: '2026-11-21T02:44:00Z', received_at: '2026-11-21T02:44:01Z' };
  expect(safePinWords(pin, at)).toBe('They entered their safe PIN at 02:44:00.');
  expect(safePinWords({ ...pin, received_at: '2026-11-21T02:54:00Z' }, at)).toBe('They entered their safe PIN at 02:44:00, and it came at 02:54:00.');
  expect(safePinWords({ ...pin, entered_at: null }, at)).toBe('They entered their safe PIN, nobody knows when: their phone’s clock was set before it came at 02:44:01.');
});
