/** What is agreed to be done. The server looks a plan over: an error hinders it, a warning explains. */
import { useState } from 'react';
import type { AgreedPlan, Finding } from '../../contract/set-up';
import { lines, type Values } from '../../core/set-up';
import { RESPONSE_WORD } from '../../core/words';
import { checkPlan, write } from '../../platform/set-up';
import { ActButton } from '../../ui/act-button';
import { useTimes } from '../../ui/desk';
import { Icon } from '../../ui/icon';
import { type Field, Form } from './form';
import { Fact, said, Section } from './parts';
import type { Editing } from './site-page';
import type { Scope } from './use-facts';
import { Refusal } from '../../ui/state';

interface Props {
  readonly scope: Scope;
  readonly plan: AgreedPlan | null;
  readonly shared: AgreedPlan | null;
  readonly findings: readonly Finding[];
  readonly editing: Editing;
}

export function PlanSection({ scope, plan, shared, findings, editing: { open, set } }: Props) {
  return (
    <Section title="Plan" act={open === null ? <ActButton label={plan !== null ? 'Agree a new version' : 'Write a plan'} icon={plan !== null ? 'pencil' : 'plus'} press={() => set('plan')} /> : null}>
      {open === 'plan' ? <EditPlan scope={scope} plan={plan ?? shared} close={() => set(null)} /> : (
        <>
          {plan !== null ? <PlanFacts plan={plan} />
            : shared !== null ? <><p className="empty">What was agreed for all of this customer’s:</p><PlanFacts plan={shared} /></>
            : <p className="empty"><b>No plan yet.</b> The centre’s standard procedure applies, and the operator is told so.</p>}
          <Findings findings={findings} />
        </>
      )}
    </Section>
  );
}

const Findings = ({ findings }: { readonly findings: readonly Finding[] }) => (
  findings.length === 0 ? null : (
    <ul className="su-findings" aria-label="Findings">
      {findings.map((one) => <li key={one.fault} className={one.stops ? 'stops' : 'warns'}><Icon name={one.stops ? 'cannot' : 'warning'} /><span><b>{one.stops ? 'Must be put right. ' : 'Look at this. '}</b>{inWordsOfForm(one.sentence)}</span></li>)}
    </ul>
  )
);

interface Instruction {
  readonly weight: string;
  readonly text: string;
}
const instructions = (plan: AgreedPlan | null): readonly Instruction[] => (Array.isArray(plan?.plan['instructions']) ? (plan.plan['instructions'] as readonly Instruction[]) : []);
const valueOf = (plan: AgreedPlan | null, name: string, standard: string): string => {
  const value: unknown = plan?.plan[name];
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : standard;
};
const secondsOf = (plan: AgreedPlan, name: string) => <span className="num">{valueOf(plan, name, '')} s</span>;

function PlanFacts({ plan }: { readonly plan: AgreedPlan }) {
  const times = useTimes();
  const services: unknown = plan.plan['services'];
  return (
    <>
      <dl className="su-facts">
        <Fact name="Plan">{valueOf(plan, 'name', '')}</Fact>
        <Fact name="For">{plan.response_kind === null ? 'every kind of alarm' : RESPONSE_WORD[plan.response_kind]}</Fact>
        <Fact name="Version"><span className="num">{plan.version}, agreed {times.moment(plan.agreed_at)}</span></Fact>
        <Fact name="Taken within">{secondsOf(plan, 'claim_within_s')}</Fact>
        <Fact name="Verified within">{secondsOf(plan, 'verify_within_s')}</Fact>
        <Fact name="Decided within">{secondsOf(plan, 'decide_within_s')}</Fact>
        <Fact name="Calls">{valueOf(plan, 'call_subject', 'true') === 'true' ? 'first the place itself, then ' : ''}the contacts, {valueOf(plan, 'rounds', '')} rounds</Fact>
        <Fact name="Emergency">{Array.isArray(services) ? services.join(', ') : 'what the kind of alarm needs'}, {valueOf(plan, 'emergency_number', '')}</Fact>
      </dl>
      {instructions(plan).map((one) => <p key={one.text} className="su-instruction"><Icon name={one.weight === 'warning' ? 'warning' : 'note'} /><span>{one.text}</span></p>)}
    </>
  );
}

/** The server names a limit as programs write it; here it has the name that stands in the form. */
const LIMITS: Readonly<Record<string, string>> = { claim_within_s: '“Taken within”', verify_within_s: '“Verified within”', decide_within_s: '“Decided within”', ring_for_s: '“Ring for”', between_rounds_s: 'the pause between rounds', remind_every_s: 'the time between reminders', attend_within_s: 'the longest time to attend' };
const inWordsOfForm = (words: string): string => words.replace(/[a-z_]+_s\b/g, (name) => LIMITS[name] ?? name);

