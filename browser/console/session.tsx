/** Who works here. Without a session the way in; with one the desk. A session that ends keeps the place in the address. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import type { Me } from '../contract/api';
import { maySetUp } from '../core/set-up';
import { readMe } from '../platform/api';
import { Desk } from '../platform/desk';
import { forgetDrafts } from '../platform/drafts';
import { DeskProvider } from '../ui/desk';
import { Skeleton } from '../ui/state';
import { DeskPage } from './desk-page';
import { SignIn } from './sign-in';
import { useAtAccount, usePlace } from './use-place';

/** Only an administrator fetches it. */
const SetUpPage = lazy(() => import('./set-up/page'));
const AccountPage = lazy(() => import('./account-page'));

const AGAIN_MS = 2_000;
const ME = ['me'];

export function Session() {
  const queries = useQueryClient();
  const [ended, setEnded] = useState(false);
  const { data: me, isError } = useQuery({ queryKey: ME, queryFn: readMe, staleTime: Infinity, refetchInterval: (query) => (query.state.data === undefined ? AGAIN_MS : false) });
  const signedIn = useCallback((person: Me) => {
    setEnded(false);
    queries.setQueryData(ME, person);
  }, [queries]);
  const signedOut = useCallback((asked: boolean) => {
    setEnded(!asked);
    if (asked) forgetDrafts();
    queries.clear(); // the next person at this desk sees nothing of the last one's
    queries.setQueryData(ME, null);
  }, [queries]);
  if (me === undefined) return <main className="opening">{isError ? <><h1 className="sr">Tocsin</h1><p role="alert">Tocsin does not answer. Trying again every 2 seconds.</p></> : <Skeleton page />}</main>;
  if (me === null) return <SignIn ended={ended} signedIn={signedIn} />;
  return <AtDesk key={me.person.id} me={me} signedOut={signedOut} />;
}

function AtDesk({ me, signedOut }: { readonly me: Me; readonly signedOut: (asked: boolean) => void }) {
  const [desk, setDesk] = useState<Desk | null>(null);
  const place = usePlace();
  const account = useAtAccount();
  useEffect(() => {
    const made = new Desk(me, () => signedOut(false));
    setDesk(made);
    return () => made.leave();
  }, [me, signedOut]);
  const asked = () => signedOut(true);
  const opening = <main className="opening"><Skeleton page /></main>;
  if (desk === null) return opening;
  return (
    <DeskProvider desk={desk} me={me}>
      <Suspense fallback={opening}>
        {account ? <AccountPage signedOut={asked} />
        : place !== null && maySetUp(me.roles) ? <SetUpPage place={place} signedOut={asked} />
        : <DeskPage signedOut={asked} />}
      </Suspense>
    </DeskProvider>
  );
}
