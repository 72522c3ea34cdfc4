import { minimum, UsageError, where, type ArrayLike, type DType, type NDArray } from "@proj/array";
import {
  anyOption,
  arrayOption,
  booleanOption,
  convert,
  describeValue,
  integerOption,
  isFloat,
  isInexact,
  isNDArray,
  nullableOption,
  objectOption,
  promotedType,
  readArgument,
  readNeededOptions,
  scalar,
  toArray,
  wrongOption,
  type OptionReader,
  type OptionReaders,
} from "@proj/array/core";
import { check, debugCheck } from "@proj/array/checkify";
import { flatten, keyString, leavesWithPath, map, type TreeDef } from "@proj/tree";
import type { Adjoint } from "./adjoints/adjoint.ts";
import { RecursiveCheckpointAdjoint } from "./adjoints/recursive-checkpoint.ts";
import { ConstantStepSize } from "./controllers/constant-step-size.ts";
import type { StepSizeController } from "./controllers/step-size-controller.ts";
import { EventWatch, type Watched } from "./events/event-watch.ts";
import type { Event } from "./events/event.ts";
import type { Problem } from "./integrate.ts";
import { DenseInterpolation } from "./interpolation/dense.ts";
import type { Observer } from "./observer.ts";
import type { ProgressMeter } from "./progress/progress-meter.ts";
import { ProgressWatch } from "./progress/progress-watch.ts";
import { failureOf, isOkay, RESULTS } from "./result.ts";
import { DenseOutput, type DenseSteps } from "./saving/dense-output.ts";
import { saveAtOption, SaveAt, SubSaveAt, type SaveAtOptions, type SavedBy, type TimesOf } from "./saving/save-at.ts";
import { SavedValues, unbounded, type Saved } from "./saving/saved-values.ts";
import { Solution } from "./solution.ts";
import type { Solver } from "./solver.ts";
import { brownian, brownianMotions } from "./terms/brownian.ts";
import type { TermKind, TermStructures } from "./terms/term-structure.ts";
import { turned, wrapTerms, type Direction } from "./terms/wrap-term.ts";
import { knownNumbers, timeVector } from "./times.ts";
import { widestFloat } from "./trees.ts";

/** The controllers that may go with a solver: one that adapts steps needs estimates of their errors. */
export type ControllerFor<Adaptive extends boolean> = [Adaptive] extends [false]
  ? Omit<StepSizeController, "needsErrorEstimate"> & {
      readonly needsErrorEstimate: false | "this solver does not estimate errors: wrap it in new HalfSolver(solver)";
    }
  : StepSizeController;

/** How {@link diffeqsolve} integrates. */
export interface DiffeqsolveOptions<Y, Args, Adaptive extends boolean = boolean, Ys = unknown> {
  /** A number, or a float scalar that may be traced. */
  readonly t0: ArrayLike;
  /** May be before t0. */
  readonly t1: ArrayLike;
  /** The first step, with the sign of t1 - t0; null leaves it to the controller. */
  readonly dt0: ArrayLike | null;
  /** The initial state: a tree of arrays of floats. */
  readonly y0: Y;
  /** Handed to the vector field as it is; default undefined. */
  readonly args?: Args;
  /** Which values are kept; default the final state. */
  readonly saveat?: SaveAt<Ys, Y, Args> | SaveAtOptions<Y, Args, Ys>;
  /** Default {@link ConstantStepSize}. */
  readonly stepsizeController?: ControllerFor<Adaptive>;
  /** What ends the integration before t1; default nothing. */
  readonly event?: Event<unknown> | null;
  /** How the solution is differentiated; default {@link RecursiveCheckpointAdjoint}. */
  readonly adjoint?: Adjoint;
  /** The most steps that may be taken; null for any number. Default 4096. */
  readonly maxSteps?: number | null;
  /**
   * Whether an integration that fails is an error. By default it is one where the values are known; in a compiled program `result`
   * says how each member ended, and `checkify` gives the error beside the result. If true, compiled programs fail as well: they ask the
   * host, which programs for XLA cannot do and refuse.
   */
  readonly throw?: boolean;
  /** Shows how far the integration has come; default nothing. Programs for XLA refuse it. */
  readonly progressMeter?: ProgressMeter | null;
  /** The state of the solver to begin with, from a solution with `saveat.solverState`. */
  readonly solverState?: unknown;
  /** The state of the controller to begin with, from a solution with `saveat.controllerState`. */
  readonly controllerState?: unknown;
  /** Whether there is a jump at t0, from a solution with `saveat.madeJump`. */
  readonly madeJump?: NDArray | boolean | null;
}

