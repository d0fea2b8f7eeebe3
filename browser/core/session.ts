/** A lone worker's session, in the words of the desk. */
import type { Session } from '../contract/api';
import { ago, milliseconds } from './time';

type Told = Pick<Session, 'state' | 'missed' | 'due_at' | 'ends_at' | 'ended_at'>;

/** "is due 02:40"; "was due 02:40 (12 min ago)" once that moment has passed. */
function dueWords(due: string, now: number, at: (time: string) => string): string {
  const late = now - milliseconds(due);
  return late < 0 ? `is due ${at(due)}` : `was due ${at(due)} (${ago(late)})`;
}

/** "Last heard": the newest of their own word and a sign of life of their phone, and which it was. */
export function heardWords({ heard_at, last_heard_at }: Pick<Session, 'heard_at' | 'last_heard_at'>, now: number, at: (time: string) => string): string {
  const newest = milliseconds(last_heard_at);
  const words = `${at(last_heard_at)} (${ago(now - newest)})`;
  return newest > milliseconds(heard_at) ? `${words}, by their phone. Their last word: ${at(heard_at)}` : words;
}

/** "Ran out at 02:45"; what it is waiting for, or how it ended. */
export function sessionWords(session: Told, now: number, at: (time: string) => string): string {
  if (session.state === 'ended') return `Ended ${session.ended_at === null ? '' : at(session.ended_at)}`.trim();
  if (session.state === 'overdue') return `Ran out ${at(session.ends_at)} (${ago(now - milliseconds(session.ends_at))}), and is not ended`;
  const due = dueWords(session.due_at, now, at);
  const waits = session.due_at === session.ends_at ? `Its end ${due}` : `A check-in ${due}`;
  return session.missed === 0 ? waits : `${session.missed === 1 ? 'A check-in was' : `${session.missed} check-ins were`} missed. ${waits}`;
}
