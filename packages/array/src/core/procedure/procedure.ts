import type { BinaryName } from "../scalar/binary.ts";
import type { UnaryName } from "../scalar/unary.ts";
import type { ProcedureEmission } from "./emission/machine.ts";

/*
 * Procedures: the algorithms of routines in a small imperative language, which every target can spell.
 *
 * A procedure works on arrays in memory: operands, which it only reads; results, which it fills; and workspaces of its own, which
 * hold anything at first. Operands and results are dense and row-major. Locals are scalars, zero at first. An expression is
 * evaluated whenever the statement that it stands in runs. Indices are in elements and must stay inside their array: nothing
 * checks them but the interpreter of programs.
 *
 * Statements about runs and matrices (`axpy`, `dot`, `multiplyAdd` …) say what targets do with several elements at once. A run
 * is `count` elements, `stride` apart. Except for `swap` and `rotate`, what a statement writes must not overlap with what it reads,
 * unless both are the same elements in the same order. Sums may be added up in any order. Counts below one do nothing.
 */

/** The types of scalars, and of the elements of arrays. */
export type ProcedureDType = "float32" | "float64" | "int32" | "bool";

/** A position in {@link Procedure.arrays}. */
export type ProcedureArrayId = number;

/** A position in {@link Procedure.locals}. */
export type ProcedureLocalId = number;

/** An array that a procedure works on. */
export interface ProcedureArray {
  readonly role: "operand" | "result" | "workspace";
  readonly dtype: ProcedureDType;
  /** Number of elements. */
  readonly size: number;
}

/** A scalar. Comparisons and logical functions give `bool`. Integer arithmetic is that of `int32` primitives. */
export type ProcedureExpression =
  | { readonly op: "constant"; readonly dtype: ProcedureDType; readonly value: number }
  | { readonly op: "local"; readonly dtype: ProcedureDType; readonly local: ProcedureLocalId }
  | {
      readonly op: "load";
      readonly dtype: ProcedureDType;
      readonly array: ProcedureArrayId;
      readonly index: ProcedureExpression;
    }
  | { readonly op: "unary"; readonly dtype: ProcedureDType; readonly name: UnaryName; readonly x: ProcedureExpression }
  | {
      readonly op: "binary";
      readonly dtype: ProcedureDType;
      readonly name: BinaryName;
      readonly x: ProcedureExpression;
      readonly y: ProcedureExpression;
    }
  /** Both are evaluated. */
  | {
      readonly op: "select";
      readonly dtype: ProcedureDType;
      readonly condition: ProcedureExpression;
      readonly onTrue: ProcedureExpression;
      readonly onFalse: ProcedureExpression;
    }
  | { readonly op: "convert"; readonly dtype: ProcedureDType; readonly x: ProcedureExpression };

/** Elements of an array: `start`, `start + stride`, …; `stride` is known when the procedure is written. */
export interface ProcedureRun {
  readonly array: ProcedureArrayId;
  readonly start: ProcedureExpression;
  readonly stride: number;
}

/** Elements of an array in rows and columns: that at (i, j) is `start + i · rowStride + j · columnStride`. */
export interface ProcedureMatrix {
  readonly array: ProcedureArrayId;
  readonly start: ProcedureExpression;
  readonly rowStride: number;
  readonly columnStride: number;
}

/** One thing that a procedure does. */
export type ProcedureStatement =
  | { readonly do: "set"; readonly local: ProcedureLocalId; readonly value: ProcedureExpression }
  | {
      readonly do: "store";
      readonly array: ProcedureArrayId;
      readonly index: ProcedureExpression;
      readonly value: ProcedureExpression;
    }
  /**
   * Upwards from `from` to below `to`; or downwards from `to - 1` to `from`. Both ends are evaluated once. Rounds may go `atOnce`, or in
   * any order, if that is not null: then it says about how many elements a round touches, none reads what another writes, and locals that
   * a round sets are its own, and hold anything afterwards.
   */
  | {
      readonly do: "for";
      readonly counter: ProcedureLocalId;
      readonly from: ProcedureExpression;
      readonly to: ProcedureExpression;
      readonly down: boolean;
      readonly step: number;
      readonly atOnce: ProcedureExpression | null;
      readonly body: readonly ProcedureStatement[];
    }
  | {
      readonly do: "while";
      readonly condition: ProcedureExpression;
      readonly body: readonly ProcedureStatement[];
    }
  | {
      readonly do: "if";
      readonly condition: ProcedureExpression;
      readonly then: readonly ProcedureStatement[];
      readonly otherwise: readonly ProcedureStatement[];
    }
  /** y ← y + a · x */
  | {
      readonly do: "axpy";
      readonly count: ProcedureExpression;
      readonly a: ProcedureExpression;
      readonly x: ProcedureRun;
      readonly y: ProcedureRun;
    }
  /** x ← a · x */
  | {
      readonly do: "scale";
      readonly count: ProcedureExpression;
      readonly a: ProcedureExpression;
      readonly x: ProcedureRun;
    }
  /** x ← a */
  | {
      readonly do: "fill";
      readonly count: ProcedureExpression;
      readonly a: ProcedureExpression;
      readonly x: ProcedureRun;
    }
  /** y ← x */
  | { readonly do: "copy"; readonly count: ProcedureExpression; readonly x: ProcedureRun; readonly y: ProcedureRun }
  /** x ↔ y */
  | { readonly do: "swap"; readonly count: ProcedureExpression; readonly x: ProcedureRun; readonly y: ProcedureRun }
  /** (x, y) ← (c · x + s · y, c · y - s · x) */
  | {
      readonly do: "rotate";
      readonly count: ProcedureExpression;
      readonly c: ProcedureExpression;
      readonly s: ProcedureExpression;
      readonly x: ProcedureRun;
      readonly y: ProcedureRun;
    }
  /** local ← Σ x · y */
  | {
      readonly do: "dot";
      readonly local: ProcedureLocalId;
      readonly count: ProcedureExpression;
      readonly x: ProcedureRun;
      readonly y: ProcedureRun;
    }
  /** c ← c + a · b, or c - a · b, for m×k matrices a and k×n matrices b: fastest where b and c have column stride 1. */
  | {
      readonly do: "multiplyAdd";
      readonly sign: 1 | -1;
      readonly m: ProcedureExpression;
      readonly n: ProcedureExpression;
      readonly k: ProcedureExpression;
      readonly a: ProcedureMatrix;
      readonly b: ProcedureMatrix;
      readonly c: ProcedureMatrix;
    };

/** An algorithm, for cores of fixed shapes and dtypes. */
export interface Procedure {
  /** Operands first, then results, then workspaces. */
  readonly arrays: readonly ProcedureArray[];
  readonly locals: readonly ProcedureDType[];
  readonly body: readonly ProcedureStatement[];
  /** Writes it in the instructions of a machine with vectors: it comes along with the routine, so targets know no statements. */
  readonly emission: ProcedureEmission;
}
