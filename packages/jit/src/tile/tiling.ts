import { privateBytesOf } from "../plan-memory.ts";
import { accessesOf, carriesWithin, countersWithin, strideAlong } from "../program/accesses.ts";
import { domainOf, withLength, workspaceSize } from "../program/domain.ts";
import { effortOf } from "../program/effort.ts";
import type { BufferId, BufferSpec, Loop, Scan, Step, Tiles, View } from "../program/program.ts";
import type { Declarations } from "../program/declarations.ts";
import { pieceLength, withoutRest } from "../schedule/chunks.ts";
import type { TargetLimits } from "../target.ts";
import type { Locality } from "./locality.ts";
import type { RowSums } from "./row-sums.ts";
import { sliceOf, type Slice } from "./slice.ts";
import type { Surroundings } from "./surroundings.ts";
import { TileWriter, type RowRange } from "./tile-writer.ts";

/** With fewer rows, what all rows need, such as weights, is read too often. */
const leastRowsOfPiece = 16;

/** The tiles of one scan. */
export class Tiling {
  readonly slice: Slice;
  readonly #declarations: Declarations;
  readonly #limits: TargetLimits;
  readonly #scan: Scan;
  readonly #locality: Locality;
  readonly #surroundings: Surroundings;
  /** The sums that the tiles take; null for none. */
  readonly #sums: RowSums | null;
  /** Buffers that the body writes and the tiles need. */
  readonly #written: readonly BufferId[];
  /** Buffers of rows that nothing but the body needs; they stay outside where private memory is short. */
  readonly #temporaries: readonly BufferId[];
  #outside = new Set<BufferId>();

