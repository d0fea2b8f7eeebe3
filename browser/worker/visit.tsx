/** A visit runs: one honest state, one clock, what is known; below, what the thumb does. */
import type { PhoneSession } from '../contract/phone';
import { EMERGENCY } from '../core/alert';
import { keptLine, keptTitle, waiting } from '../core/lane';
import { type Heard, protection, type Protection, stillRuns } from '../core/protection';
import { ago, milliseconds } from '../core/time';
import { Icon, type IconName } from '../ui/icon';
import { KeptList } from './kept-list';
import { Panic } from './panic';
import { CallLink, PhoneButton, Statement } from './parts';
import { heardAt, isFaint, minute, useNow, usePhone, useTold, useView, useWatched } from './use-phone';

interface Props {
  readonly session: PhoneSession;
  readonly more: () => void;
  readonly end: () => void;
  readonly dark: () => void;
}

export function Visit({ session, more, end, dark }: Props) {
  const phone = usePhone();
  const view = useView();
  const { centre } = useTold();
  const now = useNow();
  const heard: Heard = { now, heard_at: heardAt(view), reached: view.reached, centre: centre.name, minute };
  const shown = protection(session, heard);
  const cut = shown.stage === 'cut';
  return (
    <main className="phone">
      <div className="top-line"><span>{session.doing}</span><PhoneButton quiet icon="moon" press={dark}>Go dark</PhoneButton></div>
      <span className="sr" role="status">{shown.title}</span>
      {cut ? <Cut shown={shown} session={session} heard={heard} /> : <Running shown={shown} session={session} heard={heard} />}
      <KeptList />
      <div className="dock">
        <PhoneButton main icon="tick" press={() => phone.checkIn()}>I am all right</PhoneButton>
        <div className="two">
          <PhoneButton press={more}>More time</PhoneButton>
          <PhoneButton press={end}>End visit</PhoneButton>
        </div>
        {cut ? (
          <div className="two">
            {centre.phone === null ? null : <CallLink number={centre.phone}>The centre</CallLink>}
            <CallLink number={EMERGENCY}>{EMERGENCY}</CallLink>
          </div>
        ) : null}
        <Panic />
      </div>
    </main>
  );
}

interface ShownProps {
  readonly shown: Protection;
  readonly session: PhoneSession;
  readonly heard: Heard;
}

const MARK: Readonly<Record<Protection['stage'], IconName>> = { safe: 'shield', soon: 'shield', late: 'warning', out: 'warning', cut: 'shieldOff' };

function Running({ shown, session, heard }: ShownProps) {
  const long = shown.figures.length > 5;
  return (
    <>
      <div className={`state ${shown.stage}`}>
        <Icon name={MARK[shown.stage]} />
        <Statement>{shown.title}</Statement>
      </div>
      <p className="state-words">{shown.words}</p>
      <div className={`dial ${shown.stage}`}>
        <svg viewBox="0 0 248 248" aria-hidden="true">
          <circle cx="124" cy="124" r="112" />
          <circle className="left" cx="124" cy="124" r="112" pathLength="100" transform="rotate(-90 124 124)" style={{ strokeDasharray: `${shown.share * 100} 100` }} />
        </svg>
        <div><b className={long ? 'long num' : 'num'}>{shown.figures}</b><span>{shown.counts}</span></div>
      </div>
      <div className="what">
        {session.place === null ? null : <b>{session.place}</b>}
        <span className="num">until {minute(milliseconds(session.ends_at))} · {heard.centre} keeps your time</span>
      </div>
      <Facts heard={heard} />
    </>
  );
}

function Facts({ heard }: { readonly heard: Heard }) {
  const view = useView();
  const fix = useWatched(usePhone().where.fix);
  const faint = isFaint(view, heard.now);
  return (
    <>
      <div className="facts num">
        <span><Icon name="live" />heard {ago(heard.now - heard.heard_at)}</span>
        <span><Icon name="place" />{fix === null ? 'no place yet' : `±${fix.accuracy_m} m`}</span>
        {view.battery === null ? null : <span><Icon name="battery" />{view.battery} %</span>}
      </div>
      <p className="faint-line" role="status">{faint ? <><Icon name="cut" />{keptLine(waiting(view.kept).length)}</> : null}</p>
    </>
  );
}

function Cut({ shown, session, heard }: ShownProps) {
  const kept = waiting(useView().kept);
  const [first] = kept;
  const [title, words] = stillRuns(session, heard);
  const ahead = heard.heard_at - useView().clock.heard_mono_ms;
  return (
    <>
      <div className="cut-off">
        <div><Icon name="shieldOff" /><Statement>{shown.title}</Statement></div>
        <p className="num">{shown.words}</p>
      </div>
      <ul className="can">
        <li><Icon name="clock" /><div><b>{title}</b><span className="num">{words}</span></div></li>
        {first === undefined ? null : <li><Icon name="sending" /><div><b>{keptTitle(kept)}</b><span className="num">From {minute(first.occurred_at + ahead)}. {kept.length === 1 ? 'It is' : 'They are'} sent as soon as there is signal.</span></div></li>}
        <li><Icon name="walking" /><div><b>Try higher ground or a road</b><span>Signal may be better there.</span></div></li>
      </ul>
    </>
  );
}
