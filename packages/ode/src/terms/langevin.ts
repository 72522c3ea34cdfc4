import { broadcastTo, sqrt, zerosLike, type NDArray } from "@proj/array";
import { readArgument, shapesEqual, stretchesTo, toArray, UsageError, wrongOption } from "@proj/array/core";
import { functionOption } from "@proj/tree/core";
import { broadcast, structure, structureMismatch } from "@proj/tree";
import type { Path } from "../path.ts";
import { arraysOf, inDTypeOf, mapArrays, scaled } from "../trees.ts";
import { isBrownian } from "./brownian.ts";
import { AbstractTerm, type ControlOptions } from "./term.ts";

/*
 * The underdamped Langevin equation of a position x and a velocity v in a potential f, with friction γ and damping u:
 *
 *     dx = v dt
 *     dv = -γ v dt - u ∇f(x) dt + √(2 γ u) dW
 */

/** A coefficient for each element of the position, as an array like each of its arrays. */
export function coefficientLike<X>(operation: string, name: string, coefficient: unknown, x: X): X {
  const each = broadcast(coefficient, x as unknown, { operation, name });
  return mapArrays(
    (leaf, given) => {
      const value = toArray(given, operation);
      if (shapesEqual(value.shape, leaf.shape)) return inDTypeOf(value, leaf);
      if (stretchesTo(value.shape, leaf.shape)) return broadcastTo(inDTypeOf(value, leaf), leaf.shape);
      throw wrongOption(
        { operation, name },
        value,
        `a number, or arrays that broadcast to those of the position, such as ${leaf.describe()}`,
      );
    },
    x,
    each as X,
  );
}

/** The slope of a potential, at a position. */
export type PotentialSlope<X, Args> = (x: X, args: Args) => X;

/** The slope of the potential, whose structure and shapes must be those of the position. */
export function slopeAt<X, Args>(gradF: PotentialSlope<X, Args>, x: X, args: Args): X {
  const slope = gradF(x, args);
  const positions = arraysOf(x);
  const fits =
    structureMismatch(structure(x as unknown, undefined), structure(slope as unknown, undefined)) === undefined &&
    arraysOf(slope).every((leaf, index) => shapesEqual(toArray(leaf).shape, positions[index]!.shape));
  if (fits) return mapArrays((leaf, position) => inDTypeOf(toArray(leaf), position), slope, x);
  throw new UsageError({
    operation: "UnderdampedLangevinDriftTerm",
    received: "a gradF whose result differs from x in structure or shapes",
    expected: "the slope of the potential by each element of x",
    remedy: "return a tree like x, such as grad(potential)(x)",
  });
}

/**
 * The drift [v, -γ v - u ∇f(x)] of an underdamped Langevin equation, for a state [x, v].
 *
 * @typeParam X - the position: a tree of arrays of floats. The velocity has the same structure.
 * @typeParam Args - whatever else the potential depends on.
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { UnderdampedLangevinDriftTerm } from "@proj/ode";
 * const drift = new UnderdampedLangevinDriftTerm(1, 2, (x: NDArray) => x);
 * drift.vf(array(0), [array(3), array(1)], undefined)[1].item(); // → -7
 * ```
 */
export class UnderdampedLangevinDriftTerm<X, Args = undefined> extends AbstractTerm<
  readonly [X, X],
  Args,
  readonly [X, X],
  NDArray
> {
  readonly gamma: unknown;
  readonly u: unknown;
  readonly gradF: PotentialSlope<X, Args>;

  /**
   * @param gamma - the friction: a number, or a tree whose arrays broadcast to those of x.
   * @param u - the damping, as gamma.
   * @param gradF - the slope of the potential, a function of x and the arguments.
   */
  constructor(gamma: unknown, u: unknown, gradF: PotentialSlope<X, Args>) {
    super();
    this.gamma = gamma;
    this.u = u;
    this.gradF = readArgument("UnderdampedLangevinDriftTerm", "gradF", gradF, functionOption());
    Object.freeze(this);
  }

  vf(_t: NDArray, [x, v]: readonly [X, X], args: Args): readonly [X, X] {
    const operation = "UnderdampedLangevinDriftTerm";
    const gamma = coefficientLike(operation, "gamma", this.gamma, v);
    const u = coefficientLike(operation, "u", this.u, v);
    const pull = (c: NDArray, d: NDArray, speed: NDArray, f: NDArray): NDArray => c.mul(speed).add(d.mul(f)).neg();
    return [v, mapArrays(pull, gamma, u, v, slopeAt(this.gradF, x, args))];
  }

  contr(t0: NDArray, t1: NDArray): NDArray {
    return t1.sub(t0);
  }

  prod(vf: readonly [X, X], control: NDArray): readonly [X, X] {
    return scaled(vf, control);
  }
}

/**
 * The diffusion [0, √(2 γ u)] dW of an underdamped Langevin equation, for a state [x, v].
 *
 * @typeParam X - the position: a tree of arrays of floats.
 * @typeParam Args - not used by it.
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { UnderdampedLangevinDiffusionTerm, UnsafeBrownianPath } from "@proj/ode";
 * import { key } from "@proj/random";
 * const diffusion = new UnderdampedLangevinDiffusionTerm<NDArray>(1, 2, new UnsafeBrownianPath([], key(0)));
 * diffusion.vf(array(0), [array(3), array(1)]).item(); // → 2
 * ```
 */
export class UnderdampedLangevinDiffusionTerm<X, Args = undefined> extends AbstractTerm<readonly [X, X], Args, X, X> {
  readonly gamma: unknown;
  readonly u: unknown;
  readonly control: Path<X>;

  /**
   * @param gamma - the friction: a number, or a tree whose arrays broadcast to those of x.
   * @param u - the damping, as gamma.
   * @param bm - a Brownian motion of the structure and shapes of x.
   */
  constructor(gamma: unknown, u: unknown, bm: Path<X>) {
    super();
    this.gamma = gamma;
    this.u = u;
    const operation = "UnderdampedLangevinDiffusionTerm";
    if (!isBrownian(bm)) throw wrongOption({ operation, name: "bm" }, bm, "a Brownian motion");
    this.control = bm;
    Object.freeze(this);
  }

  vf(_t: NDArray, [, v]: readonly [X, X], _args?: Args): X {
    const operation = "UnderdampedLangevinDiffusionTerm";
    const gamma = coefficientLike(operation, "gamma", this.gamma, v);
    const u = coefficientLike(operation, "u", this.u, v);
    return mapArrays((c, d) => sqrt(c.mul(d).mul(2)), gamma, u);
  }

  contr(t0: NDArray, t1: NDArray, { useLevy = false }: ControlOptions = {}): X {
    const { control } = this;
    return useLevy && isBrownian(control) ? (control.evaluate(t0, t1, true, true) as X) : control.evaluate(t0, t1);
  }

  prod(vf: X, control: X): readonly [X, X] {
    const v = mapArrays((a, b) => a.mul(inDTypeOf(b, a)), vf, control);
    return [mapArrays((x) => zerosLike(x), v), v];
  }
}
