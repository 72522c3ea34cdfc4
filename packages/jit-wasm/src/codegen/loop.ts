/*
 * Emits a kernel: nested loops over its axes, from the outermost in; at each level the expressions that need no further position;
 * inside, the stores or the accumulation. Pointers of views with equal strides are one variable, which grows with the loops.
 */
import type { DType } from "@proj/array";
import type { Expression as ProgramExpression, ExpressionId, Reduction, View } from "@proj/jit";
import type { Expression as WasmExpression, Local } from "../assembler/expression.ts";
import type { FunctionBuilder } from "../assembler/function-builder.ts";
import { select } from "../assembler/expression.ts";
import { i32 } from "../assembler/instructions.ts";
import type { ModuleBuilder } from "../assembler/module-builder.ts";
import type { MathLibrary } from "../math/math-library.ts";
import { foldFunctions, identity } from "./emitter.ts";
import type { Emitter, Place, Value } from "./emitter.ts";
import { operandsOf, toKernel } from "./kernel.ts";
import type { Kernel, KernelLoop } from "./kernel.ts";
import type { Layout } from "./layout.ts";
import { ScalarEmitter } from "./scalar-emitter.ts";
import { blockRounds, schedule } from "./vectorize.ts";
import type { Schedule } from "./vectorize.ts";
import { VectorEmitter } from "./vector-emitter.ts";
import type { Callable } from "../assembler/function-builder.ts";

/** A step as a function of the module. */
export type StepFunction = Callable<Readonly<Record<string, never>>, "void">;

/** Emits a loop as a function. */
export function emitLoop(
  module: ModuleBuilder,
  library: MathLibrary,
  layout: Layout,
  name: string,
  loop: KernelLoop,
): StepFunction {
  const kernel = toKernel(loop, layout);
  return module.function(name, {}, "void", (f) => {
    new LoopEmitter(f, library, layout, kernel, schedule(kernel)).emit();
  });
}

/** A pointer or a position: something that grows linearly along the axes. */
interface Induction {
  readonly strides: readonly number[];
}

/** The current values of the inductions; null is 0. */
type Positions = ReadonlyMap<Induction, WasmExpression<"i32"> | null>;

interface Accumulator {
  readonly reduction: Reduction;
  readonly value: Local;
  /** What `value` is added to now and then, so that long sums lose no digits, and what these additions lost; or null. */
  readonly long: { readonly sum: Local; readonly lost: Local } | null;
  /** The position of the best element so far, of arg-reductions. */
  readonly best: Local | null;
}

/** Rounds after which a sum is put away. */
const flushRounds = 64;

class LoopEmitter {
  private readonly f: FunctionBuilder;
  private readonly layout: Layout;
  private readonly kernel: Kernel;
  private readonly plan: Schedule;
  private readonly lanes: Emitter;
  private readonly inductions = new Map<string, Induction>();
  private readonly inductionOf = new Map<View, Induction>();
  private readonly positionOf = new Map<number, Induction>();
  /** For each expression: after how many loops it can be computed, and whether it differs between lanes. */
  private readonly levels: number[] = [];
  private readonly varies: boolean[] = [];
  private readonly uses: number[] = [];
  private readonly values: Value[][] = [];
  private readonly parallelLevels: number;
  private readonly flushLevel: number;
  /** Vectors side by side, and lanes in use, where code is being emitted. */
  private unroll = 1;
  private active: number;
  private accumulators: Accumulator[][] = [];
  /** Where a long reduction runs in blocks: the rounds of the current block, and whether it is the first. */
  private block: { readonly rounds: Local<"i32">; readonly continues: Local<"i32"> } | null = null;

