/** The incident's report: on paper for people, sealed for whoever doubts it, and how to check that one. */
import { useQuery } from '@tanstack/react-query';
import type { Incident } from '../contract/api';
import { readDemo, reportAddress } from '../platform/api';
import { useLost, useMe } from '../ui/desk';
import { Icon } from '../ui/icon';

type Of = Pick<Incident, 'id' | 'number'>;

export function ReportLinks({ incident: { id, number } }: { readonly incident: Of }) {
  const lost = useLost();
  if (lost) return <p className="because">The reports need the connection.</p>;
  return (
    <p className="reports">
      <a className="lesser" href={reportAddress(id, 'pdf')} target="_blank" rel="noopener">Report (PDF)</a>
      <a className="lesser" href={reportAddress(id, 'json')} download={`incident-${number}.json`}>Sealed report (JSON)</a>
    </p>
  );
}

/** A demo tells its key to everybody; elsewhere it comes by another way than the report, or it would prove nothing. */
export function HowToCheck({ incident: { number } }: { readonly incident: Of }) {
  const me = useMe();
  const { data: demo } = useQuery({ queryKey: ['demo'], queryFn: readDemo, enabled: me.demo, staleTime: Infinity });
  return (
    <div className="check">
      <Icon name="lock" />
      <p>
        Anybody can check the sealed one alone:
        <code>tocsin verify incident-{number}.json <span>--key</span> {demo?.key_fingerprint ?? 'FINGERPRINT'}</code>
        {demo ? '' : 'with the fingerprint of the centre’s key, which you give them by another way.'}
      </p>
    </div>
  );
}
