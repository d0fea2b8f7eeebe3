/** What is agreed to be done, and when. The server looks a plan over: an error hinders it, a warning explains. */
import type { AgreedPlan, Contact, Finding } from '../../contract/set-up';
import { askedBy, calledFirst, holdsWords, instructionsOf, nameOfPlan, valueOf } from '../../core/plan';
import { RESPONSE_WORD } from '../../core/words';
import { ActButton } from '../../ui/act-button';
import { useTimes } from '../../ui/desk';
import { Icon } from '../../ui/icon';
import { Fact, Section, Withdraw } from './parts';
import { EditPlan, Findings } from './plan-form';
import type { Editing } from './site-page';
import type { Scope } from './use-facts';

interface Props {
  readonly scope: Scope;
  readonly plans: { readonly own: readonly AgreedPlan[]; readonly shared: readonly AgreedPlan[] };
  readonly findings: readonly Finding[];
  readonly contacts: readonly Contact[];
  readonly zone: string;
  readonly editing: Editing;
}

/** The plan section is open as "plan" for a new one, and by its id for the next version of one. */
export function PlanSection({ scope, plans: { own, shared }, findings, contacts, zone, editing: { open, set } }: Props) {
  const edited = own.find((plan) => plan.plan_id === open) ?? null;
  const alone = own.length + shared.length === 1;
  const close = () => set(null);
  const first = calledFirst(scope.lone_worker_id !== undefined);
  return (
    <Section title="Plans" act={open === null ? <ActButton label={own.length === 0 ? 'Write a plan' : 'Write another plan'} icon="plus" press={() => set('plan')} /> : null}>
      {edited !== null ? <EditPlan scope={scope} plan={edited} others={own.filter((plan) => plan !== edited)} contacts={contacts} zone={zone} close={close} />
        : open === 'plan' ? <EditPlan scope={scope} plan={null} others={own} contacts={contacts} zone={zone} close={close} />
        : (
          <>
            <Findings findings={findings} />
            {own.map((plan) => <OnePlan key={plan.plan_id} plan={plan} alone={alone} first={first} contacts={contacts} editing={{ open, set }} />)}
            {shared.length === 0 ? null : <p className="empty">What was agreed for all of this customer’s:</p>}
            {shared.map((plan) => <OnePlan key={plan.plan_id} plan={plan} alone={alone} first={first} contacts={contacts} editing={null} />)}
            {own.length + shared.length > 0 ? null : <p className="empty"><b>No plan yet.</b> The centre’s standard procedure applies, and the operator is told so.</p>}
          </>
        )}
    </Section>
  );
}

interface OneProps {
  readonly plan: AgreedPlan;
  readonly alone: boolean;
  /** Who is called before any contact. */
  readonly first: string;
  readonly contacts: readonly Contact[];
  /** Null where it is not this page's to change. */
  readonly editing: Editing | null;
}

function OnePlan({ plan, alone, first, contacts, editing }: OneProps) {
  const name = nameOfPlan(plan);
  const kind = plan.response_kind === null ? '' : `${RESPONSE_WORD[plan.response_kind]}, `;
  return (
    <div className="su-plan" role="group" aria-label={name}>
      <div className="su-plan-head">
        <div><h3>{name}</h3><p className="num">{kind}{holdsWords(plan, alone)}</p></div>
        {editing?.open === null ? (
          <div className="acts">
            <ActButton label="Agree a new version" icon="pencil" press={() => editing.set(plan.plan_id)} />
            <Withdraw path={`/response-plans/${plan.plan_id}`} what={`The plan “${name}”`} />
          </div>
        ) : null}
      </div>
      <PlanFacts plan={plan} first={first} contacts={contacts} />
    </div>
  );
}

const secondsOf = (plan: AgreedPlan, name: string) => <span className="num">{valueOf(plan, name, '')} s</span>;

function PlanFacts({ plan, first, contacts }: Pick<OneProps, 'plan' | 'first' | 'contacts'>) {
  const times = useTimes();
  const services: unknown = plan.plan['services'];
  const asked = askedBy(plan, contacts);
  return (
    <>
      <dl className="su-facts">
        <Fact name="For">{plan.response_kind === null ? 'every kind of alarm' : RESPONSE_WORD[plan.response_kind]}</Fact>
        <Fact name="Version"><span className="num">{plan.version}, agreed {times.moment(plan.agreed_at)}</span></Fact>
        <Fact name="Taken within">{secondsOf(plan, 'claim_within_s')}</Fact>
        <Fact name="Verified within">{secondsOf(plan, 'verify_within_s')}</Fact>
        <Fact name="Decided within">{secondsOf(plan, 'decide_within_s')}</Fact>
        <Fact name="Calls">{valueOf(plan, 'call_subject', 'true') === 'true' ? `first ${first}, then ` : ''}the contacts, {valueOf(plan, 'rounds', '')} rounds</Fact>
        <Fact name="Contacts">{asked === null ? 'all, in their order' : asked.length === 0 ? 'all: those it named are no contacts any more' : asked.map((one) => one.name).join(', then ')}</Fact>
        <Fact name="Emergency">{Array.isArray(services) ? services.join(', ') : 'what the kind of alarm needs'}, {valueOf(plan, 'emergency_number', '')}</Fact>
      </dl>
      {instructionsOf(plan).map((one) => <p key={one.text} className="su-instruction"><Icon name={one.weight === 'warning' ? 'warning' : 'note'} /><span>{one.text}</span></p>)}
    </>
  );
}
