import type { PrimitiveName } from "@proj/array/core";
import { checkpointTranspose, customLinearTranspose, jitTranspose } from "./call.ts";
import { allGatherTranspose, psumTranspose } from "./collectives.ts";
import { condTranspose } from "./cond.ts";
import { dotGeneralTranspose } from "./contraction.ts";
import { binaryTransposeRules, convertTranspose, selectTranspose, unaryTransposeRules } from "./elementwise.ts";
import { dynamicSliceTranspose, dynamicUpdateSliceTranspose, gatherTranspose, scatterTranspose } from "./indexing.ts";
import {
  broadcastInDimTranspose,
  concatenateTranspose,
  cumsumTranspose,
  padTranspose,
  reduceSumTranspose,
  reshapeTranspose,
  reverseTranspose,
  sliceTranspose,
  splitTranspose,
  transposeTranspose,
} from "./movement.ts";
import type { Nonlinear, TransposeRule } from "./rule.ts";
import { scanTranspose } from "./scan.ts";

const nonlinear: Nonlinear = { nonlinear: "it is not a linear function" };
const integers: Nonlinear = { nonlinear: "its results are integers or booleans" };

/** The transpose of every primitive that is linear in some of its operands. */
const transposeRules: { readonly [P in PrimitiveName]: TransposeRule<P> | Nonlinear } = {
  ...unaryTransposeRules,
  ...binaryTransposeRules,
  select: selectTranspose,
  integerPow: nonlinear,
  convertElementType: convertTranspose,
  bitcastConvertType: nonlinear,
  broadcastInDim: broadcastInDimTranspose,
  reshape: reshapeTranspose,
  transpose: transposeTranspose,
  reverse: reverseTranspose,
  slice: sliceTranspose,
  pad: padTranspose,
  concatenate: concatenateTranspose,
  split: splitTranspose,
  iota: integers,
  reduceSum: reduceSumTranspose,
  reduceProd: nonlinear,
  reduceMax: nonlinear,
  reduceMin: nonlinear,
  reduceAnd: integers,
  reduceOr: integers,
  argmax: integers,
  argmin: integers,
  cumsum: cumsumTranspose,
  cumprod: nonlinear,
  cummax: nonlinear,
  cummin: nonlinear,
  dotGeneral: dotGeneralTranspose,
  dynamicSlice: dynamicSliceTranspose,
  dynamicUpdateSlice: dynamicUpdateSliceTranspose,
  gather: gatherTranspose,
  scatter: scatterTranspose,
  sort: nonlinear,
  threefry2x32: integers,
  jit: jitTranspose,
  checkpoint: checkpointTranspose,
  scan: scanTranspose,
  while: {
    nonlinear: "a loop whose number of steps is not known before it runs cannot be run backwards",
    expected: "loops with a static number of steps, for reverse mode: grad, vjp, jacrev",
    remedy: "use foriLoop with bounds that are JavaScript numbers, or scan; or forward mode: jvp, jacfwd",
  },
  cond: condTranspose,
  customJvpCall: nonlinear,
  customVjpCall: nonlinear,
  customLinear: customLinearTranspose,
  psum: psumTranspose,
  pmax: nonlinear,
  pmin: nonlinear,
  allGather: allGatherTranspose,
  axisIndex: integers,
};

/** The transpose of one primitive, or the reason why it has none. */
export function transpositionRule<P extends PrimitiveName>(primitive: P): TransposeRule<P> | Nonlinear {
  return transposeRules[primitive];
}