const timeOption: OptionReader<ArrayLike> = (value, place) => {
  const time = arrayOption(value, place);
  if (typeof time !== "boolean" && (!isNDArray(time) || (time.ndim === 0 && time.dtype !== "bool"))) return time;
  throw wrongOption(place, value, "a number, or a scalar");
};

const optionReaders: OptionReaders<DiffeqsolveOptions<unknown, unknown>> = {
  t0: timeOption,
  t1: timeOption,
  dt0: nullableOption(timeOption),
  // The leaves are checked where their dtypes are looked at.
  y0: (value, place) => {
    if (value !== undefined && typeof value !== "string") return value;
    throw wrongOption(place, value, "a tree of arrays of floats");
  },
  args: anyOption(),
  saveat: saveAtOption,
  stepsizeController: objectOption<StepSizeController>("a controller, such as new ConstantStepSize()", "init", "adapt"),
  event: nullableOption(objectOption<Event<unknown>>("an event: new Event(condition)", "condFn")),
  adjoint: objectOption<Adjoint>("an adjoint, such as new DirectAdjoint()", "loop"),
  maxSteps: nullableOption(integerOption(1)),
  throw: booleanOption,
  progressMeter: nullableOption(objectOption<ProgressMeter>("a meter: new TextProgressMeter()", "open")),
  solverState: anyOption(),
  controllerState: anyOption(),
  madeJump: anyOption(),
};

const operation = "diffeqsolve";
const solverOption = objectOption<Solver>("a solver, such as new Tsit5()", "init", "step", "termStructure");

/**
 * Integrates a differential equation from t0 to t1.
 *
 * The steps are one loop, so the solution can be differentiated, staged and batched; by what else than state, arguments and
 * parameters of the equation does not matter: times, tolerances and coefficients may be traced as well.
 *
 * @param terms - the equation, of the structure that the solver asks for.
 * @param solver - the method.
 * @param options - the interval, the first step, the initial state, and what else is not as usual.
 * @returns the saved times and values, and statistics.
 * @throws UsageError for terms that the solver does not take, times out of order, a state without floats, a dt0 that leads away
 *   from t1; and when the integration fails, unless `throw` is false.
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { diffeqsolve, ODETerm, Tsit5 } from "@proj/ode";
 * const spring = new ODETerm((_t, { x, v }: { x: NDArray; v: NDArray }, k: number) => ({ x: v, v: x.mul(-k) }));
 * const { ts, ys } = diffeqsolve(spring, new Tsit5(), {
 *   t0: 0,
 *   t1: 3,
 *   dt0: 0.1,
 *   y0: { x: array(1), v: array(0) },
 *   args: 1,
 *   saveat: { t0: true, ts: [1.5], t1: true },
 * });
 * ts.toList(); // → [0, 1.5, 3]
 * ys.x.toList(); // ≈ [1, 0.0707, -0.98999]
 * ```
 */
