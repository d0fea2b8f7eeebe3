/**
 * A stand-in for the server, for looking at the console while none runs: it speaks the contract from memory and decides
 * nothing rightly. `/dev/scene?name=night|quiet|thousand`, `/dev/arrive`, `/dev/cut?s=20`, `/dev/rival`,
 * `/dev/silent?parts=deadline,raise`, `/dev/sign-out`.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'vite';
import type { Body, Incident, IncidentRow } from '../contract/api';
import { arrival, at, incidentOf, iso, NIGHT, now, OLIVE, QUIET, rebase, thousand } from './night.ts';
import { answer, Rule } from './rule.ts';

const ME = { person: OLIVE, organisation: { id: 'c', name: 'Northgate Monitoring Centre', time_zone: 'Europe/London' }, roles: ['operator'], demo: true };
const DEMO = { logins: [{ name: 'Olive Brandt', email: 'olive@northgate.example', password: 'tocsin-demo', role: 'operator' }, { name: 'Dev Patel', email: 'dev@northgate.example', password: 'tocsin-demo', role: 'operator' }], panel_command: 'make alarm', lone_worker_command: 'curl …', api_key: 'tocsin-demo-key', key_fingerprint: 'bda7-98ba' };

const incidents = new Map<string, Incident>();
const streams = new Set<ServerResponse>();
let cursor = 1;
let cut_until = 0;
let signed_in = false;
let rival = false;
let silent: readonly string[] = [];

function scene(name: string): void {
  rebase();
  incidents.clear();
  const rows: readonly IncidentRow[] = name === 'quiet' ? [] : name === 'thousand' ? thousand() : NIGHT;
  for (const row of rows) incidents.set(row.id, incidentOf(row, OLIVE.id));
  for (const stream of streams) say(stream, 'resync', {});
}

const say = (stream: ServerResponse, name: string, value: unknown, id?: number) =>
  void stream.write(`event: ${name}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(value)}\n\n`);

export function tell(incident: Incident): void {
  incidents.set(incident.id, incident);
  cursor += 1;
  for (const stream of streams) say(stream, 'queue', { items: [incident] }, cursor);
}

function live(response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  say(response, 'hello', { now: iso(now()) });
  streams.add(response);
  response.on('close', () => streams.delete(response));
}

function reply(response: ServerResponse, code: number, value: unknown): void {
  response.writeHead(code, { 'Content-Type': code >= 400 ? 'application/problem+json' : 'application/json' });
  response.end(value === null ? '' : JSON.stringify(value));
}
const problem = (response: ServerResponse, code: number, detail: string) => reply(response, code, { type: 'https://tocsin.example/problems/refused', title: 'Refused', status: code, detail });

async function bodyOf(request: IncomingMessage): Promise<Body> {
  let text = '';
  for await (const part of request) text += String(part);
  return (text === '' ? {} : JSON.parse(text)) as Body;
}

function dev(url: URL, response: ServerResponse): void {
  const act = url.pathname.slice('/dev/'.length);
  if (act === 'scene') scene(url.searchParams.get('name') ?? 'night');
  if (act === 'arrive') tell(incidentOf(arrival(url.searchParams.has('silent')), OLIVE.id));
  if (act === 'rival') rival = true;
  if (act === 'silent') silent = (url.searchParams.get('parts') ?? '').split(',').filter((part) => part !== '');
  if (act === 'sign-out') {
    signed_in = false;
    for (const stream of streams) say(stream, 'signed_out', {});
  }
  if (act === 'cut') {
    cut_until = Date.now() + Number(url.searchParams.get('s') ?? '20') * 1_000;
    for (const stream of streams) stream.destroy();
  }
  reply(response, 200, { done: act });
}

async function signInWay(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'DELETE') {
    signed_in = false;
    reply(response, 204, null);
  } else if (request.method === 'POST') {
    const { password } = await bodyOf(request);
    signed_in = password === 'tocsin-demo';
    if (signed_in) reply(response, 200, ME);
    else problem(response, 401, 'Wrong.');
  } else if (signed_in) reply(response, 200, ME);
  else problem(response, 401, 'Signed out.');
}

const listOf = () => ({ items: [...incidents.values()].filter((one) => one.state !== 'closed'), next: null, cursor: String(cursor), now: iso(now()), quiet: { ...QUIET, since: incidents.size === 0 ? at(-2_958) : null, last_panel_at: iso(now() - 3_000), last_signal_at: iso(now() - 1_000), loops_heard_at: iso(now() - 400) } });

async function command(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, id = '', ...rest] = path.split('/').filter((part) => part !== '');
  const incident = incidents.get(id);
  if (incident === undefined) { problem(response, 404, 'This incident is not known here.'); return; }
  if (request.method === 'GET') { reply(response, 200, { ...incident, now: iso(now()) }); return; }
  const body = await bodyOf(request);
  await new Promise((done) => setTimeout(done, 250));
  if (rival && rest[0] === 'claim') {
    rival = false;
    const theirs = incidentOf({ ...incident, state: 'handling', operator: { id: 'dev', name: 'Dev Patel' }, claimed_at: iso(now() - 2_000), version: incident.version + 1, activity: 'just taken' }, OLIVE.id);
    tell(theirs);
    problem(response, 409, 'Dev took it 2 s before you. You can watch, or ask him to hand over.'); return;
  }
  try {
    const next = answer(incident, rest, body);
    tell(next);
    reply(response, 200, next);
  } catch (refusal) {
    if (!(refusal instanceof Rule)) throw refusal;
    problem(response, 409, refusal.message);
  }
}

async function serve(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (url.pathname.startsWith('/dev/')) { dev(url, response); return; }
  if (Date.now() < cut_until) return void response.destroy();
  const path = url.pathname.slice('/api/v1'.length);
  if (path === '/demo') { reply(response, 200, DEMO); return; }
  if (path === '/sign-in') return signInWay(request, response);
  if (!signed_in) { problem(response, 401, 'Signed out.'); return; }
  if (path === '/live') { live(response); return; }
  if (path === '/incidents') { reply(response, 200, listOf()); return; }
  return command(path, request, response);
}

/** Named for what it is: it stands in, in development only. */
export const standIn = (): Plugin => ({
  name: 'tocsin-stand-in',
  apply: 'serve',
  configureServer(server) {
    scene('night');
    const beat = setInterval(() => { for (const stream of streams) say(stream, 'beat', { now: iso(now()), silent }); }, 2_000);
    server.httpServer?.on('close', () => clearInterval(beat));
    server.middlewares.use((request, response, next) => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1');
      if (url.pathname.startsWith('/api/v1/') || url.pathname.startsWith('/dev/') && !url.pathname.endsWith('.ts')) {
        serve(url, request, response).catch((fault: unknown) => problem(response, 500, String(fault)));
      } else next();
    });
  },
});

