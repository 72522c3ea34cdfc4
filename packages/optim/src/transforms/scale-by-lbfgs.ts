import { arange, minimum, scan, sqrt, take, where, zeros, type DType, type NDArray } from "@proj/array";
import {
  booleanOption,
  convert,
  integerOption,
  isComplexDType,
  readOptions,
  type OptionReaders,
} from "@proj/array/core";
import { dynamicUpdateSlice, stopGradient } from "@proj/array/lax";
import { absSquare, extremeDType, mapToState, total, trainableLeaves, withLeaves, zerosLike } from "../arrays.ts";
import { increment, noSteps } from "../hyperparameters.ts";
import { neededParams, type ArrayTree, type CountState, type GradientTransformation } from "../transformation.ts";

/** The last parameters and gradients, and the last differences of both. */
export interface LbfgsState extends CountState {
  readonly params: ArrayTree;
  readonly updates: ArrayTree;
  readonly diffParamsMemory: ArrayTree;
  readonly diffUpdatesMemory: ArrayTree;
  readonly weightsMemory: NDArray;
}

/** Options of {@link scaleByLbfgs}. */
export interface LbfgsOptions {
  /** How many differences are remembered; default 10. */
  readonly memorySize?: number;
  /** Whether the first guess of the inverse Hessian is scaled by the last curvature; default true. */
  readonly scaleInitPrecond?: boolean;
}

/** How each of the {@link LbfgsOptions} is read. */
export const lbfgsReaders: OptionReaders<LbfgsOptions> = {
  memorySize: integerOption(1),
  scaleInitPrecond: booleanOption,
};

type Arrays = readonly NDArray[];

const operation = "scaleByLbfgs";

/** The real part of the inner product of two lists of arrays. */
function product(xs: Arrays, ys: Arrays): NDArray {
  return total(xs.map((x, k) => (isComplexDType(x.dtype) ? x.conj().mul(ys[k]!).real : x.mul(ys[k]!)).sum()));
}

/** x + factor · y, in the dtype of x. */
const stepped = (x: NDArray, factor: NDArray, y: NDArray): NDArray => convert(x.add(y.mul(factor)), x.dtype);

/** What is remembered of one step. */
interface Difference {
  readonly params: Arrays;
  readonly updates: Arrays;
  readonly weight: NDArray;
}

/** The product of the estimated inverse Hessian with a vector: the recursion in two loops (Nocedal & Wright 2006, Algorithm 7.4). */
function preconditioned(vector: Arrays, memory: Difference, identityScale: NDArray | number): Arrays {
  const [first, alphas] = scan(
    (v: Arrays, { params, updates, weight }: Difference): readonly [Arrays, NDArray] => {
      const alpha = weight.mul(product(params, v));
      return [v.map((x, k) => stepped(x, alpha.neg(), updates[k]!)), alpha];
    },
    vector,
    memory,
    { reverse: true },
  );
  const scaled = first.map((x) => convert(x.mul(identityScale), x.dtype));
  const [last] = scan(
    (v: Arrays, [{ params, updates, weight }, alpha]: readonly [Difference, NDArray]): readonly [Arrays, null] => {
      const beta = weight.mul(product(updates, v));
      return [v.map((x, k) => stepped(x, alpha.sub(beta), params[k]!)), null];
    },
    scaled,
    [memory, alphas] as const,
  ) as unknown as readonly [Arrays, null];
  return last;
}

/**
 * Multiplies gradients by an estimate of the inverse Hessian, made of the last differences of parameters and gradients
 * (Liu & Nocedal 1989).
 *
 * @param options - see {@link LbfgsOptions}.
 * @returns a transformation whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scaleByLbfgs } from "@proj/optim";
 * const { init, update } = scaleByLbfgs();
 * const params = array([1, 1]);
 * update(array([3, 4]), init(params), params)[0].toList(); // ≈ [0.6, 0.8]
 * ```
 */
export function scaleByLbfgs(options?: LbfgsOptions): GradientTransformation<LbfgsState> {
  const { memorySize = 10, scaleInitPrecond = true } = readOptions(operation, options, lbfgsReaders);
  const remembered = (memory: ArrayTree, place: NDArray, next: Arrays): ArrayTree => {
    let index = 0;
    return mapToState(operation, (old) => written(old, place, next[index++]!), memory);
  };
  return {
    init(params) {
      const memory = mapToState(operation, ({ shape, dtype }) => zeros([memorySize, ...shape], dtype), params);
      const dtype: DType = extremeDType(params, "highest");
      return {
        count: noSteps(),
        params: zerosLike(params),
        updates: zerosLike(params),
        diffParamsMemory: memory,
        diffUpdatesMemory: memory,
        weightsMemory: zeros([memorySize], dtype === "float64" ? dtype : "float32"),
      };
    },
    update(updates, state, given) {
      const beside = mapToState(operation, (_, p) => p, updates, { params: neededParams(operation, given) });
      const [params, gradients] = [trainableLeaves(beside), trainableLeaves(updates)];
      const begun = state.count.gt(0);
      const difference = (now: Arrays, last: ArrayTree): Arrays =>
        trainableLeaves(last).map((x, k) => where(begun, now[k]!.sub(x), 0));
      const [dParams, dUpdates] = [difference(params, state.params), difference(gradients, state.updates)];
      const curvature = product(dUpdates, dParams);
      const weight = where(curvature.eq(0), 0, curvature.pow(-1));
      const place = state.count.sub(1).mod(memorySize);
      const diffParamsMemory = remembered(state.diffParamsMemory, place, dParams);
      const diffUpdatesMemory = remembered(state.diffUpdatesMemory, place, dUpdates);
      const weightsMemory = written(state.weightsMemory, place, where(begun, weight, 0));
      const order = state.count.add(arange(memorySize, { dtype: "int32" })).mod(memorySize);
      const inOrder = (memory: NDArray): NDArray => take(memory, order, 0);
      const memory: Difference = {
        params: trainableLeaves(diffParamsMemory).map(inOrder),
        updates: trainableLeaves(diffUpdatesMemory).map(inOrder),
        weight: inOrder(weightsMemory),
      };
      const identityScale = scaleInitPrecond ? firstScale(begun, gradients, curvature, dUpdates) : 1;
      const step = preconditioned(gradients, memory, identityScale);
      const next = {
        count: increment(state.count),
        params: beside,
        updates: mapToState(operation, (g) => g, updates),
        diffParamsMemory,
        diffUpdatesMemory,
        weightsMemory,
      };
      return [withLeaves(updates, step), next];
    },
  };
}

/** The scale of the first guess: that of the last curvature; before there is one, steps are not longer than 1. */
function firstScale(begun: NDArray, gradients: Arrays, curvature: NDArray, dUpdates: Arrays): NDArray {
  const size = total(dUpdates.map((x) => absSquare(x).sum()));
  const norm = sqrt(total(gradients.map((g) => absSquare(stopGradient(g)).sum())));
  const last = where(size.gt(0), curvature.div(where(size.gt(0), size, 1)), 1);
  return where(begun, last, minimum(norm.pow(-1), 1));
}

/** A row of a memory written anew. */
function written(memory: NDArray, place: NDArray, row: NDArray): NDArray {
  const start = [place, ...row.shape.map(() => 0)];
  return dynamicUpdateSlice(memory, convert(row, memory.dtype).reshape([1, ...row.shape]), start);
}
