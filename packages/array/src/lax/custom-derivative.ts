import { Variable } from "../core/jaxpr/jaxpr.ts";
import { bind } from "../core/trace.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { add } from "./binary.ts";
import { stopGradient } from "./unary.ts";

/**
 * For each argument, the part of the result's tangent that comes from the argument's tangent `t`, in which it is linear; `null`
 * where there is none.
 */
export type PartialDerivatives<Args extends NDArray[]> = {
  readonly [K in keyof Args]: ((t: NDArray, ...args: Args) => NDArray) | null;
};

/**
 * A formula that is not differentiated, because its terms have infinite slopes where the function itself is smooth: its
 * derivatives are given. They may be differentiated again.
 *
 * @param name - of the function, for printed programs.
 * @param formula - gives the value; what it takes must be among `args`.
 */
export function customDerivative<Args extends NDArray[]>(
  name: string,
  args: readonly [...Args],
  formula: (...args: NoInfer<Args>) => NDArray,
  partials: PartialDerivatives<NoInfer<Args>>,
): NDArray {
  return customTangent(name, args, formula, (tangents, _value, own) => {
    const parts = tangents.flatMap((t, k) => {
      const partial = partials[k];
      return t === null || partial === null || partial === undefined ? [] : [partial(t, ...own)];
    });
    const [first, ...others] = parts;
    return first === undefined ? null : others.reduce((sum, part) => add(sum, part), first);
  });
}

/**
 * The tangent of a result.
 *
 * @param tangents - of the arguments, `null` where there is none.
 * @param value - the result.
 * @returns the tangent, linear in those of the arguments; `null` where there is none.
 */
export type TangentRule<Args extends NDArray[]> = (
  tangents: readonly (NDArray | null)[],
  value: NDArray,
  args: Args,
) => NDArray | null;

/** As {@link customDerivative}, where the parts of the tangent share work with each other or with the value. */
export function customTangent<Args extends NDArray[]>(
  name: string,
  args: readonly [...Args],
  formula: (...args: NoInfer<Args>) => NDArray,
  tangentOf: TangentRule<NoInfer<Args>>,
): NDArray {
  // Nothing is being differentiated or written down.
  if (args.every(({ tracing }) => tracing === null)) return formula(...args);
  const value = formula(...(args.map((x) => stopGradient(x)) as Args));
  return withTangent(name, value, args, tangentOf);
}

/** A value, together with its derivatives. */
function withTangent<Args extends NDArray[]>(
  name: string,
  value: NDArray,
  args: readonly [...Args],
  tangentOf: TangentRule<Args>,
): NDArray {
  const binders = [value, ...args].map(({ aval }) => new Variable(aval));
  return bind("customJvpCall", [value, ...args], {
    name,
    jaxpr: { binders, equations: [], outputs: [binders[0]!] },
    rule: ([again, ...operands], [, ...tangents]) => {
      const own = operands as Args;
      const primal = withTangent(name, again!, own, tangentOf);
      return [[primal], [tangentOf(tangents, primal, own)]];
    },
  })[0]!;
}
