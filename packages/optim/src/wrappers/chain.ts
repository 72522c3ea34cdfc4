import { describeValue, readArgument, UsageError } from "@proj/array/core";
import { transformationOption } from "../hyperparameters.ts";
import type { GradientTransformation, StateOf } from "../transformation.ts";

/**
 * Applies transformations one after the other.
 *
 * @param transformations - the first sees the gradients, each further one what the one before made of them.
 * @returns a transformation whose state is the list of their states.
 * @throws UsageError when `update` gets a state that is not a list of as many states.
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
    update(updates, states, params, extra) {
      if (!Array.isArray(states) || states.length !== parts.length) throw otherState("chain", states, parts.length);
      const next: unknown[] = [];
      let current = updates;
      parts.forEach(({ update }, index) => {
        const [changed, state] = update(current, states[index], params, extra);
        current = changed;
        next.push(state);
      });
      return [current, next as unknown as States];
    },
  };
}

function otherState(operation: string, states: unknown, parts: number): UsageError {
  return new UsageError({
    operation,
    received: Array.isArray(states) ? `a list of ${states.length} states` : `state: ${describeValue(states)}`,
    expected: `the list of ${parts} states that init of this chain gave`,
    remedy: "call init of the same chain, and hand on the state that update returns",
  });
}

/** A transformation with its name. */
export type NamedTransformation = readonly [name: string, transformation: GradientTransformation<unknown>];

/** The states of a {@link namedChain} under their names. */
export type NamedStates<Parts extends readonly NamedTransformation[]> = {
  readonly [Part in Parts[number] as Part[0]]: StateOf<Part[1]>;
};

/**
 * Like {@link chain}, with a name for each transformation, under which its state is found.
 *
 * @param parts - pairs of a name and a transformation; names differ.
 * @returns a transformation whose state is an object of their states.
 * @throws UsageError when two have the same name.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { namedChain, scale, trace } from "@proj/optim";
 * const { init } = namedChain(["momentum", trace(0.9)], ["step", scale(-0.1)]);
 * init(array([1, 2])).momentum.trace; // → [0, 0]
 * ```
 */
export function namedChain<const Parts extends readonly NamedTransformation[]>(
  ...parts: Parts
): GradientTransformation<NamedStates<Parts>> {
  const operation = "namedChain";
  parts.forEach((part: unknown, index) => {
    if (Array.isArray(part) && part.length === 2 && typeof part[0] === "string") {
      readArgument(operation, `parts[${index}][1]`, part[1], transformationOption);
      return;
    }
    throw new UsageError({
      operation,
      received: `parts[${index}]: ${describeValue(part)}`,
      expected: "pairs of a name and a transformation",
      remedy: 'write namedChain(["clip", clip(1)], ["step", sgd(0.1)])',
    });
  });
  const names = parts.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new UsageError({
      operation,
      received: `the name ${JSON.stringify(twice)} twice`,
      expected: "a name of its own for each transformation",
      remedy: "rename one of them",
    });
  }
  // Names and states belong together, which the mapped type says and a loop cannot.
  type States = NamedStates<Parts>;
  return {
    init: (params) => Object.fromEntries(parts.map(([name, { init }]) => [name, init(params)])) as States,
    update(updates, states, params, extra) {
      const next: [string, unknown][] = [];
      let current = updates;
      for (const [name, { update }] of parts) {
        const [changed, state] = update(current, (states as Readonly<Record<string, unknown>>)[name], params, extra);
        current = changed;
        next.push([name, state]);
      }
      return [current, Object.fromEntries(next) as States];
    },
  };
}
