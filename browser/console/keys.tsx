/** The desk by keyboard. Nothing acts while one writes or a dialog is open; single letters can be switched off. */
import { Switch } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { Dialog } from '../ui/dialog';

export type Keymap = Readonly<Record<string, (pressed: string) => void>>;

const writes = (element: Element | null): boolean =>
  element instanceof HTMLElement && (element.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(element.tagName));
/** Part of another command, a held key, or half a letter. */
const withOthers = (event: KeyboardEvent): boolean => event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing;
const dialogOpen = (): boolean => document.querySelector('[role="dialog"], [role="menu"]') !== null;

export function useKeys(keymap: Keymap, letters: boolean): void {
  const now = useRef({ keymap, letters });
  useEffect(() => {
    now.current = { keymap, letters };
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (withOthers(event) || dialogOpen()) return;
      if (event.key !== 'Escape' && (writes(document.activeElement) || !now.current.letters)) return;
      const key = /^[1-9]$/.test(event.key) ? 'digit' : event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const act = now.current.keymap[key];
      if (act === undefined) return;
      event.preventDefault();
      act(event.key);
    };
    // Before all others: the Escape that closes a dialog must find it open, and then not close the incident too.
    addEventListener('keydown', press, { capture: true });
    return () => removeEventListener('keydown', press, { capture: true });
  }, []);
}

const SHOWN: readonly (readonly [readonly string[], string])[] = [
  [['J', 'K'], 'move in the queue'],
  [['Enter'], 'open; act on what has the focus'],
  [['C'], 'take'],
  [['N'], 'next waiting, worst and soonest first'],
  [['G'], 'go to the next step’s button; Enter presses it'],
  [['1 … 9'], 'call contact 1 to 9'],
  [['T'], 'write a note'],
  [['P'], 'park until a time'],
  [['H'], 'hand over'],
  [['R'], 'resolve'],
  [['E'], 'emergency: police, ambulance, fire'],
  [['O'], 'call out a response company'],
  [['D'], 'signs of duress: silent at once'],
  [['I'], 'open an incident by hand'],
  [['M'], 'larger map'],
  [['S'], 'sound off for 2 minutes'],
  [['/'], 'search the queue'],
  [['?'], 'show these keys'],
  [['Esc'], 'back, close'],
];

interface Props {
  readonly letters: boolean;
  readonly setLetters: (on: boolean) => void;
  readonly close: () => void;
}

export const KeysDialog = ({ letters, setLetters, close }: Props) => (
  <Dialog close={close} title="Keys" size={460}>
    <dl className="keys">
      {SHOWN.map(([keys, words]) => (
        <div key={words}><dt>{keys.map((key) => <kbd key={key}>{key}</kbd>)}</dt><dd>{words}</dd></div>
      ))}
    </dl>
    <Switch label="Single keys act" description="None acts while you write. Esc always works." checked={letters} onChange={(event) => setLetters(event.currentTarget.checked)} />
  </Dialog>
);
