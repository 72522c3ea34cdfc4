import { UsageError, type ArrayLike, type NDArray } from "@proj/array";
import {
  booleanOption,
  functionOption,
  isInexact,
  leafName,
  range,
  readArgument,
  readPositionalOptions,
  sizeOf,
  type FlatArrays,
  type OptionReaders,
} from "@proj/array/core";
import { broadcastedIota, convertElementType, eq, reshape, transpose } from "@proj/array/lax";
import type { Mapped } from "@proj/tree";
import { chooseArguments, type Argnums, type AtArgnums } from "./argnums.ts";
import { batchFlat } from "./batch-trace.ts";
import { batchAt } from "./batching-rules/layout.ts";
import { grad } from "./grad.ts";
import { checkComplexArguments, checkHolomorphicResult, checkRealArguments } from "./holomorphic.ts";
import { jvp, materialised, type Arrays, type TangentOf, type Tangents } from "./jvp.ts";
import { applyLinear, linearizeTrees, type LinearizedFunction } from "./linearize.ts";
import { argnumsOption } from "./options.ts";
import { pullBack } from "./vjp.ts";

/** Options of {@link jacfwd} and {@link hessian}. */
export interface JacobianOptions<N extends Argnums = Argnums> {
  /** The position of the argument to differentiate, or a list of positions. Default 0. */
  readonly argnums?: N;
  /** Whether the function returns `[result, aux]`, of which only the result is differentiated. Default false. */
  readonly hasAux?: boolean;
  /** Whether the function is a holomorphic one of complex numbers, whose derivative is complex as well. Default false. */
  readonly holomorphic?: boolean;
}

const jacobianReaders: OptionReaders<JacobianOptions> = {
  argnums: argnumsOption,
  hasAux: booleanOption,
  holomorphic: booleanOption,
};

/** Checks the function and reads the options of a transformation as soon as it is made. */
function read(
  operation: string,
  f: (...args: readonly unknown[]) => unknown,
  args: readonly unknown[],
): JacobianOptions {
  readArgument(operation, "f", f, functionOption());
  return readPositionalOptions<JacobianOptions>(operation, args, ["argnums"], jacobianReaders);
}

/**
 * The Jacobian of a result: each leaf of the result becomes a tree like the argument (for a list of positions a list of
 * trees), whose leaves have the shape of the result's leaf followed by that of the argument's.
 */
export type Jacobian<R, Args extends readonly unknown[], N extends Argnums> = Mapped<R, AtArgnums<Args, N>>;

/** The unit vectors of an array's space, along a new first axis. */
function unitVectors(x: NDArray): NDArray {
  const size = sizeOf(x.shape);
  const place = (dimension: number): NDArray => broadcastedIota("int32", [size, size], dimension);
  return reshape(convertElementType(eq(place(0), place(1)), x.dtype, x.weakType), [size, ...x.shape]);
}

/** A linear map on all unit vectors of one of its arguments at once: its results, with those vectors along the first axis. */
function onUnitVectors(
  linear: (vectors: readonly (NDArray | null)[]) => readonly (NDArray | null)[],
  spaces: readonly NDArray[],
  chosen: number,
  images: readonly NDArray[],
): NDArray[] {
  const size = sizeOf(spaces[chosen]!.shape);
  const [values, axes] = batchFlat(
    ([vector]) =>
      linear(spaces.map((_, k) => (k === chosen ? vector! : null))).map((image, k) => materialised(image, images[k]!)!),
    [unitVectors(spaces[chosen]!)],
    [0],
    { size, axisName: null, mesh: null },
    "jacobian",
  );
  return values.map((value, k) => batchAt(value, axes[k]!, 0, size));
}

/** The Jacobian's blocks, by result and argument, each of the result's shape followed by the argument's. */
type Blocks = (f: LinearizedFunction) => readonly (readonly NDArray[])[];

/** Column by column: pushes the unit vectors of each argument forward. */
const forwardBlocks: Blocks = (f) => {
  const { args, result } = f;
  const columns = args.arrays.map((x, k) => {
    const images = onUnitVectors((tangents) => applyLinear(f, tangents), args.arrays, k, result.arrays);
    return images.map((image) => {
      const last = range(image.ndim).map((axis) => (axis + 1) % image.ndim);
      const block = transpose(image, last);
      return reshape(block, [...block.shape.slice(0, -1), ...x.shape]);
    });
  });
  return result.arrays.map((_, row) => columns.map((column) => column[row]!));
};

