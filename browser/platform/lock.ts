/** Something that only one window of this browser does at a time. Where there are no locks, each does it. */

/** Begins once it is this window's turn; the answer ends it. `begin` returns what ends what it began. */
export function onlyHere(name: string, begin: () => () => void): () => void {
  const locks = (navigator as { locks?: LockManager }).locks;
  if (locks === undefined) return begin();
  const asked = new AbortController();
  let release: (() => void) | undefined;
  locks
    .request(name, { signal: asked.signal }, () => {
      const end = begin();
      return new Promise<void>((done) => {
        release = () => {
          end();
          done();
        };
      });
    })
    .catch((reason: unknown) => {
      if (!asked.signal.aborted) throw reason; // left while waiting in line: that is no fault
    });
  return () => {
    if (release) release();
    else asked.abort();
  };
}
