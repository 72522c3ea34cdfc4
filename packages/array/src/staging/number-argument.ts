import type { NumberConversion, NumberForms } from "../core/number-forms.ts";
import { abstractArray, type AbstractArray } from "../core/types/abstract-array.ts";
import type { DType } from "../core/types/dtype.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import type { StagingTrace } from "./stage.ts";

/** The type of an argument that stands for a JavaScript number: that of the number alone, and the number. */
export interface NumberType extends AbstractArray {
  readonly number: NumberForms;
}

/** The type with which an array is an argument of a staged function. */
export function argumentType(x: NDArray): AbstractArray | NumberType {
  const number = x.weakType ? x.numberForms() : null;
  return number === null ? x.aval : { ...x.aval, number };
}

/** A further binder of a staged function: the number that is one of its arguments, in another dtype. */
export interface NumberBinder {
  /** Which argument. */
  readonly argument: number;
  /** Its value, for a number of a call. */
  readonly valueOf: (number: NumberForms) => NDArray;
}

/** A number among the arguments of a function that is being staged: each form that it is asked for becomes a binder. */
export class NumberArgument implements NumberForms {
  readonly #trace: StagingTrace;
  readonly #argument: number;
  readonly #number: NumberForms;
  readonly #forms = new Map<string, NDArray>();

  /** @param number - what it is in the call for which the function is staged. */
  constructor(trace: StagingTrace, argument: number, number: NumberForms) {
    this.#trace = trace;
    this.#argument = argument;
    this.#number = number;
  }

  get integral(): boolean {
    const { integral } = this.#number;
    this.#trace.integral.set(this.#argument, integral);
    return integral;
  }

  as(operation: string, dtype: DType, weakType: boolean, conversion: NumberConversion): NDArray {
    const key = `${dtype} ${weakType} ${conversion}`;
    let form = this.#forms.get(key);
    if (form === undefined) {
      form = this.#trace.argument(abstractArray([], dtype, weakType));
      this.#forms.set(key, form);
      const valueOf = (number: NumberForms): NDArray => number.as(operation, dtype, weakType, conversion);
      this.#trace.numbers.push({ argument: this.#argument, valueOf });
    }
    return form;
  }
}
