import type { NDArray } from "@proj/array";
import {
  booleanOption,
  isNDArray,
  listOption,
  numberOption,
  wrongOption,
  type OptionReader,
  type OptionReaders,
} from "@proj/array/core";

/** Which values of the solution are kept. */
export interface SaveAt {
  /** The initial state; default false. */
  readonly t0?: boolean;
  /** The final state; default false, or true when nothing else is asked for. */
  readonly t1?: boolean;
  /** Times between t0 and t1, in the order of integration, a list or a vector; their states are interpolated within steps. */
  readonly ts?: readonly number[] | NDArray;
}

const timeList = listOption(numberOption);

/** Reads times from a list, or from a vector whose values are known. */
const timesOption: OptionReader<readonly number[] | NDArray> = (value, place) => {
  if (!isNDArray(value)) return timeList(value, place);
  if (value.ndim === 1 && value.tracing === null) return value;
  throw wrongOption(place, value, "a list of numbers, or a vector that is not traced");
};

/** How each field of {@link SaveAt} is read. */
export const saveAtReaders: OptionReaders<SaveAt> = {
  t0: booleanOption,
  t1: booleanOption,
  ts: timesOption,
};

/** The times as numbers. */
export function timesOf({ ts = [] }: SaveAt): readonly number[] {
  return isNDArray(ts) ? Array.from(ts.dataSync()) : ts;
}
