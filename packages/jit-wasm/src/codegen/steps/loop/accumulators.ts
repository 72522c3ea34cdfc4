/*
 * The reductions of a loop nest. Their accumulators are variables: one vector each for every vector that is computed side by side.
 *
 * A long sum in single precision is moved into a second variable every few rounds, and the rounding errors of these moves into a
 * third (compensated summation). In blocked loops, the sum of a block is added to what the blocks before it stored; there are few
 * blocks. So the error of a sum stays below a constant times that of one addition, however long the sum is.
 */
import type { DType } from "@proj/array";
import {
  combines,
  combiningFunction,
  neutralElement,
  type CombiningFold,
  type Fold,
  type Reduction,
  type View,
} from "@proj/jit/core";
import type { Expression as WasmExpression, Local } from "../../../assembler/expression.ts";
import type { FunctionBuilder } from "../../../assembler/function-builder.ts";
import { i32 } from "../../../assembler/instructions.ts";
import type { Vector } from "../../../math/lanes.ts";
import type { Emitter, Place, Value } from "../../emitters/emitter.ts";
import type { Inductions, Positions } from "./inductions.ts";
import type { LoopNest } from "./loop-nest.ts";
import type { Expressions } from "./expressions.ts";
import { Extremum } from "./extremum.ts";
import { shortSum, type LoopSchedule } from "./vectorize.ts";

interface Accumulator {
  readonly reduction: Reduction;
  readonly value: Local;
  /** Of a long sum: what `value` is moved to every few rounds, and the rounding errors of that. Null for all others. */
  readonly long: { readonly sum: Local; readonly lost: Local } | null;
  /** The position of the best element so far, of arg-reductions. */
  readonly best: Local | null;
  /** Of a maximum or minimum of vectors of float32: what folds it, instead of `value`. Null for all others. */
  readonly extremum: Extremum | null;
}

/** When long sums are moved: every so many rounds, a power of two, of the loop at a level. */
interface Flush {
  readonly level: number;
  readonly rounds: number;
}

/** When the sums of a nest are moved, so that none takes many more numbers before than {@link shortSum}; null for short ones. */
function flushOf({ axes }: LoopNest, { order, vectorAxis, width, unroll, blocked }: LoopSchedule): Flush | null {
  // How many numbers the loops inside a level add to one variable.
  let inner = 1;
  for (let level = order.length - 1; level >= 0; level--) {
    const axis = order[level] ?? -1;
    const { length, reduced } = axes[axis] ?? { length: 1, reduced: false };
    if (!reduced) return null;
    const rounds = axis === blocked?.axis ? blocked.rounds : axis === vectorAxis ? length / (width * unroll) : length;
    if (rounds * inner > 2 * shortSum)
      return { level, rounds: 2 ** Math.floor(Math.log2(Math.max(1, shortSum / inner))) };
    inner *= Math.ceil(rounds);
  }
  return null;
}

/** The accumulators of one loop nest. */
export class Accumulators {
  readonly #f: FunctionBuilder;
  readonly #nest: LoopNest;
  readonly #schedule: LoopSchedule;
  readonly #lanes: Emitter;
  readonly #expressions: Expressions;
  readonly #inductions: Inductions;
  readonly #flush: Flush | null;
  #accumulators: Accumulator[][] = [];
  /** In blocked loops: whether this is not the first block. */
  readonly #continues: Local<"i32"> | null;

  constructor(
    f: FunctionBuilder,
    nest: LoopNest,
    schedule: LoopSchedule,
    lanes: Emitter,
    expressions: Expressions,
    inductions: Inductions,
    continues: Local<"i32"> | null,
  ) {
    this.#f = f;
    this.#nest = nest;
    this.#schedule = schedule;
    this.#lanes = lanes;
    this.#expressions = expressions;
    this.#inductions = inductions;
    this.#continues = continues;
    this.#flush = flushOf(nest, schedule);
  }

