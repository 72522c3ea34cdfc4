import { sizeOf, stridesOf } from "@proj/array/core";
import { accessesOf, accessesWithin, carriesWithin, writtenBuffers, type Access } from "../program/accesses.ts";
import type { Declarations } from "../program/declarations.ts";
import type {
  BufferId,
  Contract,
  CounterId,
  DynamicIndex,
  Expression,
  Loop,
  Scan,
  Step,
  View,
} from "../program/program.ts";
import type { TargetLimits } from "../target.ts";
import type { Locality } from "./locality.ts";
import type { RowRange } from "./tile-writer.ts";

/*
 * Sums over the rows and the iterations of a scan, such as the gradients of weights: products and folds that come after the scan and
 * read what it stacks along its iterations. A tile takes its part of each sum itself, some iterations at a time, while what is summed
 * up is still near. Stacks that nobody else reads then need room for these iterations only, and never reach the memory. After the
 * tiles their parts are added up, in order, so that the result does not depend on who computed which.
 *
 * The iterations between two sums are a chunk.
 */

/** Rows times iterations of a chunk: more bring a product nothing, and with fewer its results are read and written too often. */
const deepestChunk = 256;
const shallowestChunk = 64;
/** More chunks would be added up one by one in too few digits. */
const mostChunks = 64;
/** What a chunk stacks should stay in a core's own cache. */
const chunkBytes = 2 ** 19;

type Reader = Contract | Loop;

/** A result of a step that sums up: its shape, and where it is wanted. */
interface Result {
  readonly shape: readonly number[];
  readonly view: View;
  /** Where it begins among the results of all sums. */
  readonly offset: number;
}

/** A step that sums over iterations and rows. */
interface RowSum {
  readonly step: Reader;
  /** Of a loop, the axes of its domain that go along the iterations and the rows. */
  readonly axes: SumAxes;
  readonly results: readonly Result[];
}

interface SumAxes {
  readonly time: number;
  readonly row: number;
}

/** A view of a sum: its strides along the iterations, the rows and everything else, as stride and length. */
interface Reading {
  readonly view: View;
  readonly time: number;
  readonly row: number;
  readonly others: readonly (readonly [stride: number, length: number])[];
}

const moves = (index: DynamicIndex): boolean => index.stride !== 0;

/** Whether offsets from `first` on, with strides that do not go backwards, stay below a limit. */
function staysBelow(first: number, others: Reading["others"], limit: number): boolean {
  if (first < 0 || others.some(([stride]) => stride < 0)) return false;
  return others.reduce((last, [stride, length]) => last + stride * (length - 1), first) < limit;
}

/** The readings of a step if it sums over iterations and rows along these axes. */
function readingsOf(step: Reader, { time, row }: SumAxes, rows: number): Reading[] {
  if (step.kind === "contract") {
    if (step.rhs.packed) return [];
    const [m = 0, k = 0] = step.lhs.strides;
    const [right = 0, n = 0] = step.rhs.view.strides;
    return [
      { view: step.lhs, time: rows * k, row: k, others: [[m, step.m]] },
      { view: step.rhs.view, time: rows * right, row: right, others: [[n, step.n]] },
    ];
  }
  const domain = [...step.parallel, ...step.reduced];
  return step.expressions.flatMap((expression) => {
    if (expression.op !== "load") return [];
    const { view } = expression;
    const others = view.strides.flatMap((stride, axis): [number, number][] =>
      axis === time || axis === row ? [] : [[stride, domain[axis]!]],
    );
    return [{ view, time: view.strides[time]!, row: view.strides[row]!, others }];
  });
}

/** The axes along which a step may sum over iterations and rows, by their lengths. */
function possibleAxes(step: Step, iterations: number, rows: number): SumAxes[] {
  if (step.kind === "contract") {
    const isPlain = step.dtype === "float32" && step.batch.length === 0 && !step.rhs.packed && !step.accumulate;
    return isPlain && step.k === iterations * rows ? [{ time: 2, row: 2 }] : [];
  }
  if (step.kind !== "loop" || step.reductions.length === 0) return [];
  if (step.reductions.some(({ fold, dtype }) => fold !== "sum" || dtype !== "float32")) return [];
  const first = step.parallel.length;
  const along = (length: number): number[] =>
    step.reduced.flatMap((reduced, axis) => (reduced === length ? [first + axis] : []));
  const axes = along(iterations).flatMap((time) => along(rows).map((row) => ({ time, row })));
  return axes.filter(({ time, row }) => {
    const knows = ({ op, ...rest }: Expression): boolean =>
      op === "gather" || (op === "index" && [time, row].includes((rest as { readonly axis: number }).axis));
    return time !== row && !step.expressions.some(knows);
  });
}

