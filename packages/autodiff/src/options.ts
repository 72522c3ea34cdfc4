import { booleanOption, positionsOption, readOptions, type OptionReader, type OptionReaders } from "@proj/array/core";
import type { Argnums } from "./argnums.ts";

/*
 * Readers of the options that transformations share.
 */

/** Reads positions of arguments: one, or a list. */
export const argnumsOption: OptionReader<Argnums> = positionsOption();

/** Options of transformations whose function may return more than is differentiated. */
export interface AuxOptions {
  /** Whether the function returns a pair `[result, aux]`, of which only the first is differentiated. Default false. */
  readonly hasAux?: boolean;
}

const auxReaders: OptionReaders<AuxOptions> = { hasAux: booleanOption };

/** Whether the function returns a pair of result and further values. */
export function readHasAux(operation: string, options: AuxOptions | undefined): boolean {
  return readOptions<AuxOptions>(operation, options, auxReaders).hasAux ?? false;
}
