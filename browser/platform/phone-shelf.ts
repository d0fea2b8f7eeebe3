/** A second shelf, for what a phone must know to call for help: it is there when the first one is shut, broken or slow. */
import type { PhoneState } from '../contract/phone';

export interface LastTold {
  readonly state: PhoneState;
  /** The server's clock less the phone's, as it was last measured. */
  readonly ahead_ms: number;
  /** Until when it says where it is, after a PIN, by the phone's clock. */
  readonly place_until?: number;
}

/** Whom to ring, though the phone is nobody's any more. */
export type Centre = PhoneState['centre'];

const TOLD = 'tocsin-phone-told';
const CENTRE = 'tocsin-phone-centre';

function read(name: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(name) ?? 'null');
  } catch {
    return null; // shut by the browser's settings, or not ours
  }
}

function write(name: string, value: unknown): void {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // Shut, or full: there is the first shelf, and the page itself while it is open.
  }
}

const isThing = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

export function toldOnShelf(): LastTold | null {
  const value = read(TOLD);
  return isThing(value) && typeof value['ahead_ms'] === 'number' && isThing(value['state']) && isThing(value['state']['lone_worker']) ? (value as unknown as LastTold) : null;
}

export function centreOnShelf(): Centre | null {
  const value = read(CENTRE);
  return isThing(value) && typeof value['name'] === 'string' ? { name: value['name'], phone: typeof value['phone'] === 'string' ? value['phone'] : null } : null;
}

/** What was told last; null: it is nobody's phone now, and only the centre that it was for is still known. */
export function shelve(told: LastTold | null): void {
  write(TOLD, told);
  if (told !== null) write(CENTRE, told.state.centre);
}
