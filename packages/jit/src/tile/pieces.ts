import { sizeOf } from "@proj/array/core";
import { strideAlong, viewsOf } from "../program/accesses.ts";
import { Declarations } from "../program/declarations.ts";
import { effortOf } from "../program/effort.ts";
import { domainOf, freeAxes } from "../program/domain.ts";
import type {
  ComputeStep,
  ControlStep,
  ProcedureStep,
  Program,
  Scan,
  Scatter,
  Sort,
  Step,
  Tiles,
} from "../program/program.ts";
import { isComputeStep, nestedSteps, withNestedSteps } from "../program/walk.ts";
import { Work } from "../program/work.ts";
import { pieceLength } from "../schedule/chunks.ts";
import { splitReduction } from "../schedule/split-reductions.ts";
import type { TargetLimits, Threading } from "../target.ts";
import type { Locality } from "./locality.ts";
import { sliceOf } from "./slice.ts";
import { TileWriter, type RowRange } from "./tile-writer.ts";

/*
 * Steps that are not in tiles, in pieces for a few threads: a step that takes long becomes tiles over ranges of one of its axes. Long
 * folds to few results are first cut in partial ones. The pieces follow from the step alone, not from how many threads there are,
 * so that neither do the results.
 */

/** The axis along which a step is cut, how its pieces are aligned, and how short they may be. */
interface Cut {
  readonly axis: number;
  readonly unit: number;
  readonly least: number;
}

/** How many times sooner threads hear of a step if they are awake from the one before, as they are in programs of long steps. */
const sooner = 8;

/** Positions of an axis from which its pieces are all of about one length. */
const enough = 8;

function cutOf(step: ComputeStep): Cut | null {
  const domain = domainOf(step);
  switch (step.kind) {
    case "loop":
    case "cumulative":
    case "sort": {
      const axis = axisOf(domain.slice(0, freeAxes(step)));
      if (axis === null) return null;
      // Neighbours come in cache lines.
      return areNeighbours(step, axis) ? { axis, unit: 16, least: 64 } : { axis, unit: 1, least: 1 };
    }
    case "contract": {
      const rank = step.batch.length;
      const batch = step.batch.findIndex((length) => length >= enough);
      if (batch >= 0) return { axis: batch, unit: 1, least: 1 };
      // Pieces of columns read all rows of the left operand, and pieces of rows pack all columns of the right one.
      if (!step.rhs.packed && step.n >= step.m) return { axis: rank + 1, unit: 8, least: 32 };
      return { axis: rank, unit: 6, least: 48 };
    }
    case "procedure": {
      const axis = axisOf(step.batch);
      return axis === null ? null : { axis, unit: 1, least: 1 };
    }
    case "pack":
    case "scatter":
    case "callback":
      return null;
  }
}

/** The first axis that is long enough for pieces, or else the longest; null if there is none. */
function axisOf(lengths: readonly number[]): number | null {
  const first = lengths.findIndex((length) => length >= enough);
  if (first >= 0) return first;
  return lengths.length === 0 ? null : lengths.indexOf(Math.max(...lengths));
}

/** Whether threads can share a step from the inside. */
function canBeShared(step: ComputeStep): step is ProcedureStep | Sort | Scatter {
  return step.kind === "procedure" || step.kind === "sort" || (step.kind === "scatter" && hasLargeWindowsApart(step));
}

/** Windows of fewer elements take less time to write than every thread takes to read all indices. */
const leastWindow = 8;

/**
 * Whether updates at different places never touch the same element, so that it is enough that those at one place keep their order, and
 * are long.
 */
function hasLargeWindowsApart({ domain, target, indices }: Scatter): boolean {
  const isInWindow = domain.map((_, axis) => indices.every(({ value }) => (value.strides[axis] ?? 0) === 0));
  if (sizeOf(domain.filter((_, axis) => isInWindow[axis])) < leastWindow) return false;
  const extent = domain.reduce((sum, length, axis) => sum + (length - 1) * Math.abs(target.strides[axis]!), 1);
  const isOutside = domain.some((_, axis) => !isInWindow[axis] && target.strides[axis] !== 0);
  // Places are multiples of what divides all strides.
  const apart = indices.reduce((divisor, { stride }) => greatestCommonDivisor(divisor, Math.abs(stride)), 0);
  return !isOutside && indices.every(({ stride }) => stride > 0) && apart >= extent;
}

const greatestCommonDivisor = (x: number, y: number): number => (y === 0 ? x : greatestCommonDivisor(y, x % y));

/** How many elements arguments and results have, which are copied to and from the memory that threads share. */
function elementsOutside({ inputs, outputs, buffers }: Program<"scheduled">): number {
  return [...inputs, ...outputs].reduce<number>((sum, id) => sum + (id === null ? 0 : buffers[id]!.size), 0);
}

