/*
 * The scalar expressions of a loop as values: each is computed in the outermost loop that it depends on, and once for all lanes if
 * it is the same in all.
 */
import { binaryFunctions, defect, realNumber } from "@proj/array/core";
import type { DType } from "@proj/array";
import { operandsOf, type Expression as ProgramExpression, type ExpressionId, type View } from "@proj/jit/core";
import type { FunctionBuilder } from "../../../assembler/function-builder.ts";
import { i32 } from "../../../assembler/instructions.ts";
import type { Emitter, Place, Value } from "../../emitters/emitter.ts";
import type { Inductions, Positions } from "./inductions.ts";
import type { LoopNest } from "./loop-nest.ts";
import { bytesOf, type Layout } from "../../layout.ts";
import type { LoopSchedule } from "./vectorize.ts";

/** What is computed at once where code is being emitted; it differs between a loop and its tail. */
export interface Batch {
  /** Vectors side by side. */
  vectors: number;
  /** Lanes in use, the width except in an incomplete vector. */
  lanes: number;
}

/**
 * So many operations follow each other in one vector at most, where there are several: engines of 2024 and later keep the order that is
 * written, and processors look ahead by a few dozen operations to those that need not wait for each other.
 */
const mostNested = 8;

/** The values of one loop's expressions. */
export class Expressions {
  readonly batch: Batch;
  readonly #f: FunctionBuilder;
  readonly #layout: Layout;
  readonly #nest: LoopNest;
  readonly #schedule: LoopSchedule;
  readonly #lanes: Emitter;
  readonly #inductions: Inductions;
  /** For each expression: after how many loops it can be computed, whether it differs between lanes, and how often it is used. */
  readonly #levels: number[] = [];
  readonly #varies: boolean[] = [];
  readonly #uses: number[] = [];
  readonly #values: Value[][] = [];

  constructor(
    f: FunctionBuilder,
    layout: Layout,
    nest: LoopNest,
    schedule: LoopSchedule,
    lanes: Emitter,
    inductions: Inductions,
  ) {
    this.#f = f;
    this.#layout = layout;
    this.#nest = nest;
    this.#schedule = schedule;
    this.#lanes = lanes;
    this.#inductions = inductions;
    // Without an axis in lanes, one lane is computed.
    this.batch = { vectors: 1, lanes: schedule.vectorAxis < 0 ? 1 : schedule.width };
    const { expressions, reductions, stores } = nest.loop;
    expressions.forEach((expression, id) => {
      this.#analyse(expression, id);
    });
    for (const { value } of reductions.length > 0 ? reductions : stores) this.#use(value);
  }

