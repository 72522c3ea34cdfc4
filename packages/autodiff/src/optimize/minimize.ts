import { UsageError, type ArrayLike, type NDArray } from "@proj/array";
import {
  functionOption,
  integerOption,
  isFloat,
  isNDArray,
  isRecord,
  listOption,
  anyOption,
  nullableOption,
  numberOption,
  readArgument,
  readNeededOptions,
  readOptions,
  toArray,
  wrongOption,
  type OptionReaders,
} from "@proj/array/core";
import { valueAndGrad } from "../grad.ts";
import { bfgs, type BfgsOptions, type OptimizeResults } from "./bfgs.ts";

const operation = "optimize.minimize";

/** Options of {@link minimize}. */
export interface MinimizeOptions {
  /** The only method is `"BFGS"`, in capital or small letters. */
  readonly method: "BFGS" | "bfgs";
  /** How small the gradient has to be; default 1e-5. `gtol` among the options goes before it. */
  readonly tol?: number | null;
  /** Options of the method. */
  readonly options?: BfgsOptions | null;
}

const methodReaders: OptionReaders<BfgsOptions> = {
  maxiter: nullableOption(integerOption(0)),
  norm: numberOption,
  gtol: numberOption,
  lineSearchMaxiter: integerOption(1),
};

const readers: OptionReaders<MinimizeOptions> = {
  method: (value, place) => {
    if (value === "BFGS" || value === "bfgs") return value;
    throw wrongOption(place, value, '"BFGS"');
  },
  tol: nullableOption(numberOption),
  options: (value, place) => {
    if (value === null) return null;
    if (isRecord(value)) return readOptions<BfgsOptions>(operation, value, methodReaders);
    throw wrongOption(place, value, "an object");
  },
};

/**
 * The least value of a function of several variables, near a place, by its gradient.
 *
 * It may be compiled and mapped. It cannot be differentiated in reverse mode, as the number of steps is not known before;
 * `customRoot` of the gradient gives the derivative of a minimum.
 *
 * @param fun - from x and the other arguments to a number.
 * @param x0 - float[n], where the search begins.
 * @param args - further arguments of `fun`; default none.
 * @param options - `method`, which has to be given, and others: {@link MinimizeOptions}.
 * @throws UsageError for a method that does not exist, for anything but a vector of floats, and for a function that gives
 * anything but one real number.
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { minimize } from "@proj/autodiff/optimize";
 * const bowl = (x: NDArray) => x.sub(array([1, 3])).pow(2).sum();
 * const { x, success } = minimize(bowl, array([0, 0]), [], { method: "BFGS" });
 * x; // ≈ [1, 3]
 * success.item(); // → true
 */
export function minimize<Args extends readonly unknown[] = readonly []>(
  fun: (x: NDArray, ...args: Args) => ArrayLike,
  x0: NDArray,
  args: Args,
  options: MinimizeOptions,
): OptimizeResults {
  readArgument(operation, "fun", fun, functionOption());
  readArgument(operation, "args", args, listOption(anyOption()));
  const { tol, options: own } = readNeededOptions<MinimizeOptions>(operation, options, readers, ["method"]);
  if (!isNDArray(x0) || x0.ndim !== 1 || x0.size === 0 || !isFloat(x0.dtype)) {
    throw new UsageError({
      operation,
      received: isNDArray(x0) ? `x0 ${x0.describe()}` : "no array as x0",
      expected: "a vector of floats with at least one element",
      remedy: "flatten it, or take a tree of arrays apart with ravelTree",
    });
  }
  const checked = (x: NDArray): NDArray => {
    const value = toArray(fun(x, ...args), operation);
    if (value.ndim === 0 && isFloat(value.dtype)) return value;
    throw new UsageError({
      operation,
      received: `a function that returned ${value.describe()}`,
      expected: "one real number",
      remedy: "reduce the result with sum or mean",
    });
  };
  const tolerance = tol === undefined || tol === null ? {} : { gtol: tol };
  return bfgs(valueAndGrad(checked), x0, { ...tolerance, ...own });
}