/** Finds the sums of one scan among the steps that follow it. */
class Finder {
  readonly #scan: Scan;
  readonly #locality: Locality;
  readonly #declarations: Declarations;
  readonly #accesses: readonly Access[];
  readonly #carried: ReadonlySet<BufferId>;
  readonly #stacks = new Map<BufferId, number | null>();

  constructor(scan: Scan, locality: Locality, declarations: Declarations) {
    this.#scan = scan;
    this.#locality = locality;
    this.#declarations = declarations;
    this.#accesses = accessesWithin(scan.body);
    this.#carried = new Set(carriesWithin([scan]).flatMap(({ current, next }) => [current, next]));
  }

  /** The stride of rows in a buffer of which iteration t touches the t-th block of all rows, and no other; else null. */
  stackStride(buffer: BufferId): number | null {
    const known = this.#stacks.get(buffer);
    if (known !== undefined) return known;
    const stride = this.#strideOf(buffer);
    this.#stacks.set(buffer, stride);
    return stride;
  }

  #strideOf(buffer: BufferId): number | null {
    const { rows, strides } = this.#locality;
    const stride = strides.get(buffer) ?? null;
    if (stride === null || this.#carried.has(buffer)) return null;
    const block = rows * stride;
    if (this.#declarations.buffers[buffer]!.size !== this.#scan.length * block) return null;
    const own = this.#accesses.filter((access) => access.buffer === buffer);
    return own.every((access) => this.#touchesBlock(access, block)) ? stride : null;
  }

  /** Whether an access touches nothing but its iteration's block. */
  #touchesBlock(access: Access, block: number): boolean {
    if (access.kind !== "view" || access.displaced.length > 0) return false;
    const [index, ...more] = access.view.dynamic.filter(moves);
    if (index?.kind !== "counter" || more.length > 0) return false;
    return index.counter === this.#scan.counter && index.stride === block && access.view.offset < block;
  }

  /** The axes along which a step sums over iterations and rows of what the scan stacks; null if it does not. */
  axesOf(step: Step, writtenBetween: ReadonlySet<BufferId>): SumAxes | null {
    const { rows, strides } = this.#locality;
    const axes = possibleAxes(step, this.#scan.length, rows);
    if (axes.length === 0) return null;
    const reads = accessesOf(step).filter(({ writes }) => !writes);
    if (reads.some(({ buffer }) => writtenBetween.has(buffer))) return null;
    const isOfScan = (buffer: BufferId): boolean => strides.has(buffer) || this.#carried.has(buffer);
    if (reads.some(({ kind, buffer }) => kind !== "view" && isOfScan(buffer))) return null;
    const fits = (chosen: SumAxes): boolean => {
      const ofScan = readingsOf(step as Reader, chosen, rows).filter(({ view }) => isOfScan(view.buffer));
      return ofScan.length > 0 && ofScan.every((reading) => this.#isOfStack(reading));
    };
    return axes.find(fits) ?? null;
  }

  /** Whether a reading finds row r of iteration t where the scan has stacked it. */
  #isOfStack({ view, time, row, others }: Reading): boolean {
    const stride = this.stackStride(view.buffer);
    if (stride === null || view.dynamic.some(moves)) return false;
    return time === this.#locality.rows * stride && row === stride && staysBelow(view.offset, others, stride);
  }
}

/** How many iterations a chunk has; null if no number of them divides all and is of use. */
function chunkLength(iterations: number, rows: number, bytes: number): number | null {
  for (let length = iterations; length >= 1; length--) {
    if (iterations % length !== 0 || iterations > length * mostChunks || length * bytes > chunkBytes) continue;
    const depth = length * rows;
    if (depth < shallowestChunk && length < iterations) return null;
    if (depth <= deepestChunk) return length;
  }
  return null;
}

/** The sums of a scan, taken chunk by chunk in its tiles. */
export class RowSums {
  /** Iterations of a chunk. */
  readonly iterations: number;
  /** The stacks that have room for one chunk only, in each tile. */
  readonly rings: ReadonlySet<BufferId>;
  /** The sums, and the steps that are left in their places. */
  readonly totals: ReadonlyMap<Step, readonly Step[]>;
  readonly #sums: readonly RowSum[];
  readonly #declarations: Declarations;
  readonly #limits: TargetLimits;
  readonly #locality: Locality;
  /** The results of all sums side by side, for every tile. */
  readonly #parts: BufferId;
  readonly #size: number;
  readonly #tiles: number;

  constructor(
    sums: readonly RowSum[],
    iterations: number,
    tiles: number,
    rings: ReadonlySet<BufferId>,
    declarations: Declarations,
    limits: TargetLimits,
    locality: Locality,
  ) {
    this.#sums = sums;
    this.iterations = iterations;
    this.rings = rings;
    this.#declarations = declarations;
    this.#limits = limits;
    this.#locality = locality;
    this.#tiles = tiles;
    const { shape, offset } = sums.at(-1)!.results.at(-1)!;
    this.#size = offset + sizeOf(shape);
    this.#parts = declarations.buffer("float32", tiles * this.#size, "scratch");
    this.totals = new Map(sums.map(({ step, results }) => [step, results.map((result) => this.#total(result))]));
  }

  /** Adds up the parts of all tiles. */
  #total({ shape, view, offset }: Result): Loop {
    const parts: View = { buffer: this.#parts, offset, strides: [...stridesOf(shape), this.#size], dynamic: [] };
    return {
      kind: "loop",
      parallel: shape,
      reduced: [this.#tiles],
      expressions: [{ op: "load", dtype: "float32", view: parts }],
      reductions: [{ fold: "sum", value: 0, dtype: "float32" }],
      stores: [{ view, value: 0 }],
    };
  }

  /** What a tile begins with. */
  begin(range: RowRange): Loop {
    return this.#loop([this.#size], [{ op: "constant", dtype: "float32", value: 0 }], this.#part(range));
  }

  /**
   * What a tile does after each chunk.
   *
   * @param chunk - counts the chunks.
   * @param own - the tile's own buffers, among them the rings.
   */
  afterChunk(range: RowRange, chunk: CounterId, own: ReadonlyMap<BufferId, BufferId>): Step[] {
    const products = this.#declarations.buffer("float32", this.#size, "private");
    const out = ({ shape, offset }: Result): View => {
      return { buffer: products, offset, strides: stridesOf(shape), dynamic: [] };
    };
    const steps = this.#sums.flatMap(({ step, axes, results }): Step[] =>
      step.kind === "contract"
        ? this.#product(step, out(results[0]!), range, chunk, own)
        : [this.#fold(step, axes, results.map(out), range, chunk, own)],
    );
    const part = this.#part(range);
    const load = (view: View): Expression => ({ op: "load", dtype: "float32", view });
    const sum: Expression = { op: "binary", dtype: "float32", name: "add", x: 0, y: 1 };
    const more: View = { buffer: products, offset: 0, strides: [1], dynamic: [] };
    return [...steps, this.#loop([this.#size], [load(part), load(more), sum], part)];
  }

  /** The results of one tile. */
  #part({ counter }: RowRange): View {
    const size = this.#size;
    const base = { buffer: this.#parts, strides: [1] };
    if (counter === null) return { ...base, offset: (this.#tiles - 1) * size, dynamic: [] };
    return { ...base, offset: 0, dynamic: [{ kind: "counter", counter, stride: size }] };
  }

  #fold(
    step: Loop,
    axes: SumAxes,
    out: readonly View[],
    range: RowRange,
    chunk: CounterId,
    own: ReadonlyMap<BufferId, BufferId>,
  ): Loop {
    const first = step.parallel.length;
    return {
      ...step,
      reduced: step.reduced.with(axes.time - first, this.iterations).with(axes.row - first, range.length),
      expressions: step.expressions.map((expression) => {
        if (expression.op !== "load") return expression;
        return { ...expression, view: this.#placed(expression.view, axes, range, chunk, own) };
      }),
      stores: step.stores.map((store, n) => ({ ...store, view: out[n]! })),
    };
  }

  /** A product of operands whose rows and iterations are one axis. */
  #product(step: Contract, out: View, range: RowRange, chunk: CounterId, own: ReadonlyMap<BufferId, BufferId>): Step[] {
    const { m, n } = step;
    const k = this.iterations * range.length;
    const [left, right] = readingsOf(step, { time: 2, row: 2 }, this.#locality.rows) as [Reading, Reading];
    const [lhs, rhs] = [left, right].map((reading) => this.#operand(reading, range, chunk, own)) as [Operand, Operand];
    const size = this.#limits.contractWorkspace(m, n, k, step.dtype);
    return [
      ...lhs.copy,
      ...rhs.copy,
      {
        ...step,
        k,
        lhs: { ...lhs.view, strides: lhs.view.strides.toReversed() },
        rhs: { packed: false, view: rhs.view },
        out,
        workspace: size === 0 ? null : this.#declarations.buffer(step.dtype, size, "private"),
      },
    ];
  }

  /** A chunk of an operand, over rows and then the other axis; rings have it, others are copied. */
  #operand(
    { view, time, row, others }: Reading,
    range: RowRange,
    chunk: CounterId,
    own: ReadonlyMap<BufferId, BufferId>,
  ): Operand {
    const [stride, width] = others[0]!;
    const all: View = { ...view, strides: [time, row, stride] };
    const placed = this.#placed(all, { time: 0, row: 1 }, range, chunk, own);
    if (this.rings.has(view.buffer)) return { copy: [], view: { ...placed, strides: placed.strides.slice(1) } };
    const shape = [this.iterations, range.length, width];
    const buffer = this.#declarations.buffer("float32", sizeOf(shape), "private");
    const dense: View = { buffer, offset: 0, strides: stridesOf(shape), dynamic: [] };
    const copy = this.#loop(shape, [{ op: "load", dtype: "float32", view: placed }], dense);
    return { copy: [copy], view: { ...dense, strides: [width, 1] } };
  }

  /** A view of one chunk of a tile's rows. */
  #placed(
    view: View,
    { time, row }: SumAxes,
    { first, length, counter }: RowRange,
    chunk: CounterId,
    own: ReadonlyMap<BufferId, BufferId>,
  ): View {
    const ofTime = view.strides[time]!;
    const ofRow = view.strides[row]!;
    if (this.rings.has(view.buffer)) {
      const buffer = own.get(view.buffer)!;
      return { buffer, offset: view.offset, strides: view.strides.with(time, length * ofRow), dynamic: [] };
    }
    const dynamic: DynamicIndex[] = [{ kind: "counter", counter: chunk, stride: ofTime * this.iterations }];
    if (counter !== null) dynamic.push({ kind: "counter", counter, stride: ofRow * length });
    return { ...view, offset: view.offset + first * ofRow, dynamic: [...view.dynamic, ...dynamic.filter(moves)] };
  }

  #loop(parallel: readonly number[], expressions: readonly Expression[], to: View): Loop {
    const stores = [{ view: to, value: expressions.length - 1 }];
    return { kind: "loop", parallel, reduced: [], expressions, reductions: [], stores };
  }
}

/** An operand of a product: the view of its rows, and how they come there. */
interface Operand {
  readonly copy: readonly Step[];
  readonly view: View;
}

/**
 * The sums over rows and iterations that the tiles of a scan can take; null if there are none.
 *
 * @param length - the rows of a tile.
 * @param after - the steps that follow the scan.
 * @param touchedBesides - what other steps of the program touch than the scan and some sums.
 */
export function rowSumsOf(
  scan: Scan,
  locality: Locality,
  length: number,
  after: readonly Step[],
  declarations: Declarations,
  limits: TargetLimits,
  touchedBesides: (sums: readonly Step[]) => ReadonlySet<BufferId>,
): RowSums | null {
  const finder = new Finder(scan, locality, declarations);
  const sums: RowSum[] = [];
  const writtenBetween = new Set<BufferId>();
  let offset = 0;
  for (const step of after) {
    const axes = finder.axesOf(step, writtenBetween);
    for (const buffer of writtenBuffers([step])) writtenBetween.add(buffer);
    if (axes === null || (step.kind !== "contract" && step.kind !== "loop")) continue;
    const shape = step.kind === "contract" ? [step.m, step.n] : step.parallel;
    const views = step.kind === "contract" ? [step.out] : step.stores.map(({ view }) => view);
    const results = views.map((view): Result => {
      const result = { shape, view, offset };
      offset += sizeOf(shape);
      return result;
    });
    sums.push({ step, axes, results });
  }
  if (sums.length === 0 || offset === 0) return null;
  const touched = touchedBesides(sums.map(({ step }) => step));
  const rings = new Set<BufferId>();
  let elements = 0;
  for (const { step, axes } of sums) {
    for (const { view, others } of readingsOf(step, axes, locality.rows)) {
      const stride = finder.stackStride(view.buffer);
      if (stride !== null && !touched.has(view.buffer)) {
        if (!rings.has(view.buffer)) elements += stride;
        rings.add(view.buffer);
      } else if (step.kind === "contract") elements += others[0]![1];
    }
  }
  const iterations = chunkLength(scan.length, length, elements * length * limits.bytesOf("float32"));
  if (iterations === null) return null;
  const tiles = Math.ceil(locality.rows / length);
  return new RowSums(sums, iterations, tiles, rings, declarations, limits, locality);
}