  #analyse(expression: ProgramExpression, id: ExpressionId): void {
    this.#uses[id] ??= 0;
    const strides =
      expression.op === "load" || expression.op === "gather"
        ? (this.#nest.views.get(expression.view)?.strides ?? [])
        : expression.op === "index"
          ? (this.#inductions.position(expression.axis)?.strides ?? [])
          : [];
    const { order, vectorAxis } = this.#schedule;
    let level = order.findLastIndex((axis) => (strides[axis] ?? 0) !== 0) + 1;
    let varies = vectorAxis >= 0 && (strides[vectorAxis] ?? 0) !== 0;
    for (const operand of operandsOf(expression)) {
      this.#use(operand);
      level = Math.max(level, this.#levels[operand] ?? 0);
      varies ||= this.#varies[operand] === true;
    }
    this.#levels[id] = level;
    this.#varies[id] = varies;
  }

  #use(id: ExpressionId): void {
    this.#uses[id] = (this.#uses[id] ?? 0) + 1;
  }

  /** Where the elements of a view are at the current point, for one of the vectors side by side. */
  place(view: View, at: Positions, vector: number): Place {
    const induction = this.#inductions.pointer(view);
    const bytes = this.#nest.views.get(view)!;
    const stride = this.#schedule.vectorAxis < 0 ? 0 : (bytes.strides[this.#schedule.vectorAxis] ?? 0);
    const pointer = at.get(induction) ?? null;
    return { pointer, base: bytes.base + vector * this.#schedule.width * stride, stride, count: this.batch.lanes };
  }

  /** Computes what can be computed inside the first `level` loops and not before. */
  evaluate(level: number, at: Positions): void {
    const { expressions, reductions } = this.#nest.loop;
    // Where elements are stored, all are read before.
    const stores = reductions.length === 0;
    const depths: number[] = [];
    expressions.forEach((expression, id) => {
      if (this.#levels[id] !== level || this.#uses[id] === 0) return;
      const vectors = this.#varies[id] ? this.batch.vectors : 1;
      const depth = Math.max(0, ...operandsOf(expression).map((operand) => depths[operand] ?? 0)) + 1;
      const isRead = expression.op === "load" || expression.op === "gather";
      const isDeep = vectors > 1 && depth === mostNested;
      const keeps = this.#uses[id] !== 1 || isDeep || (stores && isRead) || !this.#innermost(level);
      depths[id] = keeps ? 0 : depth;
      for (let vector = 0; vector < vectors; vector++) {
        const value = this.#compute(expression, at, vector);
        (this.#values[vector] ??= [])[id] = keeps && expression.op !== "constant" ? this.#lanes.let(value) : value;
      }
    });
  }

  #innermost(level: number): boolean {
    return level === this.#schedule.order.length;
  }

  /** The value of an expression that has been computed. */
  value(id: ExpressionId, vector: number): Value {
    return this.#values[this.#varies[id] ? vector : 0]![id]!;
  }

  /** The dtype of an expression. */
  dtype(id: ExpressionId): DType {
    return this.#nest.loop.expressions[id]!.dtype;
  }

  #compute(expression: ProgramExpression, at: Positions, vector: number): Value {
    const lanes = this.#lanes;
    const value = (id: ExpressionId): Value => this.value(id, vector);
    switch (expression.op) {
      case "constant":
        return lanes.constant(expression.dtype, expression.value);
      case "load":
        return lanes.load(expression.dtype, this.place(expression.view, at, vector));
      case "packHalves":
        throw defect("halves are not packed on this target");
      case "fma":
        throw defect("fma stands for a detour through float64, which this target has");
      case "index": {
        const induction = this.#inductions.position(expression.axis);
        if (induction === null) return lanes.constant("int32", 0);
        const position = at.get(induction) ?? i32.const(0);
        const varies = (induction.strides[this.#schedule.vectorAxis] ?? 0) !== 0;
        return lanes.position(
          varies && vector > 0 ? i32.add(position, vector * this.#schedule.width) : position,
          varies,
        );
      }
      case "counter":
        return lanes.position(this.#layout.counter(expression.counter), false);
      case "unary":
        return lanes.unary(expression.name, this.dtype(expression.x), value(expression.x), expression.form);
      case "binary": {
        const constantAt = (id: ExpressionId): number | null => {
          const operand = this.#nest.loop.expressions[id]!;
          return operand.op === "constant" ? realNumber(operand.value) : null;
        };
        const { name } = expression;
        // A constant is known best where it is the second operand.
        const swaps = binaryFunctions[name].commutative && constantAt(expression.x) !== null;
        const [x, y] = swaps ? [expression.y, expression.x] : [expression.x, expression.y];
        return lanes.binary(name, this.dtype(x), value(x), value(y), constantAt(y));
      }
      case "select":
        return lanes.select(
          expression.dtype,
          value(expression.condition),
          value(expression.onTrue),
          value(expression.onFalse),
        );
      case "convert":
        return lanes.convert(this.dtype(expression.x), expression.dtype, value(expression.x));
      case "bitcast":
        return lanes.bitcast(this.dtype(expression.x), expression.dtype, value(expression.x));
      case "gather":
        return this.#gather(expression, at, vector);
    }
  }

  #gather(expression: ProgramExpression & { readonly op: "gather" }, at: Positions, vector: number): Value {
    const lanes = this.#lanes;
    const place = this.place(expression.view, at, vector);
    const bytes = bytesOf(expression.dtype);
    const int = (value: number): Value => lanes.constant("int32", value);
    let offset: Value | null = null;
    let inside: Value | null = null;
    let varies = false;
    for (const { value: id, limit, stride } of expression.indices) {
      const index = lanes.let(this.value(id, vector));
      varies ||= this.#varies[id] === true;
      const low = lanes.binary("max", "int32", index, int(0), null);
      const clamped = lanes.let(lanes.binary("min", "int32", low, int(limit), null));
      const term = lanes.binary("mul", "int32", clamped, int(stride * bytes), null);
      offset = offset === null ? term : lanes.binary("add", "int32", offset, term, null);
      const valid = lanes.binary("eq", "int32", index, clamped, null);
      inside = inside === null ? valid : lanes.binary("and", "bool", inside, valid, null);
    }
    if (offset === null || inside === null) return lanes.load(expression.dtype, place);
    let loaded: Value;
    if (varies) {
      loaded = lanes.gather(expression.dtype, place, offset);
    } else {
      const displacement = lanes.uniform(offset);
      const pointer = this.#f.let(place.pointer === null ? displacement : i32.add(place.pointer, displacement), "p");
      loaded = lanes.load(expression.dtype, { ...place, pointer });
    }
    if (expression.mode === "clip") return loaded;
    return lanes.select(expression.dtype, inside, lanes.let(loaded), lanes.constant(expression.dtype, expression.fill));
  }
}
