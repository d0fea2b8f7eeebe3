/** Reads OpenStreetMap's PBF: nodes and ways, which is all that a street map is drawn from. For the build alone. */
import { inflateSync } from 'node:zlib';
import { PbfReader } from 'pbf';

/** Longitude, latitude. */
export type Point = readonly [number, number];

export interface Way {
  /** Null where an extract cut the way off. */
  readonly points: readonly (Point | null)[];
  readonly tags: Readonly<Record<string, string>>;
}

interface Block {
  strings: string[];
  groups: Uint8Array[];
  granularity: number;
  latitude: number;
  longitude: number;
}

const NANO = 1e-9;

/** The file is a row of blobs, each behind the length of its header. */
function* blobs(file: Uint8Array): Generator<Uint8Array> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  let at = 0;
  while (at < file.length) {
    const length = view.getUint32(at);
    const head = new PbfReader(file.subarray(at + 4, at + 4 + length)).readFields(
      (field, into, pbf) => {
        if (field === 1) into.kind = pbf.readString();
        if (field === 3) into.size = pbf.readVarint();
      },
      { kind: '', size: 0 },
    );
    at += 4 + length;
    if (head.kind === 'OSMData') yield unpacked(file.subarray(at, at + head.size));
    at += head.size;
  }
}

function unpacked(blob: Uint8Array): Uint8Array {
  const packed = new PbfReader(blob).readFields(
    (field, into, pbf) => {
      if (field === 1) into.raw = pbf.readBytes();
      if (field === 3) into.zlib = pbf.readBytes();
    },
    { raw: null as Uint8Array | null, zlib: null as Uint8Array | null },
  );
  if (packed.zlib !== null) return inflateSync(packed.zlib);
  if (packed.raw !== null) return packed.raw;
  throw new Error('This extract is packed in a way that is not read here.');
}

const readBlock = (bytes: Uint8Array): Block =>
  new PbfReader(bytes).readFields<Block>(
    (field, into, pbf) => {
      if (field === 1) pbf.readMessage((inner) => { if (inner === 1) into.strings.push(pbf.readString()); }, null);
      if (field === 2) into.groups.push(pbf.readBytes());
      if (field === 17) into.granularity = pbf.readVarint();
      if (field === 19) into.latitude = pbf.readVarint(true);
      if (field === 20) into.longitude = pbf.readVarint(true);
    },
    { strings: [], groups: [], granularity: 100, latitude: 0, longitude: 0 },
  );

/** Every number is written as its distance from the one before. */
function summed(steps: readonly number[]): number[] {
  let sum = 0;
  return steps.map((step) => (sum += step));
}

function readNodes(bytes: Uint8Array, block: Block, into: Map<number, Point>): void {
  const dense = new PbfReader(bytes).readFields(
    (field, found, pbf) => {
      if (field === 1) found.ids = pbf.readPackedSVarint();
      if (field === 8) found.latitudes = pbf.readPackedSVarint();
      if (field === 9) found.longitudes = pbf.readPackedSVarint();
    },
    { ids: [] as number[], latitudes: [] as number[], longitudes: [] as number[] },
  );
  const latitudes = summed(dense.latitudes);
  const longitudes = summed(dense.longitudes);
  summed(dense.ids).forEach((id, i) => {
    const longitude = NANO * (block.longitude + block.granularity * (longitudes[i] ?? 0));
    into.set(id, [longitude, NANO * (block.latitude + block.granularity * (latitudes[i] ?? 0))]);
  });
}

interface Strung {
  readonly refs: readonly number[];
  readonly tags: Readonly<Record<string, string>>;
}

function readWay(bytes: Uint8Array, strings: readonly string[]): Strung {
  const found = new PbfReader(bytes).readFields(
    (field, into, pbf) => {
      if (field === 2) into.keys = pbf.readPackedVarint();
      if (field === 3) into.values = pbf.readPackedVarint();
      if (field === 8) into.refs = pbf.readPackedSVarint();
    },
    { keys: [] as number[], values: [] as number[], refs: [] as number[] },
  );
  const word = (at: number | undefined) => strings[at ?? 0] ?? '';
  const tags = Object.fromEntries(found.keys.map((key, i) => [word(key), word(found.values[i])]));
  return { refs: summed(found.refs), tags };
}

/** All ways of an extract, in the order of the file. */
export function readWays(file: Uint8Array): Way[] {
  const nodes = new Map<number, Point>();
  const ways: Strung[] = [];
  for (const bytes of blobs(file)) {
    const block = readBlock(bytes);
    for (const group of block.groups) {
      new PbfReader(group).readFields((field, _, pbf) => {
        if (field === 2) readNodes(pbf.readBytes(), block, nodes);
        if (field === 3) ways.push(readWay(pbf.readBytes(), block.strings));
      }, null);
    }
  }
  return ways.map(({ refs, tags }) => ({ points: refs.map((ref) => nodes.get(ref) ?? null), tags }));
}