/** Row by row: pulls the unit vectors of each result back. */
const reverseBlocks: Blocks = (f) => {
  const { args, result } = f;
  return result.arrays.map((y, k) => {
    const images = onUnitVectors((cotangents) => pullBack("jacrev", f, cotangents), result.arrays, k, args.arrays);
    return images.map((image) => reshape(image, [...y.shape, ...image.shape.slice(1)]));
  });
};

function jacobian(
  operation: string,
  f: (...args: readonly unknown[]) => unknown,
  { argnums = 0, hasAux = false, holomorphic = false }: JacobianOptions,
  blocksOf: Blocks,
): (...args: readonly unknown[]) => unknown {
  return (...args) => {
    const chosen = chooseArguments(operation, f, args, argnums, false);
    if (holomorphic) checkComplexArguments(operation, chosen.flat);
    else if (blocksOf === forwardBlocks) checkRealArguments(operation, chosen.flat);
    const linearized = linearizeTrees(operation, chosen.call, chosen.flat, hasAux);
    if (holomorphic || blocksOf === reverseBlocks)
      for (const value of linearized.result.arrays) checkHolomorphicResult(operation, value, holomorphic);
    checkDifferentiable(operation, linearized.result);
    const { treedef } = chosen.flat;
    const rows = blocksOf(linearized).map((row) => chosen.deliver(treedef.unflatten(row) as readonly unknown[]));
    const matrix = linearized.result.treedef.unflatten(rows);
    return hasAux ? [matrix, linearized.aux] : matrix;
  };
}

/** Refuses results that have no derivatives. */
function checkDifferentiable(operation: string, { arrays, treedef }: FlatArrays): void {
  const wrong = arrays.findIndex(({ dtype }) => !isInexact(dtype));
  if (wrong < 0) return;
  throw new UsageError({
    operation,
    received: `a function that returned ${arrays[wrong]!.describe()} at ${leafName("result", treedef, wrong)}`,
    expected: "floating-point results",
    remedy: "return what is not differentiated as aux, with hasAux: true",
  });
}

/**
 * The Jacobian matrix, column by column, by forward-mode differentiation: best where there are more results than
 * arguments.
 *
 * @param f - from trees of arrays to a tree of floating-point arrays.
 * @param argnums - the argument to differentiate, or a list of them, default 0; or options: also `hasAux` (the function
 *   returns `[result, aux]`).
 * @returns a function of the same arguments that gives the {@link Jacobian}; with `hasAux` the pair `[jacobian, aux]`.
 * @throws UsageError when the chosen argument or the result holds integers or booleans, naming the path.
 * @example
 * import { array } from "@proj/array";
 * import { jacfwd } from "@proj/autodiff";
 * jacfwd((x) => x.mul(x))(array([1, 2])).toList(); // → [[2, 0], [0, 4]]
 */
export function jacfwd<Args extends readonly unknown[] = NDArray[], R = unknown, const N extends Argnums = 0>(
  f: (...args: Args) => R,
  argnums: N,
): (...args: Args) => Jacobian<R, Args, N>;
export function jacfwd<Args extends readonly unknown[] = NDArray[], R = unknown, const N extends Argnums = 0>(
  f: (...args: Args) => R,
  options?: JacobianOptions<N> & { readonly hasAux?: false },
): (...args: Args) => Jacobian<R, Args, N>;
export function jacfwd<
  Args extends readonly unknown[] = NDArray[],
  R = unknown,
  Aux = unknown,
  const N extends Argnums = 0,
>(
  f: (...args: Args) => readonly [result: R, aux: Aux],
  options: JacobianOptions<N> & { readonly hasAux: true },
): (...args: Args) => [jacobian: Jacobian<R, Args, N>, aux: Aux];
export function jacfwd(
  f: (...args: readonly unknown[]) => unknown,
  ...args: readonly unknown[]
): (...args: readonly unknown[]) => unknown {
  return jacobian("jacfwd", f, read("jacfwd", f, args), forwardBlocks);
}

/**
 * The Jacobian matrix, row by row, by reverse-mode differentiation: best where there are fewer results than arguments.
 *
 * @param f - from trees of arrays to a tree of floating-point arrays.
 * @param argnums - see {@link jacfwd}; or options.
 * @returns a function of the same arguments that gives the {@link Jacobian}; with `hasAux` the pair `[jacobian, aux]`.
 * @throws UsageError as {@link jacfwd} does.
 * @example
 * import { array } from "@proj/array";
 * import { jacrev } from "@proj/autodiff";
 * jacrev((x) => x.mul(x))(array([1, 2])).toList(); // → [[2, 0], [0, 4]]
 */
