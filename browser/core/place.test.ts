import { describe, expect, it } from 'vitest';
import { areaOf, circleAround, coordinates, elsewhere, zoomFor } from './place';

const SPOT = { latitude: 60.17, longitude: 24.94 };
const AREA = { name: 'Helsinki', file: 'helsinki.json', bounds: [24.93, 60.16, 24.95, 60.18] } as const;

describe('a place', () => {
  it('is on the map that holds it, and on none when none does', () => {
    expect(areaOf([AREA], SPOT)?.name).toBe('Helsinki');
    expect(areaOf([AREA], { latitude: 51.5074, longitude: -0.1278 })).toBeNull();
    expect(areaOf([], SPOT)).toBeNull();
  });
  it('is said with a metre', () => expect(coordinates({ latitude: 51.5074, longitude: -0.1278 })).toBe('51.50740, -0.12780'));
  it('is opened elsewhere only as coordinates: nobody is told who is there', () => {
    expect(elsewhere(SPOT)).toEqual({ web: 'https://www.openstreetmap.org/?mlat=60.17000&mlon=24.94000#map=18/60.17000/24.94000', app: 'geo:60.17000,24.94000' });
  });
  it('is looked at so near that all of its circle is seen', () => {
    const metres = (zoom: number) => (248 * 40_075_016.7 * Math.cos((60.17 * Math.PI) / 180)) / (512 * 2 ** zoom);
    for (const accuracy of [100, 400, 2_000]) expect(metres(zoomFor(60.17, accuracy, 248)) * 0.6).toBeCloseTo(2 * accuracy, 3);
    expect([zoomFor(60.17, 8, 248), zoomFor(60.17, null, 248), zoomFor(60.17, 0, 248), zoomFor(0, 900_000, 248)]).toEqual([16, 16, 16, 10]);
  });
  it('has its circle as far off on every side', () => {
    const ring = circleAround(SPOT, 50);
    expect(ring[0]).toEqual(ring.at(-1));
    const lengths = ring.map(([x, y]) => Math.hypot((x - SPOT.longitude) * Math.cos((60.17 * Math.PI) / 180), y - SPOT.latitude) * (40_075_016.7 / 360));
    for (const length of lengths) expect(length).toBeCloseTo(50, 3);
  });
});
