import { describeArray, type AbstractArray } from "../core/types/abstract-array.ts";
import { arrayBrand, packageCopy } from "../core/types/array-brand.ts";
import type { Device } from "../core/device/device.ts";
import type { Sharding } from "../core/sharding/sharding.ts";
import { dtypes, type DType, type TypedArray } from "../core/types/dtype.ts";
import { UsageError } from "@proj/tree/core";
import type { IndexElement } from "../indexing/index-element.ts";
import { readIndex } from "../indexing/read.ts";
import { IndexReference } from "./at.ts";
import { take, type TakeOptions } from "../indexing/take.ts";
import { view } from "../numpy/view.ts";
import { argmax, argmin, type ExtremumIndexOptions } from "../numpy/argmax.ts";
import { abs, add, divide, floorDivide, multiply, negative, power, remainder, subtract } from "../numpy/arithmetic.ts";
import { conj, imag, real } from "../numpy/complex.ts";
import { equal, greater, greaterEqual, less, lessEqual, notEqual } from "../numpy/comparison.ts";
import { astype } from "../numpy/creation.ts";
import { cumprod, cumsum, type CumulativeOptions } from "../numpy/cumulative.ts";
import { diagonal, trace } from "../numpy/matrices.ts";
import { nonzero, type NonzeroOptions } from "../numpy/nonzero.ts";
import { dot, matmul, type ProductOptions } from "../numpy/product.ts";
import {
  all,
  any,
  max,
  min,
  prod,
  ptp,
  sum,
  type AxisOptions,
  type ExtremumOptions,
  type MaskedReductionOptions,
  type ReductionOptions,
} from "../numpy/reduction.ts";
import { repeat, type RepeatOptions } from "../numpy/repeating.ts";
import {
  matrixTranspose,
  ravel,
  reshape,
  squeeze,
  swapaxes,
  transpose,
  type Order,
  type OrderOptions,
} from "../numpy/reshaping.ts";
import { round } from "../numpy/rounding.ts";
import {
  argsort,
  searchsorted,
  sort,
  type SearchSide,
  type SearchsortedOptions,
  type SortOptions,
} from "../numpy/sorting.ts";
import { clip } from "../numpy/selection.ts";
import { mean, std, variance, type MeanOptions, type VarianceOptions } from "../numpy/statistics.ts";
import type { NumberForms } from "../core/number-forms.ts";
import type { Complex, ScalarValue } from "../core/types/scalar-value.ts";
import type { ArrayLike } from "../core/operands.ts";
import type { AxesOption, AxisOr } from "../core/options.ts";
import { sizeOf, type Shape } from "../core/types/shape.ts";
import type { Trace } from "../core/trace.ts";
import { withoutElements } from "./brackets.ts";
import { writable, type NestedJson, type NestedList } from "./nested-list.ts";
import type { Shard } from "./shard.ts";

/**
 * An immutable n-dimensional array: the one type that users see.
 *
 * A concrete array has values; inside `jit`, `grad`, `vmap` … a traced array stands for values not known yet. Both have
 * shape and dtype and take part in the same operations. Nothing has to be disposed of.
 *
 * @example
 * import { array } from "@proj/array";
 * const x = array([[1, 2], [3, 4]]);
 * x.mul(2).sum().item(); // → 20
 */
export abstract class NDArray {
  /** Shape, dtype and weakness together. */
  abstract readonly aval: AbstractArray;
  /** The transformation that this array belongs to; null for concrete arrays. */
  abstract readonly tracing: Trace | null;

  /** Marks arrays of this copy of the package. No field: engines are slow at those that many classes inherit, until they have compiled them. */
  get [arrayBrand](): object {
    return packageCopy;
  }