  constructor(f: FunctionBuilder, library: MathLibrary, layout: Layout, kernel: Kernel, plan: Schedule) {
    this.f = f;
    this.layout = layout;
    this.kernel = kernel;
    this.plan = plan;
    this.lanes = plan.width === 4 ? new VectorEmitter(f, library) : new ScalarEmitter(f, library);
    this.parallelLevels = plan.order.filter((axis) => kernel.axes[axis]?.reduced === false).length;
    // Without an axis in lanes, one lane is computed.
    this.active = plan.vectorAxis < 0 ? 1 : plan.width;
    this.flushLevel = plan.order.findLastIndex(
      (axis) => kernel.axes[axis]?.reduced === true && kernel.axes[axis].length >= flushRounds,
    );
    for (const [view, { strides, dynamic, dtype, shift }] of kernel.views) {
      const key = JSON.stringify([strides, dynamic, dynamic.length > 0 ? dtype : "", shift]);
      this.inductionOf.set(view, this.induction(key, strides));
    }
    kernel.axisOf.forEach((axis, loopAxis) => {
      if (axis < 0) return;
      const strides = kernel.axes.map((_, other) => (other === axis ? 1 : 0));
      this.positionOf.set(loopAxis, this.induction(`position ${String(axis)}`, strides));
    });
    kernel.loop.expressions.forEach((expression, id) => {
      this.analyse(expression, id);
    });
    for (const { value } of kernel.loop.reductions.length > 0 ? kernel.loop.reductions : kernel.loop.stores)
      this.use(value);
  }

  emit(): void {
    if (this.kernel.axes.some(({ length, reduced }) => length === 0 && !reduced)) return;
    const start = new Map<Induction, WasmExpression<"i32"> | null>();
    const needed = new Set([...this.inductionOf.values(), ...this.neededPositions()]);
    for (const [view, induction] of this.inductionOf) {
      if (start.has(induction)) continue;
      const bytes = this.kernel.views.get(view);
      const begin = bytes === undefined ? null : this.layout.start(this.f, bytes);
      start.set(induction, begin === null ? null : this.f.let(begin, "p"));
    }
    for (const induction of needed) if (!start.has(induction)) start.set(induction, null);
    const axis = this.plan.blockedAxis;
    if (axis < 0) this.level(0, start);
    else this.blocks(axis, start);
  }

  /**
   * The whole loop for one block of the reduced axis after the other, the later ones adding to what the earlier stored: rows of a
   * block are then still in the cache when the next columns are summed.
   */
  private blocks(axis: number, start: Positions): void {
    const { f } = this;
    const cursors = this.cursors(axis, start);
    const left = f.let(i32.const(this.kernel.axes[axis]?.length ?? 0), "left");
    this.block = { rounds: f.local("i32", "rounds"), continues: f.local("i32", "continues") };
    const { rounds, continues } = this.block;
    f.loop((again) => {
      f.set(rounds, select(left, i32.const(blockRounds), i32.ltS(left, blockRounds)));
      this.level(0, cursors);
      this.advance(axis, cursors, blockRounds);
      f.set(continues, 1);
      f.set(left, i32.sub(left, rounds));
      f.branchIf(again, left);
    });
  }

  private neededPositions(): Induction[] {
    const axes = this.kernel.loop.expressions.flatMap((expression) =>
      expression.op === "index" ? [expression.axis] : [],
    );
    if (this.kernel.loop.reductions.some(isArg)) axes.push(this.kernel.loop.parallel.length);
    return axes.flatMap((axis) => {
      const induction = this.positionOf.get(axis);
      return induction === undefined ? [] : [induction];
    });
  }

  private induction(key: string, strides: readonly number[]): Induction {
    const known = this.inductions.get(key);
    if (known !== undefined) return known;
    const made: Induction = { strides };
    this.inductions.set(key, made);
    return made;
  }

  // --- Analysis ---

  private analyse(expression: ProgramExpression, id: ExpressionId): void {
    const operands = operandsOf(expression);
    for (const operand of operands) this.use(operand);
    this.uses[id] ??= 0;
    const strides =
      expression.op === "load" || expression.op === "gather"
        ? (this.kernel.views.get(expression.view)?.strides ?? [])
        : expression.op === "index"
          ? (this.positionOf.get(expression.axis)?.strides ?? [])
          : [];
    const own = this.plan.order.findLastIndex((axis) => (strides[axis] ?? 0) !== 0) + 1;
    this.levels[id] = Math.max(own, ...operands.map((operand) => this.levels[operand] ?? 0));
    this.varies[id] =
      (this.plan.vectorAxis >= 0 && (strides[this.plan.vectorAxis] ?? 0) !== 0) ||
      operands.some((operand) => this.varies[operand] === true);
  }

