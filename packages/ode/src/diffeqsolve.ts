import { broadcastTo, scan, UsageError, type NDArray } from "@proj/array";
import {
  anyOption,
  fromHostData,
  integerOption,
  isFloat,
  isNDArray,
  nullableOption,
  numberOption,
  objectOption,
  readArgument,
  readNeededOptions,
  readOptions,
  scalar,
  wrongOption,
  type OptionReaders,
} from "@proj/array/core";
import { concatenate, sliceInDim, squeeze } from "@proj/array/lax";
import { keyString, leaves, leavesWithPath, map, prefixMismatches, structure } from "@proj/tree";
import { saveAtReaders, timesOf, type SaveAt } from "./save-at.ts";
import type { Solution } from "./solution.ts";
import type { DenseInfo, Solver, SolverState } from "./solver.ts";
import { ConstantStepSize } from "./controllers/constant-step-size.ts";
import type { StepSizeController } from "./controllers/step-size-controller.ts";
import type { Term } from "./term.ts";

/** How {@link diffeqsolve} integrates. */
export interface DiffeqsolveOptions<Y, Args> {
  readonly t0: number;
  /** May be before t0. */
  readonly t1: number;
  /** The first step, with the sign of t1 - t0; null leaves it to the controller. */
  readonly dt0: number | null;
  /** The initial state: a tree of arrays of floats. */
  readonly y0: Y;
  /** Handed to the vector field as it is; default undefined. */
  readonly args?: Args;
  /** Which values are kept; default the final state. */
  readonly saveat?: SaveAt;
  /** Default {@link ConstantStepSize}. */
  readonly stepsizeController?: StepSizeController;
  /** The most steps that may be taken; default 4096. */
  readonly maxSteps?: number;
}

const termOption = objectOption<Term<never, never>>("a term, such as new ODETerm((t, y, args) => …)", "vectorField");
const solverOption = objectOption<Solver>("a solver, such as new Tsit5()", "init", "step");

const optionReaders: OptionReaders<DiffeqsolveOptions<unknown, unknown>> = {
  t0: numberOption,
  t1: numberOption,
  dt0: nullableOption(numberOption),
  // The leaves are checked where their dtypes are looked at.
  y0: (value, place) => {
    if (value !== undefined) return value;
    throw wrongOption(place, value, "a tree of arrays of floats");
  },
  args: anyOption(),
  saveat: (value, { operation, name }) => readOptions<SaveAt>(`${operation} (${name})`, value as SaveAt, saveAtReaders),
  stepsizeController: objectOption<StepSizeController>("a controller, such as new ConstantStepSize()", "times"),
  maxSteps: integerOption(1),
};

/** The options of a call, of which the interval and the initial state cannot be left out. */
function readSolveOptions<Y, Args>(options: DiffeqsolveOptions<Y, Args>): DiffeqsolveOptions<Y, Args> {
  const read = readNeededOptions<DiffeqsolveOptions<unknown, unknown>>("diffeqsolve", options, optionReaders, [
    "t0",
    "t1",
    "dt0",
    "y0",
  ]);
  return read as DiffeqsolveOptions<Y, Args>;
}

