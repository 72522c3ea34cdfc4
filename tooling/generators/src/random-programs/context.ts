import type { DType } from "@proj/array";
import type { Draw } from "../primitive-samples/index.ts";
import { pick } from "./choose.ts";
import type { Value } from "./value.ts";

/** What an operation draws from: the values so far, and where in the program it stands. */
export interface Context {
  readonly draw: Draw;
  /** The dtype of this program's floats. */
  readonly float: DType;
  readonly pool: readonly Value[];
  /** How many bodies of control flow are around. */
  readonly depth: number;
  /** True inside a function whose derivative is taken: operations without a reverse derivative must stay away. */
  readonly smooth: boolean;
  /** The axis of the enclosing vmap, if there is one. */
  readonly axisName: string | null;
  /** Applies a few operations to the arguments, as the body of some control flow; the same seed gives the same body. */
  body(seed: number, args: readonly Value[], around?: Partial<Pick<Context, "smooth" | "axisName">>): readonly Value[];
}

/** Applies operations to values of the pool; null if none of them fits. */
export type Operation = (context: Context) => readonly Value[] | null;

/** One of the values that satisfy a condition, late ones more often; null if there is none. */
export function choose({ draw, pool }: Context, condition: (x: Value) => boolean): Value | null {
  const fitting = pool.filter(condition);
  if (fitting.length === 0) return null;
  return draw.uniform() < 0.5
    ? fitting.at(-1 - Math.floor(draw.uniform() ** 2 * fitting.length))!
    : pick(draw, fitting);
}

/** A seed for something that is drawn later. */
export const newSeed = ({ draw }: Context): number => Math.floor(draw.uniform() * 2 ** 31);
