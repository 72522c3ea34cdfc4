import { bind, type CollectiveName, type MadeRules } from "@proj/array/core";
import { full, mul } from "@proj/array/lax";
import { batchAt } from "./layout.ts";
import type { BatchingRule } from "./rule.ts";

type ReductionName = "psum" | "pmax" | "pmin";

const reductions = { psum: "reduceSum", pmax: "reduceMax", pmin: "reduceMin" } as const;

/** Over the batch axis it is a reduction; a collective over another axis goes on to the vmap that has it. */
const collectiveReductionBatching =
  (name: ReductionName): BatchingRule<ReductionName> =>
  ([x], [axis], params, { size, axisName }) => {
    if (params.axisName !== axisName) return [bind(name, [x], params), [axis]];
    if (axis !== null) return [bind(reductions[name], [x], { axes: [axis] }), [null]];
    // As JAX has it: the sum of what all members share is strong, but that of a number.
    return [[name === "psum" ? mul(x, x.ndim === 0 ? size : full([], size, x.dtype)) : x], [null]];
  };

const allGatherBatching: BatchingRule<"allGather"> = ([x], [axis], params, { size, axisName, mesh }) => {
  if (params.axisName !== axisName) return [bind("allGather", [x], params), [axis === null ? null : axis + 1]];
  const stacked = batchAt(x, axis, 0, size);
  if (mesh === null || axis === null) return [[stacked], [null]];
  // It is the values that go to all devices, not what is computed from those of each.
  const [own] = bind("shardingConstraint", [stacked], { sharding: mesh.stacked(axisName, stacked.ndim, false) });
  return [bind("shardingConstraint", [own], { sharding: mesh.stacked(axisName, stacked.ndim, true) }), [null]];
};

const axisIndexBatching: BatchingRule<"axisIndex"> = (_, __, params, { size, axisName }) => {
  if (params.axisName !== axisName) return [bind("axisIndex", [], params), [null]];
  const [places] = bind("iota", [], { dtype: "int32", shape: [size], dimension: 0 });
  return [[places], [0]];
};

export const collectiveBatchingRules: MadeRules<{ readonly [P in CollectiveName]: BatchingRule<P> }> = {
  make: {
    psum: collectiveReductionBatching,
    pmax: collectiveReductionBatching,
    pmin: collectiveReductionBatching,
    allGather: () => allGatherBatching,
    axisIndex: () => axisIndexBatching,
  },
};