/** Whether the elements along an axis lie side by side where a step reads them, or writes them if it reads none. */
function areNeighbours(step: ComputeStep, axis: number): boolean {
  const views = viewsOf(step);
  const read = views.filter(({ writes }) => !writes);
  return (read.length > 0 ? read : views).some((access) => Math.abs(strideAlong(access, axis)) === 1);
}

class Cutter {
  readonly declarations: Declarations;
  readonly #limits: TargetLimits;
  readonly #threading: Threading;
  readonly #work: Work;

  constructor(program: Program<"scheduled">, limits: TargetLimits, threading: Threading) {
    this.declarations = new Declarations(program);
    this.#limits = limits;
    this.#threading = threading;
    this.#work = new Work(this.declarations.buffers);
  }

  steps(steps: readonly Step[]): Step[] {
    return steps.flatMap((step) => (isComputeStep(step) ? this.#compute(step) : [this.#control(step)]));
  }

  /** The effort of the steps that are worth cutting. */
  effortOfLong(steps: readonly Step[]): number {
    return steps.reduce((sum, step) => {
      const effort = effortOf(step);
      const inside = isComputeStep(step) ? 0 : this.effortOfLong(nestedSteps(step).flat());
      return sum + Math.max(inside, effort < this.#threading.leastEffort ? 0 : effort);
    }, 0);
  }

  #control(step: ControlStep): Step {
    switch (step.kind) {
      case "scan":
      case "while":
      case "cond":
        return withNestedSteps(step, (nested) => this.steps(nested));
      case "tiles":
      case "group":
        return step;
    }
  }

  #compute(step: ComputeStep): readonly Step[] {
    const { leastEffort, pieces } = this.#threading;
    if (effortOf(step) < leastEffort / sooner) return [step];
    const parts =
      step.kind === "loop"
        ? splitReduction(step, this.declarations, this.#work, {
            privateBytes: 0,
            width: pieces,
            smallStep: leastEffort / 16,
          })
        : null;
    return parts === null ? [this.#inPieces(step)] : this.steps(parts);
  }

  #inPieces(step: ComputeStep): Step {
    const whole = canBeShared(step) ? { ...step, shared: true } : step;
    const cut = cutOf(step);
    if (cut === null) return whole;
    const rows = domainOf(step)[cut.axis]!;
    const length = pieceLength(rows, this.#threading.pieces, cut);
    const count = Math.floor(rows / length);
    if (count < 2 && rows - length < length / 2) return whole;
    const tiles = [this.#tiles(step, cut.axis, count, { first: 0, length, counter: this.declarations.counter(count) })];
    const rest = rows - count * length;
    if (rest > 0) tiles.push(this.#tiles(step, cut.axis, 1, { first: count * length, length: rest, counter: null }));
    return tiles.length === 1 ? tiles[0]! : { kind: "group", steps: tiles };
  }

  #tiles(step: ComputeStep, axis: number, count: number, range: RowRange): Tiles {
    const scan: Scan = { kind: "scan", counter: -1, length: 1, reverse: false, carries: [], body: [step] };
    const locality: Locality = { rows: domainOf(step)[axis]!, strides: new Map(), axes: new Map([[step, axis]]) };
    const slice = sliceOf(scan, [step], []);
    const writer = new TileWriter(this.declarations, this.#limits, locality, slice, range, new Map());
    const counter = range.counter ?? this.declarations.counter(1);
    return { kind: "tiles", counter, count, body: [writer.compute(step)] };
  }
}

/**
 * Cuts the long steps of a program in pieces for a target with a few threads.
 *
 * @param program - what `schedule` gave.
 * @param limits - what the target can do; without threading no step changes.
 * @returns a program that means the same.
 * @example
 * import { makeJaxpr, ones, type NDArray } from "@proj/array";
 * import { cutForThreads, interpreter, lower, schedule, simplify, tileScans } from "@proj/jit/core";
 * const { limits } = interpreter({ threading: { leastEffort: 1000, leastIntensity: 0, pieces: 4, atOnce: true } });
 * const { jaxpr } = makeJaxpr((x: NDArray) => x.add(1))(ones(8192));
 * const program = schedule(tileScans(lower("increment", simplify(jaxpr), limits), limits), limits);
 * cutForThreads(program, limits).steps.map((step) => step.kind === "tiles" && step.count); // → [4]
 */
export function cutForThreads(program: Program<"scheduled">, limits: TargetLimits): Program<"scheduled"> {
  if (limits.threading === null) return program;
  const cutter = new Cutter(program, limits, limits.threading);
  const effort = cutter.effortOfLong(program.steps);
  if (effort === 0 || effort < limits.threading.leastIntensity * elementsOutside(program)) return program;
  const steps = cutter.steps(program.steps);
  return { ...program, buffers: cutter.declarations.buffers, steps };
}
