import type { PrimitiveName } from "@proj/array/core";
import { binaryRules } from "./binary.ts";
import { checkpointRule, jitRule } from "./call.ts";
import { condRule } from "./cond.ts";
import { cumulativeRule } from "./cumulative.ts";
import { customJvpRule, customLinearRule, customVjpRule } from "./custom.ts";
import { dynamicSliceRule, dynamicUpdateSliceRule, gatherRule, scatterRule, sortRule } from "./indexing.ts";
import { linearRule, locallyConstantRule } from "./linear.ts";
import { namedExtremumRule, reduceMax, reduceMin, reduceProd } from "./reduction.ts";
import type { JvpRule, NoDerivative } from "./rule.ts";
import { scanRule } from "./scan.ts";
import { concatenateRule, convertRule, dotGeneralRule, padRule, selectRule } from "./structural.ts";
import { integerPow, unaryRules } from "./unary.ts";
import { whileRule } from "./while.ts";

const takesNoFloats: NoDerivative = { noDerivative: "it takes integers only, which have no tangents" };

/** The forward derivative of every primitive. */
const jvpRules: { readonly [P in PrimitiveName]: JvpRule<P> | NoDerivative } = {
  ...unaryRules,
  ...binaryRules,
  select: selectRule,
  integerPow,
  convertElementType: convertRule,
  bitcastConvertType: locallyConstantRule("bitcastConvertType"),
  broadcastInDim: linearRule("broadcastInDim"),
  reshape: linearRule("reshape"),
  transpose: linearRule("transpose"),
  reverse: linearRule("reverse"),
  slice: linearRule("slice"),
  pad: padRule,
  concatenate: concatenateRule,
  split: linearRule("split"),
  iota: locallyConstantRule("iota"),
  reduceSum: linearRule("reduceSum"),
  reduceProd,
  reduceMax,
  reduceMin,
  reduceAnd: takesNoFloats,
  reduceOr: takesNoFloats,
  argmax: locallyConstantRule("argmax"),
  argmin: locallyConstantRule("argmin"),
  cumsum: linearRule("cumsum"),
  cumprod: cumulativeRule("cumprod"),
  cummax: cumulativeRule("cummax"),
  cummin: cumulativeRule("cummin"),
  dotGeneral: dotGeneralRule,
  dynamicSlice: dynamicSliceRule,
  dynamicUpdateSlice: dynamicUpdateSliceRule,
  gather: gatherRule,
  scatter: scatterRule,
  sort: sortRule,
  threefry2x32: takesNoFloats,
  jit: jitRule,
  checkpoint: checkpointRule,
  scan: scanRule,
  while: whileRule,
  cond: condRule,
  customJvpCall: customJvpRule,
  customVjpCall: customVjpRule,
  customLinear: customLinearRule,
  psum: linearRule("psum"),
  pmax: namedExtremumRule("pmax"),
  pmin: namedExtremumRule("pmin"),
  allGather: linearRule("allGather"),
  axisIndex: locallyConstantRule("axisIndex"),
};

/** The forward derivative of one primitive, or the reason why it has none. */
export function differentiationRule<P extends PrimitiveName>(primitive: P): JvpRule<P> | NoDerivative {
  return jvpRules[primitive];
}
