/** What a phone can sense and do: where it is, how full its battery is, to buzz, to feel that it moves. */
import type { Position } from '../contract/phone';
import { Watched } from './watched';

export interface Fix extends Position {
  /** By the phone's clock. */
  readonly at: number;
}

interface Battery extends EventTarget {
  readonly level: number;
}

const FINE: PositionOptions = { enableHighAccuracy: true, maximumAge: 10_000, timeout: 30_000 };
const PATIENCE_MS = 15_000;
const MOTION_MS = 1_500;

const fixOf = ({ coords, timestamp }: GeolocationPosition): Fix => ({ latitude: coords.latitude, longitude: coords.longitude, accuracy_m: Math.ceil(coords.accuracy), at: timestamp });

/** Watches only while it is wanted: during a visit or an alert. */
export class Whereabouts {
  readonly fix = new Watched<Fix | null>(null);
  #watch: number | null = null;

  want(wanted: boolean): void {
    if (!('geolocation' in navigator) || wanted === (this.#watch !== null)) return;
    if (wanted) {
      // What cannot be found is not known, and the page says so; the watch goes on.
      this.#watch = navigator.geolocation.watchPosition((found) => this.fix.set(fixOf(found)), () => undefined, FINE);
      return;
    }
    if (this.#watch !== null) navigator.geolocation.clearWatch(this.#watch);
    this.#watch = null;
    this.fix.set(null);
  }
}

/** Asks the person, too, where that is not settled yet. */
export const tryLocation = (): Promise<boolean> =>
  new Promise((found) => {
    if (!('geolocation' in navigator)) found(false);
    else navigator.geolocation.getCurrentPosition(() => found(true), () => found(false), { ...FINE, timeout: PATIENCE_MS });
  });

/** Percent, again whenever it changes; null where the browser does not tell. */
export async function watchBattery(heard: (percent: number) => void): Promise<boolean> {
  const asked = (navigator as { getBattery?: () => Promise<Battery> }).getBattery;
  if (asked === undefined) return false;
  try {
    const battery = await asked.call(navigator);
    const tell = () => heard(Math.round(battery.level * 100));
    battery.addEventListener('levelchange', tell);
    tell();
    return true;
  } catch {
    return false; // switched off by the browser's settings
  }
}

/** False where the phone or its browser cannot. */
export const buzz = (pattern: readonly number[]): boolean => typeof (navigator as Partial<Navigator>).vibrate === 'function' && navigator.vibrate([...pattern]);

interface AsksFirst {
  readonly requestPermission?: () => Promise<string>;
}

export async function tryMotion(): Promise<boolean> {
  if (!('DeviceMotionEvent' in globalThis)) return false;
  const asks = (DeviceMotionEvent as unknown as AsksFirst).requestPermission;
  if (asks !== undefined && (await asks.call(DeviceMotionEvent).catch(() => 'denied')) !== 'granted') return false;
  return new Promise((felt) => {
    const hear = ({ accelerationIncludingGravity }: DeviceMotionEvent) => {
      if (accelerationIncludingGravity?.x != null) end(true);
    };
    const end = (found: boolean) => {
      clearTimeout(timer);
      removeEventListener('devicemotion', hear);
      felt(found);
    };
    const timer = setTimeout(() => end(false), MOTION_MS);
    addEventListener('devicemotion', hear);
  });
}

/** Whether the browser promises not to throw away what is kept. Many promise nothing and keep it all the same. */
export async function tryKeeping(): Promise<boolean> {
  const storage = (navigator as Partial<Navigator>).storage;
  if (!('indexedDB' in globalThis)) return false;
  await storage?.persist().catch(() => false);
  return true;
}

/** Phones give no location over plain http, and keep no app: nobody is enrolled on one. */
export const isSecure = (): boolean => isSecureContext;