  /** Lengths of the axes, outermost first. */
  get shape(): Shape {
    return this.aval.shape;
  }
  /** The type of the elements. */
  get dtype(): DType {
    return this.aval.dtype;
  }
  /** True when the dtype gives way to the other operand's. */
  get weakType(): boolean {
    return this.aval.weakType;
  }
  /** The number of axes. */
  get ndim(): number {
    return this.aval.shape.length;
  }
  /** The number of elements. */
  get size(): number {
    return sizeOf(this.aval.shape);
  }
  /** The number of bytes that the elements take. */
  get nbytes(): number {
    return this.size * dtypes[this.dtype].bytes;
  }
  /** The length of the first axis. */
  get length(): number {
    return this.aval.shape[0] ?? 0;
  }
  /** Where the array came from, for messages; empty for concrete arrays. */
  get origin(): string {
    return "";
  }

  /** Where the values of a concrete array live. */
  get device(): Device {
    throw this.unknown("device");
  }
  /** How the values of a concrete array are spread over devices. */
  get sharding(): Sharding {
    throw this.unknown("sharding");
  }
  /** The parts of a concrete array on the devices of this process, in the order of the sharding's devices. */
  get addressableShards(): Iterable<Shard> {
    throw this.unknown("addressableShards");
  }
  /** Whether all parts of a concrete array are on devices of this process. */
  get isFullyAddressable(): boolean {
    return this.sharding.isFullyAddressable;
  }
  /** Whether each device has all values of a concrete array. */
  get isFullyReplicated(): boolean {
    return this.sharding.isFullyReplicated;
  }
  /**
   * Gives the memory of a concrete array back now, instead of when it is garbage; later uses are errors.
   *
   * Never necessary: arrays that nothing refers to give their memory back, on devices too. It helps where memory is scarce
   * and large arrays on a device follow each other faster than garbage is collected. Computations that were begun before
   * still see the values.
   */
  dispose(): void {
    throw this.unknown("dispose");
  }

  /**
   * The same values in memory of its own, where this array lives: what becomes of one array leaves the other as it is. A
   * traced array is its own copy.
   *
   * @throws UsageError when the memory of this array was given away.
   */
  abstract copy(): NDArray;

  /** The value of a concrete scalar on the host, else null. */
  knownScalar(): ScalarValue | null {
    return null;
  }

  /** The JavaScript number for which this array stands, else null. */
  numberForms(): NumberForms | null {
    return null;
  }

  /** Shape and dtype in words, for messages: `float32[2,3]`. */
  describe(): string {
    return describeArray(this.aval);
  }

  /** The values, once they are computed; a copy. Wherever the array lives. */
  data(): Promise<TypedArray> {
    return Promise.reject(this.unknown("data"));
  }
  /** The values at once; a copy. Concrete arrays on the host only; elsewhere they have to be waited for with `data`. */
  dataSync(): TypedArray {
    throw this.unknown("dataSync");
  }
  /**
   * The value of an array with one element: a boolean for `bool`, a bigint for integers of 64 bits, `{ re, im }` for
   * complex dtypes, else a number. Concrete arrays on the host only.
   *
   * Which of them a dtype is, types do not know: they say number, and something else where that is expected or asked for, as in
   * `const found: boolean = any(x).item()` or `any(x).item<boolean>()`.
   */
  // The type parameter is how a caller says what the dtype is.
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
  item<Value extends number | boolean | bigint | Complex = number>(): Value {
    throw this.unknown("item");
  }
  /** The values as nested lists; booleans for `bool`, bigints for integers of 64 bits, `{ re, im }` for complex dtypes. Concrete arrays on the host only. */
  toList(): NestedList {
    throw this.unknown("toList");
  }

  /**
   * What `JSON.stringify` writes: the nested lists of {@link toList}, with NaN and the infinities, which JSON lacks, as texts, and
   * integers of 64 bits as numbers, or as texts where numbers are not exact.
   * Concrete arrays on the host only.
   */
  toJSON(): NestedJson {
    return writable(this.toList());
  }

