import { any, isnan, UsageError } from "@proj/array";
import { booleanOption, isInexact, isNDArray, readOptions, textOption, type OptionReaders } from "@proj/array/core";
import { callback } from "@proj/array/debug";
import { customVjp } from "@proj/autodiff";
import { map } from "@proj/tree";

/** Options of {@link backwardNan}. */
export interface BackwardNanOptions {
  /** What the values are called. Default: nothing. */
  readonly name?: string;
  /** Whether a NaN is an error, and not only printed. Default true. */
  readonly terminate?: boolean;
}

const readers: OptionReaders<BackwardNanOptions> = { name: textOption, terminate: booleanOption };

/**
 * The values as they are; on the way back of a derivative the cotangents are looked at, and a NaN among them is printed with the
 * values, and an error.
 *
 * @param x - any tree.
 * @param options - `name`: what the values are called; `terminate`: whether a NaN is an error (default true).
 * @example
 * import { array, sqrt, type NDArray } from "@proj/array";
 * import { grad } from "@proj/autodiff";
 * import { backwardNan } from "@proj/module";
 * const f = (x: NDArray) => sqrt(backwardNan(x, { name: "x" }).mul(0)).mul(0);
 * grad(f)(array(1)); // throws backwardNan received the cotangent NaN of x, whose value is 1
 */
export function backwardNan<T>(x: T, options?: BackwardNanOptions): T {
  const { name = "the value", terminate = true } = readOptions("backwardNan", options, readers);
  const watched = customVjp(
    (y) => y,
    (y) => [y, y],
    (y, cotangent) => {
      callback(
        (isBad, values, cotangents) => {
          if (Number(isBad.item()) === 0) return;
          const text = `the cotangent ${cotangents.toString()} of ${name}, whose value is ${values.toString()}`;
          // eslint-disable-next-line no-console -- to print is what it is for
          if (!terminate) console.log(text);
          else throw foundNan(text);
        },
        any(isnan(cotangent)),
        y,
        cotangent,
      );
      return [cotangent];
    },
  );
  return map((leaf: unknown) => (isNDArray(leaf) && isInexact(leaf.dtype) ? watched(leaf) : leaf), x as unknown) as T;
}

function foundNan(text: string): UsageError {
  return new UsageError({
    operation: "backwardNan",
    received: text,
    expected: "cotangents that are numbers",
    remedy:
      "look at what follows the value: a root or logarithm at 0, a quotient 0 / 0, a where whose other branch is NaN",
  });
}
