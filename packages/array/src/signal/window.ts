import { choiceOption, UsageError, type OptionReader } from "@proj/tree/core";
import { convert, toArray, type ArrayLike } from "../core/operands.ts";
import { arrayOption } from "../core/options.ts";
import type { DType } from "../core/types/dtype.ts";
import { full } from "../lax/elementwise.ts";
import { sliceInDim } from "../lax/movement.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { bartlett, blackman, hamming, hanning } from "../numpy/windows.ts";

/** The windows that have a name; others are given as arrays. */
export type WindowName = "hann" | "hamming" | "blackman" | "bartlett" | "boxcar";

const windows: { readonly [W in WindowName]: (length: number) => NDArray } = {
  hann: hanning,
  hamming,
  blackman,
  bartlett,
  boxcar: (length) => full([length], 1),
};

const nameOption = choiceOption(...(Object.keys(windows) as WindowName[]));

/** Reads a window: its name, or its values. */
export const windowOption: OptionReader<WindowName | ArrayLike> = (value, place) =>
  typeof value === "string" ? nameOption(value, place) : arrayOption(value, place);

/** A window by its name: one period of what goes on periodically. */
export const namedWindow = (name: WindowName, length: number, dtype: DType): NDArray =>
  convert(length === 1 ? full([1], 1) : sliceInDim(windows[name](length + 1), 0, length), dtype);

/** A window by its name, or of its values, for segments of a length. */
export function windowOf(operation: string, window: WindowName | ArrayLike, length: number, dtype: DType): NDArray {
  if (typeof window === "string") return namedWindow(window, length, dtype);
  const values = toArray(window, operation);
  if (values.ndim === 1 && values.length === length) return convert(values, dtype);
  throw new UsageError({
    operation,
    received: `a window ${values.describe()} for segments of ${length}`,
    expected: "a vector of as many values as a segment has",
    remedy: "leave nperseg out, or give a window of its length",
  });
}
