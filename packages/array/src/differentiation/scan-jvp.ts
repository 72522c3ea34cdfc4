import { applyJaxpr } from "../core/jaxpr/apply.ts";
import { dropUnread } from "../core/jaxpr/dead-code.ts";
import type { Jaxpr, Variable } from "../core/jaxpr/jaxpr.ts";
import type { ScanParams } from "../core/primitives.ts";
import { bind } from "../core/trace.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { inlined, invariants, rearranged, variableOf } from "./jaxpr-surgery.ts";
import { maskOf, present, spread } from "./mask.ts";
import { memoize } from "./memoize.ts";
import { economise } from "./recomputation.ts";
import type { Dual, JvpContext, JvpRule, Linearization, LinearizeJaxpr, Tangent } from "./rules.ts";
import { range, zeros } from "./shapes.ts";

/*
 * A scan is differentiated through its body. In forward mode one scan carries values and tangents together. Where tangents
 * are staged apart, the scan itself stacks what the derivative of a step needs (the residuals), and a linear scan reads
 * it. What is the same in every step is not stacked: inputs are passed on as they are, and what follows from the loop's
 * constants alone is computed once, outside.
 */

/** A scan's operands, or what belongs to them, in their three parts. */
interface Parts<T> {
  readonly consts: readonly T[];
  readonly carry: readonly T[];
  readonly xs: readonly T[];
}

function partsOf<T>(list: readonly T[], { numConsts, numCarry }: ScanParams): Parts<T> {
  return {
    consts: list.slice(0, numConsts),
    carry: list.slice(numConsts, numConsts + numCarry),
    xs: list.slice(numConsts + numCarry),
  };
}

/** Differentiates a body with ever more of the carry, until no more of it gets a tangent. */
function untilStable<R extends { readonly outputMask: readonly boolean[] }>(
  masks: Parts<boolean>,
  differentiate: (mask: readonly boolean[], instantiate: readonly boolean[]) => R,
): { readonly derivative: R; readonly carryMask: readonly boolean[] } {
  let carryMask = masks.carry;
  for (;;) {
    const derivative = differentiate([...masks.consts, ...carryMask, ...masks.xs], carryMask);
    const grown = carryMask.map((has, k) => has || derivative.outputMask[k]!);
    if (grown.every((has, k) => has === carryMask[k])) return { derivative, carryMask };
    carryMask = grown;
  }
}

export const scanRule: JvpRule<"scan"> = (primals, tangents, params, context) =>
  context.linearizeJaxpr === null
    ? jointScan(primals, tangents, params, context)
    : splitScan(primals, tangents, params, context.linearizeJaxpr);

/** The tangents of the initial carry, with zeros where they become non-zero on the way. */
function initialTangents(
  mask: readonly boolean[],
  primals: readonly NDArray[],
  tangents: readonly Tangent[],
): NDArray[] {
  return mask.flatMap((has, k) => (has ? [tangents[k] ?? zeros(primals[k]!)] : []));
}

const count = (mask: readonly boolean[]): number => mask.filter(Boolean).length;

function jointScan(
  primals: readonly NDArray[],
  tangents: readonly Tangent[],
  params: ScanParams,
  { jvpJaxpr }: JvpContext,
): Dual {
  const { jaxpr, numConsts, numCarry } = params;
  const values = partsOf(primals, params);
  const given = partsOf(tangents, params);
  const { derivative, carryMask } = untilStable(partsOf(maskOf(tangents), params), (mask, instantiate) =>
    jvpJaxpr(jaxpr, mask, instantiate),
  );
  const captured = derivative.consts.length;
  const numCarryTangents = count(carryMask);
  const numConstTangents = present(given.consts).length;
  const numOutputs = jaxpr.outputs.length;
  // From [captured, consts, carry, xs, tangents of consts, carry, xs] to consts, carry and xs, each with its tangents.
  const places = range(derivative.jaxpr.binders.length);
  const afterPrimals = captured + primals.length;
  const afterConstTangents = afterPrimals + numConstTangents;
  const afterCarryTangents = afterConstTangents + numCarryTangents;
  const binders = [
    ...places.slice(0, captured + numConsts),
    ...places.slice(afterPrimals, afterConstTangents),
    ...places.slice(captured + numConsts, captured + numConsts + numCarry),
    ...places.slice(afterConstTangents, afterCarryTangents),
    ...places.slice(captured + numConsts + numCarry, afterPrimals),
    ...places.slice(afterCarryTangents),
  ];
  const outputPlaces = range(derivative.jaxpr.outputs.length);
  const outputs = [
    ...outputPlaces.slice(0, numCarry),
    ...outputPlaces.slice(numOutputs, numOutputs + numCarryTangents),
    ...outputPlaces.slice(numCarry, numOutputs),
    ...outputPlaces.slice(numOutputs + numCarryTangents),
  ];
  const operands = [
    ...derivative.consts,
    ...values.consts,
    ...present(given.consts),
    ...values.carry,
    ...initialTangents(carryMask, values.carry, given.carry),
    ...values.xs,
    ...present(given.xs),
  ];
  const results = bind("scan", operands, {
    ...params,
    jaxpr: rearranged(derivative.jaxpr, binders, outputs),
    numConsts: captured + numConsts + numConstTangents,
    numCarry: numCarry + numCarryTangents,
  });
  const inOrder = (from: number, to: number): readonly NDArray[] => results.slice(from, to);
  const afterCarry = numCarry + numCarryTangents;
  const numYs = numOutputs - numCarry;
  return [
    [...inOrder(0, numCarry), ...inOrder(afterCarry, afterCarry + numYs)],
    spread(derivative.outputMask, [...inOrder(numCarry, afterCarry), ...inOrder(afterCarry + numYs, results.length)]),
  ];
}

