import { deflateSync } from 'node:zlib';
import { PbfWriter } from 'pbf';
import { describe, expect, it } from 'vitest';
import { shapesIn } from './area';
import { type Bounds, seaOf } from './coast';
import { type Point, readWays, type Way } from './osm';

const BOX: Bounds = [0, 0, 10, 10];

/** Twice the area; below zero when the ring goes clockwise. */
const turned = (ring: readonly Point[]): number => ring.reduce((sum, [x, y], i) => {
  const [next_x, next_y] = ring[(i + 1) % ring.length] ?? [x, y];
  return sum + x * next_y - next_x * y;
}, 0);
const inside = (ring: readonly Point[], [x, y]: Point): boolean => ring.reduce((odd, [x1, y1], i) => {
  const [x2, y2] = ring[(i + 1) % ring.length] ?? [x1, y1];
  return (y1 > y) !== (y2 > y) && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1 ? !odd : odd;
}, false);

describe('the sea', () => {
  it('lies to the right of its shore, out to the edge', () => {
    const [ring] = seaOf([[[4, 0.2], [5, 5], [4, 9.8]]], BOX);
    if (!ring) throw new Error('no sea');
    expect([inside(ring, [8, 5]), inside(ring, [2, 5])]).toEqual([true, false]);
    expect(turned(ring)).toBeLessThan(0);
  });
  it('between two shores is one', () => {
    const seas = seaOf([[[3, 0.1], [3, 9.9]], [[7, 9.9], [7, 0.1]]], BOX);
    expect(seas).toHaveLength(1);
    expect([[1, 5], [5, 5], [9, 5]].map(([x = 0, y = 0]) => inside(seas[0] ?? [], [x, y]))).toEqual([false, true, false]);
  });
  it('of two bays is two', () => {
    const seas = seaOf([[[0.1, 2], [2, 0.1]], [[9.9, 8], [8, 9.9]]], BOX);
    expect(seas.map((sea) => [inside(sea, [0.5, 0.5]), inside(sea, [9.5, 9.5])])).toContainEqual([true, false]);
    expect(seas).toHaveLength(2);
  });
});

const SQUARE: Point[] = [[1, 1], [1, 2], [2, 2], [1, 1]];
const way = (tags: Record<string, string>, points: Way['points'] = SQUARE): Way => {
  const [first] = points;
  return { tags, points: first === null || first === undefined ? points : [...points.slice(0, -1), first] };
};

describe('a street map', () => {
  it('draws what an eye looks for, each by its kind', () => {
    const shapes = shapesIn([way({ building: 'yes' }), way({ leisure: 'park', name: 'Long Park' }), way({ highway: 'residential', name: 'Mill Lane' }), way({ power: 'line' })], BOX);
    expect(shapes.map((one) => one.properties)).toEqual([{ kind: 'building' }, { kind: 'green', name: 'Long Park' }, { kind: 'street', name: 'Mill Lane' }]);
  });
  it('draws no half house, and of a street that is cut what there is of it', () => {
    const cut: Way['points'] = [[1, 1], [1, 2], null, [2, 2], [2, 3], [1, 1]];
    expect(shapesIn([way({ building: 'yes' }, cut)], BOX)).toEqual([]);
    expect(shapesIn([{ tags: { highway: 'primary' }, points: cut }], BOX)).toHaveLength(2);
  });
  it('draws nothing that lies under the ground', () => {
    expect(shapesIn([way({ highway: 'footway', layer: '-1' }), way({ railway: 'rail', tunnel: 'yes' })], BOX)).toEqual([]);
  });
});

describe('an extract', () => {
  it('is read from its bytes, with a way that leaves it', () => {
    const block = new PbfWriter();
    block.writeMessage(1, (_, pbf) => { for (const word of ['', 'highway', 'steps']) pbf.writeStringField(1, word); }, null);
    block.writeMessage(2, (_, group) => {
      group.writeMessage(2, (__, dense) => {
        dense.writePackedSVarint(1, [7, 1]);
        dense.writePackedSVarint(8, [600_000_000, 10]);
        dense.writePackedSVarint(9, [-250_000_000, 20]);
      }, null);
      group.writeMessage(3, (__, one) => {
        one.writeVarintField(1, 1);
        one.writePackedVarint(2, [1]);
        one.writePackedVarint(3, [2]);
        one.writePackedSVarint(8, [7, 1, 5]);
      }, null);
    }, null);
    const blob = new PbfWriter();
    blob.writeBytesField(3, deflateSync(block.finish()));
    const packed = blob.finish();
    const head = new PbfWriter();
    head.writeStringField(1, 'OSMData');
    head.writeVarintField(3, packed.length);
    const header = head.finish();
    const file = new Uint8Array(4 + header.length + packed.length);
    new DataView(file.buffer).setUint32(0, header.length);
    file.set(header, 4);
    file.set(packed, 4 + header.length);
    const [only] = readWays(file);
    expect(only?.tags).toEqual({ highway: 'steps' });
    expect(only?.points.map((point) => point?.map((degrees) => Math.round(degrees * 1e6) / 1e6) ?? null)).toEqual([[-25, 60], [-24.999998, 60.000001], null]);
  });
});
