/*
 * Places in one run of memory for things that live for a time: what lives at the same time does not overlap.
 */

/** From the first to the last moment at which something is kept. */
export interface Lifetime {
  from: number;
  to: number;
}

/** Something that needs a place. */
export interface Parcel {
  readonly life: Lifetime;
  readonly size: number;
}

/** Where each parcel lies, and how much memory that takes. */
export interface Packing {
  readonly offsets: readonly number[];
  readonly size: number;
}

/** Up to so many parcels each is compared with all others. */
const mostCompared = 1024;
/** How many larger sizes are searched for a place that is free. */
const nearSizes = 8;

/** Places for parcels: as close as first fit by size gives, or, if there are many, in one pass over the time. */
export function packed(parcels: readonly Parcel[]): Packing {
  return parcels.length <= mostCompared ? bySize(parcels) : byTime(parcels);
}

/** The largest first, each at the lowest place that is free as long as it lives. */
function bySize(parcels: readonly Parcel[]): Packing {
  const offsets: number[] = [];
  /** Those that have a place, from the lowest. */
  const placed: number[] = [];
  let end = 0;
  const order = [...parcels.keys()].sort((a, b) => parcels[b]!.size - parcels[a]!.size);
  for (const index of order) {
    const { life, size } = parcels[index]!;
    let offset = 0;
    for (const other of placed) {
      if (offset + size <= offsets[other]!) break;
      const { life: its, size: taken } = parcels[other]!;
      if (its.from <= life.to && its.to >= life.from) offset = Math.max(offset, offsets[other]! + taken);
    }
    offsets[index] = offset;
    end = Math.max(end, offset + size);
    placed.splice(placed.findLastIndex((other) => offsets[other]! <= offset) + 1, 0, index);
  }
  return { offsets, size: end };
}

/** In the order in which lives begin, each at a place of its size, or a little larger, that is free by then. */
function byTime(parcels: readonly Parcel[]): Packing {
  const offsets: number[] = [];
  const sizes = [...new Set(parcels.map(({ size }) => size))].sort((a, b) => a - b);
  const rankOf = new Map(sizes.map((size, rank) => [size, rank]));
  const free = sizes.map((): number[] => []);
  const places: number[] = [];
  let end = 0;
  const ending = [...parcels.keys()].sort((a, b) => parcels[a]!.life.to - parcels[b]!.life.to);
  let ended = 0;
  const beginning = [...parcels.keys()].sort((a, b) => parcels[a]!.life.from - parcels[b]!.life.from);
  for (const index of beginning) {
    const { life, size } = parcels[index]!;
    for (; parcels[ending[ended]!]!.life.to < life.from; ended++) {
      const gone = ending[ended]!;
      free[places[gone]!]!.push(offsets[gone]!);
    }
    const own = rankOf.get(size)!;
    let rank = own;
    while (rank < Math.min(sizes.length, own + nearSizes) - 1 && free[rank]!.length === 0) rank++;
    const known = free[rank]!.pop();
    places[index] = known === undefined ? own : rank;
    offsets[index] = known ?? end;
    if (known === undefined) end += size;
  }
  return { offsets, size: end };
}
