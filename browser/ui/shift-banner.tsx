/** Nobody is there to take what waits: on the whole page, on the incident, loudest for those who were called. */
import type { Incident } from '../contract/api';
import { isLeft, isUntaken } from '../core/queue';
import { emptyShift, isCalledFor, isSupervisor, ladderWords } from '../core/shift';
import { ConnectionBanner, SilenceBanner } from './banner';
import { useDesk, useLost, useMe, useRows, useSecondOf, useTimes, useWatched } from './desk';
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
export function LadderBanner({ incident }: { readonly incident: Incident }) {
  const me = useMe();
  const now = useSecondOf(false);
  const times = useTimes();
  const called = isSupervisor(me.roles) && isCalledFor(incident);
  const words = ladderWords(incident, { me: me.person.id, now, called, moment: times.moment });
  if (words === null || !(isUntaken(incident) || isLeft(incident, me.person.id, now))) return null;
  return (
    <div className={`ban ladder${called ? ' called' : ''}`} role="note">
      <Icon name="bell" />
      <b>{words.statement}</b>
      <span>{words.so}</span>
    </div>
  );
}
