import type { NDArray } from "@proj/array";
import type { AbstractArray } from "@proj/array/core";

/** A program with the types of its arguments. */
export interface RandomProgram {
  readonly seed: number;
  readonly types: readonly AbstractArray[];
  /** Arguments; floats lie between -1 and 1 unless the program says otherwise. */
  readonly operands: () => readonly NDArray[];
  /** The program; may be called with concrete or traced arrays. */
  readonly apply: (args: readonly NDArray[]) => readonly NDArray[];
}
