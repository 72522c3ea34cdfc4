import { booleanOption, listOption, numberOption, type OptionReaders } from "@proj/array/core";

/** Which values of the solution are kept. */
export interface SaveAt {
  /** The initial state; default false. */
  readonly t0?: boolean;
  /** The final state; default false, or true when nothing else is asked for. */
  readonly t1?: boolean;
  /** Times between t0 and t1, in the order of integration; their states are interpolated within steps. */
  readonly ts?: readonly number[];
}

/** How each field of {@link SaveAt} is read. */
export const saveAtReaders: OptionReaders<SaveAt> = {
  t0: booleanOption,
  t1: booleanOption,
  ts: listOption(numberOption),
};
