/** Lets the browser keep the app itself, so that it opens without a network. A new release waits until nothing runs. */

/** `mayChange` says whether the page may be loaded anew just now: never during a visit, an alert, or while something waits. */
export function keepApp(address: string, mayChange: () => boolean): void {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return;
  const container = navigator.serviceWorker;
  let asked = false;
  const change = (waits: ServiceWorker | null) => {
    if (waits === null || asked || document.visibilityState === 'visible' || !mayChange()) return;
    asked = true;
    waits.postMessage('take over');
  };
  container.addEventListener('controllerchange', () => {
    if (asked) location.reload();
  });
  container
    .register(address)
    .then((registered) => addEventListener('visibilitychange', () => change(registered.waiting)))
    .catch(() => undefined); // without it the app needs a network to open, and all else is as it was
}