  get #horizontal(): boolean {
    return this.#nest.axes[this.#schedule.vectorAxis]?.reduced === true;
  }

  /** Declares the accumulators with the values that they start from. */
  start(at: Positions): void {
    const { loop } = this.#nest;
    const vectors = this.#horizontal ? this.#schedule.unroll : this.#expressions.batch.vectors;
    this.#accumulators = Array.from({ length: vectors }, (_, vector) =>
      loop.reductions.map((reduction, index): Accumulator => {
        const isLong = this.#flush !== null && reduction.fold === "sum" && reduction.dtype === "float32";
        const valueDtype = this.#expressions.dtype(reduction.value);
        const initial = loop.initial?.[index] ?? null;
        // Lanes that are folded in the end, or vectors of them, hold parts: only one part may start from the initial value.
        const extremum = this.#extremumOf(reduction.fold, valueDtype);
        const fresh = this.#lanes.constant(valueDtype, neutralElement(foldOfValue(reduction.fold), valueDtype));
        const value = extremum?.value ?? this.#variable(fresh);
        if (initial !== null && !this.#horizontal) {
          const begin = (): void => {
            const given = this.#lanes.load(valueDtype, this.#expressions.place(initial, at, vector));
            if (extremum === null) this.#assign(value, given);
            else extremum.add(given as Vector);
          };
          // Later blocks start afresh and are added to what the first stored.
          if (this.#continues === null) begin();
          else this.#f.if(i32.eqz(this.#continues), begin);
        }
        return {
          reduction,
          value,
          long: isLong
            ? {
                sum: this.#variable(this.#lanes.constant("float32", 0)),
                lost: this.#variable(this.#lanes.constant("float32", 0)),
              }
            : null,
          best: !combines(reduction.fold) ? this.#variable(this.#lanes.constant("int32", 0)) : null,
          extremum,
        };
      }),
    );
  }

  #extremumOf(fold: Fold, dtype: DType): Extremum | null {
    const isExtremum = (fold === "max" || fold === "min") && dtype === "float32" && this.#lanes.width === 4;
    return isExtremum ? new Extremum(this.#f, fold) : null;
  }

  #variable(value: Value): Local {
    return this.#f.let(value as WasmExpression<"v128">, "sum");
  }

  #assign(variable: Local, value: Value): void {
    this.#f.set(variable, value as WasmExpression<"v128">);
  }

  /** Folds the current point into the accumulators. */
  accumulate(at: Positions): void {
    for (let vector = 0; vector < this.#expressions.batch.vectors; vector++) {
      for (const accumulator of this.#accumulators[vector] ?? []) {
        const { reduction, value: sum, extremum } = accumulator;
        const dtype = this.#expressions.dtype(reduction.value);
        let value = this.#expressions.value(reduction.value, vector);
        const { fold } = reduction;
        if (!combines(fold)) {
          this.#accumulateBest(accumulator, dtype, value, at);
          continue;
        }
        if (this.#horizontal && this.#expressions.batch.lanes < this.#schedule.width) {
          value = this.#lanes.firstLanes(
            dtype,
            this.#expressions.batch.lanes,
            value,
            this.#lanes.constant(dtype, neutralElement(fold, dtype)),
          );
        }
        if (extremum !== null) extremum.add(value as Vector);
        else this.#assign(sum, this.#lanes.binary(combiningFunction(fold, dtype), dtype, sum, value, null));
      }
    }
  }

  /** The first of the best wins, and NaN is better than anything. */
  #accumulateBest(
    { reduction, value: best, best: where }: Accumulator,
    dtype: DType,
    candidate: Value,
    at: Positions,
  ): void {
    const lanes = this.#lanes;
    const value = lanes.let(candidate);
    let better = lanes.binary(reduction.fold === "argmax" ? "gt" : "lt", dtype, value, best, null);
    if (dtype === "float32" || dtype === "float64") {
      const isNaN = lanes.binary("ne", dtype, value, value, null);
      const wasNumber = lanes.binary("eq", dtype, best, best, null);
      better = lanes.binary("or", "bool", better, lanes.binary("and", "bool", isNaN, wasNumber, null), null);
    }
    const mask = lanes.let(better);
    const induction = this.#inductions.position(this.#nest.loop.parallel.length);
    const position = lanes.position((induction === null ? null : at.get(induction)) ?? i32.const(0), false);
    if (where !== null) this.#assign(where, lanes.select("int32", mask, position, where));
    this.#assign(best, lanes.select(dtype, mask, value, best));
  }

  /**
   * Moves the long sums every few rounds of the loop at `level`, if that is the long one and `n` rounds are left. The rounding
   * errors are kept apart (Knuth's two-sum).
   */
  flush(level: number, n: Local<"i32">): void {
    if (level !== this.#flush?.level) return;
    const { rounds } = this.#flush;
    const long = this.#accumulators.flat().filter((accumulator) => accumulator.long !== null);
    if (long.length === 0) return;
    const lanes = this.#lanes;
    const float = (name: "add" | "sub", x: Value, y: Value): Value => lanes.binary(name, "float32", x, y, null);
    const move = (): void => {
      for (const { value, long: away } of long) {
        if (away === null) continue;
        const total = lanes.let(float("add", away.sum, value));
        const fromValue = lanes.let(float("sub", total, away.sum));
        const error = float(
          "add",
          float("sub", away.sum, float("sub", total, fromValue)),
          float("sub", value, fromValue),
        );
        this.#assign(away.lost, float("add", away.lost, error));
        this.#assign(away.sum, total);
        this.#assign(value, lanes.constant("float32", 0));
      }
    };
    if (rounds === 1) move();
    else this.#f.if(i32.eqz(i32.and(n, rounds - 1)), move);
  }

  /** What the blocks up to this one give. */
  #withStored(continues: Local<"i32">, { fold, dtype }: Reduction, place: Place, result: Value): Value {
    if (!combines(fold)) throw new Error(`${fold} cannot run in blocks`);
    const sum = this.#variable(result);
    this.#f.if(continues, () => {
      this.#assign(
        sum,
        this.#lanes.binary(combiningFunction(fold, dtype), dtype, this.#lanes.load(dtype, place), sum, null),
      );
    });
    return sum;
  }

  /** Stores the results. */
  store(at: Positions): void {
    const lanes = this.#lanes;
    const { loop } = this.#nest;
    const results = this.#accumulators.map((row) =>
      row.map(({ reduction, value, long, best, extremum }): Value => {
        if (best !== null) return best;
        if (extremum !== null) return extremum.result();
        if (long === null) return value;
        const rest = lanes.binary("add", "float32", long.lost, value, null);
        // Sums that overflowed have NaN for an error, but are right.
        const finite = lanes.unary("isFinite", "float32", long.sum);
        const sum = lanes.binary("add", this.#expressions.dtype(reduction.value), long.sum, rest, null);
        return lanes.let(lanes.select("float32", finite, sum, lanes.binary("add", "float32", long.sum, value, null)));
      }),
    );
    if (!this.#horizontal) {
      results.forEach((row, vector) => {
        for (const { view, value } of loop.stores) {
          const [reduction, result] = [loop.reductions[value]!, row[value]!];
          const place = this.#expressions.place(view, at, vector);
          const all = this.#continues === null ? result : this.#withStored(this.#continues, reduction, place, result);
          lanes.store(reduction.dtype, place, all);
        }
      });
      return;
    }
    for (const { view, value } of loop.stores) {
      const reduction = loop.reductions[value]!;
      const { fold } = reduction;
      // The schedule never puts the axis of an arg-reduction in lanes.
      if (!combines(fold)) throw new Error(`${fold} cannot run in lanes of its own axis`);
      const dtype = this.#expressions.dtype(reduction.value);
      const name = combiningFunction(fold, dtype);
      const parts = results.map((row) => row[value]!);
      const all = parts.reduce((sum, part) => lanes.binary(name, dtype, sum, part, null));
      let result = lanes.foldLanes(fold, dtype, all);
      const initial = loop.initial?.[value] ?? null;
      const one = (of: View): Place => ({ ...this.#expressions.place(of, at, 0), stride: 0, count: 1 });
      if (initial !== null)
        result = lanes.binary(name, dtype, lanes.load(dtype, one(initial)), lanes.let(result), null);
      lanes.store(reduction.dtype, one(view), result);
    }
  }
}

/** The fold of the values themselves: where an extremum is, is found beside it. */
function foldOfValue(fold: Fold): CombiningFold {
  if (combines(fold)) return fold;
  return fold === "argmax" ? "max" : "min";
}