const SERVICES: Field = { name: 'services', label: 'Emergency service', half: true, choices: [['', 'what the kind of alarm needs'], ['police', 'police'], ['ambulance', 'ambulance'], ['fire', 'fire service'], ['none', 'none']] };
const KINDS: Field = { name: 'response_kind', label: 'For', half: true, choices: [['', 'every kind of alarm'], ...Object.entries(RESPONSE_WORD)] };
const seconds = (name: string, label: string, hint: string): Field => ({ name, label, hint, half: true, number: true, max: 6 });
const FIELDS: readonly Field[] = [
  { name: 'name', label: 'Name of the plan' },
  { name: 'warnings', label: 'Warnings', optional: true, lines: 2, hint: 'What an operator must know first. One on each line' },
  { name: 'notes', label: 'Notes', optional: true, lines: 2, hint: 'One on each line' },
  { ...KINDS, optional: true },
  { name: 'call_subject', label: 'Call first', half: true, choices: [['true', 'the place itself'], ['false', 'the contacts']] },
  seconds('rounds', 'Rounds', 'How often each is tried'),
  seconds('ring_for_s', 'Ring for', 'Seconds'),
  seconds('claim_within_s', 'Taken within', 'Seconds'),
  seconds('verify_within_s', 'Verified within', 'Seconds'),
  seconds('decide_within_s', 'Decided within', 'Seconds'),
  { ...SERVICES, optional: true },
  { name: 'emergency_number', label: 'Emergency number', half: true, max: 40 },
];
const NUMBERS = { rounds: '2', ring_for_s: '30', claim_within_s: '30', verify_within_s: '180', decide_within_s: '240' } as const;

function startOf(plan: AgreedPlan | null): Values {
  const services: unknown = plan?.plan['services'];
  const texts = (weight: string) => instructions(plan).filter((one) => one.weight === weight).map((one) => one.text).join('\n');
  return {
    name: valueOf(plan, 'name', ''), warnings: texts('warning'), notes: texts('note'), response_kind: plan?.response_kind ?? '',
    call_subject: valueOf(plan, 'call_subject', 'true'), emergency_number: valueOf(plan, 'emergency_number', '999'),
    services: !Array.isArray(services) ? '' : services.length === 0 ? 'none' : String(services[0]),
    ...Object.fromEntries(Object.entries(NUMBERS).map(([name, standard]) => [name, valueOf(plan, name, standard)])),
  };
}

/** What the form does not show stays as it was agreed. */
function bodyOf(values: Values, scope: Scope, plan: AgreedPlan | null) {
  const before: unknown = plan?.plan['services'];
  const services = values['services'] ?? '';
  const kept = Array.isArray(before) && before.length > 1 && services === before[0];
  return {
    ...scope,
    response_kind: values['response_kind'] === '' ? null : values['response_kind'],
    plan: {
      ...plan?.plan,
      name: values['name'], call_subject: values['call_subject'] === 'true', emergency_number: values['emergency_number'],
      ...Object.fromEntries(Object.keys(NUMBERS).map((name) => [name, Number(values[name])])),
      services: kept ? (before as readonly unknown[]) : services === '' ? null : services === 'none' ? [] : [services],
      instructions: [...lines(values['warnings'] ?? '').map((text) => ({ weight: 'warning', text })), ...lines(values['notes'] ?? '').map((text) => ({ weight: 'note', text }))],
    },
  };
}

function EditPlan({ scope, plan, close }: { readonly scope: Scope; readonly plan: AgreedPlan | null; readonly close: () => void }) {
  const [findings, setFindings] = useState<readonly Finding[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  /** Whether nothing in it hinders. */
  const look = async (values: Values): Promise<boolean> => {
    setProblem(null);
    try {
      const found = await checkPlan(bodyOf(values, scope, plan));
      setFindings(found);
      return !found.some((one) => one.stops);
    } catch (refusal) {
      setFindings(null);
      setProblem(said(refusal));
      return false;
    }
  };
  const save = async (values: Values, key: string) => {
    if (!(await look(values))) return;
    await write('POST', '/response-plans', key, bodyOf(values, scope, plan));
    close();
  };
  return (
    <Form label="Plan" fields={FIELDS} start={startOf(plan)} submit="Agree the plan" cancel={close} save={save}
      below={(values) => (
        <div className="su-look">
          <ActButton label="Look it over" icon="search" press={() => void look(values)} />
          {findings === null ? null : findings.length === 0 ? <p className="dim">Nothing is wrong with it.</p> : <Findings findings={findings} />}
          {problem === null ? null : <Refusal>{problem}</Refusal>}
        </div>
      )} />
  );
}
