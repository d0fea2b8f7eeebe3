/** Nobody is there to take what waits: on the whole page, on the incident, loudest for those who were called. */
import type { IncidentRow } from '../contract/api';
import { isLeft, isUntaken } from '../core/queue';
import { emptyShift, isCalledFor, isSupervisor, rungWords } from '../core/shift';
import { ConnectionBanner, SilenceBanner } from './banner';
import { useDesk, useLost, useMe, useRows, useSecondOf, useWatched } from './desk';
import { Icon } from './icon';

/** What is said above every page, whatever it shows. */
export const Banners = () => <div className="banners"><ConnectionBanner /><SilenceBanner /><ShiftBanner /></div>;

function ShiftBanner() {
  const rows = useRows();
  const me = useMe();
  const now = useSecondOf(false);
  const lost = useLost();
  const quiet = useWatched(useDesk().live).quiet;
  const empty = emptyShift(rows, { on_shift: quiet?.operators_on_shift ?? null, roles: me.roles, me: me.person.id }, now);
  if (empty === null || lost) return null;
  return (
    <section className="lost empty-shift" aria-label="Nobody on shift">
      <Icon name="people" />
      <div className="grow" role="alert"><b>{empty.statement}</b><p>{empty.so}</p></div>
    </section>
  );
}

/** Above an incident that nobody took: what was done about that. Whoever was called is told so by name of their role. */
export function LadderBanner({ incident }: { readonly incident: IncidentRow }) {
  const me = useMe();
  const now = useSecondOf(false);
  const words = rungWords(incident);
  if (words === null || !(isUntaken(incident) || isLeft(incident, me.person.id, now))) return null;
  const called = isSupervisor(me.roles) && isCalledFor(incident);
  return (
    <div className={`ban ladder${called ? ' called' : ''}`} role="note">
      <Icon name="bell" />
      <b>{called ? 'You are called, as a supervisor.' : 'Nobody is with it.'}</b>
      <span>{incident.alone ? 'Nobody was on shift: ' : called ? 'Nobody is with it: ' : 'So far: '}{words}.</span>
    </div>
  );
}
