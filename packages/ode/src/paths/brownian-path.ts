import { ShapeDtypeStruct, UsageError, type ArrayLike, type FloatDType, type NDArray, type Shape } from "@proj/array";
import {
  isFloat,
  isNDArray,
  readArgument,
  readOptions,
  shapesEqual,
  toArray,
  wrongOption,
  type OptionReader,
  type OptionReaders,
} from "@proj/array/core";
import { customJvp, type JvpRuleResult } from "@proj/autodiff";
import { leaves, structure } from "@proj/tree";
import { Path } from "../path.ts";
import { brownian, type BrownianMark } from "../terms/brownian.ts";
import {
  BrownianIncrement,
  SpaceTimeLevyArea,
  SpaceTimeTimeLevyArea,
  type AreaOf,
  type LevyArea,
} from "../terms/levy-area.ts";

/** The shape of a Brownian motion: that of one float32 array, or a tree of stand-ins for arrays of floats. */
export type BrownianShape<W> = [W] extends [NDArray] ? Shape | ShapeDtypeStruct : unknown;

/** How a Brownian motion is made. */
export interface BrownianOptions<Area extends LevyArea = LevyArea> {
  /**
   * What is known of each interval: {@link BrownianIncrement} (the default), {@link SpaceTimeLevyArea} or
   * {@link SpaceTimeTimeLevyArea}. Solvers say what they need. For the same key, other areas give another path.
   */
  readonly levyArea?: Area;
}

const areaOption: OptionReader<LevyArea> = (value, place) => {
  const areas: readonly unknown[] = [BrownianIncrement, SpaceTimeLevyArea, SpaceTimeTimeLevyArea];
  if (areas.includes(value)) return value as LevyArea;
  throw wrongOption(place, value, "BrownianIncrement, SpaceTimeLevyArea or SpaceTimeTimeLevyArea");
};

/** How the options of Brownian motions are read. */
export const brownianReaders: OptionReaders<BrownianOptions> = { levyArea: areaOption };

/** Reads what is known of each interval. */
export function readArea<Area extends LevyArea>(operation: string, options: BrownianOptions<Area> | undefined): Area {
  const { levyArea = BrownianIncrement } = readOptions<BrownianOptions>(operation, options, brownianReaders);
  return levyArea as Area;
}

const isStruct = (node: unknown): node is ShapeDtypeStruct => node instanceof ShapeDtypeStruct;

/** Reads the shape of a Brownian motion as a tree of stand-ins. */
export function readBrownianShape(operation: string, shape: unknown): unknown {
  return readArgument<unknown>(operation, "shape", shape, (value, place) => {
    const expected = "the shape of an array, or a tree of ShapeDtypeStruct of floats";
    const lengths = (list: unknown): list is Shape =>
      Array.isArray(list) && list.every((n) => Number.isInteger(n) && Number(n) >= 0);
    if (lengths(value)) return new ShapeDtypeStruct(value, "float32");
    const structs: readonly unknown[] = leaves(value, undefined);
    if (structs.length > 0 && structs.every((leaf) => isStruct(leaf) && isFloat(leaf.dtype))) return value;
    throw wrongOption(place, value, expected);
  });
}

/** Reads a random key. */
export function readKey(operation: string, key: unknown): NDArray {
  return readArgument(operation, "key", key, (value, place) => {
    if (isNDArray(value) && value.dtype === "uint32" && shapesEqual(value.shape, [2])) return value;
    throw wrongOption(place, value, "one random key, such as key(0)");
  });
}

/** The stand-ins of a shape, in order. */
export function structsOf(shape: unknown): readonly BrownianStruct[] {
  return leaves(shape, undefined) as readonly BrownianStruct[];
}

/** A stand-in for an array of floats. */
export type BrownianStruct = ShapeDtypeStruct & { readonly dtype: FloatDType };

/** A time by which a Brownian motion cannot be differentiated. */
export const undifferentiated = customJvp(
  (t: NDArray) => t,
  ([t]: readonly [NDArray], [tangent]: readonly [NDArray | null]): JvpRuleResult<NDArray> => {
    if (tangent !== null) throw noDerivative();
    return [t, null];
  },
  { symbolicZeros: true },
);

function noDerivative(): UsageError {
  return new UsageError({
    operation: "BrownianPath.evaluate",
    received: "a derivative by the time of a Brownian motion",
    expected: "times that nothing is differentiated by: the motion is nowhere differentiable",
    remedy: "pass stopGradient(t), or differentiate by other arguments",
  });
}

/** The moments of one array on an interval: W, and H and K if the path knows them. */
export type Moments = readonly NDArray[];

/**
 * A Brownian motion: a path whose increments over an interval of length h are normal numbers of variance h.
 *
 * @typeParam W - its values: a tree of arrays.
 * @typeParam Area - what is known of each interval.
 */
export abstract class BrownianPath<W, Area extends LevyArea> extends Path<W> implements BrownianMark {
  /** A tree of stand-ins for the arrays of its values. */
  abstract readonly shape: unknown;
  abstract readonly levyArea: Area;

  abstract get [brownian](): "virtual" | "unsafe";

  /** Length and moments of the interval between two times, for each array of the shape; from the beginning if t0 is null. */
  protected abstract interval(t0: NDArray | null, t1: NDArray): readonly (readonly [dt: NDArray, Moments])[];

  protected at(t: NDArray): W {
    return areaOver(this, this.interval(null, t)).W;
  }

  /**
   * The increment between two times, or the value at one.
   *
   * @param t0 - a time between the ends of the path.
   * @param t1 - where the increment ends; if it is null (the default), the result is the value at t0.
   * @param left - of no importance, as there are no jumps.
   * @param useLevy - whether the result is what is known of the interval, not the increment alone; default false.
   * @returns a tree of arrays, or an instance of `levyArea` whose fields are such trees.
   */
  override evaluate(t0: ArrayLike, t1?: ArrayLike | null, left?: boolean, useLevy?: false): W;
  override evaluate(t0: ArrayLike, t1: ArrayLike | null, left: boolean, useLevy: true): AreaOf<Area, W>;
  override evaluate(
    t0: ArrayLike,
    t1: ArrayLike | null = null,
    _left = true,
    useLevy = false,
  ): W | BrownianIncrement<W> {
    const operation = `${this.constructor.name}.evaluate`;
    const from = toArray(t0, operation);
    const area = areaOver(this, t1 === null ? this.interval(null, from) : this.interval(from, toArray(t1, operation)));
    return useLevy ? area : area.W;
  }

  /** @throws UsageError always: a Brownian motion has no derivative. */
  override derivative(): never {
    throw noDerivative();
  }
}

function areaOver<W, Area extends LevyArea>(
  self: BrownianPath<W, Area>,
  intervals: readonly (readonly [dt: NDArray, Moments])[],
): BrownianIncrement<W> {
  const treedef = structure(self.shape, undefined);
  const tree = (leaf: (dt: NDArray, moments: Moments) => NDArray): W =>
    treedef.unflatten(intervals.map(([dt, moments]) => leaf(dt, moments))) as W;
  const known = {
    dt: tree((dt) => dt),
    W: tree((_, [w]) => w!),
    H: tree((_, [w, h]) => h ?? w!),
    K: tree((_, [w, , k]) => k ?? w!),
  };
  return new self.levyArea(known);
}
