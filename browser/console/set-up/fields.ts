/** The fields of each form, in the order in which they are asked. */
import type { Customer, LoneWorker, Panel, Site } from '../../contract/set-up';
import { numberOrNull, numberOrTyped, orNull, textOf, type Values } from '../../core/set-up';
import type { Field } from './form';

const ZONES: readonly (readonly [string, string])[] = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])].map((zone) => [zone, zone]);
const ZONE: Field = { name: 'time_zone', label: 'Time zone', choices: ZONES, half: true };

export const CUSTOMER_FIELDS: readonly Field[] = [{ name: 'name', label: 'Name', hint: 'As it is said on the telephone' }, ZONE];

/** Of the centre itself: lone workers' phones show its telephone. */
export const CENTRE_FIELDS: readonly Field[] = [
  { name: 'name', label: 'Name', hint: 'As lone workers and their phones say it' },
  { name: 'phone', label: 'Telephone', optional: true, half: true, max: 40, hint: 'Shown on lone workers’ phones, to be rung' },
  ZONE,
];
export const centreValues = (one: Customer): Values => ({ name: one.name, phone: textOf(one.phone), time_zone: one.time_zone });
export const centreBody = (values: Values) => ({ name: values['name'], time_zone: values['time_zone'], phone: orNull(values['phone']) });

export const SITE_FIELDS: readonly Field[] = [
  { name: 'name', label: 'Name of the site' },
  { name: 'address', label: 'Address', hint: 'As it is read out to the police' },
  { name: 'phone', label: 'Telephone on site', optional: true, half: true, max: 40 },
  ZONE,
  { name: 'latitude', label: 'Latitude', optional: true, half: true, max: 20, hint: 'Degrees, such as 53.7396' },
  { name: 'longitude', label: 'Longitude', optional: true, half: true, max: 20, hint: 'Degrees, such as -1.9981' },
  { name: 'description', label: 'What it is', optional: true, lines: 2 },
  { name: 'entrance', label: 'Entrance', optional: true, lines: 1 },
  { name: 'keys', label: 'Keys', optional: true, lines: 1, hint: 'Where they are. No journal tells it' },
];
export const siteValues = (site: Site): Values => ({
  name: site.name, address: site.address, phone: textOf(site.phone), time_zone: site.time_zone, latitude: textOf(site.latitude), longitude: textOf(site.longitude),
  description: textOf(site.description), entrance: textOf(site.entrance), keys: textOf(site.keys),
});
export const siteBody = (values: Values) => ({
  name: values['name'], address: values['address'], time_zone: values['time_zone'], phone: orNull(values['phone']), latitude: degrees(values['latitude']), longitude: degrees(values['longitude']),
  description: orNull(values['description']), entrance: orNull(values['entrance']), keys: orNull(values['keys']),
});
const degrees = (text: string | undefined): number | string | null => (orNull(text) === null ? null : numberOrTyped(text?.replace(',', '.')));

export const LONE_WORKER_FIELDS: readonly Field[] = [
  { name: 'name', label: 'Name' },
  { name: 'phone', label: 'Telephone', optional: true, half: true, max: 40 },
  ZONE,
  { name: 'description', label: 'How to know them', optional: true, lines: 2 },
  { name: 'medical', label: 'Medical', optional: true, lines: 2, hint: 'What a helper must know. No journal tells it' },
];
export const loneWorkerValues = (one: LoneWorker): Values => ({ name: one.name, phone: textOf(one.phone), time_zone: one.time_zone, description: textOf(one.description), medical: textOf(one.medical) });
export const loneWorkerBody = (values: Values) => ({ name: values['name'], time_zone: values['time_zone'], phone: orNull(values['phone']), description: orNull(values['description']), medical: orNull(values['medical']) });

const ANY: readonly [string, string] = ['', 'in any form'];
const ACCOUNT: Field = { name: 'account', label: 'Account', half: true, max: 16, hint: 'As set in the panel: 3 to 16 digits or letters A to F' };
const EVERY: Field = { name: 'report_every_s', label: 'Reports at least every', half: true, choices: [['', 'not known'], ['60', 'minute'], ['90', '90 seconds'], ['180', '3 minutes'], ['600', '10 minutes'], ['1800', '30 minutes'], ['3600', 'hour'], ['18000', '5 hours'], ['90000', '25 hours']] };
export const RARELY = 'For a panel with its own ways';
const PROFILE: readonly Field[] = [
  { name: 'crc', label: 'Its checksum', half: true, optional: true, rare: true, choices: [ANY, ['standard', 'as the standard says'], ['binary', 'in binary'], ['with_cr', 'counts the carriage return']] },
  { name: 'length', label: 'Its length', half: true, optional: true, rare: true, choices: [ANY, ['hex', 'in hexadecimal'], ['decimal', 'in decimal'], ['ignore', 'not to be trusted']] },
  { name: 'time', label: 'Its clock', half: true, optional: true, rare: true, choices: [ANY, ['strict', 'must be right'], ['window', 'may be a little off'], ['none', 'is not used']] },
];
export const KEY_FIELDS: readonly Field[] = [
  { name: 'aes_key', label: 'Key', optional: true, half: true, max: 64, hint: 'AES of 128, 192 or 256 bits. Empty: it reports in clear' },
  { name: 'key_form', label: 'The key is written', optional: true, half: true, rare: true, of: 'aes_key', choices: [['', 'so that it is plain which'], ['hex', 'in hexadecimal digits'], ['text', 'as the characters themselves']] },
];
export const NEW_PANEL_FIELDS = (lines: readonly (readonly [string, string])[]): readonly Field[] => [ACCOUNT, { name: 'line_id', label: 'Receiver line', half: true, choices: lines }, ...KEY_FIELDS, { ...EVERY, optional: true }, ...PROFILE];
export const PANEL_FIELDS: readonly Field[] = [ACCOUNT, { ...EVERY, optional: true }, ...PROFILE];
export const everyWords = (seconds: number | null): string => {
  if (seconds === null) return 'not known';
  const found = EVERY.choices?.find(([value]) => value === String(seconds));
  return found === undefined ? `every ${seconds} seconds` : `every ${found[1]}`;
};
const part = (panel: Panel, name: string): string => {
  const value: unknown = panel.profile[name];
  return typeof value === 'string' ? value : '';
};
export const panelValues = (panel: Panel): Values => ({ account: panel.account, report_every_s: textOf(panel.report_every_s), crc: part(panel, 'crc'), length: part(panel, 'length'), time: part(panel, 'time') });
export const panelBody = (values: Values) => ({
  account: values['account']?.trim(), report_every_s: numberOrNull(values['report_every_s']),
  profile: { crc: orNull(values['crc']), length: orNull(values['length']), time: orNull(values['time']) },
});
export const keyBody = (values: Values) => ({ aes_key: orNull(values['aes_key']), key_form: orNull(values['aes_key']) === null ? null : orNull(values['key_form']) });
