/** What is still missing before an alarm can be handled. */
import type { AgreedPlan, Finding, Panel, Signal } from '../contract/set-up';
import { calledFirst, nameOfPlan } from './plan';
import { firstFrom, ordered } from './set-up';

export interface Need {
  readonly name: 'panel' | 'contacts' | 'plan' | 'signal';
  /** Open: somebody must do it. Awaited: it comes by itself, and an alarm is not sure until then. Advised: it goes well without. */
  readonly state: 'done' | 'open' | 'awaited' | 'warning' | 'advised';
  readonly words: string;
}

/** How far it is: what is missing is something that somebody must do, and what is awaited is not. */
export function needsWords(all: readonly Need[], subject: string): string {
  const open = all.filter((one) => one.state === 'open');
  if (open.length > 0 && open.every((one) => one.name === 'signal')) return `An alarm from ${subject} may not come in`;
  if (open.length > 0) return `Still missing before an alarm from ${subject} can be handled`;
  if (all.some((one) => one.state === 'awaited')) return `All is entered for ${subject}: its first signal is awaited`;
  return `An alarm from ${subject} can be handled`;
}

interface Facts {
  /** Null for a lone worker, whom no panel reports. */
  readonly panels: readonly Panel[] | null;
  /** What came from them last, the newest first. */
  readonly signals: readonly Signal[];
  readonly contacts: number;
  readonly findings: readonly Finding[];
  /** Those that are followed, each at its hours. */
  readonly plans: readonly AgreedPlan[];
}

const PEOPLE: readonly Finding['fault'][] = ['no_reachable_contact', 'one_reachable_contact', 'nobody_to_write_to', 'place_without_telephone'];

/** What is still missing before an alarm can be handled, in the order in which it is set up. */
export function needs({ panels, signals, contacts, findings, plans }: Facts): readonly Need[] {
  const people = findings.filter((one) => PEOPLE.includes(one.fault));
  const faults = findings.filter((one) => !PEOPLE.includes(one.fault));
  const both = [askedNeed(contacts, people, calledFirst(panels === null)), followedNeed(plans, faults)];
  return panels === null ? both : [panelNeed(panels), ...both, signalNeed(panels, signals)];
}

function askedNeed(contacts: number, people: readonly Finding[], first: string): Need {
  if (contacts === 0) return { name: 'contacts', state: 'open', words: `No contact: nobody but ${first} can be asked` };
  if (people.length > 0) return { name: 'contacts', state: people.some((one) => one.stops) ? 'open' : 'warning', words: people.map((one) => one.sentence).join(' ') };
  return { name: 'contacts', state: 'done', words: contacts === 1 ? '1 contact is asked' : `${contacts} contacts are asked, in order` };
}

function followedNeed(plans: readonly AgreedPlan[], faults: readonly Finding[]): Need {
  const [first, ...others] = plans;
  if (first === undefined) return { name: 'plan', state: 'advised', words: 'The centre’s standard procedure applies: no plan of its own is agreed' };
  const worst = faults.find((one) => one.stops) ?? faults[0];
  if (worst !== undefined) return { name: 'plan', state: worst.stops ? 'open' : 'warning', words: worst.sentence };
  if (others.length === 0) return { name: 'plan', state: 'done', words: `The plan “${nameOfPlan(first)}” is agreed, version ${first.version}` };
  return { name: 'plan', state: 'done', words: `${plans.length} plans are agreed: ${plans.map(nameOfPlan).join(', ')}` };
}

const NAMED = 5;
const accounts = (panels: readonly Panel[]): string => `${ordered(panels, (one) => one.account).slice(0, NAMED).map((one) => one.account).join(', ')}${panels.length > NAMED ? ` and ${panels.length - NAMED} more` : ''}`;

const panelNeed = (panels: readonly Panel[]): Need => panels.length === 0
  ? { name: 'panel', state: 'open', words: 'No panel: nothing can raise an alarm here' }
  : { name: 'panel', state: 'done', words: `${panels.length === 1 ? 'A panel is entered' : `${panels.length} panels are entered`}: ${accounts(panels)}` };

function signalNeed(panels: readonly Panel[], signals: readonly Signal[]): Need {
  const garbled = panels.filter((one) => (firstFrom(signals, one)?.unreadable ?? null) !== null);
  const unheard = panels.filter((one) => one.heard_at === null && firstFrom(signals, one) === null);
  if (garbled.length > 0) return { name: 'signal', state: 'open', words: `Heard, but not understood: ${accounts(garbled)}. Look at the key and the ways that are set for it` };
  if (unheard.length > 0) return { name: 'signal', state: 'awaited', words: `Not heard yet: let ${accounts(unheard)} send a test` };
  const silent = panels.filter((one) => one.silent_since !== null);
  if (silent.length > 0) return { name: 'signal', state: 'open', words: `Silent now: ${accounts(silent)}` };
  if (panels.length === 0) return { name: 'signal', state: 'awaited', words: 'No signal yet' };
  return { name: 'signal', state: 'done', words: panels.length === 1 ? 'Its panel was heard' : 'Its panels were heard' };
}