  private use(id: ExpressionId): void {
    this.uses[id] = (this.uses[id] ?? 0) + 1;
  }

  // --- Loops ---

  /** Everything inside the first `level` loops. */
  private level(level: number, at: Positions): void {
    this.evaluate(level, at);
    const reduces = this.kernel.loop.reductions.length > 0;
    if (reduces && level === this.parallelLevels) {
      this.startAccumulators(at);
      this.inner(level, at);
      this.storeReductions(at);
    } else {
      this.inner(level, at);
    }
  }

  private inner(level: number, at: Positions): void {
    const axis = this.plan.order[level];
    if (axis === undefined) {
      if (this.kernel.loop.reductions.length > 0) this.accumulate(at);
      else this.storeExpressions(at);
      return;
    }
    const { length } = this.kernel.axes[axis] ?? { length: 0 };
    if (length === 0) return;
    if (axis === this.plan.vectorAxis) this.vectorLoop(level, axis, length, at);
    else if (axis === this.plan.blockedAxis && this.block !== null)
      this.repeatBlock(level, axis, this.block.rounds, this.cursors(axis, at));
    else this.repeat(level, axis, length, 1, this.cursors(axis, at));
  }

  private repeatBlock(level: number, axis: number, rounds: Local<"i32">, cursors: Positions): void {
    const n = this.f.let(rounds, "n");
    this.f.loop((again) => {
      this.level(level + 1, cursors);
      this.advance(axis, cursors, 1);
      this.f.set(n, i32.sub(n, 1));
      this.f.branchIf(again, n);
    });
  }

  /** Variables for the inductions that an axis moves. */
  private cursors(axis: number, at: Positions): Positions {
    return new Map(
      [...at].map(([induction, position]) => {
        if ((induction.strides[axis] ?? 0) === 0) return [induction, position];
        return [induction, this.f.let(position ?? i32.const(0), "p")];
      }),
    );
  }

  private advance(axis: number, cursors: Positions, elements: number): void {
    for (const [induction, cursor] of cursors) {
      const stride = induction.strides[axis] ?? 0;
      if (stride !== 0 && elements !== 0)
        this.f.set(cursor as Local<"i32">, i32.add(cursor as Local<"i32">, stride * elements));
    }
  }

  /** `rounds` times the next level, moving `elements` along the axis each time. `atLast` runs before the last round. */
  private repeat(
    level: number,
    axis: number,
    rounds: number,
    elements: number,
    cursors: Positions,
    beforeLast = 0,
  ): void {
    if (rounds <= 0) return;
    if (rounds === 1) {
      this.level(level + 1, cursors);
      this.advance(axis, cursors, elements);
      return;
    }
    const n = this.f.let(i32.const(rounds), "n");
    this.f.loop((again) => {
      this.level(level + 1, cursors);
      this.advance(axis, cursors, elements);
      this.f.set(n, i32.sub(n, 1));
      if (level === this.flushLevel) this.flush(n);
      if (beforeLast !== 0) {
        this.f.if(i32.eq(n, 1), () => {
          this.advance(axis, cursors, beforeLast);
        });
      }
      this.f.branchIf(again, n);
    });
  }

  private vectorLoop(level: number, axis: number, length: number, at: Positions): void {
    const { width, overlap } = this.plan;
    const cursors = this.cursors(axis, at);
    let full = Math.floor(length / width);
    const rest = length % width;
    const overlaps = overlap && rest > 0 && full > 0;
    const unroll = full >= this.plan.unroll ? this.plan.unroll : 1;
    if (unroll > 1) {
      const rounds = Math.floor(full / unroll);
      this.unroll = unroll;
      this.repeat(level, axis, rounds, unroll * width, cursors);
      this.unroll = 1;
      full -= rounds * unroll;
    }
    if (overlaps) {
      // The last vector begins so early that it is complete; it computes some elements again, to the same values.
      if (full === 0) this.advance(axis, cursors, rest - width);
      this.repeat(level, axis, full + 1, width, cursors, rest - width);
      return;
    }
    this.repeat(level, axis, full, width, cursors);
    if (rest > 0) {
      this.active = rest;
      this.level(level + 1, cursors);
      this.active = width;
    }
  }

