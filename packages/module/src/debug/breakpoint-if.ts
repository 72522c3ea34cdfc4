import { any, type ArrayLike } from "@proj/array";
import { toArray, wrongOption } from "@proj/array/core";
import { callback } from "@proj/array/debug";

/**
 * Stops in the debugger, if one is attached, where something holds; also inside of compiled programs, loops and branches.
 *
 * @param pred - whether to stop: a boolean, or an array of them, of which any stops.
 * @param values - trees of arrays to look at; there they are called `values`.
 * @throws UsageError if `pred` is no boolean.
 * @example
 * import { array } from "@proj/array";
 * import { breakpointIf } from "@proj/module";
 * const x = array([1, 2]);
 * breakpointIf(x.lt(0), x);
 */
export function breakpointIf(pred: ArrayLike, ...values: readonly unknown[]): void {
  const stops = toArray(pred, "breakpointIf");
  if (stops.dtype !== "bool")
    throw wrongOption({ operation: "breakpointIf", name: "pred" }, pred, "a boolean, or an array of them");
  callback(
    (isStop, ...values) => {
      // eslint-disable-next-line no-debugger -- to stop is what it is for
      if (Number(isStop.item()) !== 0) debugger;
      return values;
    },
    stops.ndim === 0 ? stops : any(stops),
    ...values,
  );
}
