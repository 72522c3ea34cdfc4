import { zeros, type NDArray } from "@proj/array";
import {
  booleanOption,
  convert,
  functionOption,
  integerOption,
  readOptions,
  toArray,
  type OptionReaders,
} from "@proj/array/core";
import type { ArrayLike } from "@proj/array";
import { absSquare, beside, mapArrays, mapToState } from "../arrays.ts";
import { increment, minus, noSteps, scalars, type Scalar } from "../hyperparameters.ts";
import { neededParams, type ArrayTree, type CountState, type GradientTransformation } from "../transformation.ts";

/** The running means of squares: of large matrices their rows' and columns' alone, of other arrays whole. */
export interface FactoredState extends CountState {
  readonly vRow: ArrayTree;
  readonly vCol: ArrayTree;
  readonly v: ArrayTree;
}

/** The constants of {@link scaleByFactoredRms}. */
export interface FactoredRmsOptions {
  /** Whether large matrices are factored; default true. */
  readonly factored?: boolean;
  /** The exponent of the decay 1 - t^-decayRate; default 0.8. */
  readonly decayRate?: Scalar;
  /** Steps that are taken off the count; default 0. */
  readonly stepOffset?: Scalar;
  /** The shortest second-longest axis at which an array is factored; default 128. */
  readonly minDimSizeToFactor?: number;
  /** Added to squares; default 1e-30. */
  readonly epsilon?: Scalar;
  /** The decay as a function of the step, which counts from 0, and of `decayRate`. */
  readonly decayRateFn?: (step: NDArray, decayRate: Scalar) => ArrayLike;
}

const readers: OptionReaders<FactoredRmsOptions> = {
  ...scalars("decayRate", "stepOffset", "epsilon"),
  factored: booleanOption,
  minDimSizeToFactor: integerOption(0),
  decayRateFn: functionOption(),
};

const powerDecay = (step: NDArray, exponent: Scalar): NDArray =>
  convert(step.add(1), "float32").pow(minus(exponent)).neg().add(1);

/** The two longest axes of an array, if the shorter of them is long enough; ties as a stable sort leaves them. */
function longestAxes(shape: readonly number[], least: number): readonly [second: number, longest: number] | null {
  if (shape.length < 2) return null;
  const order = shape.map((_, axis) => axis).sort((a, b) => shape[a]! - shape[b]!);
  const [second, longest] = order.slice(-2) as [number, number];
  return shape[second]! < least ? null : [second, longest];
}

const without = (shape: readonly number[], axis: number): number[] => shape.filter((_, other) => other !== axis);

/**
 * Divides gradients by the root of the mean of their squares, which for large matrices is kept as the product of a row and a column:
 * Adafactor's rescaling (Shazeer & Stern 2018).
 *
 * @param options - see {@link FactoredRmsOptions}.
 * @returns a transformation whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scaleByFactoredRms } from "@proj/optim";
 * const { init, update } = scaleByFactoredRms();
 * const params = array([1, 1]);
 * update(array([3, -4]), init(params), params)[0].toList(); // ≈ [1, -1]
 * ```
 */
export function scaleByFactoredRms(options?: FactoredRmsOptions): GradientTransformation<FactoredState> {
  const operation = "scaleByFactoredRms";
  const read = readOptions(operation, options, readers);
  const { factored = true, decayRate = 0.8, stepOffset = 0, minDimSizeToFactor = 128, epsilon = 1e-30 } = read;
  const { decayRateFn = powerDecay } = read;
  const axesOf = ({ shape }: NDArray): readonly [number, number] | null =>
    factored ? longestAxes(shape, minDimSizeToFactor) : null;
  const none = ({ dtype }: NDArray): NDArray => zeros([1], dtype);
  return {
    init(params) {
      /** Zeros for what is kept of an array: without one of its axes, whole, or nothing. */
      const kept = (part: 0 | 1 | null): ArrayTree =>
        mapToState(
          operation,
          (p) => {
            const axes = axesOf(p);
            if (axes === null) return part === null ? zeros(p.shape, p.dtype) : none(p);
            return part === null ? none(p) : zeros(without(p.shape, axes[part]), p.dtype);
          },
          params,
        );
      return { count: noSteps(), vRow: kept(1), vCol: kept(0), v: kept(null) };
    },
    update(updates, state, given) {
      const params = neededParams(operation, given);
      const decay = toArray(decayRateFn(state.count.add(minus(stepOffset)), decayRate));
      const mixed = (old: NDArray, next: NDArray, dtype: NDArray["dtype"]): NDArray =>
        convert(old.mul(decay).add(next.mul(decay.neg().add(1))), dtype);
      const squares = mapToState(operation, (g) => absSquare(g).add(beside(epsilon, g)), updates);
      const part = (which: 0 | 1 | null, old: ArrayTree): ArrayTree =>
        mapToState(
          operation,
          (square, previous, p) => {
            const axes = axesOf(p);
            if (axes === null) return which === null ? mixed(previous, square, p.dtype) : none(p);
            return which === null ? none(p) : mixed(previous, square.mean(axes[which]), p.dtype);
          },
          squares,
          { state: old, params },
        );
      const [vRow, vCol, v] = [part(1, state.vRow), part(0, state.vCol), part(null, state.v)];
      const step = mapArrays(
        operation,
        (g, row, column, whole, p) => {
          const axes = axesOf(p);
          if (axes === null) return g.mul(whole.pow(-0.5));
          const [second, longest] = axes;
          const axis = second > longest ? second - 1 : second;
          const rows = row.div(row.mean({ axis, keepdims: true })).pow(-0.5);
          return g.mul(inserted(rows, longest)).mul(inserted(column.pow(-0.5), second));
        },
        updates,
        { vRow, vCol, v, params },
      );
      return [step, { count: increment(state.count), vRow, vCol, v }];
    },
  };
}

const inserted = (x: NDArray, axis: number): NDArray =>
  x.reshape([...x.shape.slice(0, axis), 1, ...x.shape.slice(axis)]);
