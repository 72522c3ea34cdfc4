import { concatenate, onesLike, scan, UsageError, where, zerosLike, type ArrayLike, type NDArray } from "@proj/array";
import {
  anyOption,
  booleanOption,
  integerOption,
  isInexact,
  isNDArray,
  nullableOption,
  objectOption,
  readOptions,
  type OptionReaders,
} from "@proj/array/core";
import { customVjp, stopGradient, vjp } from "@proj/autodiff";
import { flatten } from "@proj/tree";
import { diffeqsolve } from "../diffeqsolve.ts";
import type { StepSizeController } from "../controllers/step-size-controller.ts";
import { EventWatch } from "../events/event-watch.ts";
import { integrate, type Finished, type Problem } from "../integrate.ts";
import type { End } from "../observer.ts";
import { isOkay } from "../result.ts";
import { SubSaveAt } from "../saving/save-at.ts";
import { SavedValues, type Saved } from "../saving/saved-values.ts";
import type { Solver } from "../solver.ts";
import { brownian, brownianMotions } from "../terms/brownian.ts";
import { AbstractTerm, type ControlOptions, type Term } from "../terms/term.ts";
import { TreeRecord } from "../tree-record.ts";
import { mapArrays, plus, scaled } from "../trees.ts";
import type { Adjoint } from "./adjoint.ts";
import { unreversed } from "./forward-mode.ts";

/** What of the integration on the way back differs from that on the way there. */
export interface BacksolveAdjointOptions {
  /** The first step, negative; null to leave it to the controller. Default that of the way there, reversed. */
  readonly dt0?: ArrayLike | null;
  /** Default that of the way there. */
  readonly solver?: Solver<"term">;
  /** Default that of the way there. */
  readonly stepsizeController?: StepSizeController;
  /** Default that of the way there. */
  readonly maxSteps?: number | null;
  /** How the integration backwards is differentiated itself; default as the way there. */
  readonly adjoint?: Adjoint;
  /** Whether an integration backwards that fails is an error; default false: gradients are NaN then. */
  readonly throw?: boolean;
}

const readers: OptionReaders<BacksolveAdjointOptions> = {
  dt0: anyOption(),
  solver: objectOption<Solver<"term">>("a solver, such as new Tsit5()", "init", "step"),
  stepsizeController: objectOption<StepSizeController>("a controller, such as new ConstantStepSize()", "init", "adapt"),
  maxSteps: nullableOption(integerOption(1)),
  adjoint: objectOption<Adjoint>("an adjoint, such as new DirectAdjoint()", "loop"),
  throw: booleanOption,
};

/** The arrays of floats in a tree, and the tree with others in their place. */
function floatsOf(tree: unknown): {
  readonly floats: readonly NDArray[];
  readonly withFloats: (floats: readonly NDArray[]) => unknown;
} {
  const [leaves, treedef] = flatten(tree, undefined);
  const places = leaves.flatMap((leaf, place) => (isNDArray(leaf) && isInexact(leaf.dtype) ? [place] : []));
  return {
    floats: places.map((place) => leaves[place] as NDArray),
    withFloats: (floats) => {
      const all = [...(leaves as readonly unknown[])];
      places.forEach((place, index) => (all[place] = floats[index]));
      return treedef.unflatten(all);
    },
  };
}

/** State, its cotangent, and the cotangents of the arrays in arguments and terms. */
type Augmented<Y> = readonly [y: Y, a: Y, parameters: readonly NDArray[]];

/** What an integration gives, as a tree of arrays. */
type Arrays = Omit<Finished, "end" | "madeJump"> & { readonly end: unknown; readonly jump: readonly NDArray[] };

/** The equation of state and cotangents together: da = -a ∂f/∂y. */
class AdjointTerm<Y> extends AbstractTerm<Augmented<Y>, undefined, Augmented<Y>, unknown> {
  readonly given: unknown;

  constructor(given: unknown) {
    super();
    this.given = given;
  }

  /** @throws UsageError unless the control is time, as a vector field by itself would be a matrix for each element of the control. */
  vf(t: NDArray, y: Augmented<Y>): Augmented<Y> {
    if (this.isVfExpensive(t, t))
      throw refused("a solver that looks at vector fields by themselves", "one such as Heun, for stochastic equations");
    return this.vfProd(t, y, undefined, onesLike(t));
  }

