/** Speaks to the server. Three ends only: an answer, a refusal with its sentence, or no answer and then nothing is known. */
import type { Body, Demo, Fault, FoundSubject, HandsetCall, HandsetList, Incident, IncidentList, Me, Problem, Session } from '../contract/api';
import type { Command } from '../core/act';
import type { Area } from '../core/place';

const ROOT = '/api/v1';
const PATIENCE_MS = 10_000;
/** Only pages of this app can set a header: it proves that a request was meant. */
export const APP = { 'X-Tocsin-App': 'console' };

/** The server answered, and the answer is no. `message` is a sentence to show. */
export class Refused extends Error {
  readonly code: number;
  /** What is wrong with which field, where the server says it. */
  readonly faults: readonly Fault[];
  /** Which refusal it is, for what is not to be told by its sentence: "code-needed". */
  readonly kind: string;

  constructor(code: number, message: string, faults: readonly Fault[] = [], kind = '') {
    super(message);
    this.name = 'Refused';
    this.code = code;
    this.faults = faults;
    this.kind = kind;
  }
}

/** No answer. What was asked may have happened or not; the same key asked again is safe. */
export class NotReached extends Error {
  constructor() {
    super('No answer from the server. It is not known whether this arrived. Press again: it counts once.');
    this.name = 'NotReached';
  }
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'title' in value && typeof value.title === 'string' && 'type' in value && typeof value.type === 'string';
}

function sentence(code: number, value: unknown): string {
  if (isProblem(value)) return typeof value.detail === 'string' && value.detail !== '' ? value.detail : value.title;
  return code >= 500 ? 'The server failed at this. Nothing was changed. Try again, and tell your supervisor if it stays so.' : `The server refused this (${code}).`;
}

export async function ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, headers: Record<string, string>, body?: Body, root = ROOT): Promise<unknown> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(root + path, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.timeout(PATIENCE_MS),
      headers: { Accept: 'application/json', ...headers, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    text = await response.text();
  } catch {
    throw new NotReached();
  }
  const value = parse(text);
  if (!response.ok) throw refusalOf(response.status, value);
  return value;
}

const refusalOf = (code: number, value: unknown): Refused =>
  isProblem(value) ? new Refused(code, sentence(code, value), value.faults ?? [], value.type.slice(value.type.lastIndexOf('/') + 1)) : new Refused(code, sentence(code, value));

function parse(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return null; // not from Tocsin: a proxy's page. The code decides what is said.
  }
}

const get = (path: string) => ask('GET', path, {});
export const post = (path: string, key: string, body: Body): Promise<unknown> => ask('POST', path, { ...APP, 'Idempotency-Key': key }, body);

export const readMe = async (): Promise<Me | null> => {
  try {
    return (await get('/sign-in')) as Me;
  } catch (problem) {
    if (problem instanceof Refused && problem.code === 401) return null;
    throw problem;
  }
};
/** With a second factor it takes a code too: the server asks for it once e-mail and password belong together. */
export const signIn = async (email: string, password: string, code: string | null = null): Promise<Me> => (await post('/sign-in', newKey(), { email, password, code })) as Me;
export const signOut = async (): Promise<void> => {
  await ask('DELETE', '/sign-in', { ...APP, 'Idempotency-Key': newKey() });
};

/** Null outside demo mode. */
export const readDemo = async (): Promise<Demo | null> => {
  try {
    return (await get('/demo')) as Demo;
  } catch (problem) {
    if (problem instanceof Refused) return null;
    throw problem;
  }
};

/** Nobody can sign in here yet, and whoever has the one-time code may begin. */
export const readAwaited = async (): Promise<boolean> => ((await get('/first-administrator')) as { readonly awaited: boolean }).awaited;

export interface MapSources {
  /** The address of a map of one's own; null: none but what was built in. */
  readonly style: string | null;
  readonly areas: readonly Area[];
}

/** What maps there are. The areas lie beside the pages, for they are built with them. */
export const readMapSources = async (): Promise<MapSources> => {
  const [own, built] = await Promise.all([get('/map') as Promise<{ style: string | null }>, ask('GET', '/map/areas.json', {}, undefined, '') as Promise<{ areas: readonly Area[] }>]);
  return { style: own.style, areas: built.areas };
};

/** Where a report lies: a link, because the browser shows or keeps it better than a page could. */
export const reportAddress = (id: string, form: 'pdf' | 'json'): string => `${ROOT}/incidents/${encodeURIComponent(id)}/report.${form}`;

/** All that are open, however many answers that takes. The cursor is the first one's: what changed meanwhile the stream tells. */
export const readIncidents = async (): Promise<IncidentList> => {
  const first = (await get('/incidents?open=true&limit=1000')) as IncidentList;
  const items = [...first.items];
  for (let { next } = first; next !== null;) {
    const more = (await ask('GET', next, {}, undefined, '')) as IncidentList;
    items.push(...more.items);
    ({ next } = more);
  }
  return { ...first, items, next: null };
};
/** What came of the same site or person, newest first. */
export const readHistory = async (subject: string, limit: number): Promise<IncidentList> => (await get(`/incidents?subject=${encodeURIComponent(subject)}&limit=${limit}`)) as IncidentList;
export const readIncident = async (id: string): Promise<Incident> => (await get(`/incidents/${encodeURIComponent(id)}`)) as Incident;
/** The latest session of a lone worker; null where there never was one. */
export const readSession = async (loneWorker: string): Promise<Session | null> => ((await get(`/sessions?ended=true&limit=1&lone_worker=${loneWorker}`)) as { items: readonly Session[] }).items[0] ?? null;
export const send = async (command: Command, key: string): Promise<Incident> => (await post(command.path, key, command.body)) as Incident;

/** Sites and lone workers whose name, customer or place holds these letters. */
export const findSubjects = async (sought: string): Promise<readonly FoundSubject[]> => ((await get(`/subjects?limit=8&sought=${encodeURIComponent(sought)}`)) as { items: readonly FoundSubject[] }).items;
/** What somebody told, opened by hand. */
export const openByHand = async (told: Body, key: string): Promise<Incident> => (await post('/incidents', key, told)) as Incident;

/** The demo's handsets: what would have left the machine, and what rings, the newest first. */
export const readHandsets = async (): Promise<HandsetList> => (await get('/demo/handsets')) as HandsetList;
export const speakOnHandset = async ({ call, incident }: HandsetCall, words: string): Promise<void> => {
  await post(`/demo/handsets/calls/${encodeURIComponent(call)}/speak`, newKey(), { incident, words });
};
export const answerHandset = async (notice: string, i_have_it: boolean): Promise<void> => {
  await post(`/demo/handsets/${encodeURIComponent(notice)}/answer`, newKey(), { i_have_it });
};

/** A UUID, also where the page came over plain HTTP and `crypto.randomUUID` is absent. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const marked = bytes.map((byte, i) => (i === 6 ? (byte & 0x0f) | 0x40 : i === 8 ? (byte & 0x3f) | 0x80 : byte));
  const hex = [...marked].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