  /** The error for asking a traced array for its values. */
  protected unknown(operation: string): UsageError {
    return new UsageError({
      operation,
      received: `a traced array ${this.describe()} of ${this.tracing?.description ?? "a transformation"}${this.origin}`,
      expected: "a concrete array: traced arrays stand for values that are not known yet",
      remedy:
        "use where, cond or whileLoop instead of JavaScript control flow, return the value from the function, or mark the argument as static",
    });
  }

  /** Refuses `x > 0`, `x + 1`, `${x}` and the like, which JavaScript would compute on something else than the values. */
  [Symbol.toPrimitive](hint: string): string | number {
    if (hint === "string") return this.toString();
    throw new UsageError({
      operation: "JavaScript operator",
      received:
        this.tracing === null
          ? `an array ${this.describe()} as operand of +, -, *, /, <, > or ==`
          : `a traced array ${this.describe()} of ${this.tracing.description}${this.origin}`,
      expected: "array operations; JavaScript operators cannot be given a meaning for arrays",
      remedy:
        "write x.add(y), x.lt(y) …; x.item() is a number if x is concrete; for control flow use where, cond or whileLoop",
    });
  }

  /** The values as nested brackets; of a traced array, which has none yet, its type. */
  toString(): string {
    return this.describe();
  }
  /** The type and the values, as consoles show them; of a traced array its type and transformation. */
  inspect(): string {
    return `traced ${this.describe()} of ${this.tracing?.description ?? "a transformation"}`;
  }
  /** What Node's console prints. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.inspect();
  }

  /** The real parts; of real numbers, themselves. */
  get real(): NDArray {
    return real(this);
  }
  /** The imaginary parts; of real numbers, zeros. */
  get imag(): NDArray {
    return imag(this);
  }
  /** The conjugates: the opposite imaginary parts. */
  conj(): NDArray {
    return conj(this);
  }
  /** {@link conj}. */
  conjugate(): NDArray {
    return conj(this);
  }

  /** With another dtype: floats lose their fraction on the way to integers, what is not 0 is true. */
  astype(dtype: DType): NDArray {
    return astype(this, dtype);
  }
  /** The same bits, read as another dtype; where its elements have another size, the last axis has another length. */
  view(dtype: DType): NDArray {
    return view(this, dtype);
  }

  /**
   * The elements at an index, with NumPy's rules: `x.get(0)`, `x.get(":", -1)`, `x.get("1:3", null, "...")`,
   * `x.get([0, 2])`, `x.get(mask)`. Positions outside are moved inside; `x.at(…).get({ mode })` offers other ways.
   *
   * @param index - at most one element per axis; see {@link IndexElement}.
   * @throws UsageError for too many elements, and for masks that are traced.
   * @example
   * import { array } from "@proj/array";
   * const x = array([[1, 2, 3], [4, 5, 6]]);
   * x.get(0); // → [1, 2, 3]
   * x.get(":", "::-1"); // → [[3, 2, 1], [6, 5, 4]]
   */
  get(...index: readonly IndexElement[]): NDArray {
    return readIndex("get", this, index);
  }
  /**
   * A place in the array, from which updated copies are made: `x.at(0).set(7)`, `x.at(":", 1).add(y)`.
   *
   * @param index - at most one element per axis; see {@link IndexElement}.
   * @example
   * import { array } from "@proj/array";
   * array([1, 2, 3]).at(1).set(7); // → [1, 7, 3]
   */
  at(...index: readonly IndexElement[]): IndexReference {
    return new IndexReference(this, index);
  }
  /** The rows: what lies at each position of the first axis. */
  *[Symbol.iterator](): Generator<NDArray> {
    if (this.ndim === 0) {
      throw new UsageError({
        operation: "iteration",
        received: `a scalar ${this.describe()}`,
        expected: "an array with at least one axis",
        remedy: "read its value with item(), or give it an axis with reshape(1)",
      });
    }
    for (let row = 0; row < this.length; row++) yield readIndex("iteration", this, [row]);
  }