  contr(t0: NDArray, t1: NDArray, options?: ControlOptions): unknown {
    const [, term] = this.given as readonly [unknown, Term<Y, unknown>];
    return term.contr(t0, t1, options);
  }

  prod(vf: Augmented<Y>, control: unknown): Augmented<Y> {
    return scaled(vf, control as NDArray);
  }

  override vfProd(t: NDArray, [y, a]: Augmented<Y>, _args: undefined, control: unknown): Augmented<Y> {
    const { floats, withFloats } = floatsOf(this.given);
    const [dy, pullback] = vjp(
      (state: NDArray, parameters: readonly NDArray[]) => {
        const [args, term] = withFloats(parameters) as readonly [unknown, Term<Y, unknown>];
        return term.vfProd(t, state as Y, args, control) as NDArray;
      },
      [y as NDArray, floats],
    );
    const [da, dparameters] = pullback(a as NDArray);
    return [dy as Y, scaled(da as Y, -1), mapArrays((x) => x.neg(), dparameters)];
  }

  override isVfExpensive(t0: NDArray, t1: NDArray): boolean {
    const control = this.contr(t0, t1);
    return !isNDArray(control) || control.ndim > 0;
  }
}

/**
 * Differentiates by solving the adjoint equation backwards in time: nothing of the way there is kept but what was saved, and
 * gradients are as inexact as that solution. {@link RecursiveCheckpointAdjoint} is nearly always the better choice.
 *
 * Derivatives exist in reverse mode, by the initial state and by the arrays in arguments and terms; by anything that the vector
 * field closes over, or by times, they are an error. Only final and initial state and states at given times may be saved. Where
 * the integration backwards fails, gradients are NaN.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { grad } from "@proj/autodiff";
 * import { BacksolveAdjoint, diffeqsolve, ODETerm, Tsit5 } from "@proj/ode";
 * const decay = new ODETerm((_t, y: NDArray, rate: NDArray) => y.mul(rate).neg());
 * const options = { t0: 0, t1: 1, dt0: 0.1, y0: array(1), adjoint: new BacksolveAdjoint() };
 * const end = (rate: NDArray) => diffeqsolve(decay, new Tsit5(), { ...options, args: rate }).ys.sum();
 * grad(end)(array(1)).item(); // ≈ -0.3679
 * ```
 */
export class BacksolveAdjoint extends TreeRecord implements Adjoint {
  readonly options: BacksolveAdjointOptions;

  /** @param options - see {@link BacksolveAdjointOptions}. */
  constructor(options: BacksolveAdjointOptions = {}) {
    super();
    this.options = Object.freeze(readOptions("BacksolveAdjoint", options, readers));
    Object.freeze(this);
  }

  /**
   * @throws UsageError for solvers of several terms, noise that cannot be run through backwards or in the sense of Itô, events, and
   *   when more is saved than states at given times.
   */
  loop<Y, Args>(problem: Problem<Y, Args>): Finished<Y> {
    const { saveat, solver, observers } = problem;
    const sub: SubSaveAt | null = saveat.subs instanceof SubSaveAt ? (saveat.subs as SubSaveAt) : null;
    if (solver.termStructure.kind !== "term")
      throw refused("a solver that takes several terms", "a solver of one term");
    const motions = brownianMotions(problem.terms);
    if (motions.some((motion) => motion[brownian] === "unsafe"))
      throw refused("an UnsafeBrownianPath", "noise that is the same on the way back: new VirtualBrownianTree(…)");
    if (motions.length > 0 && !solver.adaptsToNoise) {
      const { name } = solver.constructor;
      throw refused(`a stochastic equation in the sense of Itô, by ${name}`, "a solver in the sense of Stratonovich");
    }
    if (observers.some((observer) => observer instanceof EventWatch)) throw refused("an event", "no event");
    const saves = observers.findIndex((observer) => observer instanceof SavedValues);
    if (sub === null || sub.steps !== 0 || sub.fn !== null || saveat.dense) {
      throw refused(
        "an integration of which more is saved than states at given times",
        "t0, t1 and ts in saveat, no more",
      );
    }
    const given = floatsOf([problem.args, problem.terms]);
    const start = stopGradient(problem.start);
    const there = (y0: Y, floats: readonly NDArray[]): Finished<Y> => {
      const [args, terms] = given.withFloats(floats) as readonly [Args, unknown];
      return integrate({ ...problem, y0, args, terms, start }, { outer: unreversed, inner: unreversed });
    };
    const solved = (y0: Y, floats: readonly NDArray[]): Arrays => {
      const { end, madeJump, ...rest } = there(y0, floats);
      const { t, y, result, numSteps, numAcceptedSteps } = end;
      return { ...rest, end: { t, y, result, numSteps, numAcceptedSteps }, jump: madeJump === false ? [] : [madeJump] };
    };
    const solve = customVjp(
      solved,
      (y0: Y, floats: readonly NDArray[]) => {
        const result = solved(y0, floats);
        const { ts, ys } = result.observed[saves] as Saved;
        return [result, { ts, ys, floats }];
      },
      ({ ts, ys, floats }, cotangents) => {
        const { observed } = cotangents as unknown as { readonly observed: readonly { readonly ys: Y }[] };
        const dys = observed[saves]!.ys;
        return cotangentsAtStart(
          this,
          problem,
          sub,
          { ts, ys: ys as Y, dys },
          given.withFloats(floats),
          floats,
        ) as never;
      },
    );
    const { jump, end, ...rest } = solve(problem.y0, given.floats);
    return { ...rest, end: { ...(end as Omit<End<Y>, "cut">), cut: false }, madeJump: jump[0] ?? false };
  }
}

