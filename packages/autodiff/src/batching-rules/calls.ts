import type { NDArray } from "@proj/array";
import { bind, type CallName, type FlatVjpRule } from "@proj/array/core";
import { reduceSum } from "@proj/array/lax";
import { batchAt, frontIfBatched } from "./layout.ts";
import type { Batch, BatchAxis, BatchContext, Batched, BatchingRule } from "./rule.ts";

const jitBatching: BatchingRule<"jit"> = (operands, axes, { name, jaxpr }, context) => {
  const batched = context.batchJaxpr(jaxpr, axes, [], context);
  return [bind("jit", [...batched.consts, ...operands], { name, jaxpr: batched.jaxpr }), batched.outputAxes];
};

const checkpointBatching: BatchingRule<"checkpoint"> = (operands, axes, params, context) => {
  const batched = context.batchJaxpr(params.jaxpr, axes, [], context);
  const results = bind("checkpoint", [...batched.consts, ...operands], { ...params, jaxpr: batched.jaxpr });
  return [results, batched.outputAxes];
};

/** All results with their batch axes in front, as a rule and its function must agree about. */
function toFront([values, axes]: Batched, size: number): NDArray[] {
  return values.map((x, k) => batchAt(x, axes[k]!, 0, size));
}

const inFront = (axes: readonly BatchAxis[]): (0 | null)[] => axes.map((axis) => (axis === null ? null : 0));

const all = (count: number): boolean[] => Array.from({ length: count }, () => true);

/** The elements of a list from one on, at the places where others are that exist. */
function atPlaces(
  others: readonly (NDArray | null)[],
  list: readonly NDArray[],
  from: number,
): readonly (NDArray | null)[] {
  let next = from;
  return others.map((other) => (other === null ? null : list[next++]!));
}

/** The function and its rule are vectorised alike. */
const customJvpBatching: BatchingRule<"customJvpCall"> = (operands, axes, { name, jaxpr, rule }, context) => {
  const { batchFlat, batchJaxpr, size, axisName, mesh } = context;
  const batch = { size, axisName, mesh };
  const places = inFront(axes);
  const batched = batchJaxpr(jaxpr, [...places], all(jaxpr.outputs.length), batch);
  const numConsts = batched.consts.length;
  const results = bind("customJvpCall", [...batched.consts, ...operands.map((x, k) => frontIfBatched(x, axes[k]!))], {
    name,
    jaxpr: batched.jaxpr,
    rule: (primals, tangents) => {
      const directions = tangents.slice(numConsts);
      let resultTangents: readonly (NDArray | null)[] = [];
      const flat = toFront(
        batchFlat(
          (args) => {
            const [values, derivatives] = rule(args.slice(0, places.length), atPlaces(directions, args, places.length));
            resultTangents = derivatives;
            return [...values, ...derivatives.filter((t) => t !== null)];
          },
          [...primals.slice(numConsts), ...directions.filter((t) => t !== null)],
          [...places, ...places.filter((_, k) => directions[k] !== null)],
          batch,
        ),
        size,
      );
      const numResults = resultTangents.length;
      return [flat.slice(0, numResults), atPlaces(resultTangents, flat, numResults)];
    },
  });
  return [results, results.map(() => 0)];
};

/**
 * The user's backward function for a whole batch: operands that all members share get the sum of what the members send.
 *
 * @param residuals - the batch axes of residuals.
 * @param operands - the batch axes of the operands.
 */
function batchedBackward(
  backward: FlatVjpRule["backward"],
  residuals: readonly BatchAxis[] | null,
  operands: readonly BatchAxis[],
  { batchFlat }: BatchContext,
  batch: Batch,
): FlatVjpRule["backward"] {
  return (saved, cotangents) => {
    const present: boolean[] = [];
    const [values, axes] = batchFlat(
      (args) => {
        const sent = backward(args.slice(0, saved.length), args.slice(saved.length));
        for (const cotangent of sent) present.push(cotangent !== null);
        return sent.filter((cotangent) => cotangent !== null);
      },
      [...saved, ...cotangents],
      [...(residuals ?? saved.map(() => 0)), ...cotangents.map(() => 0)],
      batch,
    );
    let next = 0;
    return operands.map((axis, k) => {
      if (present[k] !== true) return null;
      const value = values[next]!;
      const from = axes[next++]!;
      const batched = batchAt(value, from, 0, batch.size);
      return axis === null ? reduceSum(batched, [0]) : batched;
    });
  };
}

const customVjpBatching: BatchingRule<"customVjpCall"> = (operands, axes, params, context) => {
  const { jaxpr, rule } = params;
  const { batchFlat, batchJaxpr, size, axisName, mesh } = context;
  const batch = { size, axisName, mesh };
  const places = inFront(axes);
  const batched = batchJaxpr(jaxpr, [...places], all(jaxpr.outputs.length), batch);
  const numConsts = batched.consts.length;
  const backward = batchedBackward(rule.backward, null, places, context, batch);
  const results = bind("customVjpCall", [...batched.consts, ...operands.map((x, k) => frontIfBatched(x, axes[k]!))], {
    ...params,
    jaxpr: batched.jaxpr,
    rule: {
      forward: (args) => {
        let numResults = 0;
        const flat = toFront(
          batchFlat(
            (members) => {
              const [values, residuals] = rule.forward(members);
              numResults = values.length;
              return [...values, ...residuals];
            },
            args.slice(numConsts),
            places,
            batch,
          ),
          size,
        );
        return [flat.slice(0, numResults), flat.slice(numResults)];
      },
      backward: (saved, cotangents) => [...batched.consts.map(() => null), ...backward(saved, cotangents)],
    },
  });
  return [results, results.map(() => 0)];
};

const customLinearBatching: BatchingRule<"customLinear"> = (operands, axes, params, context) => {
  const { numResiduals, results: types, forward, backward, exchange } = params;
  const { size, axisName, mesh } = context;
  const batch = { size, axisName, mesh };
  const places = inFront(axes);
  const residuals = places.slice(0, numResiduals);
  const batched = forward === null ? null : context.batchJaxpr(forward, [...places], all(types.length), batch);
  const consts = batched?.consts ?? [];
  const sendBack = batchedBackward(backward, residuals, places.slice(numResiduals), context, batch);
  const results = bind("customLinear", [...consts, ...operands.map((x, k) => frontIfBatched(x, axes[k]!))], {
    ...params,
    numResiduals: consts.length + numResiduals,
    results: types.map((aval) => ({ ...aval, shape: [size, ...aval.shape] })),
    forward: batched?.jaxpr ?? null,
    backward: (saved, cotangents) => sendBack(saved.slice(consts.length), cotangents),
    ...(exchange && { exchange: exchange.ofBatch(places.at(-1) === 0, batch) }),
  });
  return [results, results.map(() => 0)];
};

export const callBatchingRules: { readonly [P in CallName]: BatchingRule<P> } = {
  jit: jitBatching,
  checkpoint: checkpointBatching,
  customJvpCall: customJvpBatching,
  customVjpCall: customVjpBatching,
  customLinear: customLinearBatching,
};
