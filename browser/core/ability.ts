/** What this phone can do for somebody who works alone, said as it was found when it was tried. */

/** Null: not tried yet. */
export type Found = boolean | null;

export interface Abilities {
  readonly location: Found;
  readonly vibration: Found;
  readonly motion: Found;
  readonly battery: Found;
  /** It keeps what was done until it is sent. */
  readonly keeps: Found;
}

export const UNTRIED: Abilities = { location: null, vibration: null, motion: null, battery: null, keeps: null };

export interface AbilityRow {
  readonly name: string;
  readonly found: Found;
  readonly words: string;
}

type Words = readonly [untried: string, can: string, cannot: string];

const WORDS: Readonly<Record<keyof Abilities, readonly [string, Words]>> = {
  location: ['Where you are', ['Not tried yet.', 'Sent during a visit and an alert, and for ten minutes after a PIN. Never else.', 'Not allowed or not found: nobody can see where you are. Say it in the visit.']],
  vibration: ['Vibration', ['Not tried yet.', 'This browser can. You should have felt two short ones: they mean sent and stored.', 'None: on a dark screen you will not feel whether help was told.']],
  keeps: ['Without signal', ['Not tried yet.', 'What you do is kept and sent later.', 'Nothing is kept here once this page is closed.']],
  battery: ['Battery', ['Not tried yet.', 'Its charge is sent along.', 'This browser does not tell: keep an eye on it yourself.']],
  motion: ['Movement', ['Not tried yet.', 'Felt, but a fall is not noticed by this app.', 'Not felt: a fall is not noticed by this app.']],
};

/** No browser runs a page behind a locked screen, so this is said and not tried. */
export const SCREEN_OFF: AbilityRow = { name: 'Screen off', found: false, words: 'Your timer protects you, the button does not.' };

export function abilityRows(abilities: Abilities): readonly AbilityRow[] {
  const tried = (Object.keys(WORDS) as (keyof Abilities)[]).map((name): AbilityRow => {
    const [title, [untried, can, cannot]] = WORDS[name];
    const found = abilities[name];
    return { name: title, found, words: found === null ? untried : found ? can : cannot };
  });
  return [SCREEN_OFF, ...tried];
}

const KINDS: readonly (readonly [RegExp, string])[] = [[/iPhone/, 'iPhone'], [/iPad/, 'iPad'], [/Android/, 'Android phone'], [/Windows/, 'Windows computer'], [/Mac OS/, 'Mac'], [/Linux/, 'Linux computer']];

/** "Android phone": by which an administrator tells it from the next one. */
export const deviceLabel = (agent: string): string => KINDS.find(([pattern]) => pattern.test(agent))?.[1] ?? 'Phone';

/** A code as it was printed: capitals, in threes of four. */
export function codeShown(typed: string): string {
  const bare = typed.toUpperCase().replace(/[^A-Z0-9]/g, '').slice(0, 12);
  return bare.replace(/(.{4})(?=.)/g, '$1-');
}
