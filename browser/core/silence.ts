/** Parts of the server that are not heard any more: what that means at the desk, and what to do meanwhile. */

export interface Silence {
  readonly part: string;
  /** When it was last heard, by the server's time. */
  readonly since: number;
  /** It was silent already when this page began to listen: it may be so for longer. */
  readonly or_before: boolean;
}

/** The server names a part once it was not heard for so long. */
const SAID_AFTER_MS = 10_000;

interface Meaning {
  readonly statement: string;
  /** In the bar. */
  readonly short: string;
  /** What it means for whoever sits at the desk. */
  readonly so: string;
}

/** Worst first. */
const MEANING: Readonly<Record<string, Meaning>> = {
  raise: { statement: 'Alarms are not being raised', short: 'Alarms not raised', so: 'New alarms may be waiting that you cannot see.' },
  store: { statement: 'Alarms are not being stored', short: 'Alarms not stored', so: 'Panels get no answer, and repeat.' },
  receive: { statement: 'Panels are not being received', short: 'Panels not received', so: 'Panels may be calling in vain.' },
  deadline: { statement: 'Deadlines are not being watched', short: 'Deadlines not watched', so: 'Watch the clocks yourself.' },
  session: { statement: 'Lone workers’ sessions are not being looked at', short: 'Sessions not looked at', so: 'Who does not check in is not reported to you.' },
  supervise: { statement: 'Silent panels are not being noticed', short: 'Panels not supervised', so: 'A panel that fell silent is not reported to you.' },
  audit: { statement: 'Tocsin found a fault of its own', short: 'A fault was found', so: 'The log says which. Work on, and tell whoever runs it.' },
  outbox: { statement: 'Nothing is sent outside', short: 'Nothing sent outside', so: 'What is owed to others waits.' },
};
const RANK = Object.keys(MEANING);

const meaningOf = (part: string): Meaning =>
  MEANING[part] ?? { statement: `A part of Tocsin is not heard: ${part}`, short: 'A part is not heard', so: 'What it does is not being done.' };

const rank = (part: string): number => (RANK.includes(part) ? RANK.indexOf(part) : RANK.length);

/** What a beat says of the parts that are silent. `before` is null until a first beat was heard. */
export function silences(before: readonly Silence[] | null, names: readonly string[], now: number): readonly Silence[] {
  const known = new Map((before ?? []).map((one) => [one.part, one]));
  if (before?.length === names.length && names.every((name) => known.has(name))) return before;
  return names
    .map((part) => known.get(part) ?? { part, since: now - SAID_AFTER_MS, or_before: before === null })
    .sort((a, b) => rank(a.part) - rank(b.part));
}

export interface SilenceWords {
  readonly statement: string;
  readonly short: string;
  readonly so: string;
}

/** All of them in one: what is not done, what that means, whom to tell. Null when everything is heard. */
export function silenceWords(silent: readonly Silence[]): SilenceWords | null {
  const meanings = silent.map((one) => meaningOf(one.part));
  const [worst] = meanings;
  if (worst === undefined) return null;
  return {
    statement: meanings.map((one) => one.statement).join('. '),
    short: meanings.length === 1 ? worst.short : `${worst.short}, ${meanings.length - 1} more`,
    so: [...meanings.map((one) => one.so), 'Tell whoever runs Tocsin.'].join(' '),
  };
}

/** An alarm may be there that this desk does not show. */
export const mayHide = (silent: readonly Silence[]): boolean => silent.some((one) => one.part === 'raise' || one.part === 'receive' || one.part === 'store');
