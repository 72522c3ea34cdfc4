import { describeArray, type AbstractArray } from "../core/types/abstract-array.ts";
import { arrayBrand, packageCopy } from "../core/types/array-brand.ts";
import type { Device } from "../core/device/device.ts";
import type { DType, TypedArray } from "../core/types/dtype.ts";
import { UsageError } from "@proj/tree/core";
import type { IndexElement } from "../indexing/index-element.ts";
import { readIndex } from "../indexing/read.ts";
import { IndexReference } from "./at.ts";
import { abs, add, divide, multiply, negative, power, subtract } from "../numpy/arithmetic.ts";
import { elementwiseBinary } from "../numpy/elementwise.ts";
import { ravel, reshape, transpose } from "../numpy/reshaping.ts";
import { dot, matmul } from "../numpy/product.ts";
import { max, min, prod, sum, type ReductionOptions } from "../numpy/reduction.ts";
import { mean } from "../numpy/statistics.ts";
import { convert, type ArrayLike } from "../core/operands.ts";
import type { ScalarValue } from "../core/types/scalar-value.ts";
import { sizeOf, type Shape } from "../core/types/shape.ts";
import type { Trace } from "../core/trace.ts";

/** Nested lists of numbers or booleans, as deep as the array has axes. */
export type NestedList = number | boolean | readonly NestedList[];

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
  /** Marks arrays of this copy of the package. */
  readonly [arrayBrand] = packageCopy;

  /** Shape, dtype and weakness together. */
  abstract readonly aval: AbstractArray;
  /** The transformation that this array belongs to; null for concrete arrays. */
  abstract readonly trace: Trace | null;

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
  /** The value of an array with one element. Concrete arrays on the host only. */
  item(): number {
    throw this.unknown("item");
  }
  /** The values as nested lists; booleans for `bool`. Concrete arrays on the host only. */
  toList(): NestedList {
    throw this.unknown("toList");
  }

  /** The error for asking a traced array for its values. */
  protected unknown(operation: string): UsageError {
    return new UsageError({
      operation,
      received: `a traced array ${this.describe()} of ${this.trace?.description ?? "a transformation"}${this.origin}`,
      expected: "a concrete array: traced arrays stand for values that are not known yet",
      remedy:
        "use array operations (where, cond, whileLoop …) instead of JavaScript control flow, return the value from the transformed function, or mark the argument as static",
    });
  }

  /** Refuses `x > 0`, `x + 1`, `${x}` and the like, which JavaScript would compute on something else than the values. */
  [Symbol.toPrimitive](hint: string): string | number {
    if (hint === "string") return this.toString();
    throw new UsageError({
      operation: "JavaScript operator",
      received:
        this.trace === null
          ? `an array ${this.describe()} as operand of +, -, *, /, <, > or ==`
          : `a traced array ${this.describe()} of ${this.trace.description}${this.origin}`,
      expected: "array operations; JavaScript operators cannot be given a meaning for arrays",
      remedy:
        "write x.add(y), x.mul(y), x.lt(y) …; for a concrete scalar x.item() is a number; for control flow on traced values use where, cond or whileLoop",
    });
  }

  /** The values as nested brackets; of a traced array, which has none yet, its type. */
  toString(): string {
    return this.describe();
  }
  /** The type and the values, as consoles show them; of a traced array its type and transformation. */
  inspect(): string {
    return `traced ${this.describe()} of ${this.trace?.description ?? "a transformation"}`;
  }
  /** What Node's console prints. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.inspect();
  }

  /** With another dtype. */
  astype(dtype: DType): NDArray {
    return convert(this, dtype);
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

  /** True where `this = y`. */
  eq(y: ArrayLike): NDArray {
    return elementwiseBinary("eq", this, y);
  }
  /** True where `this ≠ y`. */
  ne(y: ArrayLike): NDArray {
    return elementwiseBinary("ne", this, y);
  }
  /** True where `this < y`. */
  lt(y: ArrayLike): NDArray {
    return elementwiseBinary("lt", this, y);
  }
  /** True where `this ≤ y`. */
  le(y: ArrayLike): NDArray {
    return elementwiseBinary("le", this, y);
  }
  /** True where `this > y`. */
  gt(y: ArrayLike): NDArray {
    return elementwiseBinary("gt", this, y);
  }
  /** True where `this ≥ y`. */
  ge(y: ArrayLike): NDArray {
    return elementwiseBinary("ge", this, y);
  }

  /** The sum over axes, by default all. */
  sum(options?: ReductionOptions): NDArray {
    return sum(this, options);
  }
  /** The product over axes, by default all. */
  prod(options?: ReductionOptions): NDArray {
    return prod(this, options);
  }
  /** The mean over axes, by default all; a float. */
  mean(options?: ReductionOptions): NDArray {
    return mean(this, options);
  }
  /** The largest element over axes, by default all. */
  max(options?: ReductionOptions): NDArray {
    return max(this, options);
  }
  /** The smallest element over axes, by default all. */
  min(options?: ReductionOptions): NDArray {
    return min(this, options);
  }

  /** The dot product with `y`, as NumPy's. */
  dot(y: ArrayLike): NDArray {
    return dot(this, y);
  }
  /** The matrix product with `y`. */
  matmul(y: ArrayLike): NDArray {
    return matmul(this, y);
  }

  /** The same elements in another shape; one length may be -1. */
  reshape(shape: number | Shape): NDArray {
    return reshape(this, shape);
  }
  /** All elements in one axis. */
  ravel(): NDArray {
    return ravel(this);
  }
  /** With the axes in another order, by default reversed. */
  transpose(axes?: readonly number[]): NDArray {
    return transpose(this, axes);
  }
  /** The array with its axes reversed. */
  get T(): NDArray {
    return transpose(this);
  }
}
