import { isnan, logicalAnd, minimum, where, type NDArray } from "@proj/array";
import { scalar } from "@proj/array/core";
import type { StepSizeController } from "./controllers/step-size-controller.ts";
import type { Loops } from "./loop.ts";
import type { End, Observer } from "./observer.ts";
import { firstFailure, isSuccessful, resultCode } from "./result.ts";
import type { SaveAt } from "./saving/save-at.ts";
import type { Solver } from "./solver.ts";
import { placesBefore } from "./times.ts";
import { choose, mapArrays } from "./trees.ts";

/** An initial value problem with all that is needed to solve it. Times run forwards. */
export interface Problem<Y = unknown, Args = unknown> {
  /** The equation, in the time of the integration. */
  readonly terms: unknown;
  readonly solver: Solver;
  readonly stepsizeController: StepSizeController;
  readonly observers: readonly Observer<Y, unknown>[];
  /** What the observers save, for adjoints that can do with some of it only. */
  readonly saveat: SaveAt;
  readonly t0: NDArray;
  readonly t1: NDArray;
  readonly dt0: NDArray | null;
  readonly y0: Y;
  readonly args: Args;
  readonly maxSteps: number | null;
  readonly start: StartingPoint;
}

/** Where the first step begins. */
export interface StartingPoint {
  /** The end of the first step. */
  readonly t1: NDArray;
  readonly solverState: unknown;
  readonly controllerState: unknown;
  readonly madeJump: NDArray | false;
}

/** How an integration ended, and what was seen on the way. */
export interface Finished<Y = unknown> {
  readonly end: End<Y>;
  readonly observed: readonly unknown[];
  readonly numRejectedSteps: NDArray;
  readonly solverState: unknown;
  readonly controllerState: unknown;
  readonly madeJump: NDArray | false;
}

/** What an integration carries from step to step. */
interface State<Y> {
  readonly y: Y;
  /** The ends of the next step. */
  readonly t: NDArray;
  readonly tNext: NDArray;
  /** Empty for a controller that makes no jumps: then it is known that there are none. */
  readonly madeJump: readonly NDArray[];
  readonly solverState: unknown;
  readonly controllerState: unknown;
  readonly result: NDArray;
  readonly numSteps: NDArray;
  readonly numAcceptedSteps: NDArray;
  readonly numRejectedSteps: NDArray;
  readonly observed: readonly unknown[];
}

/** Where steps that end nearly at t1 are made to end there: short last steps would be lost to rounding. */
const placesBeforeEnd = 100;

/**
 * Solves a problem with the loops of an adjoint.
 *
 * @param conclude - sees the end of the integration before the observers do, and may put another in its place.
 */
export function integrate<Y, Args>(
  problem: Problem<Y, Args>,
  loops: Loops,
  conclude: (end: End<Y>) => End<Y> = (end) => end,
): Finished<Y> {
  const { terms, solver, stepsizeController, observers, t0, t1, y0, args, maxSteps, start } = problem;
  const nearEnd = placesBefore(t1, placesBeforeEnd);
  const errorOrder = solver.errorOrder(terms);
  const zero = scalar(0, "int32");
  const jumps = stepsizeController.makesJumps || start.madeJump !== false;

  const body = (state: State<Y>): State<Y> => {
    const madeJump = jumps ? state.madeJump[0]! : false;
    const made = solver.step<Y, Args>(terms as never, state.t, state.tNext, state.y, args, state.solverState, madeJump);
    const error =
      made.error === null ? null : mapArrays((x) => where(isnan(x), Infinity, x).astype(x.dtype), made.error);
    const attempt = { t0: state.t, t1: state.tNext, y0: state.y, y1: made.y1, args, error, errorOrder };
    const verdict = stepsizeController.adapt(attempt, state.controllerState);
    const { keep } = verdict;

    const t = minimum(verdict.t0, t1);
    // A step that was rejected must not be tried again with the length that was too long.
    const end = keep === true ? t1 : where(keep, t1, t.add(t1.sub(t).mul(0.5)));
    const tNext = where(verdict.t1.gt(nearEnd), end, verdict.t1);
    const y = choose(keep, made.y1, state.y);
    const one = keep === true ? scalar(1, "int32") : keep.astype("int32");
    const numAcceptedSteps = state.numAcceptedSteps.add(one);

    // Failures of steps that are rejected are forgotten.
    const failed = made.result === null || keep === true ? made.result : where(keep, made.result, 0);
    let result = firstFailure(firstFailure(state.result, failed), verdict.result)!;
    const step = {
      t0: state.t,
      t1: state.tNext,
      keep,
      t,
      y,
      numAcceptedSteps,
      dense: made.dense,
      interpolation: solver.interpolation<Y>(state.t, state.tNext, made.dense),
      inner: loops.inner,
    };
    const observed = observers.map((observer, index) => {
      const seen = observer.observe(step, state.observed[index], problem);
      result = firstFailure(result, seen.result)!;
      return seen.state;
    });
    return {
      y,
      t,
      tNext,
      madeJump: jumps ? [jumpAfter(keep, verdict.madeJump, state.madeJump[0]!)] : [],
      solverState: choose(keep, made.state, state.solverState),
      controllerState: verdict.state,
      result: result.astype("int32"),
      numSteps: state.numSteps.add(1),
      numAcceptedSteps,
      numRejectedSteps: state.numRejectedSteps.add(scalar(1, "int32").sub(one)),
      observed,
    };
  };
  const goesOn = ({ t, result }: Pick<State<Y>, "t" | "result">): NDArray => logicalAnd(t.lt(t1), isSuccessful(result));

  const watched = observers.map((observer) => observer.init(problem));
  const first = watched.reduce<NDArray>((result, seen) => firstFailure(result, seen.result)!, resultCode("successful"));
  const last = loops.outer(
    goesOn,
    body,
    {
      y: y0,
      t: t0,
      tNext: start.t1,
      madeJump: jumps ? [start.madeJump === false ? scalar(false, "bool") : start.madeJump] : [],
      solverState: start.solverState,
      controllerState: start.controllerState,
      result: first.astype("int32"),
      numSteps: zero,
      numAcceptedSteps: zero,
      numRejectedSteps: zero,
      observed: watched.map(({ state }) => state),
    },
    maxSteps,
  );

  let end = conclude({
    t: last.t,
    y: last.y,
    result: where(goesOn(last), resultCode("maxStepsReached"), last.result),
    numSteps: last.numSteps,
    numAcceptedSteps: last.numAcceptedSteps,
    cut: false,
  });
  const observed = observers.map((observer, index) => {
    const finished = observer.finish(end, last.observed[index], problem);
    end = finished.end;
    return finished.state;
  });
  return {
    end,
    observed,
    numRejectedSteps: last.numRejectedSteps,
    solverState: last.solverState,
    controllerState: last.controllerState,
    madeJump: jumps ? last.madeJump[0]! : false,
  };
}

function jumpAfter(keep: NDArray | true, madeJump: NDArray | false, before: NDArray): NDArray {
  const now = madeJump === false ? scalar(false, "bool") : madeJump;
  return keep === true ? now : where(keep, now, before);
}
