/**
 * Keeps the app's own built files, so that it opens without a network. It answers for those alone: what the app says to the
 * server goes to the server, and is never kept here. A new release waits until the page says that nothing runs.
 */

/** Put before this by the build: a name that changes with the files, and their addresses. */
declare const SHELL: { readonly name: string; readonly page: string; readonly files: readonly string[] };

interface Extendable extends Event {
  readonly waitUntil: (done: Promise<unknown>) => void;
}
interface Asked extends Extendable {
  readonly request: Request;
  readonly respondWith: (answer: Promise<Response>) => void;
}
interface Scope {
  readonly skipWaiting: () => Promise<void>;
  readonly clients: { readonly claim: () => Promise<void> };
  readonly location: Location;
  addEventListener: ((name: 'install' | 'activate', hear: (event: Extendable) => void) => void) &
    ((name: 'fetch', hear: (event: Asked) => void) => void) &
    ((name: 'message', hear: (event: MessageEvent<unknown>) => void) => void);
}

const scope = self as unknown as Scope;
const kept = new Set([SHELL.page, ...SHELL.files]);

/** Whole or not at all: one file that is missing, and the release before it stays. */
async function keep(): Promise<void> {
  const shelf = await caches.open(SHELL.name);
  await shelf.addAll([...kept].map((address) => new Request(address, { cache: 'reload' })));
}

async function clear(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith('tocsin-phone-') && name !== SHELL.name).map((name) => caches.delete(name)));
  await scope.clients.claim();
}

const answer = async (address: string, request: Request): Promise<Response> => {
  const shelf = await caches.open(SHELL.name);
  return (await shelf.match(address)) ?? fetch(request);
};

scope.addEventListener('install', (event) => event.waitUntil(keep()));
scope.addEventListener('activate', (event) => event.waitUntil(clear()));
scope.addEventListener('message', ({ data }) => {
  if (data === 'take over') void scope.skipWaiting();
});
scope.addEventListener('fetch', (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (event.request.method !== 'GET' || origin !== scope.location.origin) return;
  const address = event.request.mode === 'navigate' ? SHELL.page : pathname;
  if (kept.has(address)) event.respondWith(answer(address, event.request));
});
