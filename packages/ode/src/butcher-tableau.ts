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

/** What {@link ButcherTableau} is made from. */
export interface TableauCoefficients {
  /** c without the first, which is 0. */
  readonly c: readonly number[];
  /** Row i holds the weights of stages 0 … i in stage i + 1. */
  readonly a: readonly (readonly number[])[];
  readonly b: readonly number[];
  /** b minus the weights of the embedded method; null without one. */
  readonly bError: readonly number[] | null;
}

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
export class ButcherTableau implements TableauCoefficients {
  readonly c: readonly number[];
  readonly a: readonly (readonly number[])[];
  readonly b: readonly number[];
  readonly bError: readonly number[] | null;
  /** The last stage is at the end of the step with the weights of the result: it is the next step's first stage. */
  readonly firstSameAsLast: boolean;

  /** @throws Error if rows of a do not sum to c, b to 1, or the error weights to 0: then it is no method. */
  constructor({ c, a, b, bError }: TableauCoefficients) {
    const sum = (row: readonly number[]): number => row.reduce((x, y) => x + y, 0);
    const check = (holds: boolean, identity: string): void => {
      if (!holds) throw new Error(`ButcherTableau: ${identity}`);
    };
    const near = (x: number, y: number): boolean => Math.abs(x - y) < 1e-10;
    check(a.length === c.length && b.length === c.length + 1, "a needs one row for each c, and b one weight more");
    a.forEach((row, index) => {
      check(row.length === index + 1, `row ${index} of a needs ${index + 1} entries`);
      check(near(sum(row), c[index]!), `row ${index} of a must sum to ${c[index]}, not ${sum(row)}`);
    });
    check(near(sum(b), 1), `b must sum to 1, not ${sum(b)}`);
    if (bError !== null)
      check(bError.length === b.length && near(sum(bError), 0), `the error weights must sum to 0, not ${sum(bError)}`);
    this.c = Object.freeze([...c]);
    this.a = Object.freeze(a.map((row) => Object.freeze([...row])));
    this.b = Object.freeze([...b]);
    this.bError = bError === null ? null : Object.freeze([...bError]);
    const lastRow = a.at(-1);
    this.firstSameAsLast =
      lastRow !== undefined && b.at(-1) === 0 && lastRow.every((weight, index) => weight === b[index]);
  }

  /** How often a step evaluates the vector field, at most. */
  get stages(): number {
    return this.b.length;
  }
}
