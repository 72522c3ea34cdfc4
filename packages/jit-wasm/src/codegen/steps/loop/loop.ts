/*
 * Emits a loop nest: loops over its axes, from the outermost in; at each level the expressions that need no further position;
 * inside, the stores or the accumulation.
 */
import type { BufferId } from "@proj/jit/core";
import { select } from "../../../assembler/expression.ts";
import type { Local } from "../../../assembler/expression.ts";
import type { Callable, FunctionBuilder } from "../../../assembler/function-builder.ts";
import { i32 } from "../../../assembler/instructions.ts";
import type { ModuleBuilder } from "../../../assembler/module-builder.ts";
import type { MathLibrary } from "../../../math/math-library.ts";
import type { Emitter } from "../../emitters/emitter.ts";
import type { Float64InPairs } from "../../float64-in-pairs.ts";
import { Inductions } from "./inductions.ts";
import type { Positions } from "./inductions.ts";
import { toLoopNest } from "./loop-nest.ts";
import type { AccumulatingLoop, LoopNest } from "./loop-nest.ts";
import { Expressions } from "./expressions.ts";
import type { Layout } from "../../layout.ts";
import { Accumulators } from "./accumulators.ts";
import { inBlocks } from "./transposed-blocks.ts";
import { ScalarEmitter } from "../../emitters/scalar-emitter.ts";
import { vectorize } from "./vectorize.ts";
import type { LoopSchedule } from "./vectorize.ts";
import { VectorEmitter } from "../../emitters/vector-emitter.ts";

/** A loop as a function, which may be told where buffers are. */
export type LoopFunction = Callable<Readonly<Record<string, "i32">>, "void">;

/** The parameter for the place of a buffer. */
export const placeName = (index: number): string => `place${String(index)}`;

/**
 * Emits a loop as a function.
 *
 * @param told - the buffers that the function is told the places of. Default none.
 */
export function emitLoop(
  module: ModuleBuilder,
  library: MathLibrary,
  layout: Layout,
  name: string,
  loop: AccumulatingLoop,
  told: readonly BufferId[] = [],
): LoopFunction {
  const parameters = Object.fromEntries(told.map((_, index) => [placeName(index), "i32" as const]));
  return module.function(name, parameters, "void", (f, places) => {
    const here = told.length === 0 ? layout : layout.told(told, Object.values(places));
    const nest = inBlocks(toLoopNest(loop, here));
    const pairs = (library.float64 as Float64InPairs | null)?.emitter ?? null;
    const schedule = vectorize(nest, pairs !== null);
    const LanesOf = { 1: ScalarEmitter, 2: pairs ?? ScalarEmitter, 4: VectorEmitter }[schedule.width];
    new LoopEmitter(f, new LanesOf(f, library), here, nest, schedule).emit();
  });
}

/** Where a long reduction runs in blocks: the rounds of the current block and of a whole one, and whether it is not the first. */
interface Block {
  readonly axis: number;
  readonly most: number;
  readonly rounds: Local<"i32">;
  readonly continues: Local<"i32">;
}

class LoopEmitter {
  readonly #f: FunctionBuilder;
  readonly #nest: LoopNest;
  readonly #schedule: LoopSchedule;
  readonly #lanes: Emitter;
  readonly #inductions: Inductions;
  readonly #expressions: Expressions;
  readonly #accumulators: Accumulators;
  readonly #parallelLevels: number;
  /** Null where no reduction runs in blocks. */
  readonly #block: Block | null;

