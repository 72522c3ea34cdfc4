import type { DType, TypedArray } from "@proj/array";
import type { Program } from "./program.ts";

/** A compiled program. */
export interface Executable {
  /**
   * Runs the program.
   *
   * @param inputs - one per argument, row-major; only read.
   * @param outputs - one per result, of the right size; written.
   */
  run(inputs: readonly TypedArray[], outputs: readonly TypedArray[]): void;
  /** The bytes of the compiled artefact. */
  readonly byteSize: number;
  /** The compiled artefact as text, for people. */
  toText(): string;
}

/** What the middle-end has to know of a target. */
export interface TargetLimits {
  readonly dtypes: readonly DType[];
  /** Elements of the buffer that a {@link Pack} of a k×n matrix fills, or null if the target does not pack this product. */
  packedSize(k: number, n: number, dtype: DType): number | null;
  /** Elements of scratch memory for a product whose right operand is not packed. */
  contractWorkspace(m: number, n: number, k: number, dtype: DType): number;
}

/** A code generator with its runtime. */
export interface Target {
  /** For cache keys and messages: `"wasm"`. */
  readonly name: string;
  readonly limits: TargetLimits;
  compile(program: Program): Executable;
}
