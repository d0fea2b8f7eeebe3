/** Where it is, who it is about, what the customer wants known, what came in, and what came before. */
import type { Alert, Incident } from '../contract/api';
import { isEnded } from '../core/queue';
import { counted } from '../core/time';
import { planTitle } from '../core/words';
import { useTimes } from '../ui/desk';
import { MapPanel } from '../ui/map-panel';
import { Instructions, PersonCard, PlaceCodes } from '../ui/place';
import { PriorityMark } from '../ui/priority-mark';
import { History } from './history';
import { ReportLinks } from './report-links';
import { SessionCard } from './session-card';

export function PlaceColumn({ incident }: { readonly incident: Incident }) {
  const { subject, plan, alerts } = incident;
  return (
    <>
      {subject.kind === 'receiver_line' ? <Stranger incident={incident} /> : (
        <>
          <MapPanel place={incident.place} who={subject.name} />
          <section className="sec" aria-label="Place"><PlaceCodes place={incident.place} /></section>
          <section className="sec" aria-label={subject.kind === 'site' ? 'Site' : 'Person'}><PersonCard subject={subject} /></section>
          {subject.kind === 'lone_worker' ? <SessionCard incident={incident} /> : null}
        </>
      )}
      <section className="sec">
        <div className="sec-h"><h2>Instructions</h2><span>{planTitle(plan)}</span></div>
        {plan.instructions.length === 0 ? <p className="empty">The plan has none.</p> : <Instructions instructions={plan.instructions} />}
      </section>
      <section className="sec">
        <div className="sec-h"><h2>What came in</h2><span className="num beside">{counted(alerts.reduce((sum, alert) => sum + alert.count, 0), 'signal')}</span></div>
        <ul className="alerts">{alerts.map((alert) => <AlertLine key={alert.id} alert={alert} />)}</ul>
      </section>
      <History incident={incident} />
      {isEnded(incident) ? null : (
        <section className="sec">
          <div className="sec-h"><h2>Report so far</h2><span>as it stands now</span></div>
          <ReportLinks incident={incident} />
        </section>
      )}
    </>
  );
}

/** Nobody knows the account: there is no place and no person, only the question who it is. */
const Stranger = ({ incident: { known_accounts, alerts } }: { readonly incident: Incident }) => (
  <section className="sec" aria-label="Unknown sender">
    <p className="empty">
      <b>Nobody here knows this account.</b>
      It may be a real site that was entered wrongly, here or at its panel. Ask the customer or the installer, and put it right in the set-up.
    </p>
    {alerts.every((alert) => !alert.area) ? null : known_accounts.length === 0 ? <p className="dim">No account that is known now is one digit off.</p> : (
      <ul className="alike" aria-label="Accounts like it">
        {known_accounts.map((one) => <li key={`${one.sent} ${one.account}`}><span className="code">{one.account}</span> {one.site}<span className="dim">{one.sent === one.account ? ', known by now' : `, one digit off ${one.sent}`}</span></li>)}
      </ul>
    )}
  </section>
);

function AlertLine({ alert }: { readonly alert: Alert }) {
  const times = useTimes();
  return (
    <li>
      <PriorityMark priority={alert.priority} />
      <span className="label">{alert.title}{alert.place === '' ? '' : <span className="dim">, {alert.place}</span>}</span>
      <span className="num">{alert.count > 1 ? `${alert.count} ×` : ''}</span>
      <span className="cap num">
        {alert.scheme} <span className="code">{alert.code}</span> · {alert.count > 1 ? `${times.moment(alert.first_at)} to ${times.moment(alert.last_at)}` : times.moment(alert.first_at)}
        {alert.restored_at === null ? '' : ` · restored ${times.moment(alert.restored_at)}`}
      </span>
      {alert.unmapped ? <span className="odd">Not a code that we know. Take it for real until it is clear.</span> : null}
    </li>
  );
}