export function diffeqsolve<Y, const Subs, Kind extends TermKind, Adaptive extends boolean, Args = undefined>(
  terms: TermStructures<Y, NoInfer<Args>>[Kind],
  solver: Solver<Kind, Adaptive>,
  options: DiffeqsolveOptions<Y, Args, Adaptive> & {
    readonly saveat: { readonly subs: Subs; readonly saved?: never };
  },
): Solution<Y, SavedBy<Subs, Y>, TimesOf<Subs>>;
export function diffeqsolve<Y, Kind extends TermKind, Adaptive extends boolean, Args = undefined, Ys = Y>(
  terms: TermStructures<Y, NoInfer<Args>>[Kind],
  solver: Solver<Kind, Adaptive>,
  options: DiffeqsolveOptions<Y, Args, Adaptive, Ys>,
): Solution<Y, Ys>;
export function diffeqsolve(terms: unknown, method: Solver, options: object): Solution<unknown, unknown, unknown> {
  readArgument(operation, "solver", method, solverOption);
  const { termStructure } = method;
  if (!termStructure.matches(terms)) throw wrongOption({ operation, name: "terms" }, terms, termStructure.expected);
  const given = readNeededOptions(operation, options as DiffeqsolveOptions<unknown, unknown>, optionReaders, [
    "t0",
    "t1",
    "dt0",
    "y0",
  ]);
  const { args, maxSteps = 4096 } = given;
  const saveat = (given.saveat ?? new SaveAt()) as SaveAt;
  const stepsizeController = given.stepsizeController ?? new ConstantStepSize();
  if (stepsizeController.needsErrorEstimate && !method.estimatesError) throw noEstimate(method, stepsizeController);
  checkNoise(terms, method, stepsizeController, given);
  const solver = method.withTolerances(stepsizeController.tolerances);

  const [subs, subTree] = flattenSubs(saveat.subs);
  const dtype = timeDType(given, subs);
  const asTime = (t: ArrayLike): NDArray => (isNDArray(t) ? convert(t, dtype) : scalar(Number(t), dtype));
  const y0 = floatState(given.y0, [given.t0, given.t1, given.dt0].some(isNDArray) ? dtype : null);
  const [from, to, first] = [asTime(given.t0), asTime(given.t1), given.dt0 === null ? null : asTime(given.dt0)];
  const direction = directionOf(from, to);
  checkTimes(from, to, first, subs, dtype, given);

  const [t0, t1] = [turned(from, direction), turned(to, direction)];
  const dt0 = first === null ? null : turned(first, direction);
  const wrapped = wrapTerms(terms, direction);
  const controller = stepsizeController.wrap(direction);
  const func = (of: unknown, t: NDArray, y: unknown, a: unknown): unknown => solver.func(of as never, t, y, a);
  const started =
    given.controllerState !== undefined && dt0 !== null
      ? { t1: t0.add(dt0), state: given.controllerState }
      : controller.init({ terms: wrapped, t0, t1, y0, dt0, args, func, errorOrder: solver.errorOrder(wrapped) });
  const firstEnd = minimum(started.t1, t1);
  const solverState = given.solverState ?? solver.init(wrapped as never, t0, firstEnd, y0, args);
  const madeJump = given.madeJump ?? false;
  const jump = typeof madeJump === "boolean" ? (madeJump ? scalar(true, "bool") : false) : madeJump;

  if (saveat.dense && maxSteps === null) throw unbounded("dense");
  const firstStep = (): unknown => solver.step(wrapped as never, t0, firstEnd, y0, args, solverState, jump).dense;
  const { event = null } = given;
  const watch =
    event === null
      ? null
      : new EventWatch(event, {
          direction,
          firstStep,
          interpolation: (from, to, dense) => solver.interpolation(from, to, dense),
          context: { terms, solver, stepsizeController, t0: from, t1: to, dt0: first, saveat, maxSteps },
        });
  const saving = { dtype, direction, maxSteps };
  const saves = subs.map((sub) => new SavedValues(sub as never, saving));
  const dense = saveat.dense ? new DenseOutput(t0, maxSteps!, firstStep) : null;
  // An event comes first: what is saved ends where it took place.
  const { progressMeter = null } = given;
  const progress = progressMeter === null || progressMeter.isSilent === true ? null : new ProgressWatch(progressMeter);
  const observers = [watch, ...saves, dense, progress].filter((one) => one !== null) as readonly Observer<
    unknown,
    unknown
  >[];

  const problem: Problem = {
    terms: wrapped,
    solver: solver,
    stepsizeController: controller,
    observers,
    saveat,
    t0,
    t1,
    dt0,
    y0,
    args,
    maxSteps,
    start: { t1: firstEnd, solverState, controllerState: given.controllerState ?? started.state, madeJump: jump },
  };
  const finished = (given.adjoint ?? new RecursiveCheckpointAdjoint()).loop(problem);
  const { end, observed } = finished;
  if (given.throw ?? true) throwFailure(end.result, given.throw === true);

  const seen = new Map<unknown, unknown>(observers.map((observer, index) => [observer, observed[index]]));
  const saved = saves.map((save) => seen.get(save) as Saved);
  return new Solution<unknown, unknown, unknown>({
    t0: from,
    t1: to,
    ts: subTree.unflatten(saved.map(({ ts }) => turned(ts, direction))),
    ys: subTree.unflatten(saved.map(({ ys }) => ys)),
    stats: {
      numSteps: end.numSteps,
      numAcceptedSteps: end.numAcceptedSteps,
      numRejectedSteps: finished.numRejectedSteps,
      maxSteps,
    },
    result: end.result,
    interpolation: dense === null ? null : denseOf(seen.get(dense) as DenseSteps, solver, direction, y0),
    solverState: saveat.solverState ? finished.solverState : null,
    controllerState: saveat.controllerState ? finished.controllerState : null,
    madeJump: saveat.madeJump ? finished.madeJump : null,
    eventMask: watch?.maskTree(seen.get(watch) as Watched) ?? null,
  });
}

