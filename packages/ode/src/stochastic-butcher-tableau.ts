import { UsageError } from "@proj/array";
import {
  listOption,
  nullableOption,
  numberOption,
  objectOption,
  readNeededOptions,
  type OptionReaders,
} from "@proj/tree/core";
import { TreeRecord } from "./tree-record.ts";

/** Weights of a Brownian motion, or of one of its Lévy areas, for noise that does not depend on the state. */
export interface AdditiveCoefficients {
  /** One weight for each stage. */
  readonly a: readonly number[];
  readonly b: number;
}

/** Weights of a Brownian motion, or of one of its Lévy areas, for noise of any kind. */
export interface GeneralCoefficients {
  /** Row i holds the weights of stages 0 … i in stage i + 1. */
  readonly a: readonly (readonly number[])[];
  readonly b: readonly number[];
  /** Weights of the error estimate; null without one. */
  readonly bError: readonly number[] | null;
}

/** What {@link StochasticButcherTableau} is made from. */
export interface StochasticTableauCoefficients<
  Noise extends AdditiveCoefficients | GeneralCoefficients = AdditiveCoefficients | GeneralCoefficients,
> {
  /** c without the first, which is 0. */
  readonly c: readonly number[];
  /** Row i holds the weights of stages 0 … i of the drift in stage i + 1. */
  readonly a: readonly (readonly number[])[];
  readonly b: readonly number[];
  /** Weights of the error estimate; null without one. */
  readonly bError: readonly number[] | null;
  /** Weights of the increment W. */
  readonly w: Noise;
  /** Weights of the space-time Lévy area H; null if the method does without. */
  readonly h: Noise | null;
  /** Weights of the space-time-time Lévy area K; null if the method does without. */
  readonly k: Noise | null;
}

const weightsOption = listOption(numberOption);
const noiseOption = objectOption<AdditiveCoefficients | GeneralCoefficients>(
  "an object with weights a and b",
  "a",
  "b",
);

const readers: OptionReaders<StochasticTableauCoefficients> = {
  c: weightsOption,
  a: listOption(weightsOption),
  b: weightsOption,
  bError: nullableOption(weightsOption),
  w: noiseOption,
  h: nullableOption(noiseOption),
  k: nullableOption(noiseOption),
};

const isAdditive = (weights: AdditiveCoefficients | GeneralCoefficients): weights is AdditiveCoefficients =>
  typeof weights.b === "number";

/**
 * The coefficients of a stochastic Runge–Kutta method, whose identities have been checked. Stages whose weights are all zero are not
 * evaluated.
 *
 * @example
 * ```ts
 * import { StochasticButcherTableau } from "@proj/ode";
 * const shiftedEuler = new StochasticButcherTableau({
 *   c: [],
 *   a: [],
 *   b: [1],
 *   bError: null,
 *   w: { a: [0.5], b: 1 },
 *   h: { a: [1], b: 0 },
 *   k: null,
 * });
 * shiftedEuler.isAdditive; // → true
 * ```
 */
export class StochasticButcherTableau extends TreeRecord implements StochasticTableauCoefficients {
  readonly c: readonly number[];
  readonly a: readonly (readonly number[])[];
  readonly b: readonly number[];
  readonly bError: readonly number[] | null;
  readonly w: AdditiveCoefficients | GeneralCoefficients;
  readonly h: AdditiveCoefficients | GeneralCoefficients | null;
  readonly k: AdditiveCoefficients | GeneralCoefficients | null;

  /** @throws UsageError if rows and weights are not as many as stages, or b does not sum to 1: then it is no method. */
  constructor(
    coefficients:
      StochasticTableauCoefficients<AdditiveCoefficients> | StochasticTableauCoefficients<GeneralCoefficients>,
  ) {
    super();
    const names = ["c", "a", "b", "bError", "w", "h", "k"] as const;
    const read = readNeededOptions<StochasticTableauCoefficients>(
      "StochasticButcherTableau",
      coefficients,
      readers,
      names,
    );
    const { c, a, b, bError, w, h, k } = read;
    const stages = b.length;
    const rows = (name: string, lower: readonly (readonly number[])[]): void => {
      check(lower.length === stages - 1, `${name} needs ${stages - 1} rows, one for each stage but the first`);
      lower.forEach((row, index) => {
        check(row.length === index + 1, `row ${index} of ${name} needs ${index + 1} entries`);
      });
    };
    check(c.length === stages - 1, `c needs ${stages - 1} entries, one for each stage but the first`);
    rows("a", a);
    check(Math.abs(b.reduce((x, y) => x + y, 0) - 1) < 1e-8, "b must sum to 1");
    check(bError === null || bError.length === stages, `the error needs ${stages} weights, one for each of b`);
    check(k === null || h !== null, "a method that uses K uses H as well");
    for (const [name, weights] of Object.entries({ w, h, k })) {
      if (weights === null) continue;
      check(isAdditive(weights) === isAdditive(w), `${name} must be of the same kind as w, additive or general`);
      if (isAdditive(weights)) {
        check(weights.a.length === stages, `a of ${name} needs ${stages} weights, one for each stage`);
        continue;
      }
      rows(`a of ${name}`, weights.a);
      check(weights.b.length === stages, `b of ${name} needs ${stages} weights, one for each stage`);
      check(
        bError === null ? weights.bError === null : weights.bError?.length === stages,
        `${name} needs weights of the error if the drift has them, and none otherwise`,
      );
    }
    this.c = Object.freeze([...c]);
    this.a = Object.freeze(a.map((row) => Object.freeze([...row])));
    this.b = Object.freeze([...b]);
    this.bError = bError === null ? null : Object.freeze([...bError]);
    this.w = w;
    this.h = h;
    this.k = k;
    Object.freeze(this);
  }

  /** Whether the method is for noise that does not depend on the state. */
  get isAdditive(): boolean {
    return isAdditive(this.w);
  }
}

function check(holds: boolean, identity: string): void {
  if (holds) return;
  throw new UsageError({
    operation: "StochasticButcherTableau",
    received: "coefficients that are those of no method",
    expected: identity,
    remedy: "compare with the publication of the method, row by row",
  });
}