  /** `this + y`, with broadcasting and promotion of dtypes. */
  add(y: ArrayLike): NDArray {
    return add(this, y);
  }
  /** `this - y`. */
  sub(y: ArrayLike): NDArray {
    return subtract(this, y);
  }
  /** `this · y`, element by element. */
  mul(y: ArrayLike): NDArray {
    return multiply(this, y);
  }
  /** True division; the result is a float. */
  div(y: ArrayLike): NDArray {
    return divide(this, y);
  }
  /** The quotient rounded towards minus infinity. */
  floorDivide(y: ArrayLike): NDArray {
    return floorDivide(this, y);
  }
  /** The remainder of {@link floorDivide}, with the sign of `y`. */
  mod(y: ArrayLike): NDArray {
    return remainder(this, y);
  }
  /** `this ** y`; an integral number as exponent is exact. */
  pow(y: ArrayLike): NDArray {
    return power(this, y);
  }
  /** `-this`. */
  neg(): NDArray {
    return negative(this);
  }
  /** The absolute values. */
  abs(): NDArray {
    return abs(this);
  }

  /** Rounded to the nearest even number of so many decimals. */
  round(decimals?: number): NDArray {
    return round(this, decimals);
  }
  /** Elements moved into the interval from `min` to `max`; `null` for no bound. */
  clip(min?: ArrayLike | null, max?: ArrayLike | null): NDArray {
    return clip(this, min, max);
  }

  /** True where `this = y`. */
  eq(y: ArrayLike): NDArray {
    return equal(this, y);
  }
  /** True where `this ≠ y`. */
  ne(y: ArrayLike): NDArray {
    return notEqual(this, y);
  }
  /** True where `this < y`. */
  lt(y: ArrayLike): NDArray {
    return less(this, y);
  }
  /** True where `this ≤ y`. */
  le(y: ArrayLike): NDArray {
    return lessEqual(this, y);
  }
  /** True where `this > y`. */
  gt(y: ArrayLike): NDArray {
    return greater(this, y);
  }
  /** True where `this ≥ y`. */
  ge(y: ArrayLike): NDArray {
    return greaterEqual(this, y);
  }

  /** The sum over axes, by default all. */
  sum(options?: AxisOr<ReductionOptions>): NDArray {
    return sum(this, options);
  }
  /** The product over axes, by default all. */
  prod(options?: AxisOr<ReductionOptions>): NDArray {
    return prod(this, options);
  }
  /** The mean over axes, by default all; a float. */
  mean(options?: AxisOr<MeanOptions>): NDArray {
    return mean(this, options);
  }
  /** The variance over axes, by default all. */
  var(options?: AxisOr<VarianceOptions>): NDArray {
    return variance(this, options);
  }
  /** The standard deviation over axes, by default all. */
  std(options?: AxisOr<VarianceOptions>): NDArray {
    return std(this, options);
  }
  /** The largest element over axes, by default all. */
  max(options?: AxisOr<ExtremumOptions>): NDArray {
    return max(this, options);
  }
  /** The smallest element over axes, by default all. */
  min(options?: AxisOr<ExtremumOptions>): NDArray {
    return min(this, options);
  }
  /** The position of the first largest element along an axis; by default in one row of all elements. */
  argmax(options?: AxisOr<ExtremumIndexOptions>): NDArray {
    return argmax(this, options);
  }
  /** The position of the first smallest element along an axis; by default in one row of all elements. */
  argmin(options?: AxisOr<ExtremumIndexOptions>): NDArray {
    return argmin(this, options);
  }
  /** True where all elements over axes are, by default all axes. */
  all(options?: AxisOr<MaskedReductionOptions>): NDArray {
    return all(this, options);
  }
  /** True where any element over axes is, by default all axes. */
  any(options?: AxisOr<MaskedReductionOptions>): NDArray {
    return any(this, options);
  }
  /** Running sums along an axis; by default in one row of all elements. */
  cumsum(options?: AxisOr<CumulativeOptions>): NDArray {
    return cumsum(this, options);
  }
  /** Running products along an axis; by default in one row of all elements. */
  cumprod(options?: AxisOr<CumulativeOptions>): NDArray {
    return cumprod(this, options);
  }