/** The cotangents of initial state and parameters, from those of what was saved. */
function cotangentsAtStart<Y, Args>(
  self: BacksolveAdjoint,
  { t0, dt0, solver, stepsizeController, maxSteps }: Problem<Y, Args>,
  sub: SubSaveAt,
  { ts, ys, dys }: { readonly ts: NDArray; readonly ys: Y; readonly dys: Y },
  given: unknown,
  floats: readonly NDArray[],
): readonly [Y, readonly NDArray[]] {
  const own = self.options;
  const how = {
    dt0: own.dt0 === undefined ? (dt0 === null ? null : dt0.neg()) : own.dt0,
    stepsizeController: own.stepsizeController ?? stepsizeController,
    maxSteps: own.maxSteps === undefined ? maxSteps : own.maxSteps,
    adjoint: own.adjoint ?? self,
    throw: own.throw ?? false,
  };
  const term = new AdjointTerm<Y>(given);
  const first = sub.t0 ? 1 : 0;
  const from = (y: Y, index: number): Y => mapArrays((x) => x.get(`${index}:`), y);
  const ends = ts.get(`${first}:`);
  const begins = sub.t0 ? ts.get(":-1") : concatenate([t0.reshape([1]), ts.get(":-1")], 0);
  interface Carry {
    readonly a: Y;
    readonly parameters: readonly NDArray[];
  }
  const zero: Carry = { a: mapArrays((x) => zerosLike(x.get(0)), ys), parameters: floats.map((x) => zerosLike(x)) };
  const [carry] = scan(
    (
      { a, parameters }: Carry,
      { begin, end, y, dy }: { readonly begin: NDArray; readonly end: NDArray; readonly y: Y; readonly dy: Y },
    ): readonly [Carry, null] => {
      const y0: Augmented<Y> = [y, plus(a, dy), parameters];
      const { ys: back, result } = diffeqsolve(term, (own.solver ?? solver) as Solver<"term">, {
        ...how,
        t0: end,
        t1: begin,
        y0,
      });
      const okay = isOkay(result);
      const [, da, dparameters] = mapArrays((x) => where(okay, x.get(0), NaN).astype(x.dtype), back);
      return [{ a: da, parameters: dparameters }, null];
    },
    zero,
    { begin: begins, end: ends, y: from(ys, first), dy: from(dys, first) },
    { reverse: true },
  );
  const atStart = sub.t0
    ? plus(
        carry.a,
        mapArrays((x) => x.get(0), dys),
      )
    : carry.a;
  return [atStart, carry.parameters];
}

function refused(received: string, expected: string): UsageError {
  return new UsageError({
    operation: "BacksolveAdjoint",
    received,
    expected,
    remedy: "choose another adjoint, such as new RecursiveCheckpointAdjoint()",
  });
}