  constructor(f: FunctionBuilder, lanes: Emitter, layout: Layout, nest: LoopNest, schedule: LoopSchedule) {
    this.#f = f;
    this.#nest = nest;
    this.#schedule = schedule;
    this.#lanes = lanes;
    const { blocked } = schedule;
    this.#block =
      blocked === null
        ? null
        : {
            axis: blocked.axis,
            most: blocked.rounds,
            rounds: f.local("i32", "rounds"),
            continues: f.local("i32", "continues"),
          };
    this.#inductions = new Inductions(f, layout, nest);
    this.#expressions = new Expressions(f, layout, nest, schedule, this.#lanes, this.#inductions);
    const continues = this.#block?.continues ?? null;
    this.#accumulators = new Accumulators(
      f,
      nest,
      schedule,
      this.#lanes,
      this.#expressions,
      this.#inductions,
      continues,
    );
    this.#parallelLevels = schedule.order.filter((axis) => nest.axes[axis]?.reduced === false).length;
  }

  emit(): void {
    if (this.#nest.axes.some(({ length, reduced }) => length === 0 && !reduced)) return;
    const start = this.#inductions.start();
    if (this.#block === null) this.#level(0, start);
    else this.#blocks(this.#block, start);
  }

  /**
   * The whole loop for one block of the reduced axis after the other, the later ones adding to what the earlier stored: rows of a
   * block are then still in the cache when the next columns are summed.
   */
  #blocks({ axis, most, rounds, continues }: Block, start: Positions): void {
    const [f, inductions] = [this.#f, this.#inductions];
    const cursors = inductions.cursors(axis, start);
    const left = f.let(i32.const(this.#nest.axes[axis]?.length ?? 0), "left");
    f.loop((again) => {
      f.set(rounds, select(left, i32.const(most), i32.ltS(left, most)));
      this.#level(0, cursors);
      inductions.advance(axis, cursors, most);
      f.set(continues, 1);
      f.set(left, i32.sub(left, rounds));
      f.branchIf(again, left);
    });
  }

  /** Everything inside the first `level` loops. */
  #level(level: number, at: Positions): void {
    this.#expressions.evaluate(level, at);
    const reduces = this.#nest.loop.reductions.length > 0;
    if (reduces && level === this.#parallelLevels) {
      this.#accumulators.start(at);
      this.#inner(level, at);
      this.#accumulators.store(at);
    } else {
      this.#inner(level, at);
    }
  }

  #inner(level: number, at: Positions): void {
    const axis = this.#schedule.order[level];
    if (axis === undefined) {
      if (this.#nest.loop.reductions.length > 0) this.#accumulators.accumulate(at);
      else this.#storeExpressions(at);
      return;
    }
    const { length } = this.#nest.axes[axis] ?? { length: 0 };
    if (length === 0) return;
    if (axis === this.#schedule.vectorAxis) this.#vectorLoop(level, axis, length, at);
    else if (axis === this.#block?.axis)
      this.#repeatBlock(level, axis, this.#block.rounds, this.#inductions.cursors(axis, at));
    else this.#repeat(level, axis, length, 1, this.#inductions.cursors(axis, at));
  }

  #repeatBlock(level: number, axis: number, rounds: Local<"i32">, cursors: Positions): void {
    const n = this.#f.let(rounds, "n");
    this.#f.loop((again) => {
      this.#level(level + 1, cursors);
      this.#inductions.advance(axis, cursors, 1);
      this.#f.set(n, i32.sub(n, 1));
      this.#accumulators.flush(level, n);
      this.#f.branchIf(again, n);
    });
  }

  /** `rounds` times the next level, moving `elements` along the axis each time, and `beforeLast` more before the last. */
  #repeat(level: number, axis: number, rounds: number, elements: number, cursors: Positions, beforeLast = 0): void {
    if (rounds <= 0) return;
    if (rounds === 1) {
      this.#level(level + 1, cursors);
      this.#inductions.advance(axis, cursors, elements);
      return;
    }
    const n = this.#f.let(i32.const(rounds), "n");
    this.#f.loop((again) => {
      this.#level(level + 1, cursors);
      this.#inductions.advance(axis, cursors, elements);
      this.#f.set(n, i32.sub(n, 1));
      this.#accumulators.flush(level, n);
      if (beforeLast !== 0) {
        this.#f.if(i32.eq(n, 1), () => {
          this.#inductions.advance(axis, cursors, beforeLast);
        });
      }
      this.#f.branchIf(again, n);
    });
  }

  #vectorLoop(level: number, axis: number, length: number, at: Positions): void {
    const { width, overlap } = this.#schedule;
    const cursors = this.#inductions.cursors(axis, at);
    let full = Math.floor(length / width);
    const rest = length % width;
    const overlaps = overlap && rest > 0 && full > 0;
    const unroll = full >= this.#schedule.unroll ? this.#schedule.unroll : 1;
    if (unroll > 1) {
      const rounds = Math.floor(full / unroll);
      this.#expressions.batch.vectors = unroll;
      this.#repeat(level, axis, rounds, unroll * width, cursors);
      this.#expressions.batch.vectors = 1;
      full -= rounds * unroll;
    }
    if (overlaps) {
      // The last vector begins so early that it is complete; it computes some elements again, to the same values.
      if (full === 0) this.#inductions.advance(axis, cursors, rest - width);
      this.#repeat(level, axis, full + 1, width, cursors, rest - width);
      return;
    }
    this.#repeat(level, axis, full, width, cursors);
    if (rest > 0) {
      this.#expressions.batch.lanes = rest;
      this.#level(level + 1, cursors);
      this.#expressions.batch.lanes = width;
    }
  }

  #storeExpressions(at: Positions): void {
    for (let vector = 0; vector < this.#expressions.batch.vectors; vector++) {
      for (const { view, value } of this.#nest.loop.stores) {
        this.#lanes.store(
          this.#expressions.dtype(value),
          this.#expressions.place(view, at, vector),
          this.#expressions.value(value, vector),
        );
      }
    }
  }
}