const isSub = (node: unknown): node is SubSaveAt => node instanceof SubSaveAt;

function flattenSubs(tree: unknown): readonly [readonly SubSaveAt[], TreeDef] {
  const [leaves, treedef] = flatten(tree, { isLeaf: isSub });
  const subs = leaves.map((leaf: unknown) => {
    if (isSub(leaf)) return leaf;
    throw wrongOption({ operation, name: "saveat.subs" }, leaf, "a tree of SubSaveAt");
  });
  return [subs, treedef];
}

/** The dtype of times: that of those which are arrays, or the widest of the state. */
function timeDType(
  { t0, t1, dt0, y0 }: DiffeqsolveOptions<unknown, unknown>,
  subs: readonly SubSaveAt[],
): "float32" | "float64" {
  const arrays = [t0, t1, dt0, ...subs.map(({ ts }) => ts)].filter(isNDArray);
  const { dtype } = arrays.length === 0 ? { dtype: widestFloat(y0) } : promotedType(operation, arrays);
  if (dtype === "float64") return dtype;
  return isFloat(dtype) ? "float32" : widestFloat(y0);
}

/** The initial state in floats; where times are arrays, in a dtype that is not narrower than theirs. */
function floatState(y0: unknown, times: "float32" | "float64" | null): unknown {
  const whole = times ?? widestFloat(y0);
  for (const [path, leaf] of leavesWithPath(y0)) {
    if (typeof leaf === "number" || (isNDArray(leaf) && leaf.dtype !== "bool")) continue;
    throw new UsageError({
      operation,
      received: `${isNDArray(leaf) ? leaf.describe() : describeValue(leaf)} at y0${keyString(path)}`,
      expected: "a tree of arrays of floats",
      remedy: 'convert the leaf: array(value).astype("float32")',
    });
  }
  return map((leaf: unknown) => {
    if (!isNDArray(leaf)) return scalar(leaf as number, whole);
    if (!isInexact(leaf.dtype)) return leaf.astype(whole);
    return times === null
      ? convert(leaf, leaf.dtype)
      : leaf.astype(promotedType(operation, [leaf, scalar(0, times)]).dtype);
  }, y0);
}

function directionOf(t0: NDArray, t1: NDArray): Direction {
  const [from, to] = [knownNumbers(t0), knownNumbers(t1)];
  if (from !== null && to !== null) return from[0]! <= to[0]! ? 1 : -1;
  return where(t0.le(t1), scalar(1, "int32"), scalar(-1, "int32"));
}

