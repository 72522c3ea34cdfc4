/*
 * Emits a kernel: nested loops over its axes, from the outermost in; at each level the expressions that need no further position;
 * inside, the stores or the accumulation.
 */
import { select } from "../../../assembler/expression.ts";
import type { Local } from "../../../assembler/expression.ts";
import type { Callable, FunctionBuilder } from "../../../assembler/function-builder.ts";
import { i32 } from "../../../assembler/instructions.ts";
import type { ModuleBuilder } from "../../../assembler/module-builder.ts";
import type { MathLibrary } from "../../../math/math-library.ts";
import type { Emitter } from "../../emitters/emitter.ts";
import { Inductions } from "./inductions.ts";
import type { Positions } from "./inductions.ts";
import { toKernel } from "./coalesce-axes.ts";
import type { Kernel, KernelLoop } from "./coalesce-axes.ts";
import { KernelValues } from "./expressions.ts";
import type { Layout } from "../../layout.ts";
import { Reductions } from "./fold.ts";
import { ScalarEmitter } from "../../emitters/scalar-emitter.ts";
import { blockRounds, schedule } from "./vectorize.ts";
import type { Schedule } from "./vectorize.ts";
import { VectorEmitter } from "../../emitters/vector-emitter.ts";

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

class LoopEmitter {
  private readonly f: FunctionBuilder;
  private readonly kernel: Kernel;
  private readonly plan: Schedule;
  private readonly lanes: Emitter;
  private readonly inductions: Inductions;
  private readonly values: KernelValues;
  private readonly reductions: Reductions;
  private readonly parallelLevels: number;
  /** Where a long reduction runs in blocks: the rounds of the current block, and whether it is not the first. */
  private readonly block: { readonly rounds: Local<"i32">; readonly continues: Local<"i32"> } | null;

  constructor(f: FunctionBuilder, library: MathLibrary, layout: Layout, kernel: Kernel, plan: Schedule) {
    this.f = f;
    this.kernel = kernel;
    this.plan = plan;
    this.lanes = plan.width === 4 ? new VectorEmitter(f, library) : new ScalarEmitter(f, library);
    this.block =
      plan.blockedAxis < 0 ? null : { rounds: f.local("i32", "rounds"), continues: f.local("i32", "continues") };
    this.inductions = new Inductions(f, layout, kernel);
    this.values = new KernelValues(f, layout, kernel, plan, this.lanes, this.inductions);
    const continues = this.block?.continues ?? null;
    this.reductions = new Reductions(f, kernel, plan, this.lanes, this.values, this.inductions, continues);
    this.parallelLevels = plan.order.filter((axis) => kernel.axes[axis]?.reduced === false).length;
  }

  emit(): void {
    if (this.kernel.axes.some(({ length, reduced }) => length === 0 && !reduced)) return;
    const start = this.inductions.start();
    if (this.block === null) this.level(0, start);
    else this.blocks(this.block, this.plan.blockedAxis, start);
  }

  /**
   * The whole loop for one block of the reduced axis after the other, the later ones adding to what the earlier stored: rows of a
   * block are then still in the cache when the next columns are summed.
   */
  private blocks({ rounds, continues }: NonNullable<LoopEmitter["block"]>, axis: number, start: Positions): void {
    const { f, inductions } = this;
    const cursors = inductions.cursors(axis, start);
    const left = f.let(i32.const(this.kernel.axes[axis]?.length ?? 0), "left");
    f.loop((again) => {
      f.set(rounds, select(left, i32.const(blockRounds), i32.ltS(left, blockRounds)));
      this.level(0, cursors);
      inductions.advance(axis, cursors, blockRounds);
      f.set(continues, 1);
      f.set(left, i32.sub(left, rounds));
      f.branchIf(again, left);
    });
  }

  /** Everything inside the first `level` loops. */
  private level(level: number, at: Positions): void {
    this.values.evaluate(level, at);
    const reduces = this.kernel.loop.reductions.length > 0;
    if (reduces && level === this.parallelLevels) {
      this.reductions.start(at);
      this.inner(level, at);
      this.reductions.store(at);
    } else {
      this.inner(level, at);
    }
  }

  private inner(level: number, at: Positions): void {
    const axis = this.plan.order[level];
    if (axis === undefined) {
      if (this.kernel.loop.reductions.length > 0) this.reductions.accumulate(at);
      else this.storeExpressions(at);
      return;
    }
    const { length } = this.kernel.axes[axis] ?? { length: 0 };
    if (length === 0) return;
    if (axis === this.plan.vectorAxis) this.vectorLoop(level, axis, length, at);
    else if (axis === this.plan.blockedAxis && this.block !== null)
      this.repeatBlock(level, axis, this.block.rounds, this.inductions.cursors(axis, at));
    else this.repeat(level, axis, length, 1, this.inductions.cursors(axis, at));
  }

  private repeatBlock(level: number, axis: number, rounds: Local<"i32">, cursors: Positions): void {
    const n = this.f.let(rounds, "n");
    this.f.loop((again) => {
      this.level(level + 1, cursors);
      this.inductions.advance(axis, cursors, 1);
      this.f.set(n, i32.sub(n, 1));
      this.f.branchIf(again, n);
    });
  }

  /** `rounds` times the next level, moving `elements` along the axis each time, and `beforeLast` more before the last. */
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
      this.inductions.advance(axis, cursors, elements);
      return;
    }
    const n = this.f.let(i32.const(rounds), "n");
    this.f.loop((again) => {
      this.level(level + 1, cursors);
      this.inductions.advance(axis, cursors, elements);
      this.f.set(n, i32.sub(n, 1));
      this.reductions.flush(level, n);
      if (beforeLast !== 0) {
        this.f.if(i32.eq(n, 1), () => {
          this.inductions.advance(axis, cursors, beforeLast);
        });
      }
      this.f.branchIf(again, n);
    });
  }

  private vectorLoop(level: number, axis: number, length: number, at: Positions): void {
    const { width, overlap } = this.plan;
    const cursors = this.inductions.cursors(axis, at);
    let full = Math.floor(length / width);
    const rest = length % width;
    const overlaps = overlap && rest > 0 && full > 0;
    const unroll = full >= this.plan.unroll ? this.plan.unroll : 1;
    if (unroll > 1) {
      const rounds = Math.floor(full / unroll);
      this.values.batch.vectors = unroll;
      this.repeat(level, axis, rounds, unroll * width, cursors);
      this.values.batch.vectors = 1;
      full -= rounds * unroll;
    }
    if (overlaps) {
      // The last vector begins so early that it is complete; it computes some elements again, to the same values.
      if (full === 0) this.inductions.advance(axis, cursors, rest - width);
      this.repeat(level, axis, full + 1, width, cursors, rest - width);
      return;
    }
    this.repeat(level, axis, full, width, cursors);
    if (rest > 0) {
      this.values.batch.lanes = rest;
      this.level(level + 1, cursors);
      this.values.batch.lanes = width;
    }
  }

  private storeExpressions(at: Positions): void {
    for (let vector = 0; vector < this.values.batch.vectors; vector++) {
      for (const { view, value } of this.kernel.loop.stores) {
        this.lanes.store(
          this.values.dtype(value),
          this.values.place(view, at, vector),
          this.values.value(value, vector),
        );
      }
    }
  }
}