  /** The elements in ascending order along an axis, by default the last. */
  sort(options?: AxisOr<SortOptions>): NDArray {
    return sort(this, options);
  }
  /** The positions from which {@link sort} takes its elements. */
  argsort(options?: AxisOr<SortOptions>): NDArray {
    return argsort(this, options);
  }
  /** Where values would have to be inserted into this sorted vector to keep it sorted. */
  searchsorted(values: ArrayLike, options?: SearchSide | SearchsortedOptions): NDArray {
    return searchsorted(this, values, options);
  }

  /** The dot product with `y`, as NumPy's. */
  dot(y: ArrayLike, options?: ProductOptions): NDArray {
    return dot(this, y, options);
  }
  /** The matrix product with `y`. */
  matmul(y: ArrayLike, options?: ProductOptions): NDArray {
    return matmul(this, y, options);
  }
  /** The elements on one diagonal of two axes, by default the main one of the first two, as a new last axis. */
  diagonal(offset?: number, axis1?: number, axis2?: number): NDArray {
    return diagonal(this, offset, axis1, axis2);
  }
  /** The sum over one diagonal of two axes, by default the main one of the first two. */
  trace(offset?: number, axis1?: number, axis2?: number): NDArray {
    return trace(this, offset, axis1, axis2);
  }

  /** The same elements in another shape, as a list or number by number; one length may be -1. */
  reshape(shape: number | Shape, options?: Order | OrderOptions): NDArray;
  reshape(...shape: readonly number[]): NDArray;
  reshape(first: number | Shape, second?: number | Order | OrderOptions, ...rest: readonly number[]): NDArray {
    return typeof second === "number" ? reshape(this, [first, second, ...rest].flat()) : reshape(this, first, second);
  }
  /** All elements in one axis. */
  ravel(options?: Order | OrderOptions): NDArray {
    return ravel(this, options);
  }
  /** All elements in one axis. */
  flatten(options?: Order | OrderOptions): NDArray {
    return ravel(this, options);
  }
  /** Without axes of length 1: the given ones, or all. */
  squeeze(options?: AxisOr<AxesOption>): NDArray {
    return squeeze(this, options);
  }
  /** With two axes exchanged. */
  swapaxes(axis1: number, axis2: number): NDArray {
    return swapaxes(this, axis1, axis2);
  }
  /** With the axes in another order, as a list or number by number; by default reversed. */
  transpose(axes?: readonly number[] | null): NDArray;
  transpose(...axes: readonly number[]): NDArray;
  transpose(first?: number | readonly number[] | null, ...rest: readonly number[]): NDArray {
    return transpose(this, typeof first === "number" ? [first, ...rest] : first);
  }
  /** The array with its axes reversed. */
  get T(): NDArray {
    return transpose(this);
  }
  /** Matrices on the last two axes with rows and columns exchanged. */
  get mT(): NDArray {
    return matrixTranspose(this);
  }
  /** From the smallest to the largest element over axes, by default all: their difference. */
  ptp(options?: AxisOr<AxisOptions>): NDArray {
    return ptp(this, options);
  }
  /** Where elements are not 0: their positions on each axis. Without `size` the values must be known. */
  nonzero(options?: NonzeroOptions): readonly NDArray[] {
    return nonzero(this, options);
  }
  /** Elements at the given positions of an axis; by default of one row of all elements. */
  take(indices: ArrayLike, options?: AxisOr<TakeOptions>): NDArray {
    return take(this, indices, options);
  }
  /** Each element several times in a row, along an axis; by default in one row of all elements. */
  repeat(repeats: number | readonly number[] | NDArray, options?: AxisOr<RepeatOptions>): NDArray {
    return repeat(this, repeats, options);
  }
}

Object.setPrototypeOf(NDArray.prototype, withoutElements);
