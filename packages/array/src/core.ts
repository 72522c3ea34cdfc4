/*
 * What packages of this family are built with: primitives, traces, Jaxprs, storages. Programs need none of it.
 */
import "./ndarray/concrete-array.ts";

// What the family shares below arrays
export * from "@proj/tree/core";

// Types of arrays
export * from "./core/types/abstract-array.ts";
export * from "./core/types/array-brand.ts";
export * from "./core/types/bfloat16.ts";
export {
  bigintsOf,
  castNumber,
  complexDType,
  convertNumber,
  dtypeOf,
  dtypes,
  isComplexDType,
  isFloat,
  isInexact,
  isInteger,
  isStoredFloat,
  isUnsigned,
  isWide,
  partDType,
  type BigIntArray,
  type DTypeInfo,
} from "./core/types/dtype.ts";
export * from "./core/types/half.ts";
export * from "./core/types/promotion.ts";
export * from "./core/types/scalar-value.ts";
export {
  formatShape,
  isLength,
  isListOf,
  normalizeAxes,
  normalizeAxis,
  shapesEqual,
  sizeOf,
  stretchesTo,
  stridesOf,
} from "./core/types/shape.ts";

// Primitives, their types and their meaning
export * from "./core/primitives.ts";
export * from "./core/families.ts";
export * from "./core/inner-jaxprs.ts";
export { contentsOf } from "./core/contents.ts";
export * from "./core/effects.ts";
export { modes } from "./core/modes.ts";
export type { HostFunction } from "./core/callbacks/host-function.ts";
export type { HostArray } from "./core/evaluate/host-array.ts";
export type { Turn } from "./core/turn.ts";
export * from "./core/scalar/unary.ts";
export * from "./core/scalar/forms/erf-inv-coefficients.ts";
export * from "./core/scalar/forms/forms.ts";
export type * from "./core/scalar/forms/form.ts";
export type * from "./core/scalar/forms/lanes.ts";
export * from "./core/scalar/binary.ts";
export * from "./core/scalar/domain.ts";
export * from "./core/scalar/evaluate.ts";
export * from "./core/scalar/folds.ts";
export * from "./core/complex/reals.ts";
export { complexRule, type ComplexRule } from "./core/complex/rules.ts";
export * from "./core/abstract-eval/index.ts";
export type { ControlFlowRules, ProgramWriter, ScanRules, ScanSimplification } from "./core/brought-rules.ts";
export { readVariables } from "./core/jaxpr/read-variables.ts";
export { scanTypes } from "./core/abstract-eval/control-flow.ts";
export { scanEvaluation } from "./core/evaluate/control-flow.ts";
export { freeAxes } from "./core/abstract-eval/contraction.ts";
export { allGatherRules, axisIndexRules, extrema, psumRules, unboundAxis } from "./collectives/rules.ts";
export { threefryRules } from "./core/evaluate/threefry.ts";
export * from "./core/evaluate/index.ts";
export * from "./core/evaluate/host-array.ts";
export * from "./core/routine.ts";
export { compileFor, currentPlatform } from "./core/platform.ts";
export * from "./core/procedure/procedure.ts";
export type * from "./core/procedure/emission/machine.ts";
export { lazily } from "./core/lazily.ts";
export { rulesByFamily, type ElementwiseRules, type MadeRules } from "./core/rules-by-family.ts";
export { namesIn, tableOf, valueOfName, type TableByValue, type Words } from "./core/table.ts";

// Options
export * from "./core/options.ts";

// Operands
export * from "./core/gather-scatter.ts";
export {
  toArray,
  broadcastOperands,
  checkArrayLike,
  convert,
  filled,
  promotedType,
  promoteOperands,
  scalar,
  toPositions,
} from "./core/operands.ts";

// Files
export { bytesOfValues, valuesOfBytes } from "./files/bytes-of-values.ts";
export { crc32 } from "./files/crc32.ts";
export { readNpy, writeNpy } from "./files/npy.ts";

// Windows
export { readPadding, spanOf, type Padding } from "./windows/padding.ts";

// Rules of differentiation
export { inlined, inlinedWhere, sharedBranches, variableOf } from "./differentiation/jaxpr-surgery.ts";
export { callRule } from "./differentiation/call-rule.ts";
export { customVjpRules } from "./differentiation/custom-vjp.ts";
export { linearMapRules } from "./differentiation/linear-map.ts";
export * from "./differentiation/mask.ts";
export * from "./differentiation/memoize.ts";
export * from "./differentiation/operands.ts";
export * from "./differentiation/rules.ts";
export * from "./differentiation/shapes.ts";

// Derivatives that are given
export { customDerivative, type PartialDerivatives } from "./lax/custom-derivative.ts";

// Traces
export * from "./core/trace.ts";
export * from "./ndarray/tracer.ts";
export * from "./ndarray/concrete-array.ts";

// Programs
export * from "./core/jaxpr/jaxpr.ts";
export * from "./core/jaxpr/apply.ts";
export { parameterKey } from "./core/jaxpr/key.ts";
export * from "./core/abstract-eval/check-jaxpr.ts";
export * from "./core/jaxpr/dead-code.ts";
export * from "./core/jaxpr/print.ts";
export { condRules, scanRules, whileRules } from "./control-flow/rules.ts";
export { runningCombinations } from "./control-flow/running-combinations.ts";
export { runWhileLoop } from "./control-flow/while-loop.ts";
export * from "./staging/number-argument.ts";
export * from "./staging/stage.ts";
export { watchedCall } from "./staging/watched-call.ts";
export * from "./staging/linear-call.ts";
export * from "./staging/array-leaves.ts";
export * from "./staging/one-program.ts";
export { userLine } from "./core/user-line.ts";
export { traceFunction } from "./staging/make-jaxpr.ts";
export { flattenShapes, shapeOf } from "./staging/shape-dtype-struct.ts";

// Devices
export type { Storage } from "./core/device/device.ts";
export { checkSpec } from "./core/sharding/named-sharding.ts";
export { MappedMesh, type Exchange, type ExchangeOperation } from "./core/sharding/exchange.ts";
export { placeOn } from "./ndarray/device-put.ts";
export { constrainedDevice, constraintsOf } from "./core/sharding-constraints.ts";
export { devicesOption } from "./sharding/options.ts";
export { shardingOf } from "./sharding/reshard.ts";
export { resultShardings } from "./sharding/result-shardings.ts";
export { HostStorage, hostStorage, hostValues, setHostExecutor, type HostExecutor } from "./core/device/host-device.ts";
export { takeSpare } from "./core/device/spare-memory.ts";
export { remote, type Remote } from "./core/device/remote.ts";
export { deviceOf, placeTogether, type Placement } from "./core/device/placement.ts";
