/** The form of a plan: when it holds, whom it calls, and within which times. The server looks it over before it counts. */
import { useState } from 'react';
import type { AgreedPlan, Contact, Finding } from '../../contract/set-up';
import { bodyOf, calledFirst, valuesOf } from '../../core/plan';
import type { Values } from '../../core/set-up';
import { RESPONSE_WORD } from '../../core/words';
import { checkPlan, write } from '../../platform/set-up';
import { ActButton } from '../../ui/act-button';
import { Icon } from '../../ui/icon';
import { type Field, Form } from './form';
import { HoursChoice, WhomChoice } from './plan-choice';
import type { Scope } from './use-facts';

export const Findings = ({ findings }: { readonly findings: readonly Finding[] }) => (
  findings.length === 0 ? null : (
    <ul className="su-findings" aria-label="Findings">
      {findings.map((one) => <li key={`${one.fault} ${one.sentence}`} className={one.stops ? 'stops' : 'warns'}><Icon name={one.stops ? 'cannot' : 'warning'} /><span><b>{one.stops ? 'Must be put right. ' : 'Look at this. '}</b>{inWordsOfForm(one.sentence)}</span></li>)}
    </ul>
  )
);

/** The server names a limit as programs write it; here it has the name that stands in the form. */
const LIMITS: Readonly<Record<string, string>> = { claim_within_s: '“Taken within”', verify_within_s: '“Verified within”', decide_within_s: '“Decided within”', ring_for_s: '“Ring for”', between_rounds_s: 'the pause between rounds', remind_every_s: 'the time between reminders', attend_within_s: 'the longest time to attend' };
const inWordsOfForm = (words: string): string => words.replace(/[a-z_]+_s\b/g, (name) => LIMITS[name] ?? name);

const SERVICES: Field = { name: 'services', label: 'Emergency service', half: true, choices: [['', 'what the kind of alarm needs'], ['police', 'police'], ['ambulance', 'ambulance'], ['fire', 'fire service'], ['none', 'none']] };
const KINDS: Field = { name: 'response_kind', label: 'For', half: true, optional: true, choices: [['', 'every kind of alarm'], ...Object.entries(RESPONSE_WORD)] };
const seconds = (name: string, label: string, hint: string): Field => ({ name, label, hint, half: true, number: true, max: 6 });

interface Props {
  readonly scope: Scope;
  /** The one of which it is the next version; null for a new one. */
  readonly plan: AgreedPlan | null;
  readonly others: readonly AgreedPlan[];
  readonly contacts: readonly Contact[];
  readonly zone: string;
  readonly close: () => void;
}

/** For whom it is stays from version to version; when it holds may change. */
const fieldsOf = ({ scope, plan, others, contacts, zone }: Props): readonly Field[] => [
  { name: 'name', label: 'Name of the plan' },
  { name: 'when', label: 'When it holds', optional: true, parts: ['days', 'from', 'until'], draw: (values, set, wrong) => <HoursChoice values={values} set={set} wrong={wrong} zone={zone} others={others} /> },
  { name: 'warnings', label: 'Warnings', optional: true, lines: 2, hint: 'What an operator must know first. One on each line' },
  { name: 'notes', label: 'Notes', optional: true, lines: 2, hint: 'One on each line' },
  { name: 'whom', label: 'Contacts', optional: true, parts: ['contacts'], draw: (values, set, wrong) => <WhomChoice values={values} set={set} wrong={wrong} contacts={contacts} /> },
  { ...KINDS, fixed: plan !== null },
  { name: 'call_subject', label: 'Call first', half: true, choices: [['true', calledFirst(scope.lone_worker_id !== undefined)], ['false', 'the contacts']] },
  seconds('rounds', 'Rounds', 'How often each is tried'),
  seconds('ring_for_s', 'Ring for', 'Seconds'),
  seconds('claim_within_s', 'Taken within', 'Seconds'),
  seconds('verify_within_s', 'Verified within', 'Seconds'),
  seconds('decide_within_s', 'Decided within', 'Seconds'),
  { ...SERVICES, optional: true },
  { name: 'emergency_number', label: 'Emergency number', half: true, max: 40 },
];

/** Beside others a new plan has hours: there is one for all other hours already, or there shall be. */
const startOf = ({ plan, others, contacts }: Props): Values => {
  const values = valuesOf(plan, contacts);
  return plan === null && others.some((one) => one.response_kind === null && one.hours === null) ? { ...values, when: 'some' } : values;
};

export function EditPlan(props: Props) {
  const { scope, plan, close } = props;
  const [findings, setFindings] = useState<readonly Finding[] | null>(null);
  const body = (values: Values) => ({ ...scope, plan_id: plan?.plan_id ?? null, ...bodyOf(values, plan) });
  /** Whether nothing in it hinders. What the server cannot read at all is the form's to show. */
  const look = async (values: Values): Promise<boolean> => {
    try {
      const found = await checkPlan(body(values));
      setFindings(found);
      return !found.some((one) => one.stops);
    } catch (refusal) {
      setFindings(null);
      throw refusal;
    }
  };
  const save = async (values: Values, key: string) => {
    if (!(await look(values))) return;
    await write('POST', '/response-plans', key, body(values));
    close();
  };
  return (
    <Form label="Plan" fields={fieldsOf(props)} start={startOf(props)} submit="Agree the plan" cancel={close} save={save}
      below={(values, _set, refuse) => (
        <div className="su-look">
          <ActButton label="Look it over" icon="search" press={() => void look(values).catch(refuse)} />
          {findings === null ? null : findings.length === 0 ? <p className="dim">Nothing is wrong with it.</p> : <Findings findings={findings} />}
        </div>
      )} />
  );
}
