import { readFields } from "@proj/tree/core";
import { TreeRecord } from "../tree-record.ts";

/*
 * What is known of a Brownian motion between two times s < t, beyond that it is one. With W(s, r) = W(r) - W(s) and the bridge
 * B(r) = W(s, r) - (r - s)/(t - s) · W(s, t):
 *
 *     H = 1/(t - s)  ∫ B(r) dr
 *     K = 1/(t - s)² ∫ B(r) ((s + t)/2 - r) dr
 *
 * W, H and K are independent normal numbers of variance h, h/12 and h/720 for h = t - s.
 *
 * J. Foster, "Numerical approximations for stochastic differential equations", PhD thesis, University of Oxford (2020).
 */

/**
 * The increment of a Brownian motion.
 *
 * @typeParam Y - a tree of arrays.
 * @example
 * ```ts
 * import { BrownianIncrement, UnsafeBrownianPath } from "@proj/ode";
 * import { key } from "@proj/random";
 * const path = new UnsafeBrownianPath([2], key(0), { levyArea: BrownianIncrement });
 * path.evaluate(0, 1, true, true).W.shape; // → [2]
 * ```
 */
export class BrownianIncrement<Y = unknown> extends TreeRecord {
  /** The length of the interval, once for each array of W. */
  readonly dt: Y;
  readonly W: Y;

  constructor(fields: { readonly dt: Y; readonly W: Y }) {
    super();
    const { dt, W } = readFields(new.target.name, fields, "dt", "W");
    this.dt = dt;
    this.W = W;
    if (new.target === BrownianIncrement) Object.freeze(this);
  }
}

/**
 * The increment of a Brownian motion, and the space-time Lévy area H of the interval.
 *
 * @typeParam Y - a tree of arrays.
 * @example
 * ```ts
 * import { SpaceTimeLevyArea, UnsafeBrownianPath } from "@proj/ode";
 * import { key } from "@proj/random";
 * const path = new UnsafeBrownianPath([2], key(0), { levyArea: SpaceTimeLevyArea });
 * path.evaluate(0, 1, true, true).H.shape; // → [2]
 * ```
 */
export class SpaceTimeLevyArea<Y = unknown> extends BrownianIncrement<Y> {
  readonly H: Y;

  constructor(fields: { readonly dt: Y; readonly W: Y; readonly H: Y }) {
    super(fields);
    this.H = readFields(new.target.name, fields, "H").H;
    if (new.target === SpaceTimeLevyArea) Object.freeze(this);
  }
}

/**
 * The increment of a Brownian motion, and the space-time and space-time-time Lévy areas H and K of the interval.
 *
 * @typeParam Y - a tree of arrays.
 * @example
 * ```ts
 * import { SpaceTimeTimeLevyArea, UnsafeBrownianPath } from "@proj/ode";
 * import { key } from "@proj/random";
 * const path = new UnsafeBrownianPath([2], key(0), { levyArea: SpaceTimeTimeLevyArea });
 * path.evaluate(0, 1, true, true).K.shape; // → [2]
 * ```
 */
export class SpaceTimeTimeLevyArea<Y = unknown> extends SpaceTimeLevyArea<Y> {
  readonly K: Y;

  constructor(fields: { readonly dt: Y; readonly W: Y; readonly H: Y; readonly K: Y }) {
    super(fields);
    this.K = readFields(new.target.name, fields, "K").K;
    Object.freeze(this);
  }
}

/** How much of a Brownian motion a path knows of each interval: one of the three classes above. */
export type LevyArea = typeof BrownianIncrement | typeof SpaceTimeLevyArea | typeof SpaceTimeTimeLevyArea;

/** What a path of a {@link LevyArea} gives for an interval. */
export type AreaOf<Area extends LevyArea, W> = Area extends typeof SpaceTimeTimeLevyArea
  ? SpaceTimeTimeLevyArea<W>
  : Area extends typeof SpaceTimeLevyArea
    ? SpaceTimeLevyArea<W>
    : BrownianIncrement<W>;

/** How many normal numbers an interval takes: W alone, W and H, or all three. */
export function momentsOf(area: LevyArea): 1 | 2 | 3 {
  if (area === BrownianIncrement) return 1;
  return area === SpaceTimeLevyArea ? 2 : 3;
}
