import type { Device, DType, TypedArray } from "@proj/array";
import type { Jaxpr } from "@proj/array/core";
import type { PackedResult } from "./lower/packed-result.ts";
import type { Program, Step } from "./program/program.ts";
import type { Work } from "./program/work.ts";

/** A compiled program, whatever runs it. */
export interface Executable {
  /** The bytes of the compiled artefact. */
  readonly byteSize: number;
}

/** A compiled program that computes on host memory, at once. */
export interface HostExecutable extends Executable {
  /**
   * Runs the program.
   *
   * @param inputs - one per argument, row-major; only read.
   * @param outputs - one per result: an array of the right size, which is written, or null for a new one of the kind in which
   *   the program holds it.
   * @param areFixed - whether nobody ever changes the inputs, so that one that is given again needs not be copied again. Default
   *   false.
   * @returns the results.
   */
  run(inputs: readonly TypedArray[], outputs: readonly (TypedArray | null)[], areFixed?: boolean): TypedArray[];
}

/** How much a target computes at once; see `schedule/many-at-once.ts`. */
export interface ParallelSizes {
  /** Bytes of the memory that one position of tiles can have to itself: the private buffers together. */
  readonly privateBytes: number;
  /** How many results of one workgroup each keep the target busy; long folds with fewer are cut into partial ones. */
  readonly width: number;
  /** Scalar operations up to which a step is not worth spreading: neighbours in a chain run together in one tile. */
  readonly smallStep: number;
}

/** What a target that computes many things at once brings for its programs; `manyAtOnce` makes it. */
export interface Parallelism extends ParallelSizes {
  /** Whether a step is too small to be spread. */
  isSmall(step: Step, work: Work): boolean;
  /** Arranges a program's steps in few and wide ones. */
  schedule(program: Program<"tiled">, limits: TargetLimits): Program<"scheduled">;
  /** How many dispatches steps take. */
  dispatchesOf(steps: readonly Step[]): number;
}

/** How programs are cut for a target that runs them on a few threads; the cuts are the same whatever their number. */
export interface Threading {
  /** From which effort on a step is worth cutting; see `program/effort.ts`. */
  readonly leastEffort: number;
  /** What effort there must be for each element of arguments and results, since memory that threads share is slower to fill. */
  readonly leastIntensity: number;
  /** Into how many pieces a step is cut at most. */
  readonly pieces: number;
  /** Whether positions of tiles run at once, so that each thread needs private buffers of its own. */
  readonly atOnce: boolean;
}

/** Makes loops of what repeats in a simplified program, which means the same then; see `simplify/roll.ts`. */
export type RollLoops = (jaxpr: Jaxpr) => Jaxpr;

/** What the passes before a target need to know of it. */
export interface TargetLimits {
  readonly dtypes: readonly DType[];
  /**
   * Two elements of a float16 argument or result share a word, as `packedResult` stores them; null if each has one of its own, as it
   * has in all other buffers.
   */
  readonly packedResult: PackedResult | null;
  /**
   * What becomes of sums and products of float32 numbers that make a detour through float64 in order to be rounded once: for a target
   * without float64 the function `fuseMultiplyAdd`, null for one that computes them as they stand.
   */
  readonly fuseMultiplyAdd: ((steps: readonly Step[]) => readonly Step[]) | null;
  /** Bytes of one element in a buffer. */
  bytesOf(dtype: DType): number;
  /** Elements of the buffer that a {@link Pack} of a k×n matrix fills, or null if the target does not pack this product. */
  packedSize(k: number, n: number, dtype: DType): number | null;
  /** Elements of scratch memory for a product whose right operand is not packed. */
  contractWorkspace(m: number, n: number, k: number, dtype: DType): number;
  /** int32 elements of scratch memory for sorting `rows` runs of `length`. */
  sortWorkspace(rows: number, length: number): number;
  /**
   * Rows in one tile of a scan that can run tile by tile, or null to leave it whole.
   *
   * @param rows - how many rows there are.
   * @param bytesPerRow - what the body reads and writes for one row in one iteration.
   */
  tileRows(rows: number, bytesPerRow: number): number | null;
  /** How many inputs and outputs the target can address where they lie; the others are copied through the arena. */
  readonly bindings: number;
  /** What makes loops again of those that long programs write out: `rollLoops`; null if programs stay as they are written. */
  readonly rollLoops: RollLoops | null;
  /** Null for a target that runs one step after the other. */
  readonly parallelism: Parallelism | null;
  /** Null for a target that has one thread, or very many. */
  readonly threading: Threading | null;
}

/** A code generator with its runtime. */
export interface Target<E extends Executable = HostExecutable> {
  /** For cache keys and messages: `"wasm"`. */
  readonly name: string;
  /** What programs may call it, the most specific name first. Default: its name alone. */
  readonly platforms?: readonly string[];
  readonly limits: TargetLimits;
  compile(program: Program): E;
}

/** A device whose programs this package compiles. */
export interface CompilingDevice<E extends Executable = Executable> extends Device {
  readonly target: Target<E>;
}
