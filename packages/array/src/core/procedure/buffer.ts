import { sizeOf, stridesOf, type Shape } from "../types/shape.ts";
import type {
  ProcedureArrayId,
  ProcedureDType,
  ProcedureExpression,
  ProcedureMatrix,
  ProcedureRun,
} from "./procedure.ts";
import { Element, expressionOf, Scalar, type ScalarLike, type Writer } from "./scalar.ts";

/** Where an array of a procedure is, seen as rows and columns from some element on. */
export class Block {
  readonly run: ProcedureMatrix;

  constructor(run: ProcedureMatrix) {
    this.run = run;
  }

  /** With rows and columns exchanged. */
  get transposed(): Block {
    const { rowStride, columnStride } = this.run;
    return new Block({ ...this.run, rowStride: columnStride, columnStride: rowStride });
  }
}

/** An array of a procedure, of a shape, row-major. */
export class Buffer {
  readonly #p: Writer;
  readonly id: ProcedureArrayId;
  readonly dtype: ProcedureDType;
  readonly shape: Shape;
  readonly strides: readonly number[];
  /** The offset of the first element; null for 0. */
  readonly #origin: Scalar | null;

  constructor(p: Writer, id: ProcedureArrayId, dtype: ProcedureDType, shape: Shape, origin: Scalar | null = null) {
    this.#p = p;
    this.id = id;
    this.dtype = dtype;
    this.shape = shape;
    this.strides = stridesOf(shape);
    this.#origin = origin;
  }

  /** The same array with its first element at the indices that are given now. */
  corner(...indices: readonly ScalarLike[]): Buffer {
    const origin = this.#p.let(new Scalar(this.#offset(indices)));
    return new Buffer(this.#p, this.id, this.dtype, this.shape, origin);
  }

  /** The number of elements. */
  get size(): number {
    return sizeOf(this.shape);
  }

  /** The offset of an element: one index an axis, or the offset itself. */
  #offset(indices: readonly ScalarLike[]): ProcedureExpression {
    const origin = this.#origin;
    if (indices.length === 1 && origin === null) return expressionOf(indices[0]!, "int32");
    let fixed = 0;
    let sum = origin;
    indices.forEach((index, axis) => {
      const stride = indices.length === 1 ? 1 : this.strides[axis]!;
      if (typeof index === "number") fixed += index * stride;
      else {
        const term = stride === 1 ? index : index.mul(stride);
        sum = sum === null ? term : sum.add(term);
      }
    });
    if (sum === null) return { op: "constant", dtype: "int32", value: fixed };
    return (fixed === 0 ? sum : sum.add(fixed)).expression;
  }

  /** An element: one index an axis, or one index among all elements. */
  at(...indices: readonly ScalarLike[]): Element {
    return new Element(this.#p, this.id, this.dtype, this.#offset(indices));
  }

  /** The run of all elements that starts at an element and goes along an axis; default the last. */
  from(indices: readonly ScalarLike[], axis = this.shape.length - 1): ProcedureRun {
    return { array: this.id, start: this.#offset(indices), stride: this.strides[axis] ?? 1 };
  }

  /** Row i of a matrix, from column j on. */
  row(i: ScalarLike, j: ScalarLike = 0): ProcedureRun {
    return this.from([i, j], 1);
  }

  /** Column j of a matrix, from row i on. */
  column(j: ScalarLike, i: ScalarLike = 0): ProcedureRun {
    return this.from([i, j], 0);
  }

  /** A matrix from row i and column j on. */
  block(i: ScalarLike, j: ScalarLike): Block {
    const [rowStride, columnStride] = this.strides as [number, number];
    return new Block({ array: this.id, start: this.#offset([i, j]), rowStride, columnStride });
  }
}
