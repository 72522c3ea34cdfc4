import type { CondParams } from "../core/primitives.ts";
import { dropUnread } from "../core/jaxpr/dead-code.ts";
import {
  inputTypes,
  Literal,
  makeEquation,
  Variable,
  type Atom,
  type Equation,
  type Jaxpr,
} from "../core/jaxpr/jaxpr.ts";
import { bind } from "../core/trace.ts";
import type { AbstractArray } from "../core/types/abstract-array.ts";
import { shapesEqual } from "../core/types/shape.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { sharedBranches, withAllConsts } from "./jaxpr-surgery.ts";
import { maskOf, present, spread } from "./mask.ts";
import { identityOf, memoize } from "./memoize.ts";
import type { Dual, JvpRule, Linearization, LinearizeJaxpr, Tangent } from "./rules.ts";
import { range } from "./shapes.ts";

/*
 * A conditional is differentiated branch by branch. Where tangents are staged apart, all branches must remember the same
 * residuals: each has a place for those of every branch, filled with zeros if the branch was not taken.
 */

/** Differentiates all branches, until they agree on which results have tangents. */
function agree<R extends { readonly outputMask: readonly boolean[] }>(
  branches: readonly Jaxpr[],
  differentiate: (branch: Jaxpr, instantiate: readonly boolean[]) => R,
): { readonly derivatives: readonly R[]; readonly outputMask: readonly boolean[] } {
  const first = branches.map((branch) => differentiate(branch, []));
  const outputMask = range(branches[0]!.outputs.length).map((k) => first.some((branch) => branch.outputMask[k]!));
  const agreed = first.every((branch) => branch.outputMask.every((has, k) => has === outputMask[k]));
  return { derivatives: agreed ? first : branches.map((branch) => differentiate(branch, outputMask)), outputMask };
}

export const condRule: JvpRule<"cond"> = ([index, ...primals], [, ...tangents], params, context) => {
  const { branches } = params;
  const mask = maskOf(tangents);
  if (context.linearizeJaxpr !== null) return splitCond(index!, primals, tangents, params, context.linearizeJaxpr);
  const { derivatives, outputMask } = agree(branches, (branch, instantiate) =>
    context.jvpJaxpr(branch, mask, instantiate),
  );
  const numOutputs = branches[0]!.outputs.length;
  const outputs = bind(
    "cond",
    [index!, ...derivatives.flatMap(({ consts }) => consts), ...primals, ...present(tangents)],
    { ...params, branches: sharedBranches(branches, derivatives) },
  );
  return [outputs.slice(0, numOutputs), spread(outputMask, outputs.slice(numOutputs))];
};

/** One place among the residuals of a conditional. */
interface Slot {
  readonly aval: AbstractArray;
}

interface CondSplit {
  /** From all constants and operands to results and residual slots. */
  readonly branches: readonly Jaxpr[];
  /** From inputs that are residuals, slots and tangents to tangents. */
  readonly linear: readonly Jaxpr[];
  /** Which of all constants and operands are residuals themselves. */
  readonly inputs: readonly number[];
}

/** Plans the common layout of the residuals of all branches. */
const splitBranches = memoize(
  (_: readonly Jaxpr[], splits: readonly Linearization[], numOutputs: number): CondSplit => {
    const offsets = splits.map((__, k) => splits.slice(0, k).reduce((sum, { consts }) => sum + consts.length, 0));
    const totalConsts = splits.reduce((sum, { consts }) => sum + consts.length, 0);
    // A branch's binder as a place among all constants and operands.
    const place = (k: number, binder: number): number => {
      const own = splits[k]!.consts.length;
      return binder < own ? offsets[k]! + binder : totalConsts + binder - own;
    };
    const inputs: number[] = [];
    const slots: Slot[] = [];
    const taken = splits.map((split, k) => {
      const used = new Set<number>();
      return split.residuals.map(({ from, index }) => {
        if (from === "input") {
          const input = place(k, index);
          if (!inputs.includes(input)) inputs.push(input);
          return { from, place: input };
        }
        // Branches share slots of one type, since only one of them runs.
        const { aval } = split.primal.outputs[index]!;
        let slot = slots.findIndex(
          (s, position) => !used.has(position) && s.aval.dtype === aval.dtype && shapesEqual(s.aval.shape, aval.shape),
        );
        if (slot < 0) slot = slots.push({ aval }) - 1;
        used.add(slot);
        return { from, place: slot };
      });
    });
    const branches = splits.map((split, k): Jaxpr => {
      const equations: Equation[] = [...split.primal.equations];
      const outputs = slots.map(({ aval }, slot): Atom => {
        const own = taken[k]!.findIndex((residual) => residual.from === "output" && residual.place === slot);
        return own < 0 ? zeroOutput(aval, equations) : split.primal.outputs[split.residuals[own]!.index]!;
      });
      return dropUnread({
        ...split.primal,
        equations,
        outputs: [...split.primal.outputs.slice(0, numOutputs), ...outputs],
      });
    });
    const allTypes = [
      ...splits.flatMap(({ primal, consts }) => inputTypes(primal).slice(0, consts.length)),
      ...inputTypes(splits[0]!.primal).slice(splits[0]!.consts.length),
    ];
    const linear = splits.map(({ linear: jaxpr, residuals }, k): Jaxpr => {
      const find = (from: "input" | "output", at: number, aval: AbstractArray): Variable => {
        const own = taken[k]!.findIndex((residual) => residual.from === from && residual.place === at);
        return own < 0 ? new Variable(aval) : jaxpr.binders[own]!;
      };
      return {
        ...jaxpr,
        binders: [
          ...inputs.map((input) => find("input", input, allTypes[input]!)),
          ...slots.map(({ aval }, slot) => find("output", slot, aval)),
          ...jaxpr.binders.slice(residuals.length),
        ],
      };
    });
    return { branches: withAllConsts(branches, splits.map(({ consts }) => consts.length)), linear, inputs }; // prettier-ignore
  },
  (_, splits) => splits.map(identityOf).join(),
);

/** Appends the equation that makes zeros of a type; a scalar needs none. */
function zeroOutput(aval: AbstractArray, equations: Equation[]): Atom {
  const zero = new Literal(0, { shape: [], dtype: aval.dtype, weakType: false });
  if (aval.shape.length === 0) return zero;
  const output = new Variable({ ...aval, weakType: false });
  equations.push(makeEquation("broadcastInDim", [zero], { shape: aval.shape, broadcastDimensions: [] }, [output]));
  return output;
}

function splitCond(
  index: NDArray,
  primals: readonly NDArray[],
  tangents: readonly Tangent[],
  params: CondParams,
  linearizeJaxpr: LinearizeJaxpr,
): Dual {
  const { branches } = params;
  const mask = maskOf(tangents);
  const { derivatives, outputMask } = agree(branches, (branch, instantiate) =>
    linearizeJaxpr(branch, mask, instantiate),
  );
  const numOutputs = branches[0]!.outputs.length;
  const plan = splitBranches(branches, derivatives, numOutputs);
  const operands = [...derivatives.flatMap(({ consts }) => consts), ...primals];
  const results = bind("cond", [index, ...operands], { ...params, branches: plan.branches });
  const outputs = results.slice(0, numOutputs);
  if (!outputMask.includes(true)) return [outputs, outputs.map(() => null)];
  const inputs = plan.inputs.map((place) => operands[place]!);
  const linear = bind("cond", [index, ...inputs, ...results.slice(numOutputs), ...present(tangents)], {
    ...params,
    branches: plan.linear,
  });
  return [outputs, spread(outputMask, linear)];
}
