/** Makes the sea out of its shores. A shore has the land on its left and the water on its right. */
import type { Point } from './osm.ts';

/** West, south, east, north. */
export type Bounds = readonly [number, number, number, number];

/** The parts of a way that the extract holds. */
export function runsOf(points: readonly (Point | null)[]): Point[][] {
  const runs: Point[][] = [[]];
  for (const point of points) {
    if (point === null) runs.push([]);
    else runs.at(-1)?.push(point);
  }
  return runs.filter((run) => run.length > 1);
}

/** How far round the edge a point of it lies, clockwise from the north-west: 0 to 4. */
function around([x, y]: Point, [west, south, east, north]: Bounds): number {
  const [right, down] = [(x - west) / (east - west), (north - y) / (north - south)];
  const sides: readonly (readonly [number, number])[] = [[down, right], [1 - right, 1 + down], [1 - down, 3 - right], [right, 4 - down]];
  return sides.reduce((best, side) => (side[0] < best[0] ? side : best))[1] % 4;
}

function onEdge(at: number, [west, south, east, north]: Bounds): Point {
  const side = Math.floor(at);
  const rest = at - side;
  if (side === 0) return [west + rest * (east - west), north];
  if (side === 1) return [east, north - rest * (north - south)];
  if (side === 2) return [east - rest * (east - west), south];
  return [west, south + rest * (north - south)];
}

/** How far one goes clockwise from one place of the edge to another. */
const onward = (from: number, to: number): number => (to - from + 4) % 4;

/**
 * The sea inside the bounds, from shores that end at the edge or just short of it: there they are led straight to
 * it, which is why a map is shown a little smaller than its extract.
 */
export function seaOf(shores: readonly (readonly Point[])[], bounds: Bounds): Point[][] {
  const left = shores.flatMap((points) => {
    const [first, last] = [points[0], points.at(-1)];
    return first === undefined || last === undefined ? [] : [{ points, from: around(first, bounds), to: around(last, bounds) }];
  });
  const seas: Point[][] = [];
  for (let start = left.pop(); start !== undefined; start = left.pop()) {
    const ring: Point[] = [];
    const begun = start.from;
    for (let shore: typeof start | undefined = start; shore !== undefined;) {
      ring.push(onEdge(shore.from, bounds), ...shore.points, onEdge(shore.to, bounds));
      const at: number = shore.to;
      const home = onward(at, begun);
      const next = left.findIndex((one) => onward(at, one.from) < home && left.every((other) => onward(at, one.from) <= onward(at, other.from)));
      const to = next < 0 ? home : onward(at, left[next]?.from ?? at);
      for (let corner = Math.floor(at) + 1; corner - at < to; corner += 1) ring.push(onEdge(corner % 4, bounds));
      shore = next < 0 ? undefined : left.splice(next, 1)[0];
    }
    const [first] = ring;
    if (first !== undefined) seas.push([...ring, first]);
  }
  return seas;
}
