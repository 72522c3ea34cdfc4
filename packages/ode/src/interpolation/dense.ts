import { logicalAnd, logicalOr, maximum, minimum, searchsorted, where, type NDArray } from "@proj/array";
import { dynamicIndexInDim } from "@proj/array/lax";
import { readFields } from "@proj/tree/core";
import { Path } from "../path.ts";
import { turned, type Direction } from "../terms/wrap-term.ts";
import { choose, mapArrays } from "../trees.ts";

/** What makes interpolations of steps: the part of a solver that is needed for it. */
export interface Interpolates {
  interpolation<Y>(t0: NDArray, t1: NDArray, dense: unknown): Path<Y>;
}

/** What {@link DenseInterpolation} is made from. */
export interface DenseFields<Y> {
  /** The ends of all steps in the time of the integration; infinite behind the last. */
  readonly ts: NDArray;
  /** How many of them there are. */
  readonly size: NDArray;
  /** What the solver gave for each step, stacked. */
  readonly infos: unknown;
  readonly solver: Interpolates;
  readonly direction: Direction;
  /** The state where no step was made. */
  readonly y0: Y;
}

/** A solution at all times: the interpolations of all its steps, one after the other. */
export class DenseInterpolation<Y> extends Path<Y> {
  readonly ts: NDArray;
  readonly size: NDArray;
  readonly infos: unknown;
  readonly solver: Interpolates;
  readonly direction: Direction;
  readonly y0: Y;

  constructor(fields: DenseFields<Y>) {
    super();
    const names = ["ts", "size", "infos", "solver", "direction", "y0"] as const;
    const { ts, size, infos, solver, direction, y0 } = readFields("DenseInterpolation", fields, ...names);
    this.ts = ts;
    this.size = size;
    this.infos = infos;
    this.solver = solver;
    this.direction = direction;
    this.y0 = y0;
    Object.freeze(this);
  }

  get t0(): NDArray {
    return turned(timeAt(this, this.size.mul(0)), this.direction);
  }

  get t1(): NDArray {
    return turned(timeAt(this, this.size.sub(1)), this.direction);
  }

  /** NaN for times outside of the integration. */
  protected at(t: NDArray, left: boolean): Y {
    const { size, ts } = this;
    const time = turned(t.astype(ts.dtype), this.direction);
    const [first, last] = [timeAt(this, size.mul(0)), timeAt(this, size.sub(1))];
    const outside = logicalOr(size.le(1), logicalOr(time.lt(first), time.gt(last)));
    // Added, so that slopes of lines go on outside.
    const inside = time.add(where(outside, NaN, 0));
    const found = searchsorted(ts, inside, { side: left ? "left" : "right" }).sub(1);
    const index = maximum(minimum(found, size.sub(2)), 0).astype("int32");
    const dense = mapArrays((stack) => dynamicIndexInDim(stack, index, { keepdims: false }), this.infos);
    const step = this.solver.interpolation<Y>(timeAt(this, index), timeAt(this, index.add(1)), dense);
    return choose(logicalAnd(size.le(1), time.eq(first)), this.y0, step.evaluate(inside, null, left));
  }
}

function timeAt<Y>(self: DenseInterpolation<Y>, index: NDArray): NDArray {
  return dynamicIndexInDim(self.ts, index, { keepdims: false });
}
