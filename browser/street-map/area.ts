/** Turns an extract into what the map draws: a few kinds of shape, with names where a street has one. */
import { type Bounds, runsOf, seaOf } from './coast.ts';
import type { Point, Way } from './osm.ts';

export interface Shape {
  readonly type: 'Feature';
  readonly properties: { readonly kind: string; readonly name?: string };
  readonly geometry: { readonly type: 'LineString'; readonly coordinates: readonly Point[] } | { readonly type: 'Polygon'; readonly coordinates: readonly (readonly Point[])[] };
}

type Tags = Way['tags'];

const STREET: Readonly<Record<string, string>> = {
  motorway: 'major', trunk: 'major', primary: 'major', primary_link: 'major', secondary: 'major', secondary_link: 'major', tertiary: 'street', tertiary_link: 'street',
  unclassified: 'street', residential: 'street', living_street: 'street', pedestrian: 'street', service: 'lane',
  footway: 'path', cycleway: 'path', path: 'path', steps: 'path', track: 'path',
};
const GREEN: ReadonlySet<string> = new Set(['park', 'garden', 'pitch', 'playground', 'grass', 'recreation_ground', 'village_green']);
const WOOD: ReadonlySet<string> = new Set(['wood', 'forest', 'scrub']);

function groundOf(tags: Tags): string | null {
  if (tags['building'] !== undefined && tags['location'] !== 'underground') return 'building';
  if (tags['natural'] === 'water') return 'water';
  if ([tags['leisure'], tags['landuse']].some((word) => word !== undefined && GREEN.has(word))) return 'green';
  if ([tags['natural'], tags['landuse']].some((word) => word !== undefined && WOOD.has(word))) return 'wood';
  if (tags['highway'] === 'pedestrian' && tags['area'] === 'yes') return 'square';
  return null;
}

/** What lies under the ground is no help to somebody who looks for the door. */
const isUnderground = (tags: Tags): boolean => tags['tunnel'] === 'yes' || Number(tags['layer'] ?? 0) < 0 || tags['indoor'] === 'yes';

function lineOf(tags: Tags): string | null {
  if (isUnderground(tags)) return null;
  if (tags['railway'] === 'rail') return 'rail';
  return STREET[tags['highway'] ?? ''] ?? null;
}

/** A sixth digit is a tenth of a metre. */
const rounded = (points: readonly Point[]): Point[] => points.map(([x, y]) => [Math.round(x * 1e6) / 1e6, Math.round(y * 1e6) / 1e6]);

const properties = (kind: string, tags: Tags): Shape['properties'] => (tags['name'] === undefined ? { kind } : { kind, name: tags['name'] });

const polygon = (kind: string, tags: Tags, ring: readonly Point[]): Shape => ({ type: 'Feature', properties: properties(kind, tags), geometry: { type: 'Polygon', coordinates: [rounded(ring)] } });
const line = (kind: string, tags: Tags, points: readonly Point[]): Shape => ({ type: 'Feature', properties: properties(kind, tags), geometry: { type: 'LineString', coordinates: rounded(points) } });

function shapesOf({ points, tags }: Way): Shape[] {
  const ground = groundOf(tags);
  const closed = points.length > 3 && points[0] !== null && points[0] === points.at(-1);
  if (ground !== null && closed) {
    const ring = points.filter((point) => point !== null);
    return ring.length === points.length ? [polygon(ground, tags, ring)] : []; // half a house is no house
  }
  const kind = lineOf(tags);
  return kind === null ? [] : runsOf(points).map((run) => line(kind, tags, run));
}

export const shapesIn = (ways: readonly Way[], bounds: Bounds): Shape[] => [
  ...seaOf(ways.filter(({ tags }) => tags['natural'] === 'coastline').flatMap(({ points }) => runsOf(points)), bounds).map((ring) => polygon('water', {}, ring)),
  ...ways.flatMap(shapesOf),
];

/** What an extract reaches over, for its ways are whole only inside. */
export function boundsOf(ways: readonly Way[]): Bounds {
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const { points } of ways) {
    for (const point of points) {
      if (point === null) continue;
      [west, east] = [Math.min(west, point[0]), Math.max(east, point[0])];
      [south, north] = [Math.min(south, point[1]), Math.max(north, point[1])];
    }
  }
  return [west, south, east, north];
}
