/** No visit runs, and nobody would miss whoever holds this phone: said, and not left to be guessed. */
import { keptLine, waiting } from '../core/lane';
import { ago } from '../core/time';
import { Icon } from '../ui/icon';
import { KeptList } from './kept-list';
import { Panic } from './panic';
import { PhoneButton, Statement } from './parts';
import { heardAt, isFaint, useNow, useTold, useView } from './use-phone';

interface Props {
  readonly begin: () => void;
  readonly abilities: () => void;
  readonly dark: () => void;
}

export function Idle({ begin, abilities, dark }: Props) {
  const { lone_worker, customer, centre } = useTold();
  const view = useView();
  const now = useNow();
  return (
    <main className="phone">
      <div className="top-line"><span>{lone_worker.name}, {customer}</span></div>
      <div className="state idle"><Icon name="shieldOff" /><Statement>Not protected</Statement></div>
      <p className="state-words">No visit is running: nobody at {centre.name} waits for a word from you.</p>
      <span className="sr" role="status">Not protected: no visit is running</span>
      <div className="facts num"><span><Icon name="live" />{centre.name} answered {ago(now - heardAt(view))}</span></div>
      <p className="faint-line" role="status">{isFaint(view, now) ? <><Icon name="cut" />{keptLine(waiting(view.kept).length)}</> : null}</p>
      <KeptList />
      <div className="dock">
        <PhoneButton main icon="shield" press={begin}>Start a visit</PhoneButton>
        <div className="two">
          <PhoneButton icon="handset" press={abilities}>This phone</PhoneButton>
          <PhoneButton icon="moon" press={dark}>Go dark</PhoneButton>
        </div>
        <Panic />
      </div>
    </main>
  );
}
