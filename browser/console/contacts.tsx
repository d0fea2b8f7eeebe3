/** The people to be called, in the plan's order, with what became of the last call. The number is the button. */
import type { Callee, Incident } from '../contract/api';
import { refusedAlike } from '../core/refused';
import { spacedNumber, telHref } from '../core/telephone';
import { ActButton } from '../ui/act-button';
import { ContactRow } from '../ui/contact-row';
import { useConnection, useTimes } from '../ui/desk';
import { Because, Refusal } from '../ui/state';
import type { Commands } from './use-command';

interface Props {
  readonly incident: Incident;
  readonly commands: Commands;
  readonly note: (call: string) => void;
}

export const contactsOf = (incident: Incident): readonly Callee[] => incident.callees.filter((callee) => !callee.is_subject);

/** In a silent alarm, and beside one, nobody rings the person, unless the plan itself says so. */
export const mustNotCall = (incident: Incident, callee: Callee): boolean =>
  (incident.silent || incident.hushed) && callee.is_subject && incident.step.tel !== callee.tel;

export function Contacts({ incident, commands, note }: Props) {
  const { state, heard_at } = useConnection();
  const times = useTimes();
  const lost = state === 'lost';
  const contacts = contactsOf(incident);
  const permission = incident.allowed['call'];
  const refused = !lost && permission?.allowed === false ? permission.because : null;
  return (
    <div>
      <div className="sec-h">
        <h2>Contacts</h2>
        <span className="num">{lost && heard_at !== null ? `as they were at ${times.second(heard_at)}` : 'in the plan’s order'}</span>
      </div>
      {refused === null ? null : <Because id="call-because" said={refused === refusedAlike(incident)}>{refused}</Because>}
      {contacts.length === 0 ? <p className="empty"><b>The plan names nobody to call.</b>Ask the customer whom to tell.</p> : null}
      <ol className="con" aria-label="People to call" tabIndex={0}>
        {incident.callees.map((callee) => (
          <ContactRow key={callee.id} callee={callee} place={callee.is_subject ? null : callee.position} as_it_was={lost}>
            <CallWay incident={incident} callee={callee} commands={commands} note={note} lost={lost} off={permission?.allowed === false} />
            {commands.problem?.from === callee.id ? <Refusal>{commands.problem.text}</Refusal> : null}
          </ContactRow>
        ))}
      </ol>
    </div>
  );
}

interface WayProps extends Props {
  readonly callee: Callee;
  readonly lost: boolean;
  readonly off: boolean;
}

function CallWay({ incident, callee, commands, note, lost, off }: WayProps) {
  const number = spacedNumber(callee.number);
  if (mustNotCall(incident, callee)) return <span className="no-call">Do not call</span>;
  if (lost) return <a className="plain" href={telHref(callee.tel)}>{number}</a>;
  const open = incident.calls.find((call) => call.callee_id === callee.id && call.outcome === null);
  if (open) return <ActButton label="What came of it" press={() => note(open.id)} />;
  return (
    <ActButton label={number} icon="phone" off={off} because={off ? 'call-because' : undefined} sending={commands.sending === callee.id} press={() => void commands.run({ from: callee.id, act: 'call', body: { callee_id: callee.id } })} />
  );
}