/** How one residual of a step reaches the linear scan. */
type ResidualRoute =
  /** It is a constant of the loop. */
  | { readonly kind: "const"; readonly index: number }
  /** It follows from the constants: an output of the Jaxpr that runs before the loop. */
  | { readonly kind: "invariant"; readonly index: number }
  /** It is a stacked input of the loop. */
  | { readonly kind: "xs"; readonly index: number }
  /** It is a stacked output of the loop, perhaps one that the loop makes for this purpose. */
  | { readonly kind: "ys"; readonly index: number };

interface ScanSplit {
  /** The body, with further stacked outputs. */
  readonly body: Jaxpr;
  /** From the loop's constants to what follows from them alone. */
  readonly before: Jaxpr;
  readonly routes: readonly ResidualRoute[];
  /** The linear body, with residuals that are the same in every step first. */
  readonly linear: Jaxpr;
}

const isStacked = ({ kind }: ResidualRoute): boolean => kind === "xs" || kind === "ys";

/**
 * Plans how the residuals of a body travel.
 *
 * @param numConsts - of the split body, those that rules brought along included.
 * @param numYs - the stacked outputs that the scan has anyway.
 */
const splitBody = memoize(
  (
    split: Linearization,
    numConsts: number,
    numCarry: number,
    numYs: number,
    numConstTangents: number,
    numCarryTangents: number,
  ): ScanSplit => {
    const { primal } = split;
    const invariant = invariants(primal, numConsts);
    const consts = primal.binders.slice(0, numConsts);
    const xs = primal.binders.slice(numConsts + numCarry);
    const ys = primal.outputs.slice(numCarry, numCarry + numYs);
    const { kept, linear } = economise(
      primal,
      split.residuals.map(({ from, index }) =>
        variableOf((from === "input" ? primal.binders : primal.outputs)[index]!),
      ),
      split.linear,
      (variable) => invariant.has(variable) || xs.includes(variable) || ys.includes(variable),
    );
    const stacked: Variable[] = [];
    const hoisted: Variable[] = [];
    const routes = kept.map((variable): ResidualRoute => {
      if (consts.includes(variable)) return { kind: "const", index: consts.indexOf(variable) };
      if (invariant.has(variable)) return { kind: "invariant", index: placeIn(hoisted, variable) };
      if (xs.includes(variable)) return { kind: "xs", index: xs.indexOf(variable) };
      if (ys.includes(variable)) return { kind: "ys", index: ys.indexOf(variable) };
      return { kind: "ys", index: numYs + placeIn(stacked, variable) };
    });
    const residualPlaces = range(routes.length);
    const numResiduals = routes.length;
    const numTangents = linear.binders.length - numResiduals;
    const tangentPlaces = range(numTangents).map((place) => place + numResiduals);
    const afterCarry = numConstTangents + numCarryTangents;
    return {
      body: dropUnread({ ...primal, outputs: [...primal.outputs.slice(0, numCarry + numYs), ...stacked] }),
      before: dropUnread({ ...primal, binders: primal.binders.slice(0, numConsts) }, hoisted, "drop effects"),
      routes,
      linear: rearranged(
        linear,
        [
          ...residualPlaces.filter((place) => !isStacked(routes[place]!)),
          ...tangentPlaces.slice(0, afterCarry),
          ...residualPlaces.filter((place) => isStacked(routes[place]!)),
          ...tangentPlaces.slice(afterCarry),
        ],
        range(linear.outputs.length),
      ),
    };
  },
  (_, ...numbers) => numbers.join(),
);

/** The place of a variable in a list, to which it is appended if need be. */
function placeIn(list: Variable[], variable: Variable): number {
  const place = list.indexOf(variable);
  return place >= 0 ? place : list.push(variable) - 1;
}

function splitScan(
  primals: readonly NDArray[],
  tangents: readonly Tangent[],
  params: ScanParams,
  linearizeJaxpr: LinearizeJaxpr,
): Dual {
  const { numCarry } = params;
  const jaxpr = inlined(params.jaxpr);
  const numYs = jaxpr.outputs.length - numCarry;
  const values = partsOf(primals, params);
  const given = partsOf(tangents, params);
  const { derivative, carryMask } = untilStable(partsOf(maskOf(tangents), params), (mask, instantiate) =>
    linearizeJaxpr(jaxpr, mask, instantiate),
  );
  const consts = [...derivative.consts, ...values.consts];
  const constTangents = present(given.consts);
  const plan = splitBody(derivative, consts.length, numCarry, numYs, constTangents.length, count(carryMask));
  const results = bind("scan", [...consts, ...values.carry, ...values.xs], {
    ...params,
    jaxpr: plan.body,
    numConsts: consts.length,
  });
  const outputs = results.slice(0, numCarry + numYs);
  if (!derivative.outputMask.includes(true)) return [outputs, outputs.map(() => null)];
  const hoisted = applyJaxpr(plan.before, consts);
  const sources = { const: consts, invariant: hoisted, xs: values.xs, ys: results.slice(numCarry) };
  const residual = ({ kind, index }: ResidualRoute): NDArray => sources[kind][index]!;
  const linearConsts = [...plan.routes.filter((route) => !isStacked(route)).map(residual), ...constTangents];
  const linear = bind(
    "scan",
    [
      ...linearConsts,
      ...initialTangents(carryMask, values.carry, given.carry),
      ...plan.routes.filter(isStacked).map(residual),
      ...present(given.xs),
    ],
    { ...params, jaxpr: plan.linear, numConsts: linearConsts.length, numCarry: count(carryMask) },
  );
  return [outputs, spread(derivative.outputMask, linear)];
}
