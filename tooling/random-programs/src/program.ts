import type { AbstractArray, NDArray } from "@proj/array";

/** A program with the types of its arguments. */
export interface RandomProgram {
  readonly seed: number;
  readonly types: readonly AbstractArray[];
  /** Arguments; floats lie between -1 and 1 unless the program says otherwise. */
  readonly operands: () => readonly NDArray[];
  /** The program; may be called with concrete or traced arrays. */
  readonly apply: (args: readonly NDArray[]) => readonly NDArray[];
}
