import { readArgument } from "@proj/array/core";
import { transformationOption } from "../hyperparameters.ts";
import type { GradientTransformation } from "../transformation.ts";

/**
 * Applies transformations one after the other.
 *
 * @param transformations - the first sees the gradients, each further one what the one before made of them.
 * @returns a transformation whose state is the list of their states.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { chain, clipByGlobalNorm, scale } from "@proj/optim";
 * const { init, update } = chain(clipByGlobalNorm(1), scale(-0.5));
 * const gradient = array([3, 4]);
 * update(gradient, init(gradient))[0].toList(); // ≈ [-0.3, -0.4]
 * ```
 */
export function chain<const States extends readonly unknown[]>(
  ...transformations: { readonly [I in keyof States]: GradientTransformation<States[I]> }
): GradientTransformation<States> {
  // States are matched to transformations by position, which the mapped type says and a loop cannot.
  const parts = transformations.map((part, index) =>
    readArgument("chain", `transformations[${index}]`, part, transformationOption),
  );
  return {
    init: (params) => parts.map(({ init }) => init(params)) as unknown as States,
    update(updates, states, params) {
      const next: unknown[] = [];
      let current = updates;
      parts.forEach(({ update }, index) => {
        const [changed, state] = update(current, states[index], params);
        current = changed;
        next.push(state);
      });
      return [current, next as unknown as States];
    },
  };
}
