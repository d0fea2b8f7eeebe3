/** Which incident is open. It lives in the address: a reload, a sign-in or a second window finds it again. */
import { useCallback, useEffect, useState } from 'react';

const NAME = 'incident';
const inAddress = (): string | null => new URLSearchParams(location.search).get(NAME);

export const addressOf = (id: string | null): string => (id === null ? location.pathname : `${location.pathname}?${NAME}=${encodeURIComponent(id)}`);

export function useOpen(): readonly [string | null, (id: string | null) => void] {
  const [open, setOpen] = useState(inAddress);
  useEffect(() => {
    const moved = () => setOpen(inAddress());
    addEventListener('popstate', moved);
    return () => removeEventListener('popstate', moved);
  }, []);
  const show = useCallback((id: string | null) => {
    if (id !== inAddress()) history.pushState(null, '', addressOf(id));
    setOpen(id);
  }, []);
  return [open, show];
}
