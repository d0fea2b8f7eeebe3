/** Where a place lies on a map: which map has it, how near to look, how far a fix may be wrong. */

/** West, south, east, north. */
export type Bounds = readonly [number, number, number, number];

export interface Area {
  readonly name: string;
  readonly file: string;
  readonly bounds: Bounds;
}

export interface Spot {
  readonly latitude: number;
  readonly longitude: number;
}

/** The area that has this place, if any. */
export const areaOf = (areas: readonly Area[], { latitude, longitude }: Spot): Area | null =>
  areas.find(({ bounds: [west, south, east, north] }) => longitude >= west && longitude <= east && latitude >= south && latitude <= north) ?? null;

/** As it is said and copied: five digits are a metre. */
export const coordinates = ({ latitude, longitude }: Spot): string => `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;

/** The same place in a map on the internet, and in whatever this machine opens places with. */
export const elsewhere = (spot: Spot): { readonly web: string; readonly app: string } => {
  const [latitude, longitude] = [spot.latitude.toFixed(5), spot.longitude.toFixed(5)];
  return { web: `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=18/${latitude}/${longitude}`, app: `geo:${latitude},${longitude}` };
};

const EQUATOR_M = 40_075_016.7;
const TILE_PX = 512;
const NEAREST = 16;
const FARTHEST = 10;
/** How much of the map's height the circle takes at most. */
const SHARE = 0.6;

const atLatitude = (latitude: number): number => Math.cos((latitude * Math.PI) / 180);

/** Near enough to see the door, far enough that the whole circle is seen. */
export function zoomFor(latitude: number, accuracy_m: number | null, height_px: number): number {
  if (accuracy_m === null || accuracy_m <= 0) return NEAREST;
  const metres_a_pixel = (2 * accuracy_m) / (SHARE * height_px);
  const zoom = Math.log2((EQUATOR_M * atLatitude(latitude)) / (TILE_PX * metres_a_pixel));
  return Math.min(NEAREST, Math.max(FARTHEST, zoom));
}

const CORNERS = 64;

/** The ring within which the person is, as longitude and latitude; closed. */
export function circleAround({ latitude, longitude }: Spot, radius_m: number): [number, number][] {
  const [dx, dy] = [(radius_m * 360) / (EQUATOR_M * atLatitude(latitude)), (radius_m * 360) / EQUATOR_M];
  return Array.from({ length: CORNERS + 1 }, (_, i) => {
    const angle = ((i % CORNERS) * 2 * Math.PI) / CORNERS;
    return [longitude + dx * Math.cos(angle), latitude + dy * Math.sin(angle)];
  });
}
