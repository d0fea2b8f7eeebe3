/** Two choices in the form of a plan: at which hours it holds, and which of the contacts it calls, in which order. */
import { Checkbox, Radio, TextInput } from '@mantine/core';
import type { AgreedPlan, Contact } from '../../contract/set-up';
import { DAYS, nameOfPlan } from '../../core/plan';
import { moved, type Values } from '../../core/set-up';

interface Choice {
  readonly values: Values;
  readonly set: (name: string, value: string) => void;
  /** What is wrong with which part of it. */
  readonly wrong: Values;
}

const parts = (text: string | undefined): readonly string[] => (text ?? '').split(' ').filter((part) => part !== '');

export function HoursChoice({ values, set, wrong, zone, others }: Choice & { readonly zone: string; readonly others: readonly AgreedPlan[] }) {
  const listed = others.map((plan) => `“${nameOfPlan(plan)}” ${plan.hours ?? 'at all other hours'}`).join('; ');
  return (
    <Radio.Group label="When it holds" value={values['when'] ?? 'all'} onChange={(when) => set('when', when)} {...(listed === '' ? {} : { description: `There is already: ${listed}` })}>
      <div className="su-checks">
        <Radio value="all" label={others.length === 0 ? 'At all hours' : 'At all hours for which there is no other plan'} />
        <Radio value="some" label="Only on these days, at these hours" />
      </div>
      {values['when'] !== 'some' ? null : (
        <div className="su-hours">
          <Checkbox.Group aria-label="Days" error={wrong['days'] ?? null} value={[...parts(values['days'])]} onChange={(days) => set('days', DAYS.filter((day) => days.includes(day)).join(' '))}>
            <div className="su-days">{DAYS.map((day) => <Checkbox key={day} value={day} label={`${day.charAt(0).toUpperCase()}${day.slice(1)}`} />)}</div>
          </Checkbox.Group>
          <div className="su-times">
            <TextInput label="From" maxLength={5} autoComplete="off" error={wrong['from'] ?? null} value={values['from'] ?? ''} onChange={(event) => set('from', event.currentTarget.value)} />
            <TextInput label="Until" maxLength={5} autoComplete="off" error={wrong['until'] ?? null} value={values['until'] ?? ''} onChange={(event) => set('until', event.currentTarget.value)} />
            <p className="dim">By the clock there ({zone}). A night that ends on the next morning belongs to the day on which it begins. Twice the same time is a whole day.</p>
          </div>
        </div>
      )}
    </Radio.Group>
  );
}

export function WhomChoice({ values, set, wrong, contacts }: Choice & { readonly contacts: readonly Contact[] }) {
  const chosen = parts(values['contacts']).flatMap((id) => contacts.filter((one) => one.id === id));
  const rest = contacts.filter((one) => !chosen.includes(one));
  const choose = (list: readonly Contact[]) => set('contacts', list.map((one) => one.id).join(' '));
  if (contacts.length === 0) return null;
  return (
    <Radio.Group label="Contacts" error={wrong['contacts'] ?? null} value={values['whom'] ?? 'all'} onChange={(whom) => set('whom', whom)}>
      <div className="su-checks">
        <Radio value="all" label="All, in the order of the list" />
        <Radio value="some" label="Only these, in this order" />
      </div>
      {values['whom'] !== 'some' ? null : (
        <ol className="su-whom" aria-label="Whom this plan calls">
          {chosen.map((one, i) => (
            <li key={one.id}>
              <span className="su-number num">{i + 1}</span><span className="grow">{one.name}, <span className="dim">{one.relation}</span></span>
              <span className="su-move">
                <button type="button" className="lesser" aria-label={`${one.name} earlier`} aria-disabled={i === 0} onClick={() => choose(moved(chosen, i, -1))}>Earlier</button>
                <button type="button" className="lesser" aria-label={`${one.name} later`} aria-disabled={i === chosen.length - 1} onClick={() => choose(moved(chosen, i, 1))}>Later</button>
                <button type="button" className="lesser" aria-label={`Leave ${one.name} out`} aria-disabled={chosen.length === 1} onClick={() => (chosen.length === 1 ? undefined : choose(chosen.filter((each) => each !== one)))}>Leave out</button>
              </span>
            </li>
          ))}
          {rest.map((one) => (
            <li key={one.id} className="out">
              <span className="su-number" /><span className="grow">{one.name}, <span className="dim">{one.relation}</span></span>
              <button type="button" className="lesser" aria-label={`Call ${one.name} too`} onClick={() => choose([...chosen, one])}>Call too</button>
            </li>
          ))}
        </ol>
      )}
    </Radio.Group>
  );
}