  constructor(
    declarations: Declarations,
    limits: TargetLimits,
    scan: Scan,
    locality: Locality,
    surroundings: Surroundings,
    sums: RowSums | null = null,
  ) {
    this.#declarations = declarations;
    this.#limits = limits;
    this.#scan = scan;
    this.#locality = locality;
    this.#surroundings = surroundings;
    this.#sums = sums;
    this.slice = sliceOf(
      scan,
      locality.axes.keys(),
      scan.carries.flatMap(({ current }) => (this.#isShared(current) ? [] : [current])),
    );
    this.#written = [...locality.strides.keys()].filter(
      (buffer) => this.slice.buffers.has(buffer) || !this.#isShared(buffer),
    );
    const carried = new Set(carriesWithin([scan]).flatMap(({ current, next }) => [current, next]));
    this.#temporaries = this.#written.filter(
      (buffer) => !this.#isShared(buffer) && !carried.has(buffer) && !surroundings.touched.has(buffer),
    );
    for (const buffer of this.#written)
      if (!this.#isShared(buffer) && !carried.has(buffer) && surroundings.touched.has(buffer))
        this.#outside.add(buffer);
  }

  #isShared(buffer: BufferId): boolean {
    return this.#locality.strides.get(buffer) === null;
  }

  /** How many rows a tile has; null if the target wants no tiles, or none fits. Decides what is private. */
  tileLength(): number | null {
    const { rows } = this.#locality;
    const { parallelism } = this.#limits;
    const wanted = this.#limits.tileRows(rows, this.#bytesPerRow());
    const piece = this.#rowsOfPiece();
    if (piece !== null && piece < (wanted ?? rows)) return withoutRest(rows, piece);
    if (wanted === null) return null;
    if (parallelism === null) return withoutRest(rows, Math.min(wanted, rows));
    const always = new Set(this.#outside);
    for (let length = Math.min(wanted, rows); length >= 1; length = Math.floor(length / 2)) {
      this.#outside = new Set(always);
      const largestFirst = [...this.#temporaries].sort((a, b) => this.#size(a) - this.#size(b));
      for (;;) {
        if (this.#privateBytes(length) <= parallelism.privateBytes) return withoutRest(rows, length);
        const largest = largestFirst.pop();
        if (largest === undefined) break;
        this.#outside.add(largest);
      }
    }
    return null;
  }

  /** The rows of a tile that is short enough for every thread to get some; null if the scan is not worth threads. */
  #rowsOfPiece(): number | null {
    const { threading } = this.#limits;
    if (threading === null || effortOf(this.#scan) < threading.leastEffort) return null;
    const { rows } = this.#locality;
    return pieceLength(rows, threading.pieces, { unit: 4, least: leastRowsOfPiece });
  }

  /** The tiles of a scan, and what must be computed besides. */
  steps(length: number): Step[] {
    const { rows } = this.#locality;
    const count = Math.floor(rows / length);
    const rest = rows - count * length;
    const tiles: Step[] = [this.#tiles(count, { first: 0, length, counter: this.#declarations.counter(count) })];
    if (rest > 0) tiles.push(this.#tiles(1, { first: count * length, length: rest, counter: null }));
    const steps: Step[] = this.#limits.threading !== null && rest > 0 ? [{ kind: "group", steps: tiles }] : tiles;
    const shared = [...this.#locality.strides.keys()].filter(
      (buffer) => this.#isShared(buffer) && this.#surroundings.read.has(buffer),
    );
    if (shared.length > 0) {
      const slice = sliceOf(this.#scan, [], shared);
      steps.push(
        new TileWriter(this.#declarations, this.#limits, this.#locality, slice, null, new Map()).scan(this.#scan),
      );
    }
    return steps;
  }

  #tiles(count: number, range: RowRange): Tiles {
    const sums = this.#sums;
    const own = new Map<BufferId, BufferId>();
    for (const buffer of this.#written) {
      if (this.#outside.has(buffer)) continue;
      const { dtype } = this.#declarations.buffers[buffer]!;
      own.set(buffer, this.#declarations.buffer(dtype, this.#ownSize(buffer, range.length), "private"));
    }
    const writer = new TileWriter(this.#declarations, this.#limits, this.#locality, this.slice, range, own, sums);
    const carried = this.#scan.carries.filter(({ current }) => own.has(current));
    const starts = new Set(carried.map(({ current }) => current));
    const ends = [...new Set(carriesWithin([this.#scan]).flatMap(({ current, next }) => [current, next]))].filter(
      (buffer) => own.has(buffer) && !this.#isShared(buffer) && this.#surroundings.read.has(buffer),
    );
    const counter = range.counter ?? this.#declarations.counter(1);
    const begin = sums === null ? [] : [sums.begin(range)];
    const scan = withoutLoop(writer.scan(this.#scan));
    const body = [
      ...this.#copies(starts, own, range, "in"),
      ...begin,
      ...scan,
      ...this.#copies(ends, own, range, "out"),
    ];
    return { kind: "tiles", counter, count, body };
  }

  /** Copies rows, or shared values, between the tile's own buffers and those outside; one loop for equal shapes. */
  #copies(
    buffers: Iterable<BufferId>,
    own: ReadonlyMap<BufferId, BufferId>,
    { first, length, counter }: RowRange,
    direction: "in" | "out",
  ): Loop[] {
    const loops = new Map<string, Loop>();
    for (const buffer of buffers) {
      const { dtype } = this.#declarations.buffers[buffer]!;
      const stride = this.#locality.strides.get(buffer) ?? null;
      const size = this.#size(buffer);
      const run = stride === null ? size : stride * length;
      const block = stride === null ? size : stride * this.#locality.rows;
      const parallel = size === block ? [run] : [size / block, run];
      const view = (id: BufferId, period: number): View => {
        return { buffer: id, offset: 0, strides: size === block ? [1] : [period, 1], dynamic: [] };
      };
      const outer: View = {
        ...view(buffer, block),
        offset: stride === null ? 0 : stride * first,
        dynamic: stride === null || counter === null ? [] : [{ kind: "counter", counter, stride: run }],
      };
      const inner = view(own.get(buffer)!, run);
      const [from, to] = direction === "in" ? [outer, inner] : [inner, outer];
      const loop = loops.get(parallel.join()) ?? {
        kind: "loop",
        parallel,
        reduced: [],
        expressions: [],
        reductions: [],
        stores: [],
      };
      loops.set(parallel.join(), {
        ...loop,
        expressions: [...loop.expressions, { op: "load", dtype, view: from }],
        stores: [...loop.stores, { view: to, value: loop.expressions.length }],
      });
    }
    return [...loops.values()];
  }

  #size(buffer: BufferId): number {
    return this.#declarations.buffers[buffer]!.size;
  }

  #privateSize(buffer: BufferId, length: number): number {
    return this.#isShared(buffer) ? this.#size(buffer) : (this.#size(buffer) / this.#locality.rows) * length;
  }

  #ownSize(buffer: BufferId, length: number): number {
    const sums = this.#sums;
    const whole = this.#privateSize(buffer, length);
    return sums?.rings.has(buffer) === true ? (whole / sums.scan.length) * sums.iterations : whole;
  }

  /** The bytes of the arrays that a tile has to itself. */
  ownBytes(length: number): number {
    return this.#written
      .filter((buffer) => !this.#outside.has(buffer))
      .reduce(
        (sum, id) => sum + this.#ownSize(id, length) * this.#limits.bytesOf(this.#declarations.buffers[id]!.dtype),
        0,
      );
  }

  /** The memory of one tile: what planning will find when it sees this scan on fewer rows. */
  #privateBytes(length: number): number {
    const own = new Map<BufferId, number>();
    for (const buffer of this.#written)
      if (!this.#outside.has(buffer)) own.set(buffer, this.#privateSize(buffer, length));
    for (const step of this.slice.steps) {
      if (step.kind === "procedure") for (const workspace of step.workspaces) own.set(workspace, this.#size(workspace));
      if ((step.kind !== "sort" && step.kind !== "contract") || step.workspace === null) continue;
      const axis = this.#locality.axes.get(step);
      const cut = axis === undefined ? step : withLength(step, axis, length);
      own.set(step.workspace, workspaceSize(cut, this.#limits));
    }
    const buffers = this.#declarations.buffers.map(({ dtype, size, role }, buffer): BufferSpec => {
      const privateSize = own.get(buffer);
      return privateSize === undefined ? { dtype, size, role } : { dtype, size: privateSize, role: "private" };
    });
    const tiles: Tiles = { kind: "tiles", counter: -1, count: 1, body: [this.#scan] };
    return privateBytesOf(buffers, [tiles], this.#limits);
  }

  /** What the body reads and writes for one row in one iteration. */
  #bytesPerRow(): number {
    const elements = new Map<BufferId, number>();
    for (const [step, axis] of this.#locality.axes) {
      const domain = domainOf(step);
      for (const access of accessesOf(step)) {
        if (access.kind !== "view" || strideAlong(access, axis) === 0) continue;
        const { buffer, view } = access;
        const count = view.strides.reduce((product, stride, n) => {
          const own = access.axes[n]!;
          return own === axis || stride === 0 ? product : product * domain[own]!;
        }, 1);
        elements.set(buffer, Math.max(count, elements.get(buffer) ?? 0));
      }
    }
    const bytes = [...elements].map(
      ([buffer, count]) => count * this.#limits.bytesOf(this.#declarations.buffers[buffer]!.dtype),
    );
    return bytes.reduce((sum, one) => sum + one, 0);
  }
}

/** What a scan does; once and without carries that move, it needs no loop. */
function withoutLoop(scan: Scan): readonly Step[] {
  const isPlain =
    scan.length === 1 &&
    scan.carries.every(({ current, next }) => current === next) &&
    !countersWithin(scan.body).has(scan.counter);
  return isPlain ? scan.body : [scan];
}
