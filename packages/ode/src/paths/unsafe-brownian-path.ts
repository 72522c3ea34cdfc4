import { sqrt, zerosLike, type NDArray } from "@proj/array";
import { isFloat, promotedType } from "@proj/array/core";
import { bitcastConvertType } from "@proj/array/lax";
import { foldIn, normal, split } from "@proj/random";
import { brownian } from "../terms/brownian.ts";
import { momentsOf, type BrownianIncrement, type LevyArea } from "../terms/levy-area.ts";
import { inDTypeOf } from "../trees.ts";
import {
  BrownianPath,
  readArea,
  readBrownianShape,
  readKey,
  structsOf,
  undifferentiated,
  type BrownianOptions,
  type BrownianShape,
  type Moments,
} from "./brownian-path.ts";

/**
 * A Brownian motion that draws a fresh normal number for each interval it is asked for. That is quick, and right only if every
 * interval is asked for once: for steps that are never rejected. The values depend on the times bit by bit.
 *
 * @typeParam W - its values: a tree of arrays.
 * @typeParam Area - what is known of each interval.
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { ControlTerm, diffeqsolve, Euler, MultiTerm, ODETerm, UnsafeBrownianPath } from "@proj/ode";
 * import { key } from "@proj/random";
 * const noise = new UnsafeBrownianPath([], key(0));
 * const terms = new MultiTerm(
 *   new ODETerm((_t, y: NDArray) => y.neg()),
 *   new ControlTerm((_t, y: NDArray) => y.mul(0.1), noise),
 * );
 * diffeqsolve(terms, new Euler(), { t0: 0, t1: 1, dt0: 0.1, y0: array(1) }).ys.shape; // → [1]
 * ```
 */
export class UnsafeBrownianPath<W = NDArray, Area extends LevyArea = typeof BrownianIncrement> extends BrownianPath<
  W,
  Area
> {
  readonly shape: unknown;
  readonly levyArea: Area;
  readonly key: NDArray;

  /**
   * @param shape - that of one float32 array, or a tree of `ShapeDtypeStruct`.
   * @param key - a random key, uint32[2].
   * @param options - `levyArea`: what is known of each interval, default {@link BrownianIncrement}.
   * @throws UsageError for a shape that is no tree of floats.
   */
  constructor(shape: BrownianShape<W>, key: NDArray, options?: BrownianOptions<Area>) {
    super();
    const operation = "UnsafeBrownianPath";
    this.shape = readBrownianShape(operation, shape);
    this.levyArea = readArea(operation, options);
    this.key = readKey(operation, key);
    Object.freeze(this);
  }

  get t0(): number {
    return -Infinity;
  }

  get t1(): number {
    return Infinity;
  }

  get [brownian](): "unsafe" {
    return "unsafe";
  }

  protected interval(t0: NDArray | null, t1: NDArray): readonly (readonly [dt: NDArray, Moments])[] {
    const { dtype } = promotedType("UnsafeBrownianPath.evaluate", [t0 ?? t1, t1]);
    const [from, to] = [t0 ?? zerosLike(t1), t1].map((t) => undifferentiated(t.astype(dtype))) as [NDArray, NDArray];
    const key = foldIn(foldIn(this.key, bitsOf(from)), bitsOf(to));
    const structs = structsOf(this.shape);
    const keys = split(key, structs.length);
    const count = momentsOf(this.levyArea);
    return structs.map(({ shape, dtype: own }, index) => {
      const dt = to.sub(from);
      const std = sqrt(dt).astype(own);
      const leafKey = keys.get(index);
      const moments = scales.slice(0, count).map((scale, moment) => {
        const momentKey = count === 1 ? leafKey : split(leafKey, count).get(moment);
        return normal(momentKey, shape, own).mul(scale === 1 ? std : std.div(scale));
      });
      return [inDTypeOf(dt, std), moments];
    });
  }
}

/** The standard deviations of W, H and K are that of W divided by these. */
const scales = [1, Math.sqrt(12), Math.sqrt(720)];

/** A time as an integer that differs wherever it does, in single precision. */
function bitsOf(t: NDArray): NDArray {
  return isFloat(t.dtype) ? bitcastConvertType(t.astype("float32"), "int32") : t.astype("int32");
}
