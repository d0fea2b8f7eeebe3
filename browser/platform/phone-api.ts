/** What a lone worker's phone asks of the server, and what it tells it. */
import type { Body, Id } from '../contract/api';
import type { PhoneState, PinPurpose } from '../contract/phone';
import { bodyAt, type Kept } from '../core/lane';
import { ask, newKey } from './api';

const ROOT = '/api/v1/worker';
/** Only pages of this app can set a header: it proves that a request was meant. */
const APP = { 'X-Tocsin-App': 'worker' };

const tell = (method: 'POST' | 'PUT', path: string, key: Id, body: Body): Promise<unknown> => ask(method, path, { ...APP, 'Idempotency-Key': key }, body, ROOT);

export const readPhone = async (): Promise<PhoneState> => (await ask('GET', '', {}, undefined, ROOT)) as PhoneState;
export const enrol = async (code: string, device: string, key: Id): Promise<PhoneState> => (await tell('POST', '/enrolment', key, { code, device })) as PhoneState;
export const choosePins = async (safe: string, duress: string, key: Id): Promise<PhoneState> => (await tell('PUT', '/pins', key, { safe, duress })) as PhoneState;
export const beginVisit = async (visit: Body, key: Id): Promise<PhoneState> => (await tell('POST', '/sessions', key, visit)) as PhoneState;
export const beat = async (body: Body): Promise<PhoneState> => (await tell('POST', '/heartbeat', newKey(), body)) as PhoneState;
/** What was kept, with the same key each time. */
export const sendKept = (one: Kept, sent_at: number): Promise<unknown> => tell('POST', one.path, one.key, bodyAt(one, sent_at));

/** The page goes: the browser sends this though nobody waits for the answer. */
export function lastBeat(body: Body): void {
  const headers = { ...APP, 'Idempotency-Key': newKey(), 'Content-Type': 'application/json' };
  // What is not reached now is not reached: the server notices by itself that nothing is heard.
  fetch(`${ROOT}/heartbeat`, { method: 'POST', credentials: 'same-origin', keepalive: true, headers, body: JSON.stringify(body) }).catch(() => undefined);
}

export const PATH = { panic: '/panic', check_in: '/check-in', extend: '/extend', pin: '/pin' } as const;
export const pinBody = (pin: string, purpose: PinPurpose): Body => ({ pin, purpose });