  // --- Values ---

  private place(view: View, at: Positions, vector: number): Place {
    const induction = this.inductionOf.get(view);
    const bytes = this.kernel.views.get(view);
    if (induction === undefined || bytes === undefined) throw new Error("a view of the loop was not prepared");
    const stride = this.plan.vectorAxis < 0 ? 0 : (bytes.strides[this.plan.vectorAxis] ?? 0);
    const pointer = at.get(induction) ?? null;
    return { pointer, base: bytes.base + vector * this.plan.width * stride, stride, count: this.active };
  }

  private evaluate(level: number, at: Positions): void {
    const { expressions } = this.kernel.loop;
    expressions.forEach((expression, id) => {
      if (this.levels[id] !== level || this.uses[id] === 0) return;
      const vectors = this.varies[id] ? this.unroll : 1;
      for (let vector = 0; vector < vectors; vector++) {
        const value = this.compute(expression, at, vector);
        const keeps =
          expression.op !== "constant" &&
          (this.uses[id] !== 1 || expression.op === "load" || expression.op === "gather" || !this.innermost(level));
        (this.values[vector] ??= [])[id] = keeps ? this.lanes.let(value) : value;
      }
    });
  }

  private innermost(level: number): boolean {
    return level === this.plan.order.length;
  }

  private value(id: ExpressionId, vector: number): Value {
    const value = this.values[this.varies[id] ? vector : 0]?.[id];
    if (value === undefined) throw new Error(`expression ${String(id)} of a loop is used before it is computed`);
    return value;
  }

