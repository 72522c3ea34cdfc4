import type { DType } from "@proj/array";
import { dtypes, isFloat, sizeOf } from "@proj/array/core";
import {
  planMemory,
  type BufferSpec,
  type Expression,
  type Fold,
  type Loop,
  type Program,
  type TargetLimits,
  type View,
} from "@proj/jit/core";
import fc from "fast-check";
import { drawnViews, type DrawnView } from "./view.ts";

/*
 * Loops of every shape: elementwise or folding, of any dtypes, strides and gaps, with gathers and conversions.
 */

const operationKinds = ["binary", "binary", "convert", "bitcast", "index", "select", "gather", "compare"] as const;
const folds = ["sum", "prod", "max", "min", "argmax", "argmin", "and", "or"] as const;

const binaryByKind = {
  float: ["add", "sub", "mul", "max", "min"],
  int: ["add", "sub", "mul", "max", "min", "and", "xor", "div", "rem", "shiftLeft"],
  bool: ["and", "or", "xor"],
  complex: ["add", "sub", "mul"],
} as const;

interface Operation {
  readonly kind: (typeof operationKinds)[number];
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly dtype: DType;
}

/** What decides a loop; {@link toLoop} makes it. */
export interface DrawnLoop {
  readonly parallel: readonly number[];
  readonly reduced: readonly number[];
  readonly loads: readonly { readonly dtype: DType; readonly view: DrawnView }[];
  readonly operations: readonly Operation[];
  readonly stores: readonly {
    readonly pick: number;
    readonly view: DrawnView;
    readonly fold: (typeof folds)[number];
  }[];
}

/**
 * Random loops.
 *
 * @param available - dtypes; those that come more than once are drawn more often.
 */
export function drawnLoops(available: readonly DType[]): fc.Arbitrary<DrawnLoop> {
  const dtype = fc.constantFrom(...available);
  const pick = fc.integer({ min: 0, max: 1000 });
  const domains = fc
    .record({
      parallel: fc.array(fc.integer({ min: 1, max: 14 }), { maxLength: 3 }),
      reduced: fc.array(fc.integer({ min: 1, max: 11 }), { maxLength: 2 }),
      long: fc.constantFrom(1, 1, 1, 40),
    })
    .map(({ parallel, reduced, long }) => ({ parallel, reduced: reduced.map((n, k) => (k === 0 ? n * long : n)) }))
    .filter(({ parallel, reduced }) => sizeOf([...parallel, ...reduced]) <= 3000);
  return domains.chain(({ parallel, reduced }) =>
    fc.record({
      parallel: fc.constant(parallel),
      reduced: fc.constant(reduced),
      loads: fc.array(fc.record({ dtype, view: drawnViews([...parallel, ...reduced], false) }), {
        minLength: 1,
        maxLength: 4,
      }),
      operations: fc.array(fc.record({ kind: fc.constantFrom(...operationKinds), a: pick, b: pick, c: pick, dtype }), {
        maxLength: 7,
      }),
      stores: fc.array(fc.record({ pick, view: drawnViews(parallel, true), fold: fc.constantFrom(...folds) }), {
        minLength: 1,
        maxLength: 2,
      }),
    }),
  );
}

/** The expressions of a loop in the making, which are drawn by number. */
class Expressions {
  readonly list: Expression[] = [];

  add(expression: Expression): number {
    return this.list.push(expression) - 1;
  }

  /** One of the dtype, a constant if there is none. */
  of(dtype: DType, n: number): number {
    const ids = this.list.flatMap((expression, id) => (expression.dtype === dtype ? [id] : []));
    return ids[n % ids.length] ?? this.add({ op: "constant", dtype, value: dtype === "bool" ? n % 2 : n % 7 });
  }
}

