/** Why the acts of an incident are refused. What holds for all of them alike is a sentence about the page, and said once. */
import type { Incident } from '../contract/api';
import { isEnded } from './queue';

type Refusing = Pick<Incident, 'allowed' | 'state'>;

/** Null where some act is possible, or where each has a reason of its own. What has ended says so by itself. */
export function refusedAlike(incident: Refusing): string | null {
  const all = Object.values(incident.allowed);
  const because = all[0]?.because ?? null;
  return !isEnded(incident) && all.every((one) => !one.allowed && one.because === because) ? because : null;
}