/** Refuses times that make no sense together, as far as they are known. */
function checkTimes(
  t0: NDArray,
  t1: NDArray,
  dt0: NDArray | null,
  subs: readonly SubSaveAt[],
  dtype: DType,
  given: Pick<DiffeqsolveOptions<unknown, unknown>, "t0" | "t1" | "dt0">,
): void {
  const shown = (value: ArrayLike | null): string =>
    isNDArray(value) ? String(knownNumbers(value)?.[0] ?? value.describe()) : String(value);
  const [from, to] = [knownNumbers(t0)?.[0], knownNumbers(t1)?.[0]];
  if (from === undefined || to === undefined) return;
  const step = dt0 === null ? undefined : knownNumbers(dt0)?.[0];
  if (
    step !== undefined &&
    from !== to &&
    !(Math.sign(step) === Math.sign(to - from) && Number.isFinite(step + from))
  ) {
    throw new UsageError({
      operation,
      received: `t0 = ${shown(given.t0)}, t1 = ${shown(given.t1)}, dt0 = ${shown(given.dt0)}`,
      expected: "times that are numbers, and a dt0 that leads from t0 towards t1",
      remedy: to < from ? "integrating backwards in time needs a negative dt0" : "choose a positive dt0",
    });
  }
  for (const { ts } of subs) {
    const times = ts === null ? null : knownNumbers(timeVector(ts, dtype));
    if (times === null) continue;
    const sign = to >= from ? 1 : -1;
    const ordered = times.every((t, index) => (t - (times[index - 1] ?? from)) * sign >= 0 && (to - t) * sign >= 0);
    if (ordered) continue;
    throw new UsageError({
      operation,
      received: `saveat.ts = [${times.join(", ")}] from t0 = ${from} to t1 = ${to}`,
      expected: "times between t0 and t1, in the order of integration",
      remedy: "sort the times, or integrate further",
    });
  }
}

/** Refuses noise that does not go with solver, controller or times. */
function checkNoise(
  terms: unknown,
  solver: Solver,
  controller: StepSizeController,
  { t0, t1 }: Pick<DiffeqsolveOptions<unknown, unknown>, "t0" | "t1">,
): void {
  for (const motion of brownianMotions(terms)) {
    if (controller.needsErrorEstimate && motion[brownian] === "unsafe") {
      throw new UsageError({
        operation,
        received: `${controller.constructor.name} with an UnsafeBrownianPath`,
        expected: "noise that may be asked for again, as steps that are rejected do",
        remedy: "use a VirtualBrownianTree, or constant steps",
      });
    }
    if (controller.needsErrorEstimate && !solver.adaptsToNoise) {
      throw new UsageError({
        operation,
        received: `${controller.constructor.name} with ${solver.constructor.name} for a stochastic equation`,
        expected: "constant steps, as steps that adapt may converge to a wrong solution",
        remedy: "use a solver for steps that adapt, such as SPaRK, or new ConstantStepSize()",
      });
    }
    const [from, to, begin, end] = [motion.t0, motion.t1, t0, t1].map(
      (t) => knownNumbers(toArray(t, operation))?.[0] ?? NaN,
    ) as [number, number, number, number];
    if (Math.min(begin, end) < from || Math.max(begin, end) > to) {
      throw new UsageError({
        operation,
        received: `an integration from ${begin} to ${end} on noise from ${from} to ${to}`,
        expected: "noise for the whole time of the integration",
        remedy: "give the Brownian motion other times t0 and t1",
      });
    }
  }
}

function denseOf(
  { ts, infos, count }: DenseSteps,
  solver: Solver,
  direction: Direction,
  y0: unknown,
): DenseInterpolation<unknown> {
  return new DenseInterpolation({ ts, size: count.add(1), infos, solver, direction, y0 });
}

/** Refuses a failure; where it is not known yet, programs check it if they are asked to, or are called through checkify. */
function throwFailure(result: NDArray, always: boolean): void {
  const codes = knownNumbers(result);
  if (codes === null) {
    const refuse = always ? check : debugCheck;
    refuse(isOkay(result), "diffeqsolve: an integration failed with result {}, a code of RESULTS", result);
    return;
  }
  const failure = codes.find((code) => code !== RESULTS.successful && code !== RESULTS.eventOccurred);
  if (failure === undefined) return;
  const { what, remedy } = failureOf(failure);
  throw new UsageError({
    operation,
    received: `an integration that failed: ${what}`,
    expected: "one that reaches t1",
    remedy: `${remedy}; with throw: false the result says how it ended`,
  });
}

function noEstimate(solver: Solver, controller: StepSizeController): UsageError {
  return new UsageError({
    operation,
    received: `${controller.constructor.name} with ${solver.constructor.name}, which does not estimate the errors of its steps`,
    expected: "a solver with error estimates, for a controller that adapts the steps",
    remedy: "choose another solver (Tsit5, Kvaerno5), or wrap it: new HalfSolver(solver)",
  });
}
