/** What the pages take from the phone. */
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { PhoneState } from '../contract/phone';
import { FAINT_AFTER_MS } from '../core/protection';
import { minuteOf, secondOf } from '../core/time';
import { type Phone, type PhoneView, timeAt } from '../platform/phone';
import type { Watched } from '../platform/watched';

export const Here = createContext<Phone | null>(null);

export function usePhone(): Phone {
  const phone = useContext(Here);
  if (phone === null) throw new Error('A part of the page stands outside the phone.');
  return phone;
}

export const useWatched = <T,>(watched: Watched<T>): T => useSyncExternalStore(watched.watch, watched.get);
export const useView = (): PhoneView => useWatched(usePhone().view);

/** What the phone was told: there is nothing to show before that. */
export function useTold(): PhoneState {
  const { state } = useView();
  if (state === null) throw new Error('Nothing was told to this phone yet.');
  return state;
}

/** The server's time, once a second. */
export function useNow(): number {
  const [wall, setWall] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setWall(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return timeAt(useView(), wall);
}

/** When the server was heard last, by its clock. */
export const heardAt = ({ clock }: PhoneView): number => clock.heard_mono_ms + clock.ahead_ms;

/** No answer to the last thing, or none for a while. */
export const isFaint = (view: PhoneView, now: number): boolean => !view.reached || now - heardAt(view) > FAINT_AFTER_MS;

const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
/** A phone's times of day are those of where it is. */
export const minute = (ms: number): string => minuteOf(ms, ZONE);
export const second = (ms: number): string => secondOf(ms, ZONE);
