import { describeArray, Literal, parameterKey, type Equation } from "@proj/array/core";

/** Equations that repeat: `times` blocks of `period` equations, which look alike. */
export interface Repetition {
  readonly from: number;
  readonly period: number;
  readonly times: number;
}

/** The longest block that is looked for; what is longer is rarely written out often. */
const longestPeriod = 128;
/** A loop of fewer blocks is not worth its bookkeeping. */
const leastTimes = 8;
/** Neither is one that stands for fewer equations. */
const leastEquations = 64;

/** What has to agree in two equations for one to be the other in the next block: all but which variables and numbers they read. */
function lookOf({ primitive, inputs, params, outputs }: Equation): string {
  const operands = inputs.map((input) => `${input instanceof Literal ? "=" : ""}${describeArray(input.aval)}`);
  const results = outputs.map(({ aval }) => describeArray(aval));
  return `${primitive}${parameterKey(params, "with rules")}(${operands.join()})${results.join()}`;
}

/** Finds what looks repeated, from the first equation on. */
export class Repetitions {
  /** Equal numbers for equations that look alike. */
  readonly #looks: readonly number[];
  /** For each period up to where equations are known to look like those a period later. */
  readonly #ends = new Array<number>(longestPeriod + 1).fill(0);

  constructor(equations: readonly Equation[]) {
    const numbers = new Map<string, number>();
    this.#looks = equations.map((equation) => {
      const look = lookOf(equation);
      let number = numbers.get(look);
      if (number === undefined) numbers.set(look, (number = numbers.size));
      return number;
    });
  }

  /**
   * The repetitions that begin at a place, the shortest blocks first.
   *
   * @param from - no place before the one that was asked for last.
   */
  *at(from: number): Generator<Repetition> {
    const looks = this.#looks;
    for (let period = 1; period <= longestPeriod; period++) {
      let end = Math.max(from, this.#ends[period]!);
      while (end + period < looks.length && looks[end] === looks[end + period]) end++;
      this.#ends[period] = end;
      const repetition = { from, period, times: Math.floor((end - from) / period) + 1 };
      if (isWorthwhile(repetition)) yield repetition;
    }
  }
}

/** Whether a part of a repetition is worth a loop. */
export const isWorthwhile = ({ period, times }: Repetition): boolean =>
  times >= leastTimes && times * period >= leastEquations;
