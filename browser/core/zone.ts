/** A panel's zones: how they are named, found, and written as the lines that a table is pasted in. */
import type { Zone, ZoneKind } from '../contract/set-up';

/** In the order in which they are offered. */
export const ZONE_KINDS: readonly (readonly [ZoneKind, string])[] = [
  ['intruder', 'intruder: door, window, movement'],
  ['hold_up', 'hold-up: a button of whoever is threatened'],
  ['fire', 'fire: smoke, heat, gas, call point'],
  ['medical', 'medical: a call of somebody ill or fallen'],
  ['technical', 'technical: water, frost, cold store, power'],
  ['tamper', 'tamper: a housing or a cable'],
];
export const kindWords = (kind: ZoneKind): string => kind.replace('_', '-');

export const labelOf = ({ zone, area }: Pick<Zone, 'zone' | 'area'>): string => (area === null ? `zone ${zone}` : `area ${area}, zone ${zone}`);

/** The last part of its address: the number, with its area in front where it has one. */
export const placeOf = (zone: string, area: string | null): string => (area === null ? encodeURIComponent(zone) : `${encodeURIComponent(area)}.${encodeURIComponent(zone)}`);

const quoted = (name: string): string => (/^"|[;\t]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name);

/** The table as an installer's list has it, so that it can be changed and pasted again. */
export const linesOf = (zones: readonly Zone[]): string =>
  zones.map(({ zone, area, name, kind }) => [zone, quoted(name), kind, ...(area === null ? [] : [area])].join(';')).join('\n');

/** Those whose number, name or kind holds what is looked for. */
export const found = (zones: readonly Zone[], wanted: string): readonly Zone[] => {
  const words = wanted.trim().toLowerCase();
  return zones.filter((one) => `${labelOf(one)} ${one.name} ${kindWords(one.kind)}`.toLowerCase().includes(words));
};
