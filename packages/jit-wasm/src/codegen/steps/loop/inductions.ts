/*
 * What grows linearly along the axes of a loop nest: pointers and positions. Views with equal strides share one pointer; their
 * addresses differ by constants.
 */
import { combines, type View } from "@proj/jit/core";
import type { Expression, Local } from "../../../assembler/expression.ts";
import type { FunctionBuilder } from "../../../assembler/function-builder.ts";
import { i32 } from "../../../assembler/instructions.ts";
import type { LoopNest } from "./loop-nest.ts";
import type { Layout } from "../../layout.ts";

/** A pointer or a position, and what it grows by with each step along each axis. */
export interface Induction {
  readonly strides: readonly number[];
}

/** The current values of the inductions; null is 0. */
export type Positions = ReadonlyMap<Induction, Expression<"i32"> | null>;

/** The inductions of one loop nest. */
export class Inductions {
  readonly #f: FunctionBuilder;
  readonly #layout: Layout;
  readonly #nest: LoopNest;
  readonly #byKey = new Map<string, Induction>();
  readonly #ofView = new Map<View, Induction>();
  readonly #ofAxis = new Map<number, Induction>();

  constructor(f: FunctionBuilder, layout: Layout, nest: LoopNest) {
    this.#f = f;
    this.#layout = layout;
    this.#nest = nest;
    for (const [view, { strides, dynamic, dtype, shift, own, place }] of nest.views) {
      const moving = dynamic.length > 0 ? JSON.stringify([dynamic, dtype]) : "";
      const key = `${strides.join()} ${String(shift)} ${String(own)} ${String(place?.immediate)} ${moving}`;
      this.#ofView.set(view, this.#named(key, strides));
    }
    const indexed = nest.loop.expressions.flatMap((expression) => (expression.op === "index" ? [expression.axis] : []));
    // Arg-reductions give the position along the one reduction axis.
    const args = nest.loop.reductions.some(({ fold }) => !combines(fold));
    for (const loopAxis of args ? [...indexed, nest.loop.parallel.length] : indexed) {
      const axis = nest.axisOf[loopAxis] ?? -1;
      if (axis < 0) continue;
      const strides = nest.axes.map((_, other) => (other === axis ? 1 : 0));
      this.#ofAxis.set(loopAxis, this.#named(`position ${String(axis)}`, strides));
    }
  }

  #named(key: string, strides: readonly number[]): Induction {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const made: Induction = { strides };
    this.#byKey.set(key, made);
    return made;
  }

  /** The pointer into a view. */
  pointer(view: View): Induction {
    return this.#ofView.get(view)!;
  }

  /** The position along an axis of the loop; null along an axis of length 1, where it is 0. */
  position(loopAxis: number): Induction | null {
    return this.#ofAxis.get(loopAxis) ?? null;
  }

  /** Where everything starts. */
  start(): Positions {
    const start = new Map<Induction, Expression<"i32"> | null>();
    for (const [view, induction] of this.#ofView) {
      if (start.has(induction)) continue;
      const bytes = this.#nest.views.get(view);
      const begin = bytes === undefined ? null : this.#layout.start(this.#f, bytes);
      start.set(induction, begin === null ? null : this.#f.let(begin, "p"));
    }
    for (const induction of this.#ofAxis.values()) start.set(induction, null);
    return start;
  }

  /** The same positions, with variables of their own for those that an axis moves. */
  cursors(axis: number, at: Positions): Positions {
    return new Map(
      [...at].map(([induction, position]) => {
        if ((induction.strides[axis] ?? 0) === 0) return [induction, position];
        return [induction, this.#f.let(position ?? i32.const(0), "p")];
      }),
    );
  }

  /** Moves cursors along their axis. */
  advance(axis: number, cursors: Positions, elements: number): void {
    for (const [induction, cursor] of cursors) {
      const stride = induction.strides[axis] ?? 0;
      if (stride !== 0 && elements !== 0)
        this.#f.set(cursor as Local<"i32">, i32.add(cursor as Local<"i32">, stride * elements));
    }
  }
}