function addOperation(
  expressions: Expressions,
  { kind, a, b, c, dtype }: Operation,
  rank: number,
  buffers: BufferSpec[],
): void {
  switch (kind) {
    case "index":
      if (rank > 0) expressions.add({ op: "index", dtype: "int32", axis: a % rank });
      return;
    case "convert":
      expressions.add({ op: "convert", dtype, x: a % expressions.list.length });
      return;
    case "bitcast": {
      // Floats of arbitrary bits would be subnormal, which a device may take for 0.
      const to = dtype === "int32" ? "int32" : "uint32";
      expressions.add({ op: "bitcast", dtype: to, x: expressions.of(b % 2 === 0 ? "float32" : "int32", a) });
      return;
    }
    case "select": {
      const [condition, onTrue, onFalse] = [
        expressions.of("bool", a),
        expressions.of(dtype, b),
        expressions.of(dtype, c),
      ];
      expressions.add({ op: "select", dtype, condition, onTrue, onFalse });
      return;
    }
    case "compare": {
      const [x, y] = [expressions.of(dtype, a), expressions.of(dtype, b)];
      expressions.add({ op: "binary", dtype: "bool", name: (["lt", "eq", "ge"] as const)[c % 3]!, x, y });
      return;
    }
    case "gather": {
      const value = expressions.of("int32", a);
      const buffer = buffers.push({ dtype, size: 40, role: "input" }) - 1;
      expressions.add({
        op: "gather",
        dtype,
        view: { buffer, offset: 3, strides: new Array<number>(rank).fill(0), dynamic: [] },
        indices: [{ value, limit: 5 + (b % 7), stride: 1 + (c % 3) }],
        mode: c % 2 === 0 ? "clip" : "fill",
        fill: 1,
      });
      return;
    }
    case "binary": {
      const names = binaryByKind[dtypes[dtype].kind];
      const [x, y] = [expressions.of(dtype, a), expressions.of(dtype, b)];
      expressions.add({ op: "binary", dtype, name: names[c % names.length]!, x, y });
    }
  }
}

/** The drawn fold, or one that means something for the dtype and the axes. */
function fittingFold(fold: Fold, dtype: DType, axes: number, isLoaded: boolean): Fold {
  const isPosition = fold === "argmax" || fold === "argmin";
  const isOfBits = fold === "and" || fold === "or";
  if (isPosition && axes === 1) return fold;
  if (dtype === "bool") return isOfBits ? fold : "or";
  if (isPosition || (isOfBits && isFloat(dtype))) return "max";
  // Products of numbers up to 1, in whatever order, do not overflow on the way.
  return fold === "prod" && isFloat(dtype) && !isLoaded ? "sum" : fold;
}

/**
 * A loop over buffers of its own.
 *
 * @param drawn - what decides it.
 * @param buffers - those of the program, to which the loop's are appended.
 */
export function toLoop({ parallel, reduced, loads, operations, stores }: DrawnLoop, buffers: BufferSpec[]): Loop {
  const expressions = new Expressions();
  const viewOf = ({ strides, offset, size }: DrawnView, dtype: DType, role: "input" | "output"): View => ({
    buffer: buffers.push({ dtype, size, role }) - 1,
    offset,
    strides,
    dynamic: [],
  });
  for (const { dtype, view } of loads) expressions.add({ op: "load", dtype, view: viewOf(view, dtype, "input") });
  for (const operation of operations) addOperation(expressions, operation, parallel.length + reduced.length, buffers);
  const reductions: Loop["reductions"][number][] = [];
  const storeList = stores.map(({ pick, view, fold: drawn }) => {
    const value = pick % expressions.list.length;
    const { dtype } = expressions.list[value]!;
    if (reduced.length === 0) return { view: viewOf(view, dtype, "output"), value };
    const fold = fittingFold(drawn, dtype, reduced.length, value < loads.length);
    const result: DType = fold === "argmax" || fold === "argmin" ? "int32" : dtype;
    return { view: viewOf(view, result, "output"), value: reductions.push({ fold, value, dtype: result }) - 1 };
  });
  return { kind: "loop", parallel, reduced, expressions: expressions.list, reductions, stores: storeList };
}

/** A program of loops, for a target. */
export function programOf(loops: readonly Loop[], buffers: readonly BufferSpec[], limits: TargetLimits): Program {
  const ids = (role: BufferSpec["role"]): number[] =>
    buffers.flatMap((buffer, id) => (buffer.role === role ? [id] : []));
  return planMemory(
    {
      stage: "scheduled",
      name: "loops",
      buffers,
      inputs: ids("input"),
      outputs: ids("output"),
      steps: loops,
      arena: null,
    },
    limits,
  );
}
