import type { ArrayLike, DType, NDArray } from "@proj/array";
import { convert, isComplexDType, isNDArray, toArray, UsageError } from "@proj/array/core";
import { valueAndGrad } from "@proj/autodiff";
import { isTrainable, mapLeaves, realDType, total, trainableLeaves, withLeaves } from "../arrays.ts";
import { neededExtra, neededParams, type ExtraArgs, type FunctionOfParams } from "../transformation.ts";

/** A loss along a direction, from the current parameters. */
export interface Line {
  /** The dtype of values and steps: that of the parameters. */
  readonly dtype: DType;
  /** The loss at the parameters. */
  readonly value: NDArray;
  /** The slope of the loss at the parameters. */
  readonly slope: NDArray;
  /** The gradient at the parameters. */
  readonly grad: readonly NDArray[];
  /** The loss a step away. */
  readonly valueAt: (step: NDArray) => NDArray;
  /** The loss and its gradient a step away. */
  readonly at: (step: NDArray) => readonly [value: NDArray, grad: readonly NDArray[]];
  /** The slope along the line of a gradient. */
  readonly slopeOf: (grad: readonly NDArray[]) => NDArray;
}

/** The arrays of a tree in the places where the updates have some. */
function arraysBeside(operation: string, updates: unknown, name: string, tree: unknown): readonly NDArray[] {
  const found: NDArray[] = [];
  mapLeaves(
    operation,
    (update, beside) => {
      if (!isTrainable(update)) return null;
      if (isNDArray(beside)) return found.push(beside);
      throw new UsageError({
        operation,
        received: `a tree ${name} without an array where the updates have one`,
        expected: `${name} with the structure of the updates`,
        remedy: `pass ${name} as grad of the same parameters gives it`,
      });
    },
    updates,
    { [name]: tree },
  );
  return found;
}

/** The parameters with other arrays in the places where the updates have some. */
function replaced(operation: string, params: unknown, updates: unknown, arrays: readonly NDArray[]): unknown {
  let next = 0;
  return mapLeaves(operation, (update, param) => (isTrainable(update) ? arrays[next++] : param), updates, { params });
}

/** The line that an update goes along, from the extra arguments of a line search. */
export function lineOf(operation: string, updates: unknown, given: unknown, extra: ExtraArgs | undefined): Line {
  const params = neededParams(operation, given);
  const value = toArray(neededExtra(operation, extra, "value"));
  const gradTree: unknown = neededExtra(operation, extra, "grad");
  const valueFn: FunctionOfParams<ArrayLike> = neededExtra(operation, extra, "valueFn");
  const direction = trainableLeaves(updates);
  const from = arraysBeside(operation, updates, "params", params);
  const grad = arraysBeside(operation, updates, "grad", gradTree);
  const [first] = from;
  if (first === undefined) {
    throw new UsageError({
      operation,
      received: "updates without arrays of floats",
      expected: "at least one array to step along",
      remedy: "leave the line search out where there is nothing to optimise",
    });
  }
  const dtype = realDType(first);
  const loss = (arrays: readonly NDArray[]): NDArray => toArray(valueFn(replaced(operation, params, updates, arrays)));
  const moved = (step: NDArray): NDArray[] =>
    from.map((p, k) => convert(p.add(direction[k]!.mul(convert(step, realDType(p)))), p.dtype));
  const slopeOf = (g: readonly NDArray[]): NDArray =>
    convert(total(direction.map((u, k) => realProduct(u, g[k]!))), dtype);
  return {
    dtype,
    value: convert(value, dtype),
    slope: slopeOf(grad),
    grad,
    slopeOf,
    valueAt: (step) => convert(loss(moved(step)), dtype),
    at: (step) => {
      const [found, gradient] = valueAndGrad((arrays: readonly NDArray[]) => loss(arrays))(moved(step));
      return [convert(found, dtype), gradient];
    },
  };
}

/** Re ⟨x, ȳ⟩: gradients of complex parameters are conjugates of the direction in which the loss grows. */
const realProduct = (x: NDArray, y: NDArray): NDArray => (isComplexDType(x.dtype) ? x.mul(y).real : x.mul(y)).sum();

/** The updates times the length of a step. */
export function along<Updates>(updates: Updates, step: NDArray): Updates {
  const arrays = trainableLeaves(updates);
  return withLeaves(
    updates,
    arrays.map((u) => u.mul(convert(step, realDType(u)))),
  );
}
