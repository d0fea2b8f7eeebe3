/** What the lone worker said that they were doing, and when they were last heard. It never holds the incident up. */
import { useQuery } from '@tanstack/react-query';
import type { Incident, Session } from '../contract/api';
import { heardWords, sessionWords } from '../core/session';
import { readSession } from '../platform/api';
import { useSecond, useTimes } from '../ui/desk';
import { Fact } from '../ui/place';

export function SessionCard({ incident }: { readonly incident: Incident }) {
  const { subject, version } = incident;
  const { data, error } = useQuery({ queryKey: ['session', subject.id, version], queryFn: () => readSession(subject.id), placeholderData: (before: Session | null | undefined) => before });
  return (
    <section className="sec" aria-label="Session">
      <div className="sec-h"><h2>Session</h2>{data === null || data === undefined ? null : <Times session={data} />}</div>
      {error === null ? null : <p className="empty">What they were doing could not be read.</p>}
      {data === null ? <p className="empty">They have started none: what they were doing is not known.</p> : null}
      {data === null || data === undefined ? null : <Facts session={data} />}
    </section>
  );
}

function Times({ session }: { readonly session: Session }) {
  const times = useTimes();
  return <span className="num">{times.moment(session.started_at)} to {times.minute(Date.parse(session.ends_at))}</span>;
}

function Facts({ session }: { readonly session: Session }) {
  const times = useTimes();
  const now = useSecond();
  return (
    <dl className="facts">
      <Fact term="Doing"><span className="label">{session.doing}</span></Fact>
      {session.place === null ? null : <Fact term="Where">{session.place}</Fact>}
      {session.notes === null ? null : <Fact term="Notes">{session.notes}</Fact>}
      <Fact term="Last heard"><span className="num">{heardWords(session, now, times.moment)}</span></Fact>
      <Fact term="Now"><span className="num">{sessionWords(session, now, times.moment)}</span></Fact>
    </dl>
  );
}
