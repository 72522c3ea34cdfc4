import { UsageError, type NDArray } from "@proj/array";
import {
  booleanOption,
  dtypes,
  formatShape,
  functionOption,
  isInexact,
  numberOption,
  readArgument,
  readNeededOptions,
  type OptionReaders,
} from "@proj/array/core";
import { add, max, reduceWindow } from "@proj/array/lax";
import { field, type GivenFields } from "../fields.ts";
import { withFields } from "../module.ts";
import { checkedSize } from "./layer-options.ts";
import { checkSpace, perAxisOption, spacePaddingOption, type PerAxis, type SpacePadding } from "./windows.ts";

/** How windows of a pooling lie. */
export interface PoolOptions {
  /** By how much windows move. Default 1. */
  readonly stride?: PerAxis;
  /** How much is added around the input. Default 0. */
  readonly padding?: SpacePadding;
  /** Whether a last window that is only partly filled counts. Default false. */
  readonly useCeil?: boolean;
}

/** How a {@link Pool} is made. */
export interface GeneralPoolOptions extends PoolOptions {
  /** The size of windows: one for all axes of space, or a list. */
  readonly kernelSize: PerAxis;
}

interface ReadPoolOptions {
  readonly kernelSize: readonly number[];
  readonly stride?: readonly number[];
  readonly padding?: readonly (readonly [number, number])[];
  readonly useCeil?: boolean;
}

const readersOf = (rank: number): OptionReaders<ReadPoolOptions> => ({
  kernelSize: perAxisOption(rank, 1),
  stride: perAxisOption(rank, 1),
  padding: spacePaddingOption(rank),
  useCeil: booleanOption,
});

/** The fold of a window: associative, of arrays elementwise. */
export type PoolOperation = (left: NDArray, right: NDArray) => NDArray;

const poolFields = {
  /** With what each fold begins, and what is added around the input. */
  init: field<number>(),
  operation: field<PoolOperation>({ static: true }),
  numSpatialDims: field<number>({ static: true }),
  kernelSize: field<readonly number[]>({ static: true }),
  stride: field<readonly number[]>({ static: true }),
  padding: field<readonly (readonly [number, number])[]>({ static: true }),
  useCeil: field<boolean>({ static: true }),
};

/** The fields of a pooling from its arguments. */
export function initPool(
  operation: string,
  rank: number,
  options: GeneralPoolOptions,
  fold: { readonly init: number; readonly operation: PoolOperation },
): GivenFields<typeof poolFields> {
  const read = readNeededOptions<ReadPoolOptions>(operation, options as ReadPoolOptions, readersOf(rank), [
    "kernelSize",
  ]);
  const { kernelSize, useCeil = false } = read;
  const stride = read.stride ?? kernelSize.map(() => 1);
  const padding = read.padding ?? kernelSize.map(() => [0, 0] as const);
  return { ...fold, numSpatialDims: rank, kernelSize, stride, padding, useCeil };
}

/** How averages and maxima fold: a mean is a sum, divided afterwards. */
export const averageFold = { init: 0, operation: add } as const;
export const maximumFold = { init: -Infinity, operation: max } as const;

/** What all poolings share. */
export class Pooling extends withFields(poolFields) {
  /**
   * @param x - float[channels, ...space]: one input; for several use `vmap`.
   * @returns float[channels, ...space]
   * @throws UsageError if `x` has other axes, or the padding is wider than a window.
   */
  call(x: NDArray): NDArray {
    const operation = `${this.constructor.name}.call`;
    checkSpace(operation, x, this.numSpatialDims, null);
    const { kernelSize, stride } = this;
    const padding = this.padding.map(([low, high], axis) => {
      const isPartial = (x.shape[axis + 1]! + low + high - kernelSize[axis]!) % stride[axis]! !== 0;
      return [low, this.useCeil && isPartial ? high + stride[axis]! : high] as const;
    });
    if (padding.some(([low, high], axis) => Math.max(low, high) > kernelSize[axis]!)) {
      throw new UsageError({
        operation,
        received: `padding ${padding.map((pair) => formatShape(pair)).join(", ")} for windows of lengths ${formatShape(kernelSize)}`,
        expected: "no window that holds nothing of the input",
        remedy: "add less than a window is long; with useCeil a stride may be added at the end",
      });
    }
    // The least integer is what integers have for -∞.
    const { min, max } = dtypes[x.dtype];
    const init = isInexact(x.dtype) ? this.init : Math.min(Math.max(this.init, min), max);
    return reduceWindow(x, init, this.operation, [1, ...kernelSize], [1, ...stride], [[0, 0], ...padding]);
  }
}

/** A pooling by means. */
export class AveragePooling extends Pooling {
  override call(x: NDArray): NDArray {
    return super.call(x).div(this.kernelSize.reduce((product, length) => product * length, 1));
  }
}

/**
 * Windows of each channel folded to one number, along any number of axes, by any associative function.
 *
 * @example
 * import { array } from "@proj/array";
 * import { mul } from "@proj/array/lax";
 * import { Pool } from "@proj/module";
 * const products = Pool.init(1, mul, 1, { kernelSize: 2 });
 * products.call(array([[1, 2, 3, 4]])).toList(); // → [[2, 6, 12]]
 */
export class Pool extends Pooling {
  /**
   * @param initValue - with what each fold begins, and what is added around the input.
   * @param operation - an associative function of two arrays, elementwise.
   * @param numSpatialDims - how many axes of space there are.
   * @param options - `kernelSize`; `stride` (default 1), `padding` (default 0), `useCeil` (default false): whether a last window
   *   that is only partly filled counts.
   */
  static init(initValue: number, operation: PoolOperation, numSpatialDims: number, options: GeneralPoolOptions): Pool {
    const rank = checkedSize("Pool.init", "numSpatialDims", numSpatialDims);
    const fold = {
      init: readArgument("Pool.init", "initValue", initValue, numberOption),
      operation: readArgument("Pool.init", "operation", operation, functionOption<PoolOperation>()),
    };
    return new Pool(initPool("Pool.init", rank, options, fold));
  }
}