export function jacrev<Args extends readonly unknown[] = NDArray[], R = unknown, const N extends Argnums = 0>(
  f: (...args: Args) => R,
  argnums: N,
): (...args: Args) => Jacobian<R, Args, N>;
export function jacrev<Args extends readonly unknown[] = NDArray[], R = unknown, const N extends Argnums = 0>(
  f: (...args: Args) => R,
  options?: JacobianOptions<N> & { readonly hasAux?: false },
): (...args: Args) => Jacobian<R, Args, N>;
export function jacrev<
  Args extends readonly unknown[] = NDArray[],
  R = unknown,
  Aux = unknown,
  const N extends Argnums = 0,
>(
  f: (...args: Args) => readonly [result: R, aux: Aux],
  options: JacobianOptions<N> & { readonly hasAux: true },
): (...args: Args) => [jacobian: Jacobian<R, Args, N>, aux: Aux];
export function jacrev(
  f: (...args: readonly unknown[]) => unknown,
  ...args: readonly unknown[]
): (...args: readonly unknown[]) => unknown {
  return jacobian("jacrev", f, read("jacrev", f, args), reverseBlocks);
}

/**
 * The matrix of second derivatives: forward-mode differentiation of the reverse-mode Jacobian.
 *
 * @param f - from trees of arrays to a tree of floating-point arrays, usually one scalar.
 * @param argnums - see {@link jacfwd}; or options. For a list of positions all pairs are differentiated.
 * @returns a function of the same arguments that gives for each leaf of the result a tree like the argument, of trees like
 *   the argument.
 * @throws UsageError as {@link jacfwd} does.
 * @example
 * import { array } from "@proj/array";
 * import { hessian } from "@proj/autodiff";
 * hessian((x) => x.pow(3).sum())(array([1, 2])).toList(); // → [[6, 0], [0, 12]]
 */
export function hessian<Args extends readonly unknown[] = NDArray[], R = unknown, const N extends Argnums = 0>(
  f: (...args: Args) => R,
  argnums: N,
): (...args: Args) => Jacobian<Jacobian<R, Args, N>, Args, N>;
export function hessian<Args extends readonly unknown[] = NDArray[], R = unknown, const N extends Argnums = 0>(
  f: (...args: Args) => R,
  options?: JacobianOptions<N> & { readonly hasAux?: false },
): (...args: Args) => Jacobian<Jacobian<R, Args, N>, Args, N>;
export function hessian<
  Args extends readonly unknown[] = NDArray[],
  R = unknown,
  Aux = unknown,
  const N extends Argnums = 0,
>(
  f: (...args: Args) => readonly [result: R, aux: Aux],
  options: JacobianOptions<N> & { readonly hasAux: true },
): (...args: Args) => [hessian: Jacobian<Jacobian<R, Args, N>, Args, N>, aux: Aux];
export function hessian(
  f: (...args: readonly unknown[]) => unknown,
  ...args: readonly unknown[]
): (...args: readonly unknown[]) => unknown {
  const options = read("hessian", f, args);
  return jacobian("hessian", jacobian("hessian", f, options, reverseBlocks), options, forwardBlocks);
}

/**
 * The product of a Hessian with a vector, without the Hessian: forward-mode differentiation of the gradient.
 *
 * @param f - from trees of arrays to one floating-point scalar.
 * @param primals - the list of arguments.
 * @param tangents - the vector: a list of trees like the arguments; `null` at a leaf is zero.
 * @returns the product with respect to the first argument: a tree like it.
 * @example
 * import { array } from "@proj/array";
 * import { hvp } from "@proj/autodiff";
 * hvp((x) => x.pow(3).sum(), [array([1, 2])], [array([1, 10])]).toList(); // → [6, 120]
 */
export function hvp<Args extends readonly unknown[] | []>(
  f: (...args: Arrays<Args>) => ArrayLike,
  primals: Args,
  tangents: Tangents<NoInfer<Args>>,
): TangentOf<AtArgnums<Args, 0>>;
export function hvp(
  f: (...args: readonly unknown[]) => ArrayLike,
  primals: readonly unknown[],
  tangents: readonly unknown[],
): unknown {
  readArgument("hvp", "f", f, functionOption());
  return jvp(grad(f), primals, tangents)[1];
}