function checkState<Y, Args>(term: Term<Y, Args>, y0: Y, args: Args, t0: number): "float32" | "float64" {
  for (const [path, leaf] of leavesWithPath(y0 as unknown)) {
    if (isNDArray(leaf) && isFloat(leaf.dtype)) continue;
    throw new UsageError({
      operation: "diffeqsolve",
      received: `${isNDArray(leaf) ? leaf.describe() : `a value of type ${typeof leaf}`} at y0${keyString(path)}`,
      expected: "a tree of arrays of floats",
      remedy: 'convert the leaf: array(value).astype("float32")',
    });
  }
  const dtype =
    (leaves(y0 as unknown, undefined)[0] as NDArray | undefined)?.dtype === "float64" ? "float64" : "float32";
  const slope = term.vectorField(scalar(t0, dtype), y0, args);
  const mismatch = prefixMismatches(structure(y0 as unknown, undefined), slope)[0];
  if (mismatch !== undefined) {
    throw new UsageError({
      operation: "diffeqsolve",
      received: `a vector field whose result differs from y0 at ${keyString(mismatch.path)}: ${mismatch.reason}`,
      expected: "a slope for every leaf of y0, in the same structure",
      remedy: "return a tree like y0 from the vector field",
    });
  }
  const slopes = leaves(slope as unknown, undefined) as NDArray[];
  leavesWithPath(y0 as unknown).forEach(([path, leaf], index) => {
    const y = leaf as NDArray;
    const dy = slopes[index]!;
    if (y.shape.join() === dy.shape.join()) return;
    throw new UsageError({
      operation: "diffeqsolve",
      received: `a slope ${dy.describe()} for the state ${y.describe()} at y0${keyString(path)}`,
      expected: "equal shapes",
      remedy: "broadcast the slope to the shape of the state",
    });
  });
  return dtype;
}

/** For each time, the step that contains it and the fraction of the step. */
function locate(
  times: readonly number[],
  saved: readonly number[],
  forward: boolean,
): { readonly step: number; readonly theta: number }[] {
  let step = 0;
  return saved.map((t) => {
    while (step < times.length - 2 && (forward ? t > times[step + 1]! : t < times[step + 1]!)) step++;
    const [from, to] = [times[step]!, times[step + 1]!];
    return { step, theta: (t - from) / (to - from) };
  });
}

/**
 * Integrates a differential equation from t0 to t1.
 *
 * The steps are a `scan`, so the solution can be differentiated in both modes, staged and batched.
 *
 * @param term - the equation, such as an `ODETerm`.
 * @param solver - the method, such as `new Tsit5()`.
 * @returns the saved times and states, and how many steps it took.
 * @throws UsageError when y0 is no tree of floats, the slope does not fit it, times are out of order, or there are too many steps.
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { diffeqsolve, ODETerm, Tsit5 } from "@proj/ode";
 * const decay = new ODETerm((_t, y: NDArray) => y.neg());
 * const solution = diffeqsolve(decay, new Tsit5(), { t0: 0, t1: 1, dt0: 0.1, y0: array([1]) });
 * solution.ys.toList(); // ≈ [[0.3679]]
 * ```
 */
