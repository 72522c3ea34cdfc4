import { sizeOf, stridesOf } from "@proj/array/core";
import {
  accessesOf,
  accessesWithin,
  carriesWithin,
  touchedBuffers,
  writtenBuffers,
  type Access,
} from "../program/accesses.ts";
import type { Declarations } from "../program/declarations.ts";
import type { BufferId, CounterId, DynamicIndex, Expression, Loop, Scan, Step, View } from "../program/program.ts";
import type { TargetLimits } from "../target.ts";
import type { Locality } from "./locality.ts";
import type { ScanRun } from "./scan-runs.ts";
import type { RowRange } from "./tile-writer.ts";

/*
 * Sums over the rows and the iterations of a scan, such as the gradients of weights: products and folds that come after the scan and
 * read what it stacks along its iterations. A tile takes its part of each sum itself, some iterations at a time, while what is summed
 * up is still near. Stacks that nobody else reads then need room for these iterations only, and never reach the memory. After the
 * tiles their parts are added up, in order, so that the result does not depend on who computed which.
 *
 * The iterations between two sums are a chunk.
 */

/** Rows times iterations of a chunk, at least: with fewer, the results of products are written and read too often. */
const leastDepth = 192;
/** More chunks would be added up one by one in too few digits. */
const mostChunks = 64;
/** What a chunk stacks should stay in a cache. */
const chunkBytes = 2 ** 22;

const dtype = "float32";

/** What the tiles of a scan do for the sums over its rows and iterations. */
export interface RowSums {
  readonly scan: Scan;
  /** Iterations of a chunk. */
  readonly iterations: number;
  /** The stacks that have room for one chunk only, in each tile. */
  readonly rings: ReadonlySet<BufferId>;
  /** The sums, and what is left in their places. */
  readonly totals: ReadonlyMap<Step, readonly Step[]>;
  /** What a tile begins with. */
  readonly begin: (range: RowRange) => Step;
  /**
   * What a tile does after each chunk.
   *
   * @param chunk - counts the chunks.
   * @param own - the tile's own buffers, among them the rings.
   */
  readonly afterChunk: (range: RowRange, chunk: CounterId, own: ReadonlyMap<BufferId, BufferId>) => Step[];
}

/** A view of a sum over the axes: iterations, rows, and all others, which have lengths. */
interface Reading {
  readonly view: View;
  readonly lengths: readonly number[];
}

/** A step that sums over iterations and rows. */
interface Sum {
  readonly step: Step;
  readonly readings: readonly Reading[];
  /** The shape of its results, and where they are wanted. */
  readonly shape: readonly number[];
  readonly results: readonly View[];
  /** The step with other readings and results, and as many iterations and rows. */
  readonly again: (readings: readonly View[], results: readonly View[], iterations: number, rows: number) => Step;
}

const moves = ({ stride }: DynamicIndex): boolean => stride !== 0;

/** A step as a sum over so many iterations and rows, if it can be one by its lengths. */
function sumOf(
  step: Step,
  iterations: number,
  rows: number,
  workspaceOf: (m: number, n: number, k: number) => BufferId | null,
): Sum | null {
  if (step.kind === "contract") {
    const { m, n, k, lhs, rhs } = step;
    if (step.dtype !== dtype || step.batch.length > 0 || rhs.packed || step.accumulate || k !== iterations * rows)
      return null;
    const reading = (view: View, along: number, other: number, length: number): Reading => {
      return { view: { ...view, strides: [rows * along, along, other] }, lengths: [length] };
    };
    return {
      step,
      readings: [
        reading(lhs, lhs.strides[1]!, lhs.strides[0]!, m),
        reading(rhs.view, rhs.view.strides[0]!, rhs.view.strides[1]!, n),
      ],
      shape: [m, n],
      results: [step.out],
      again: ([left, right], [out], length, width) => {
        const [, along, other] = left!.strides as [number, number, number];
        const terms = length * width;
        return {
          ...step,
          k: terms,
          lhs: { ...left!, strides: [other, along] },
          rhs: { packed: false, view: { ...right!, strides: right!.strides.slice(1) } },
          out: out!,
          workspace: workspaceOf(m, n, terms),
        };
      },
    };
  }
  if (step.kind !== "loop" || step.reductions.length === 0) return null;
  const { parallel, reduced, reductions, expressions, stores } = step;
  const [time, row] = [reduced.indexOf(iterations), reduced.lastIndexOf(rows)];
  if (time < 0 || row < 0 || time === row) return null;
  if (reductions.some((reduction) => reduction.fold !== "sum" || reduction.dtype !== dtype)) return null;
  if (expressions.some(({ op }) => op === "gather" || op === "index")) return null;
  const axes = [...parallel, ...reduced].map((_, axis) => axis);
  const first = [parallel.length + time, parallel.length + row];
  const order = [...first, ...axes.filter((axis) => !first.includes(axis))];
  return {
    step,
    readings: expressions.flatMap((expression) => {
      if (expression.op !== "load") return [];
      const { view } = expression;
      const lengths = order.slice(2).map((axis) => [...parallel, ...reduced][axis]!);
      return [{ view: { ...view, strides: order.map((axis) => view.strides[axis]!) }, lengths }];
    }),
    shape: parallel,
    results: stores.map(({ view }) => view),
    again: (readings, results, length, width) => {
      let next = 0;
      return {
        ...step,
        reduced: reduced.with(time, length).with(row, width),
        expressions: expressions.map((expression) => {
          if (expression.op !== "load") return expression;
          const view = readings[next++]!;
          return { ...expression, view: { ...view, strides: axes.map((axis) => view.strides[order.indexOf(axis)]!) } };
        }),
        stores: stores.map((store, n) => ({ ...store, view: results[n]! })),
      };
    },
  };
}

