/** Reads and writes what is set up. A list is read to its end: the server gives it in parts. */
import type { Body, Fault } from '../contract/api';
import type { Contact, Device, Finding, Kind, SetUp, Signal, Zone } from '../contract/set-up';
import { APP, ask, newKey } from './api';

export type { Fault };
const ROOT = '/api/v1';
const PART = 1_000;

interface Part {
  readonly items: readonly unknown[];
  readonly next: string | null;
}

export async function readAll<K extends Kind>(kind: K, query = ''): Promise<readonly SetUp[K][]> {
  const found: unknown[] = [];
  let path: string | null = `/${kind}?limit=${PART}${query === '' ? '' : `&${query}`}`;
  while (path !== null) {
    const part = (await ask('GET', path, {})) as Part;
    found.push(...part.items);
    path = part.next === null ? null : part.next.slice(ROOT.length);
  }
  return found as SetUp[K][];
}

export const readOne = async <K extends Kind>(kind: K, id: string): Promise<SetUp[K]> => (await ask('GET', `/${kind}/${id}`, {})) as SetUp[K];

export const write = async (method: 'POST' | 'PUT' | 'DELETE', path: string, key: string, body?: Body): Promise<unknown> =>
  ask(method, path, { ...APP, 'Idempotency-Key': key }, body);

export const withdraw = async (path: string): Promise<unknown> => write('POST', `${path}/withdraw`, newKey());

export const readContacts = async (of: string): Promise<readonly Contact[]> => ((await ask('GET', `${of}/contacts`, {})) as { readonly items: readonly Contact[] }).items;

export const readDevices = async (of: string): Promise<readonly Device[]> => ((await ask('GET', `${of}/devices?limit=${PART}`, {})) as { readonly items: readonly Device[] }).items;

export const readZones = async (panel: string): Promise<readonly Zone[]> => ((await ask('GET', `/panels/${panel}/zones`, {})) as { readonly items: readonly Zone[] }).items;

export const checkPlan = async (body: Body): Promise<readonly Finding[]> =>
  ((await ask('POST', '/response-plans/check', APP, body)) as { readonly findings: readonly Finding[] }).findings;

export const NEWEST = 200;
/** The centre's newest signals: a first one is looked for among them. */
export const readSignals = async (): Promise<readonly Signal[]> => ((await ask('GET', `/signals?limit=${NEWEST}`, {})) as { readonly items: readonly Signal[] }).items;
