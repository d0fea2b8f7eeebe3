/** A lone worker's session, in the words of the desk. */
import type { Session } from '../contract/api';

type Told = Pick<Session, 'state' | 'missed' | 'due_at' | 'ends_at' | 'ended_at'>;

/** "Ran out at 02:45"; what it is waiting for, or how it ended. */
export function sessionWords(session: Told, at: (time: string) => string): string {
  if (session.state === 'ended') return `Ended ${session.ended_at === null ? '' : at(session.ended_at)}`.trim();
  if (session.state === 'overdue') return `Ran out ${at(session.ends_at)}, and is not ended`;
  const waits = session.due_at === session.ends_at ? `Its end is due ${at(session.due_at)}` : `A check-in is due ${at(session.due_at)}`;
  return session.missed === 0 ? waits : `${session.missed === 1 ? 'A check-in was' : `${session.missed} check-ins were`} missed. ${waits}`;
}
