/** The set-up: left what there is, right one thing of it. */
import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import './set-up.css';
import { type Place } from '../../core/set-up';
import { Banners } from '../../ui/shift-banner';
import { Announcer } from '../announcer';
import { AwayBar } from '../away-bar';
import { WIDE } from '../bar';
import { useSound } from '../use-sound';
import { CustomerPage, Customers, NewCustomer } from './customers';
import { LinesPage } from './lines-page';
import { LoneWorkerPage } from './lone-worker-page';
import { Back, To } from './parts';
import { PeoplePage } from './people-page';
import { ProgramsPage } from './programs-page';
import { SitePage } from './site-page';

interface Props {
  readonly place: Place;
  readonly signedOut: () => void;
}

const PAGES = [
  ['customers', 'Customers'],
  ['people', 'People'],
  ['lines', 'Receiver lines'],
  ['programs', 'Programs'],
] as const;

export default function SetUpPage({ place, signedOut }: Props) {
  const sound = useSound();
  const wide = useMediaQuery(WIDE, true);
  const [search, setSearch] = useState('');
  const atList = place.view === 'customers' && place.id === null;
  const list = (
    <nav className="q-column su-nav" aria-label="Set-up">
      <ul className="su-pages">
        {PAGES.map(([view, words]) => <li key={view}><To to={{ view, id: null }} current={view === place.view && place.id === null}>{words}</To></li>)}
      </ul>
      <Customers open={place} typed={search} type={setSearch} />
    </nav>
  );
  return (
    <>
      <div className="frame">
        <AwayBar sound={sound} signedOut={signedOut} />
        <Banners />
        {wide ? list : null}
        <main className="sheet su-sheet" key={`${place.view} ${place.id ?? ''}`}>
          {wide || atList || place.id !== null ? null : <Back to={{ view: 'customers', id: null }}>Set up</Back>}
          <View place={place} />
        </main>
        {!wide && atList ? list : null}
      </div>
      <Announcer />
    </>
  );
}

function View({ place: { view, id } }: { readonly place: Place }) {
  switch (view) {
    case 'customers': return id === null || id === 'new' ? <NewCustomer asked={id === 'new'} /> : <CustomerPage id={id} />;
    case 'sites': return id === null ? <NewCustomer asked={false} /> : <SitePage id={id} />;
    case 'lone-workers': return id === null ? <NewCustomer asked={false} /> : <LoneWorkerPage id={id} />;
    case 'people': return <PeoplePage />;
    case 'lines': return <LinesPage />;
    case 'programs': return <ProgramsPage />;
  }
}
