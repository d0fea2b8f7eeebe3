/**
 * The one that draws maps. It is big, so a page loads it only when it has a map to show, after all that matters more. What
 * reads the shapes runs in a worker that comes from this server, as the page's policy asks.
 */
import 'maplibre-gl/dist/maplibre-gl.css';
import { AttributionControl, type GeoJSONSource, type LngLatBoundsLike, Map as Drawn, Marker, setWorkerUrl, type StyleSpecification } from 'maplibre-gl';
import reader from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { type Bounds, circleAround, type Spot, zoomFor } from '../core/place';

setWorkerUrl(reader);

export interface Shown extends Spot {
  readonly accuracy_m: number | null;
  readonly mark: 'site' | 'person';
}

export interface CanvasOptions {
  readonly style: StyleSpecification | string;
  /** Colour of what is said about a person's whereabouts. */
  readonly person: string;
  readonly shown: Shown;
  /** What the map has; beyond it there is nothing to see. Null: no end is known. */
  readonly bounds: Bounds | null;
  /** What it is called for whoever does not see it. */
  readonly title: string;
  readonly drawn: () => void;
  readonly failed: () => void;
}

type Shape = GeoJSON.Feature<GeoJSON.Polygon>;

const NS = 'http://www.w3.org/2000/svg';
const HOUSE = 'M4.500 11.500 12 5l7.500 6.500V19h-5v-4.500h-5V19h-5z';
const SOURCE = 'whereabouts';
/** Past its nearest it is still to be seen from where a person stands. */
const NEAREST = 20;

function markOf({ mark }: Shown): HTMLElement {
  const element = document.createElement('div');
  element.className = `map-mark ${mark}`;
  if (mark === 'person') return element;
  const svg = document.createElementNS(NS, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  const path = document.createElementNS(NS, 'path');
  path.setAttribute('d', HOUSE);
  svg.append(path);
  element.append(svg);
  return element;
}

export class MapCanvas {
  readonly #map: Drawn;
  readonly #marker: Marker;
  readonly #person: string;
  #shown: Shown;
  /** Somebody has moved it by hand: from then on it stays where they left it. */
  #moved = false;

  /** Throws when this browser cannot draw maps. */
  constructor(at: HTMLElement, options: CanvasOptions) {
    const { shown, bounds } = options;
    this.#shown = shown;
    this.#person = options.person;
    this.#map = new Drawn({
      container: at,
      style: options.style,
      center: [shown.longitude, shown.latitude],
      zoom: zoomFor(shown.latitude, shown.accuracy_m, at.clientHeight),
      maxZoom: NEAREST,
      ...(bounds === null ? {} : { maxBounds: [...bounds] as LngLatBoundsLike }),
      attributionControl: false,
      // The wheel belongs to the column that the map stands in.
      cooperativeGestures: true,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      fadeDuration: 0,
      locale: { 'Map.Title': options.title },
    });
    this.#map.touchZoomRotate.disableRotation();
    this.#map.keyboard.disableRotation();
    this.#map.addControl(new AttributionControl({ compact: false }), 'bottom-left');
    this.#marker = new Marker({ element: markOf(shown), anchor: shown.mark === 'site' ? 'bottom' : 'center' }).setLngLat([shown.longitude, shown.latitude]).addTo(this.#map);
    this.#map.on('style.load', () => this.#around());
    this.#map.on('error', () => options.failed());
    this.#map.on('idle', () => options.drawn());
    this.#map.on('movestart', (event) => {
      if ('originalEvent' in event && event.originalEvent !== undefined) this.#moved = true;
    });
  }

  /** How far off it may be, drawn beneath the mark. */
  #around(): void {
    this.#map.addSource(SOURCE, { type: 'geojson', data: this.#circle() });
    this.#map.addLayer({ id: `${SOURCE} ground`, type: 'fill', source: SOURCE, paint: { 'fill-color': this.#person, 'fill-opacity': 0.18 } });
    this.#map.addLayer({ id: `${SOURCE} edge`, type: 'line', source: SOURCE, paint: { 'line-color': this.#person, 'line-width': 1.5 } });
  }

  #circle(): Shape {
    const { accuracy_m } = this.#shown;
    return { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: accuracy_m === null ? [] : [circleAround(this.#shown, accuracy_m)] } };
  }

  /** A newer fix. The map follows it, unless somebody is looking elsewhere. */
  show(shown: Shown): void {
    this.#shown = shown;
    this.#marker.setLngLat([shown.longitude, shown.latitude]);
    void this.#map.getSource<GeoJSONSource>(SOURCE)?.setData(this.#circle());
    if (!this.#moved) this.#map.jumpTo({ center: [shown.longitude, shown.latitude] });
  }

  restyle(style: StyleSpecification | string): void {
    this.#map.setStyle(style, { diff: false });
  }

  nearer(by: 1 | -1): void {
    this.#moved = true;
    this.#map.jumpTo({ zoom: this.#map.getZoom() + by });
  }

  centre(): void {
    this.#moved = false;
    this.#map.jumpTo({ center: [this.#shown.longitude, this.#shown.latitude], zoom: zoomFor(this.#shown.latitude, this.#shown.accuracy_m, this.#map.getContainer().clientHeight) });
  }

  leave(): void {
    this.#map.remove();
  }
}
