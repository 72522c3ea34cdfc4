import { UsageError, type NDArray } from "@proj/array";
import {
  arrayOption,
  listOption,
  nullableOption,
  readNeededOptions,
  type OptionReader,
  type OptionReaders,
} from "@proj/array/core";
import { TreeRecord } from "./tree-record.ts";

/*
 * The coefficients of an explicit Runge–Kutta method:
 *
 *     0  |
 *     c₁ | a₁₀
 *     c₂ | a₂₀ a₂₁           kᵢ = h f(t + cᵢ h, y + Σⱼ aᵢⱼ kⱼ)
 *     …  | …                 y₁ = y + Σ bᵢ kᵢ
 *     ---+------------       error = Σ eᵢ kᵢ
 *        | b₀  b₁  b₂ …
 */

/** A coefficient: a number, or a scalar that is traced, whose identities are not checked. */
export type Coefficient = number | NDArray;

/** What {@link ButcherTableau} is made from. */
export interface TableauCoefficients {
  /** c without the first, which is 0. */
  readonly c: readonly Coefficient[];
  /** Row i holds the weights of stages 0 … i in stage i + 1. */
  readonly a: readonly (readonly Coefficient[])[];
  readonly b: readonly Coefficient[];
  /** b minus the weights of the embedded method; null without one. */
  readonly bError: readonly Coefficient[] | null;
}

const weightsOption = listOption(arrayOption as OptionReader<Coefficient>);

const readers: OptionReaders<TableauCoefficients> = {
  c: weightsOption,
  a: listOption(weightsOption),
  b: weightsOption,
  bError: nullableOption(weightsOption),
};

/**
 * The coefficients of an explicit Runge–Kutta method, whose identities have been checked.
 *
 * @example
 * ```ts
 * import { ButcherTableau } from "@proj/ode";
 * const midpoint = new ButcherTableau({ c: [0.5], a: [[0.5]], b: [0, 1], bError: [1, -1] });
 * midpoint.stages; // → 2
 * midpoint.firstSameAsLast; // → false
 * new ButcherTableau({ c: [0.5], a: [[0.4]], b: [0, 1], bError: null }); // throws row 0 of a must sum to 0.5, not 0.4
 * ```
 */
export class ButcherTableau extends TreeRecord implements TableauCoefficients {
  readonly c: readonly Coefficient[];
  readonly a: readonly (readonly Coefficient[])[];
  readonly b: readonly Coefficient[];
  readonly bError: readonly Coefficient[] | null;

  /** @throws UsageError if rows of a do not sum to c, b to 1, or the error weights to 0: then it is no method. */
  constructor(coefficients: TableauCoefficients) {
    super();
    const names = ["c", "a", "b", "bError"] as const;
    const { c, a, b, bError } = readNeededOptions("ButcherTableau", coefficients, readers, names);
    const check = (holds: boolean, identity: string): void => {
      if (!holds) throw noMethod(identity);
    };
    const sumsTo = (row: readonly Coefficient[], to: Coefficient, name: string): void => {
      if (![...row, to].every((x) => typeof x === "number")) return;
      const sum = (row as readonly number[]).reduce((x, y) => x + y, 0);
      check(Math.abs(sum - (to as number)) < 1e-8, `${name} must sum to ${to as number}, not ${sum}`);
    };
    check(a.length === c.length && b.length === c.length + 1, "a needs one row for each c, and b one weight more");
    a.forEach((row, index) => {
      check(row.length === index + 1, `row ${index} of a needs ${index + 1} entries`);
      sumsTo(row, c[index]!, `row ${index} of a`);
    });
    sumsTo(b, 1, "b");
    if (bError !== null) {
      check(bError.length === b.length, `the error needs ${b.length} weights, one for each of b`);
      sumsTo(bError, 0, "the error weights");
    }
    this.c = Object.freeze([...c]);
    this.a = Object.freeze(a.map((row) => Object.freeze([...row])));
    this.b = Object.freeze([...b]);
    this.bError = bError === null ? null : Object.freeze([...bError]);
    Object.freeze(this);
  }

  /** How often a step evaluates the vector field, at most. */
  get stages(): number {
    return this.b.length;
  }

  /** The last stage is evaluated where the step ends: its state is the result. */
  get endsAtResult(): boolean {
    const lastRow = this.a.at(-1);
    return lastRow !== undefined && this.b.at(-1) === 0 && lastRow.every((weight, index) => weight === this.b[index]);
  }

  /** The last stage is also the next step's first stage. */
  get firstSameAsLast(): boolean {
    return this.endsAtResult && this.c.at(-1) === 1;
  }
}

function noMethod(identity: string): UsageError {
  return new UsageError({
    operation: "ButcherTableau",
    received: "coefficients that are those of no method",
    expected: identity,
    remedy: "compare with the publication of the method, row by row",
  });
}
