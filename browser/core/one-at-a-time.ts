/** One at a time: what is asked for meanwhile comes next, the latest alone, and never the very same again. */

/** `act` answers whether another try is still of use. */
export function oneAtATime<Wish>(act: (wish: Wish) => Promise<boolean>, same: (a: Wish, b: Wish) => boolean): (wish: Wish) => Promise<void> {
  let waiting: Wish[] = [];
  let busy = false;
  return async (wish) => {
    waiting = [wish];
    if (busy) return;
    busy = true;
    try {
      for (let [now] = waiting; now !== undefined;) {
        const goes_on = await act(now);
        const [then] = waiting;
        now = goes_on && then !== undefined && !same(then, now) ? then : undefined;
      }
    } finally {
      busy = false;
    }
  };
}
