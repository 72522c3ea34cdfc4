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

/** A run of memory in which parcels lie side by side that are kept for the same time. */
interface Taken {
  readonly life: Lifetime;
  readonly begin: number;
  end: number;
}

/** The largest first, each at the lowest place that is free as long as it lives. */
function bySize(parcels: readonly Parcel[]): Packing {
  const offsets: number[] = [];
  /** What has a place, from the lowest. */
  const taken: Taken[] = [];
  let size = 0;
  const order = [...parcels.keys()].sort((a, b) => parcels[b]!.size - parcels[a]!.size);
  for (const index of order) {
    const { life, size: length } = parcels[index]!;
    let begin = 0;
    for (const run of taken) {
      if (begin + length <= run.begin) break;
      if (run.life.from <= life.to && run.life.to >= life.from) begin = Math.max(begin, run.end);
    }
    offsets[index] = begin;
    const end = begin + length;
    size = Math.max(size, end);
    const before = taken.findLastIndex((run) => run.begin <= begin);
    const last = taken[before];
    if (last !== undefined && last.end === begin && last.life.from === life.from && last.life.to === life.to)
      last.end = end;
    else taken.splice(before + 1, 0, { life, begin, end });
  }
  return { offsets, size };
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