  private compute(expression: ProgramExpression, at: Positions, vector: number): Value {
    const { lanes } = this;
    const value = (id: ExpressionId): Value => this.value(id, vector);
    switch (expression.op) {
      case "constant":
        return lanes.constant(expression.dtype, expression.value);
      case "load":
        return lanes.load(expression.dtype, this.place(expression.view, at, vector));
      case "index": {
        const induction = this.positionOf.get(expression.axis);
        if (induction === undefined) return lanes.constant("int32", 0);
        const position = at.get(induction) ?? i32.const(0);
        const varies = (induction.strides[this.plan.vectorAxis] ?? 0) !== 0;
        return lanes.position(varies && vector > 0 ? i32.add(position, vector * this.plan.width) : position, varies);
      }
      case "counter":
        return lanes.position(this.layout.counter(expression.counter), false);
      case "unary":
        return lanes.unary(expression.name, this.dtype(expression.x), value(expression.x));
      case "binary": {
        const right = this.kernel.loop.expressions[expression.y];
        const amount = right?.op === "constant" ? right.value : null;
        return lanes.binary(
          expression.name,
          this.dtype(expression.x),
          value(expression.x),
          value(expression.y),
          amount,
        );
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
        return this.gather(expression, at, vector);
    }
  }

  private dtype(id: ExpressionId): DType {
    const expression = this.kernel.loop.expressions[id];
    if (expression === undefined) throw new Error(`a loop has no expression ${String(id)}`);
    return expression.dtype;
  }

  private gather(expression: ProgramExpression & { readonly op: "gather" }, at: Positions, vector: number): Value {
    const { lanes } = this;
    const place = this.place(expression.view, at, vector);
    const bytes = expression.dtype === "bool" ? 1 : expression.dtype === "float64" ? 8 : 4;
    const int = (value: number): Value => lanes.constant("int32", value);
    let offset: Value | null = null;
    let inside: Value | null = null;
    let varies = false;
    for (const { value: id, limit, stride } of expression.indices) {
      const index = lanes.let(this.value(id, vector));
      varies ||= this.varies[id] === true;
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
      const pointer = this.f.let(place.pointer === null ? displacement : i32.add(place.pointer, displacement), "p");
      loaded = lanes.load(expression.dtype, { ...place, pointer });
    }
    if (expression.mode === "clip") return loaded;
    return lanes.select(expression.dtype, inside, lanes.let(loaded), lanes.constant(expression.dtype, expression.fill));
  }

  // --- Results ---

  private storeExpressions(at: Positions): void {
    for (let vector = 0; vector < this.unroll; vector++) {
      for (const { view, value } of this.kernel.loop.stores) {
        this.lanes.store(this.dtype(value), this.place(view, at, vector), this.value(value, vector));
      }
    }
  }

  private get horizontal(): boolean {
    return this.kernel.axes[this.plan.vectorAxis]?.reduced === true;
  }

  private startAccumulators(at: Positions): void {
    const { loop } = this.kernel;
    const vectors = this.horizontal ? this.plan.unroll : this.unroll;
    this.accumulators = Array.from({ length: vectors }, (_, vector) =>
      loop.reductions.map((reduction, index): Accumulator => {
        const isSum =
          reduction.fold === "sum" &&
          reduction.dtype === "float32" &&
          this.flushLevel >= 0 &&
          this.plan.blockedAxis < 0;
        const valueDtype = this.dtype(reduction.value);
        const initial = loop.initial?.[index] ?? null;
        // Lanes that are folded in the end, or vectors of them, hold parts: only one part may start from the initial value.
        const fresh = this.lanes.constant(valueDtype, identity(reduction.fold, valueDtype));
        const value = this.variable(fresh);
        if (initial !== null && !this.horizontal) {
          const begin = (): void => {
            this.assign(value, this.lanes.load(valueDtype, this.place(initial, at, vector)));
          };
          // Later blocks start afresh and are added to what the first stored.
          if (this.block === null) begin();
          else this.f.if(i32.eqz(this.block.continues), begin);
        }
        return {
          reduction,
          value,
          long: isSum
            ? {
                sum: this.variable(this.lanes.constant("float32", 0)),
                lost: this.variable(this.lanes.constant("float32", 0)),
              }
            : null,
          best: isArg(reduction) ? this.variable(this.lanes.constant("int32", 0)) : null,
        };
      }),
    );
  }

  private variable(value: Value): Local {
    return this.f.let(value as WasmExpression<"v128">, "sum");
  }

  private assign(variable: Local, value: Value): void {
    this.f.set(variable, value as WasmExpression<"v128">);
  }

  private accumulate(at: Positions): void {
    for (let vector = 0; vector < this.unroll; vector++) {
      for (const accumulator of this.accumulators[vector] ?? []) {
        const { reduction, value: sum } = accumulator;
        const dtype = this.dtype(reduction.value);
        let value = this.value(reduction.value, vector);
        const { fold } = reduction;
        if (fold === "argmax" || fold === "argmin") {
          this.accumulateBest(accumulator, dtype, value, at);
          continue;
        }
        if (this.horizontal && this.active < this.plan.width) {
          value = this.lanes.firstLanes(this.active, value, this.lanes.constant(dtype, identity(fold, dtype)));
        }
        this.assign(sum, this.lanes.binary(foldFunctions[fold], dtype, sum, value, null));
      }
    }
  }

  /** The first of the best wins, and NaN is better than anything. */
  private accumulateBest(
    { reduction, value: best, best: where }: Accumulator,
    dtype: DType,
    candidate: Value,
    at: Positions,
  ): void {
    const { lanes } = this;
    const value = lanes.let(candidate);
    let better = lanes.binary(reduction.fold === "argmax" ? "gt" : "lt", dtype, value, best, null);
    if (dtype === "float32" || dtype === "float64") {
      const isNaN = lanes.binary("ne", dtype, value, value, null);
      const wasNumber = lanes.binary("eq", dtype, best, best, null);
      better = lanes.binary("or", "bool", better, lanes.binary("and", "bool", isNaN, wasNumber, null), null);
    }
    const mask = lanes.let(better);
    const induction = this.positionOf.get(this.kernel.loop.parallel.length);
    const position = lanes.position((induction === undefined ? null : at.get(induction)) ?? i32.const(0), false);
    if (where !== null) this.assign(where, lanes.select("int32", mask, position, where));
    this.assign(best, lanes.select(dtype, mask, value, best));
  }

  /** Puts the sums away every `flushRounds` rounds, with the rounding errors of doing so kept apart (Knuth's two-sum). */
  private flush(n: Local<"i32">): void {
    const long = this.accumulators.flat().filter((accumulator) => accumulator.long !== null);
    if (long.length === 0) return;
    const { lanes } = this;
    const float = (name: "add" | "sub", x: Value, y: Value): Value => lanes.binary(name, "float32", x, y, null);
    this.f.if(i32.eqz(i32.and(n, flushRounds - 1)), () => {
      for (const { value, long: away } of long) {
        if (away === null) continue;
        const total = lanes.let(float("add", away.sum, value));
        const fromValue = lanes.let(float("sub", total, away.sum));
        const error = float(
          "add",
          float("sub", away.sum, float("sub", total, fromValue)),
          float("sub", value, fromValue),
        );
        this.assign(away.lost, float("add", away.lost, error));
        this.assign(away.sum, total);
        this.assign(value, lanes.constant("float32", 0));
      }
    });
  }

  private addToStored(continues: Local<"i32">, { fold, dtype }: Reduction, place: Place, sum: Local): void {
    if (fold === "argmax" || fold === "argmin") throw new Error(`${fold} cannot run in blocks`);
    this.f.if(continues, () => {
      this.assign(sum, this.lanes.binary(foldFunctions[fold], dtype, this.lanes.load(dtype, place), sum, null));
    });
  }

  private storeReductions(at: Positions): void {
    const { lanes } = this;
    const { loop } = this.kernel;
    const results = this.accumulators.map((row) =>
      row.map(({ reduction, value, long, best }): Value => {
        if (best !== null) return best;
        if (long === null) return value;
        const rest = lanes.binary("add", "float32", long.lost, value, null);
        // Sums that overflowed have NaN for an error, but are right.
        const finite = lanes.unary("isFinite", "float32", long.sum);
        const sum = lanes.binary("add", this.dtype(reduction.value), long.sum, rest, null);
        return lanes.let(lanes.select("float32", finite, sum, lanes.binary("add", "float32", long.sum, value, null)));
      }),
    );
    if (!this.horizontal) {
      results.forEach((row, vector) => {
        for (const { view, value } of loop.stores) {
          const [reduction, result] = [loop.reductions[value], row[value]];
          if (reduction === undefined || result === undefined) continue;
          const place = this.place(view, at, vector);
          const sum = this.accumulators[vector]?.[value]?.value;
          if (this.block !== null && sum !== undefined) this.addToStored(this.block.continues, reduction, place, sum);
          lanes.store(reduction.dtype, place, result);
        }
      });
      return;
    }
    for (const { view, value } of loop.stores) {
      const reduction = loop.reductions[value];
      if (reduction === undefined) continue;
      const { fold } = reduction;
      // The schedule never puts the axis of an arg-reduction in lanes.
      if (fold === "argmax" || fold === "argmin") throw new Error(`${fold} cannot run in lanes of its own axis`);
      const dtype = this.dtype(reduction.value);
      const name = foldFunctions[fold];
      const parts = results.flatMap((row) => (row[value] === undefined ? [] : [row[value]]));
      const all = parts.reduce((sum, part) => lanes.binary(name, dtype, sum, part, null));
      let result = lanes.foldLanes(fold, dtype, all);
      const initial = loop.initial?.[value] ?? null;
      const one = (of: View): Place => ({ ...this.place(of, at, 0), stride: 0, count: 1 });
      if (initial !== null)
        result = lanes.binary(name, dtype, lanes.load(dtype, one(initial)), lanes.let(result), null);
      lanes.store(reduction.dtype, one(view), result);
    }
  }
}

function isArg({ fold }: Reduction): boolean {
  return fold === "argmax" || fold === "argmin";
}
