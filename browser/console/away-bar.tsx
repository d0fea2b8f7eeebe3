/** The bar of a page beside the desk. Alarms go on ringing there, and the way back to the queue says how many wait. */
import { isUntaken } from '../core/queue';
import { useRows } from '../ui/desk';
import { Icon } from '../ui/icon';
import { Brand, LiveState, Now, Operator, SoundState } from './bar';
import { go } from './use-place';
import type { Sound } from './use-sound';

export function AwayBar({ sound, signedOut }: { readonly sound: Sound; readonly signedOut: () => void }) {
  return (
    <header className="bar">
      <Brand />
      <div className="grow" />
      <ToQueue />
      <LiveState />
      <SoundState sound={sound} />
      <Operator signedOut={signedOut} />
      <span className="sep wide" />
      <Now />
    </header>
  );
}

function ToQueue() {
  const waiting = useRows().filter(isUntaken).length;
  return <a className={`bar-item${waiting > 0 ? ' warn' : ''}`} aria-label={waiting > 0 ? `Queue, ${waiting} waiting` : 'Queue'} href="/console/" onClick={(event) => { event.preventDefault(); go('/console/'); }}><Icon name="back" /><span><span className={waiting > 0 ? 'spare' : ''}>Queue</span>{waiting > 0 ? <><span className="spare">, </span>{waiting} waiting</> : null}</span></a>;
}
