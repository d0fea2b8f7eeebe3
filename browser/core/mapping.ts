/** A mapping by which any program's JSON is read, as a form has it: expressions, and a line for each of the program's words. */
import type { Values } from './set-up';

export const PLACES = ['account', 'alarm', 'at', 'latitude', 'longitude', 'accuracy_m', 'battery_percent', 'text'] as const;

export type Mapping = Readonly<Record<string, unknown>>;

/** Each line is a word of the program's, an equals sign, and what it means here. A line without one means nothing yet: the server says so. */
const wordsOf = (typed: string): Record<string, string> =>
  Object.fromEntries(
    typed
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .map((line) => {
        const at = line.lastIndexOf('=');
        return at < 0 ? [line, ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
      }),
  );

export function mappingOf(values: Values): Mapping {
  const places = PLACES.map((place) => [place, values[place]?.trim()] as const).filter(([place, typed]) => place === 'account' || (typed !== undefined && typed !== ''));
  return { ...Object.fromEntries(places), alarms: wordsOf(values['alarms'] ?? '') };
}

export function valuesOfMapping(mapping: Mapping | null): Values {
  const alarms = Object.entries((mapping?.['alarms'] ?? {}) as Record<string, string>);
  const places = PLACES.map((place) => [place, typeof mapping?.[place] === 'string' ? mapping[place] : ''] as const);
  return { ...Object.fromEntries(places), alarms: alarms.map(([sent, means]) => `${sent} = ${means}`).join('\n') };
}
