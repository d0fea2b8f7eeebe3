/** Where in the set-up the page is, or null at the desk. It lives in the address, so links and Back find it. */
import { type MouseEvent, useSyncExternalStore } from 'react';
import { placeOf, type Place } from '../core/set-up';

const watch = (told: () => void): (() => void) => {
  addEventListener('popstate', told);
  return () => removeEventListener('popstate', told);
};
const path = (): string => location.pathname;

export const usePlace = (): Place | null => placeOf(useSyncExternalStore(watch, path));

/** One's own page: password and second factor. */
export const ACCOUNT = '/console/account';
export const useAtAccount = (): boolean => useSyncExternalStore(watch, path) === ACCOUNT;

export function go(address: string): void {
  history.pushState(null, '', address);
  dispatchEvent(new PopStateEvent('popstate'));
}

/** A link that stays a link: only a plain press is taken; another window is the browser's. */
export function goOnClick(event: MouseEvent<HTMLAnchorElement>): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(event.currentTarget.pathname);
}