/** How many iterations a chunk has; null if no number of them divides all and is of use. */
function chunkLength(iterations: number, rows: number, bytes: number): number | null {
  for (let length = Math.ceil(iterations / mostChunks); ; length++)
    if (iterations % length === 0 && (length * rows >= leastDepth || length === iterations))
      return length * bytes <= chunkBytes ? length : null;
}

const loop = (parallel: readonly number[], expressions: readonly Expression[], view: View): Loop => {
  return {
    kind: "loop",
    parallel,
    reduced: [],
    expressions,
    reductions: [],
    stores: [{ view, value: expressions.length - 1 }],
  };
};

const load = (view: View): Expression => ({ op: "load", dtype, view });

/**
 * The sums over rows and iterations that the tiles of a run can take while its last scan runs; null if there are none.
 *
 * @param length - the rows of a tile.
 * @param after - the steps that follow the scan.
 * @param touchedBesides - what other steps of the program touch than the run and some sums.
 */
export function rowSumsOf(
  run: ScanRun["members"],
  { rows, strides }: Locality,
  length: number,
  after: readonly Step[],
  declarations: Declarations,
  limits: TargetLimits,
  touchedBesides: (sums: readonly Step[]) => ReadonlySet<BufferId>,
): RowSums | null {
  const scan = run.at(-1) as Scan;
  const accesses = accessesWithin(scan.body);
  const carried = new Set(carriesWithin(run).flatMap(({ current, next }) => [current, next]));
  /** The stride of rows in a buffer of which iteration t touches the t-th block of all rows, and no other; else null. */
  const stackStride = (id: BufferId): number | null => {
    const stride = strides.get(id) ?? null;
    if (stride === null || carried.has(id)) return null;
    const block = rows * stride;
    const touchesBlock = (access: Access): boolean => {
      if (access.kind !== "view" || access.displaced.length > 0 || access.view.offset >= block) return false;
      const [index, ...more] = access.view.dynamic.filter(moves);
      return index?.kind === "counter" && more.length === 0 && index.counter === scan.counter && index.stride === block;
    };
    const isStack = accesses.every((access) => access.buffer !== id || touchesBlock(access));
    return isStack && declarations.buffers[id]!.size === scan.length * block ? stride : null;
  };
  const isOfScan = ({ view }: Reading): boolean => strides.has(view.buffer) || carried.has(view.buffer);
  /** Whether a reading finds row r of iteration t where the scan has stacked it. */
  const isOfStack = ({ view, lengths }: Reading): boolean => {
    const stride = stackStride(view.buffer);
    const [time, row, ...others] = view.strides;
    if (stride === null || time !== rows * stride || row !== stride || view.dynamic.some(moves)) return false;
    const last = others.reduce((sum, step, n) => sum + step * (lengths[n]! - 1), view.offset);
    return others.every((step) => step >= 0) && last < stride;
  };
  const workspaceOf = (m: number, n: number, k: number): BufferId | null => {
    const size = limits.contractWorkspace(m, n, k, dtype);
    return size === 0 ? null : declarations.buffer(dtype, size, "private");
  };

  const sums: Sum[] = [];
  const written = new Set<BufferId>();
  for (const step of after) {
    const sum = sumOf(step, scan.length, rows, workspaceOf);
    const ofScan = sum?.readings.filter(isOfScan) ?? [];
    const isEarly = accessesOf(step).every(
      ({ kind, buffer, writes }) => writes || (kind === "view" && !written.has(buffer)),
    );
    if (sum !== null && isEarly && ofScan.length > 0 && ofScan.every(isOfStack)) sums.push(sum);
    for (const buffer of writtenBuffers([step])) written.add(buffer);
  }
  if (sums.length === 0) return null;

  const touched = touchedBesides(sums.map(({ step }) => step));
  const rings = new Set<BufferId>();
  const earlier = touchedBuffers(run.slice(0, -1));
  /** Whether each tile has a stack to itself, in which rows and iterations are one axis. */
  const isOwn = (id: BufferId): boolean => stackStride(id) !== null && !touched.has(id);
  /** Whether an operand of a product has to be copied for that. */
  const isCopied = ({ step }: Sum, { view }: Reading): boolean => step.kind === "contract" && !isOwn(view.buffer);
  let elements = 0;
  for (const sum of sums) {
    for (const reading of sum.readings) {
      const { buffer } = reading.view;
      if (isOwn(buffer)) {
        if (rings.has(buffer) || earlier.has(buffer)) continue;
        elements += strides.get(buffer)!;
        rings.add(buffer);
      } else if (isCopied(sum, reading)) elements += reading.lengths[0]!;
    }
  }
  const iterations = chunkLength(scan.length, length, elements * length * limits.bytesOf(dtype));
  if (iterations === null) return null;

  // The results of all sums side by side, for every tile.
  const tiles = Math.ceil(rows / length);
  const offsets: number[][] = [];
  let size = 0;
  for (const { shape, results } of sums) offsets.push(results.map(() => (size += sizeOf(shape)) - sizeOf(shape)));
  const parts = declarations.buffer(dtype, tiles * size, "scratch");
  const partOf = ({ counter }: RowRange): View => {
    if (counter === null) return { buffer: parts, offset: (tiles - 1) * size, strides: [1], dynamic: [] };
    return { buffer: parts, offset: 0, strides: [1], dynamic: [{ kind: "counter", counter, stride: size }] };
  };
  const total = (shape: readonly number[], offset: number, view: View): Loop => ({
    ...loop(shape, [load({ buffer: parts, offset, strides: [...stridesOf(shape), size], dynamic: [] })], view),
    reduced: [tiles],
    reductions: [{ fold: "sum", value: 0, dtype }],
  });

  return {
    scan,
    iterations,
    rings,
    totals: new Map(
      sums.map(({ step, shape, results }, n) => [step, results.map((view, k) => total(shape, offsets[n]![k]!, view))]),
    ),
    begin: (range) => loop([size], [{ op: "constant", dtype, value: 0 }], partOf(range)),
    afterChunk: (range, chunk, own) => {
      const { first, counter } = range;
      const products = declarations.buffer(dtype, size, "private");
      /** A view of one chunk of the tile's rows. */
      const placed = (view: View): View => {
        const [time, row, ...others] = view.strides as [number, number, ...number[]];
        const isFound = isOwn(view.buffer);
        const block = isFound ? range.length * row : time;
        const dynamic: DynamicIndex[] = [{ kind: "counter", counter: chunk, stride: block * iterations }];
        if (isFound) {
          const buffer = own.get(view.buffer)!;
          return { ...view, buffer, strides: [block, row, ...others], dynamic: rings.has(view.buffer) ? [] : dynamic };
        }
        if (counter !== null) dynamic.push({ kind: "counter", counter, stride: row * length });
        return { ...view, offset: view.offset + first * row, dynamic: [...view.dynamic, ...dynamic.filter(moves)] };
      };
      const steps = sums.flatMap((sum, n): Step[] => {
        const copies: Step[] = [];
        const readings = sum.readings.map((reading) => {
          const view = placed(reading.view);
          if (!isCopied(sum, reading)) return view;
          const shape = [iterations, range.length, ...reading.lengths];
          const buffer = declarations.buffer(dtype, sizeOf(shape), "private");
          const copy: View = { buffer, offset: 0, strides: stridesOf(shape), dynamic: [] };
          copies.push(loop(shape, [load(view)], copy));
          return copy;
        });
        const results = offsets[n]!.map((offset): View => {
          return { buffer: products, offset, strides: stridesOf(sum.shape), dynamic: [] };
        });
        return [...copies, sum.again(readings, results, iterations, range.length)];
      });
      const part = partOf(range);
      const more: View = { buffer: products, offset: 0, strides: [1], dynamic: [] };
      const sum: Expression = { op: "binary", dtype, name: "add", x: 0, y: 1 };
      return [...steps, loop([size], [load(part), load(more), sum], part)];
    },
  };
}
