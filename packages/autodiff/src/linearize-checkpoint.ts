import {
  applyJaxpr,
  bind,
  dropUnread,
  identityOf,
  inlinedWhere,
  inputTypes,
  isEffectful,
  maskOf,
  memoize,
  present,
  spread,
  stage,
  variableOf,
  type Atom,
  type CheckpointPolicy,
  type CheckpointReversal,
  type Equation,
  type Jaxpr,
  type Linearization,
  type Variable,
} from "@proj/array/core";
import { optimizationBarrier } from "@proj/array/lax";
import { nameOf } from "./checkpoint-name.ts";
import { linearizeJaxpr } from "./linearize-jaxpr.ts";

/*
 * The residuals of a checkpoint are its inputs, and what its policy says is kept: its tangent is a linear equation that begins by
 * computing everything else again, from inputs behind a barrier, so that a compiler does not find out that it was
 * computed before.
 */

/** How a checkpoint is taken apart. */
interface CheckpointPlan {
  /** From inputs to results, and then what is kept. */
  readonly forward: Jaxpr;
  /** From what is kept, inputs and tangents to tangents. */
  readonly again: Jaxpr;
}

const hasNoName = (equation: Equation): boolean => nameOf(equation) === null;

const saves = (policy: CheckpointPolicy | null, equation: Equation): boolean => {
  if (policy === null) return false;
  const name = nameOf(equation);
  return policy(
    name === null
      ? { primitive: equation.primitive, params: { ...equation.params } }
      : { primitive: "checkpointName", params: { name } },
  );
};

const planCheckpoint = memoize(
  (
    { primal, residuals, linear }: Linearization,
    numResults: number,
    policy: CheckpointPolicy | null,
    preventCse: boolean,
  ): CheckpointPlan => {
    const { binders, equations, outputs } = primal;
    const definitions = new Map<Atom, Equation>(equations.flatMap((of) => of.outputs.map((output) => [output, of])));
    const kept = new Set<Variable>();
    const repeated = new Set<Equation>();
    const repeat = (equation: Equation): void => {
      if (repeated.has(equation)) return;
      repeated.add(equation);
      equation.inputs.forEach(recall);
    };
    const recall = (atom: Atom): void => {
      const equation = definitions.get(atom);
      if (equation === undefined) return;
      if (saves(policy, equation)) kept.add(variableOf(atom));
      else repeat(equation);
    };
    const remembered = residuals.map(({ from, index }) => (from === "input" ? binders : outputs)[index]!);
    remembered.forEach(recall);
    equations.filter((equation) => isEffectful(equation)).forEach(repeat);

    const recalled: Jaxpr = {
      binders: [...kept, ...binders],
      equations: equations.filter((equation) => repeated.has(equation)),
      outputs: remembered,
    };
    const known = inputTypes(recalled);
    const { jaxpr } = stage(
      (args) => {
        const inputs = args.slice(kept.size, known.length);
        const from = preventCse ? inputs.map((x) => optimizationBarrier(x)) : inputs;
        const values = applyJaxpr(recalled, [...args.slice(0, kept.size), ...from]);
        return applyJaxpr(linear, [...values, ...args.slice(known.length)]);
      },
      [...known, ...inputTypes(linear).slice(residuals.length)],
      "checkpoint",
    );
    return {
      forward: dropUnread({ ...primal, outputs: [...outputs.slice(0, numResults), ...kept] }),
      again: dropUnread(jaxpr),
    };
  },
  (_, numResults, policy, preventCse) =>
    `${numResults};${policy === null ? "" : identityOf(policy)};${Number(preventCse)}`,
);

/** Takes a checkpoint apart. Its equation brings it along, so that programs without checkpoints are loaded without it. */
export const reverseCheckpoint: CheckpointReversal = (primals, tangents, params) => {
  const { policy, preventCse } = params;
  // A policy is asked about the steps of functions that are called as well.
  const jaxpr = policy === null ? params.jaxpr : inlinedWhere(params.jaxpr, hasNoName);
  const numResults = jaxpr.outputs.length;
  const split = linearizeJaxpr(jaxpr, maskOf(tangents), []);
  if (!split.outputMask.includes(true))
    return [bind("checkpoint", primals, { ...params, jaxpr }), jaxpr.outputs.map(() => null)];
  const plan = planCheckpoint(split, numResults, policy, preventCse);
  const inputs = [...split.consts, ...primals];
  // Without a policy the function runs as it is.
  const outputs =
    policy === null
      ? bind("checkpoint", primals, { ...params, jaxpr })
      : bind("checkpoint", inputs, { ...params, jaxpr: plan.forward });
  const linear = bind("checkpoint", [...outputs.slice(numResults), ...inputs, ...present(tangents)], {
    ...params,
    jaxpr: plan.again,
  });
  return [outputs.slice(0, numResults), spread(split.outputMask, linear)];
};
