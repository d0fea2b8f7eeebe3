/** What somebody is about to do alone, where, and how long. Only the centre can keep the time, so without an answer nothing has begun. */
import { type SubmitEvent, useState } from 'react';
import { EMPTY_VISIT, INTERVALS, LENGTHS, lengthWords, minutesIn, RISKS, type VisitForm, visitBody, visitFaults, visitWords } from '../core/visit';
import { SCREEN_OFF } from '../core/ability';
import { Panic } from './panic';
import { Choice, Field, PhoneButton, Refusal, Statement } from './parts';
import { useAsking } from './use-asking';
import { minute, useNow, usePhone, useTold } from './use-phone';

const OWN = 0;

interface MinutesProps {
  readonly label: string;
  readonly offered: readonly number[];
  readonly none?: string;
  readonly value: number | null;
  readonly fault: string | undefined;
  readonly set: (minutes: number | null) => void;
}

const NONE = -1;

/** Some lengths to press, and one's own. */
export function Minutes({ label, offered, none, value, fault, set }: MinutesProps) {
  const [chosen, setChosen] = useState(value ?? NONE);
  const [typed, setTyped] = useState('');
  const options: (readonly [number, string])[] = offered.map((minutes) => [minutes, lengthWords(minutes)] as const);
  if (none !== undefined) options.unshift([NONE, none]);
  options.push([OWN, 'Other']);
  const choose = (minutes: number) => {
    setChosen(minutes);
    set(minutes === OWN ? minutesIn(typed) : minutes === NONE ? null : minutes);
  };
  return (
    <div>
      <Choice label={label} options={options} chosen={chosen} choose={choose} />
      {chosen === OWN ? (
        <Field label={`${label}, in minutes`} fault={fault}>
          {(ids) => (
            <input
              {...ids}
              inputMode="numeric"
              autoComplete="off"
              maxLength={4}
              value={typed}
              onChange={(event) => {
                setTyped(event.currentTarget.value);
                set(minutesIn(event.currentTarget.value));
              }}
            />
          )}
        </Field>
      ) : fault === undefined ? null : <Refusal>{fault}</Refusal>}
    </div>
  );
}

export function BeginVisit({ back, begun }: { readonly back: () => void; readonly begun: () => void }) {
  const phone = usePhone();
  const { centre } = useTold();
  const now = useNow();
  const [visit, setVisit] = useState<VisitForm>(EMPTY_VISIT);
  const [checked, setChecked] = useState(false);
  const { sending, refused, ask } = useAsking(`No answer from ${centre.name}: the visit has not begun for certain, and nobody may be keeping your time. Press again, it counts once.`);
  const faults = checked ? visitFaults(visit) : {};
  const set = (change: Partial<VisitForm>) => setVisit((before) => ({ ...before, ...change }));
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setChecked(true);
    if (Object.keys(visitFaults(visit)).length > 0) return;
    ask(async (key) => {
      await phone.beginVisit(visitBody(visit), key);
      begun();
    });
  };
  return (
    <main className="phone">
      <form className="page" onSubmit={submit}>
        <Statement>Start a visit</Statement>
        <Field label="What are you doing?" fault={faults.doing}>
          {(ids) => <input {...ids} value={visit.doing} maxLength={200} autoComplete="off" onChange={(event) => set({ doing: event.currentTarget.value })} />}
        </Field>
        <Field label="Where?" hint="As you would say it to somebody who comes looking">
          {(ids) => <input {...ids} value={visit.place} maxLength={200} autoComplete="off" onChange={(event) => set({ place: event.currentTarget.value })} />}
        </Field>
        <Minutes label="How long?" offered={LENGTHS} value={visit.minutes} fault={faults.minutes} set={(minutes) => set({ minutes })} />
        <Minutes label="Check in every" offered={INTERVALS} none="Never" value={visit.every} fault={faults.every} set={(every) => set({ every })} />
        <Choice label="Risk" options={RISKS.map(([value, words]) => [value, words] as const)} chosen={visit.risk} choose={(risk) => set({ risk })} />
        <p className="hint">{RISKS.find(([value]) => value === visit.risk)?.[2]}</p>
        <Field label="Notes" hint="The way in, your car, who is there">
          {(ids) => <textarea {...ids} rows={3} maxLength={2_000} value={visit.notes} onChange={(event) => set({ notes: event.currentTarget.value })} />}
        </Field>
        <p className="num">{visitWords(visit, now, minute)}</p>
        <p>{SCREEN_OFF.name}: {SCREEN_OFF.words.charAt(0).toLowerCase()}{SCREEN_OFF.words.slice(1)}</p>
        {refused === null ? null : <Refusal>{refused}</Refusal>}
        <PhoneButton main submit sending={sending}>Start the visit</PhoneButton>
        <PhoneButton press={back}>Back</PhoneButton>
      </form>
      <div className="dock"><Panic small /></div>
    </main>
  );
}
