/** Gives every component the desk it stands at: who works here, what time it is, whether the server is heard. */
import { createContext, type ReactNode, useContext, useMemo, useSyncExternalStore } from 'react';
import type { IncidentRow, Me } from '../contract/api';
import type { Silence } from '../core/silence';
import { minuteOf, momentOf, secondOf } from '../core/time';
import type { Connection, Desk } from '../platform/desk';
import type { Watched } from '../platform/watched';

interface Standing {
  readonly desk: Desk;
  readonly me: Me;
}

const Here = createContext<Standing | null>(null);

export const DeskProvider = ({ desk, me, children }: Standing & { readonly children: ReactNode }) => {
  const standing = useMemo(() => ({ desk, me }), [desk, me]);
  return <Here value={standing}>{children}</Here>;
};

function useStanding(): Standing {
  const standing = useContext(Here);
  if (standing === null) throw new Error('A part of the desk stands outside DeskProvider.');
  return standing;
}

export const useWatched = <T,>(watched: Watched<T>): T => useSyncExternalStore(watched.watch, watched.get);
export const useDesk = (): Desk => useStanding().desk;
export const useMe = (): Me => useStanding().me;
export const useConnection = (): Connection => useWatched(useDesk().connection);
export const useSilent = (): readonly Silence[] => useWatched(useDesk().silent);
export const useLost = (): boolean => useConnection().state === 'lost';

/** The server's time in whole seconds. */
export const useSecond = (): number => useWatched(useDesk().second);

/** One's own clocks run on when the connection is lost, for their limits do; others' stand still, for nobody knows. */
export function useSecondOf(own: boolean): number {
  const now = useSecond();
  const { state, heard_at } = useConnection();
  return state === 'lost' && !own && heard_at !== null ? heard_at : now;
}

export function useRows(): readonly IncidentRow[] {
  const desk = useDesk();
  const live = useWatched(desk.live);
  return useMemo(() => [...live.rows.values()].map((heard) => heard.row), [live]);
}

export interface Times {
  readonly minute: (ms: number) => string;
  readonly second: (ms: number) => string;
  /** With its day where it could be mistaken. */
  readonly moment: (time: string) => string;
}

export function useTimes(): Times {
  const { desk, me } = useStanding();
  const zone = me.organisation.time_zone;
  return useMemo(
    () => ({
      minute: (ms) => minuteOf(ms, zone),
      second: (ms) => secondOf(ms, zone),
      moment: (time) => momentOf(Date.parse(time), desk.now(), zone),
    }),
    [desk, zone],
  );
}