export function diffeqsolve<Y, Args = undefined>(
  term: Term<Y, Args>,
  solver: Solver,
  options: DiffeqsolveOptions<Y, Args>,
): Solution<Y> {
  const {
    t0,
    t1,
    dt0,
    y0,
    saveat = { t1: true },
    stepsizeController = new ConstantStepSize(),
    maxSteps = 4096,
    args: given,
  } = readSolveOptions(options);
  readArgument("diffeqsolve", "term", term, termOption);
  readArgument("diffeqsolve", "solver", solver, solverOption);
  const args = given as Args;
  const dtype = checkState(term, y0, args, t0);
  const times = stepsizeController.times(t0, t1, dt0);
  const numSteps = times.length - 1;
  if (numSteps > maxSteps) {
    throw new UsageError({
      operation: "diffeqsolve",
      received: `${numSteps} steps`,
      expected: `at most maxSteps = ${maxSteps} steps`,
      remedy: "increase maxSteps, or take larger steps",
    });
  }
  const forward = t1 >= t0;
  const saved = timesOf(saveat);
  const ordered = saved.every((t, index) =>
    forward ? t >= t0 && t <= t1 && t >= (saved[index - 1] ?? t0) : t <= t0 && t >= t1 && t <= (saved[index - 1] ?? t0),
  );
  if (!ordered) {
    throw new UsageError({
      operation: "diffeqsolve",
      received: `saveat.ts = [${saved.join(", ")}] from t0 = ${t0} to t1 = ${t1}`,
      expected: "times between t0 and t1, in the order of integration",
      remedy: "sort the times, or integrate further",
    });
  }

  const vector = (values: readonly number[]): NDArray => {
    const data = dtype === "float64" ? Float64Array.from(values) : Float32Array.from(values);
    return fromHostData(data, [values.length], dtype);
  };
  const keepsDense = saved.length > 0;
  const integrated = (): readonly [Y, DenseInfo<Y> | null] => {
    const [first, second] = [scalar(times[0]!, dtype), scalar(times[1]!, dtype)];
    const init: readonly [Y, SolverState<Y>] = [y0, solver.init(term, first, second, y0, args)];
    const [[y1], dense] = scan(
      (
        [y, state]: readonly [Y, SolverState<Y>],
        [from, to]: readonly [NDArray, NDArray],
      ): readonly [readonly [Y, SolverState<Y>], DenseInfo<Y> | null] => {
        const result = solver.step(term, from, to, y, args, state, false);
        return [[result.y1, result.state], keepsDense ? result.dense : null];
      },
      init,
      [vector(times.slice(0, -1)), vector(times.slice(1))] as const,
    );
    return [y1, dense];
  };
  // From a time to itself there is nothing to integrate, and no state of the solver.
  const [yEnd, dense] = numSteps === 0 ? [y0, null] : integrated();

  const kept: { readonly ts: readonly number[]; readonly ys: Y }[] = [];
  const stacked = (y: Y): Y =>
    map((leaf: unknown) => (leaf as NDArray).reshape([1, ...(leaf as NDArray).shape]), y as unknown) as Y;
  if (saveat.t0 === true) kept.push({ ts: [t0], ys: stacked(y0) });
  if (keepsDense)
    kept.push({
      ts: saved,
      ys:
        numSteps === 0
          ? repeat(y0, saved.length)
          : interpolateAt(solver, dense as DenseInfo<Y>, locate(times, saved, forward), dtype),
    });
  if (saveat.t1 === true || (saveat.t0 !== true && !keepsDense)) kept.push({ ts: [t1], ys: stacked(yEnd) });
  return {
    t0,
    t1,
    ts: vector(kept.flatMap(({ ts }) => ts)),
    ys: joinTrees(kept.map(({ ys }) => ys)),
    stats: { numSteps, numAcceptedSteps: numSteps, numRejectedSteps: 0, maxSteps },
  };
}

/** The states at fractions of steps, from the stacked interpolation data of all steps. */
function interpolateAt<Y>(
  solver: Solver,
  dense: DenseInfo<Y>,
  places: readonly { readonly step: number; readonly theta: number }[],
  dtype: "float32" | "float64",
): Y {
  const states = places.map(({ step, theta }) => {
    const inStep = map((leaf: unknown) => rowOf(leaf as NDArray, step), dense as unknown) as DenseInfo<Y>;
    // Interpolants meet the ends of a step to their coefficients' digits only; the ends themselves are known.
    if (theta === 0) return inStep.y0;
    if (theta === 1) return inStep.y1;
    // Fractions have the dtype of the time, which may be wider than that of the state.
    return map(
      (value: unknown, leaf: unknown) => (value as NDArray).astype((leaf as NDArray).dtype),
      solver.interpolate(inStep, scalar(theta, dtype)) as unknown,
      inStep.y0 as unknown,
    ) as Y;
  });
  return joinTrees(
    states.map(
      (state) =>
        map((leaf: unknown) => (leaf as NDArray).reshape([1, ...(leaf as NDArray).shape]), state as unknown) as Y,
    ),
  );
}

/** One row of a stacked array. */
function rowOf(stacked: NDArray, row: number): NDArray {
  return squeeze(sliceInDim(stacked, row, row + 1), [0]);
}

function repeat<Y>(y: Y, times: number): Y {
  return map(
    (leaf: unknown) =>
      broadcastTo((leaf as NDArray).reshape([1, ...(leaf as NDArray).shape]), [times, ...(leaf as NDArray).shape]),
    y as unknown,
  ) as Y;
}

/** Trees joined along the first axis of their leaves. */
function joinTrees<Y>(trees: readonly Y[]): Y {
  const [first, ...rest] = trees as readonly unknown[];
  return map((...parts: unknown[]) => concatenate(parts as NDArray[], 0), first, ...rest) as Y;
}
