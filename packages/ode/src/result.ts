import { logicalOr, where, type ArrayLike, type NDArray } from "@proj/array";
import { arrayOption, integerOption, readArgument, scalar, toArray } from "@proj/array/core";

/**
 * How an integration can end, by name: the codes that {@link Solution} holds under `result`.
 *
 * @example
 * import { RESULTS } from "@proj/ode";
 * RESULTS.successful; // → 0
 */
export const RESULTS = {
  successful: 0,
  maxStepsReached: 1,
  singular: 2,
  breakdown: 3,
  stagnation: 4,
  conlim: 5,
  nonfiniteInput: 6,
  nonlinearMaxStepsReached: 7,
  nonlinearDivergence: 8,
  nonfinite: 9,
  dtMinReached: 10,
  eventOccurred: 11,
  maxStepsRejected: 12,
  internalError: 13,
} as const;

/** The name of a way to end. */
export type ResultName = keyof typeof RESULTS;

interface Failure {
  readonly what: string;
  readonly remedy: string;
}

const failures: { readonly [Name in Exclude<ResultName, "successful">]: Failure } = {
  maxStepsReached: {
    what: "the maximum number of steps was reached before t1",
    remedy: "increase maxSteps, take larger steps, or ask for less accuracy",
  },
  singular: {
    what: "a linear solver gave values that are not finite",
    remedy: "look for a matrix that is singular, or nearly so",
  },
  breakdown: {
    what: "an iterative linear solver broke down",
    remedy: "try another one, or a larger restart of GMRES",
  },
  stagnation: { what: "an iterative linear solver made no more progress", remedy: "allow it more steps" },
  conlim: {
    what: "the condition number of a matrix is too large for the linear solver",
    remedy: "scale the equation, or use a direct solver",
  },
  nonfiniteInput: {
    what: "a linear solver received values that are not finite",
    remedy: "look for NaN and infinities in the vector field",
  },
  nonlinearMaxStepsReached: {
    what: "a root finder reached its maximum number of steps",
    remedy: "increase rootFindMaxSteps, or take smaller steps",
  },
  nonlinearDivergence: {
    what: "a root finder diverged",
    remedy: "use a controller that adapts the steps, or smaller steps",
  },
  nonfinite: { what: "values became infinite or NaN", remedy: "look for NaN and infinities in the vector field" },
  dtMinReached: { what: "the steps became smaller than dtmin", remedy: "decrease it, or ask for less accuracy" },
  eventOccurred: { what: "an event ended the integration", remedy: "leave it out to integrate further" },
  maxStepsRejected: { what: "too many steps in a row were rejected", remedy: "increase storeRejectedSteps" },
  internalError: { what: "the integration contradicts itself", remedy: "report it: this is a fault of the package" },
};

/** What a code other than success says, and what can be done. */
export function failureOf(code: number): Failure {
  const name = (Object.keys(failures) as (keyof typeof failures)[]).find((known) => RESULTS[known] === code);
  return name === undefined
    ? { what: `an unknown result ${code}`, remedy: "use the codes of RESULTS" }
    : failures[name];
}

/**
 * What a result means, in words; empty for success.
 *
 * @param code - one of {@link RESULTS}.
 * @example
 * import { resultMessage, RESULTS } from "@proj/ode";
 * resultMessage(RESULTS.eventOccurred); // → "an event ended the integration"
 */
export function resultMessage(code: number): string {
  readArgument("resultMessage", "code", code, integerOption());
  return code === RESULTS.successful ? "" : failureOf(code).what;
}

/** A code as an array. */
export function resultCode(name: ResultName): NDArray {
  return scalar(RESULTS[name], "int32");
}

/** The first of two results that is not a success. */
export function firstFailure(first: NDArray | null, second: NDArray | null): NDArray | null {
  if (first === null || second === null) return first ?? second;
  return where(first.eq(RESULTS.successful), second, first);
}

/**
 * Whether an integration went through to its end.
 *
 * @param result - the result of a solution; under `vmap` one for each member.
 * @returns a boolean array of its shape.
 * @example
 * import { array } from "@proj/array";
 * import { isSuccessful, RESULTS } from "@proj/ode";
 * isSuccessful(array([RESULTS.successful, RESULTS.eventOccurred], { dtype: "int32" })).toList(); // → [true, false]
 */
export function isSuccessful(result: ArrayLike): NDArray {
  return codes("isSuccessful", result).eq(RESULTS.successful);
}

/**
 * Whether an integration was ended by an event.
 *
 * @param result - the result of a solution.
 * @returns a boolean array of its shape.
 * @example
 * import { array } from "@proj/array";
 * import { isEvent, RESULTS } from "@proj/ode";
 * isEvent(array([RESULTS.successful, RESULTS.eventOccurred], { dtype: "int32" })).toList(); // → [false, true]
 */
export function isEvent(result: ArrayLike): NDArray {
  return codes("isEvent", result).eq(RESULTS.eventOccurred);
}

/**
 * Whether an integration ended as it should: at its end, or by an event.
 *
 * @param result - the result of a solution.
 * @returns a boolean array of its shape.
 * @example
 * import { array } from "@proj/array";
 * import { isOkay, RESULTS } from "@proj/ode";
 * isOkay(array([RESULTS.eventOccurred, RESULTS.maxStepsReached], { dtype: "int32" })).toList(); // → [true, false]
 */
export function isOkay(result: ArrayLike): NDArray {
  const given = codes("isOkay", result);
  return logicalOr(isSuccessful(given), isEvent(given));
}

function codes(operation: string, result: ArrayLike): NDArray {
  return toArray(readArgument(operation, "result", result, arrayOption), operation);
}
