/** Who goes there and by when: in the head, whatever the step is, and in the step that waits for them. */
import type { Incident } from '../contract/api';
import { byWords, goingIn, goingThere } from '../core/going';
import { useMe, useSecond } from './desk';
import { Icon } from './icon';

function useBy(incident: Incident): (by: number) => string {
  const now = useSecond();
  const zones = { ours: useMe().organisation.time_zone, theirs: incident.subject.time_zone };
  return (by) => byWords(by, now, zones);
}

export function GoingThere({ incident }: { readonly incident: Incident }) {
  const words = useBy(incident);
  return <>{goingThere(incident.calls).map((one) => <p key={one.call} className="going num"><Icon name="has" /><span><b>{one.name}</b> goes there: {words(one.by)}</span></p>)}</>;
}

/** As large as a number to dial: it is what is waited for. */
export function ThereBy({ incident }: { readonly incident: Incident }) {
  const words = useBy(incident);
  const one = goingIn(incident.step, goingThere(incident.calls));
  return one === null ? null : <p className="there num">There {words(one.by)}</p>;
}
