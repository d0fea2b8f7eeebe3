/** The look of the map: our tokens on streets that were built in. Two schemes, one style; no letters or signs are fetched. */
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';

const FONT = ['Inter Variable', 'Inter', 'sans-serif'];

/** The colours as the page has them at this moment, in whichever scheme. */
export type Token = (name: string) => string;
export const tokensOf = (element: Element): Token => {
  const style = getComputedStyle(element);
  return (name) => style.getPropertyValue(`--${name}`).trim();
};

type Width = readonly [number, number];

/** Streets are drawn in metres, so they grow with the map. */
const grows = ([far, near]: Width): ExpressionSpecification => ['interpolate', ['exponential', 2], ['zoom'], 13, far, 19, near];

const WIDTHS: readonly (readonly [string, Width])[] = [['lane', [0.4, 14]], ['street', [0.8, 30]], ['major', [1.4, 48]]];
const EDGE = 1.5;

const fill = (kind: string, colour: string): LayerSpecification => ({ id: kind, type: 'fill', source: 'streets', filter: ['all', ['==', ['get', 'kind'], kind], ['==', ['geometry-type'], 'Polygon']], paint: { 'fill-color': colour } });
const line = (id: string, kind: string, colour: string, [far, near]: Width): LayerSpecification => ({
  id, type: 'line', source: 'streets', filter: ['all', ['==', ['get', 'kind'], kind], ['==', ['geometry-type'], 'LineString']],
  layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': colour, 'line-width': grows([far, near]) },
});

function layersOf(token: Token): LayerSpecification[] {
  const cases = WIDTHS.map(([kind, [far, near]]) => line(`${kind} case`, kind, token('map-case'), [far + EDGE, near + EDGE * 2]));
  const roads = WIDTHS.map(([kind, width]) => line(kind, kind, token(kind === 'major' ? 'map-road-major' : 'map-road'), width));
  return [
    { id: 'land', type: 'background', paint: { 'background-color': token('map-town') } },
    fill('green', token('map-park')),
    fill('wood', token('map-wood')),
    fill('water', token('map-water')),
    fill('square', token('map-road')),
    { ...line('path', 'path', token('map-road'), [0.3, 5]), minzoom: 15 },
    line('rail', 'rail', token('map-rail'), [0.6, 6]),
    ...cases,
    ...roads,
    fill('building', token('map-building')),
    { id: 'walls', type: 'line', source: 'streets', filter: ['==', ['get', 'kind'], 'building'], paint: { 'line-color': token('map-building-line'), 'line-width': 1 } },
    {
      id: 'names', type: 'symbol', source: 'streets', filter: ['all', ['has', 'name'], ['in', ['get', 'kind'], ['literal', ['street', 'major']]]],
      layout: { 'symbol-placement': 'line', 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 12, 'text-padding': 6, 'symbol-spacing': 220, 'text-max-angle': 30 },
      paint: { 'text-color': token('map-name'), 'text-halo-color': token('map-halo'), 'text-halo-width': 1.5 },
    },
    {
      id: 'greens', type: 'symbol', source: 'streets', minzoom: 15, filter: ['all', ['has', 'name'], ['==', ['get', 'kind'], 'green']],
      layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 12, 'text-max-width': 8 },
      paint: { 'text-color': token('map-name'), 'text-halo-color': token('map-halo'), 'text-halo-width': 1.5 },
    },
  ];
}

export const CREDIT = '<a href="https://www.openstreetmap.org/copyright" target="_blank" rel="noreferrer">© OpenStreetMap contributors</a>';

export const streetStyle = (address: string, token: Token): StyleSpecification => ({
  version: 8,
  sources: { streets: { type: 'geojson', data: address, attribution: CREDIT } },
  layers: layersOf(token),
});
