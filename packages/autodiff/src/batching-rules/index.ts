import type { PrimitiveName } from "@proj/array/core";
import { checkpointBatching, customJvpBatching, customLinearBatching, customVjpBatching, jitBatching } from "./call.ts";
import { allGatherBatching, axisIndexBatching, collectiveReductionBatching } from "./collectives.ts";
import { condBatching } from "./cond.ts";
import { dotGeneralBatching } from "./contraction.ts";
import { binaryBatchingRules, elementwiseRule, unaryBatchingRules } from "./elementwise.ts";
import { dynamicSliceBatching, dynamicUpdateSliceBatching, gatherBatching, scatterBatching } from "./indexing.ts";
import {
  broadcastInDimBatching,
  concatenateBatching,
  iotaBatching,
  padBatching,
  reshapeBatching,
  reverseBatching,
  sliceBatching,
  sortBatching,
  splitBatching,
  transposeBatching,
} from "./movement.ts";
import { argReductionBatching, cumulativeBatching, reductionBatching } from "./reduction.ts";
import type { BatchingRule } from "./rule.ts";
import { scanBatching } from "./scan.ts";
import { whileBatching } from "./while.ts";

/** How every primitive acts on a batch. */
const batchingRules: { readonly [P in PrimitiveName]: BatchingRule<P> } = {
  ...unaryBatchingRules,
  ...binaryBatchingRules,
  select: elementwiseRule("select"),
  integerPow: elementwiseRule("integerPow"),
  convertElementType: elementwiseRule("convertElementType"),
  bitcastConvertType: elementwiseRule("bitcastConvertType"),
  broadcastInDim: broadcastInDimBatching,
  reshape: reshapeBatching,
  transpose: transposeBatching,
  reverse: reverseBatching,
  slice: sliceBatching,
  pad: padBatching,
  concatenate: concatenateBatching,
  split: splitBatching,
  iota: iotaBatching,
  reduceSum: reductionBatching("reduceSum"),
  reduceProd: reductionBatching("reduceProd"),
  reduceMax: reductionBatching("reduceMax"),
  reduceMin: reductionBatching("reduceMin"),
  reduceAnd: reductionBatching("reduceAnd"),
  reduceOr: reductionBatching("reduceOr"),
  argmax: argReductionBatching("argmax"),
  argmin: argReductionBatching("argmin"),
  cumsum: cumulativeBatching("cumsum"),
  cumprod: cumulativeBatching("cumprod"),
  cummax: cumulativeBatching("cummax"),
  cummin: cumulativeBatching("cummin"),
  dotGeneral: dotGeneralBatching,
  dynamicSlice: dynamicSliceBatching,
  dynamicUpdateSlice: dynamicUpdateSliceBatching,
  gather: gatherBatching,
  scatter: scatterBatching,
  sort: sortBatching,
  threefry2x32: elementwiseRule("threefry2x32"),
  jit: jitBatching,
  checkpoint: checkpointBatching,
  scan: scanBatching,
  while: whileBatching,
  cond: condBatching,
  customJvpCall: customJvpBatching,
  customVjpCall: customVjpBatching,
  customLinear: customLinearBatching,
  psum: collectiveReductionBatching("psum"),
  pmax: collectiveReductionBatching("pmax"),
  pmin: collectiveReductionBatching("pmin"),
  allGather: allGatherBatching,
  axisIndex: axisIndexBatching,
};

/** How one primitive acts on a batch. */
export function batchingRule<P extends PrimitiveName>(primitive: P): BatchingRule<P> {
  return batchingRules[primitive];
}
