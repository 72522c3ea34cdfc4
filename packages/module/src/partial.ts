import { functionOption, readArgument } from "@proj/array/core";
import { field } from "./fields.ts";
import { withFields } from "./module.ts";

/**
 * A function with its first arguments given, as a tree: the function and these arguments are its children, so arrays among them
 * are traced and differentiated.
 *
 * @typeParam Rest - the arguments that are left.
 * @typeParam Result - what the function returns.
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { filterGrad, Partial } from "@proj/module";
 * const scale = Partial.init((by: NDArray, x: NDArray) => by.mul(x), array(3));
 * scale.call(array(2)).item(); // → 6
 * filterGrad((f: typeof scale) => f.call(array(2)))(scale).args[0]; // → 2
 */
export class Partial<Rest extends readonly unknown[], Result> extends withFields({
  f: field<(...args: never[]) => unknown>(),
  args: field<readonly unknown[]>(),
}) {
  /** For the compiler: the type of what is left. */
  declare readonly signature: (...rest: Rest) => Result;

  /**
   * @param f - any function.
   * @param args - its first arguments.
   */
  static init<Given extends readonly unknown[], Rest extends readonly unknown[], Result>(
    f: (...args: [...Given, ...Rest]) => Result,
    ...args: Given
  ): Partial<Rest, Result> {
    readArgument("Partial.init", "f", f, functionOption());
    return new Partial<Rest, Result>({ f, args });
  }

  /** @param rest - the arguments that are left. */
  call(...rest: Rest): Result {
    return (this.f as (...args: unknown[]) => Result)(...this.args, ...rest);
  }
}
