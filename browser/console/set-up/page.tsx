/** The set-up: left what there is, right one thing of it. Alarms go on ringing here, and the way back to the queue says how many wait. */
import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import './set-up.css';
import { isUntaken } from '../../core/queue';
import { type Place } from '../../core/set-up';
import { ConnectionBanner, SilenceBanner } from '../../ui/banner';
import { useMe, useRows } from '../../ui/desk';
import { Icon } from '../../ui/icon';
import { Announcer } from '../announcer';
import { LiveState, Now, Operator, SoundState, WIDE } from '../bar';
import { go } from '../use-place';
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
  const me = useMe();
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
        <header className="bar">
          <a className="brand" href="/" aria-label="Tocsin, all apps"><Icon name="bell" /><span>Tocsin</span></a>
          <span className="sep wide" />
          <span className="dim cut wide" title={me.organisation.name}>{me.organisation.name}</span>
          {me.demo ? <span className="chip wide">Demo</span> : null}
          <div className="grow" />
          <ToQueue />
          <LiveState />
          <SoundState sound={sound} />
          <Operator signedOut={signedOut} />
          <span className="sep wide" />
          <Now />
        </header>
        <div className="banners"><ConnectionBanner /><SilenceBanner /></div>
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

function ToQueue() {
  const waiting = useRows().filter(isUntaken).length;
  return <a className={`bar-item${waiting > 0 ? ' warn' : ''}`} aria-label={waiting > 0 ? `Queue, ${waiting} waiting` : 'Queue'} href="/console/" onClick={(event) => { event.preventDefault(); go('/console/'); }}><Icon name="back" /><span><span className={waiting > 0 ? 'spare' : ''}>Queue</span>{waiting > 0 ? <><span className="spare">, </span>{waiting} waiting</> : null}</span></a>;
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
