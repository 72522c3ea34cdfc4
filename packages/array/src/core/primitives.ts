import type { Exchange } from "./sharding/exchange.ts";
import type { AbstractArray } from "./types/abstract-array.ts";
import type { DType } from "./types/dtype.ts";
import type { ComplexFormula } from "./complex/reals.ts";
import type { HostFunction } from "./callbacks/host-function.ts";
import type { Jaxpr } from "./jaxpr/jaxpr.ts";
import type {
  BroughtRules,
  CollectiveRules,
  ControlFlowRules,
  LinearCollectiveRules,
  LinearMapRules,
  RandomRules,
  ScanRules,
  WhileRules,
} from "./brought-rules.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import type { BinaryName } from "./scalar/binary.ts";
import type { ScalarForm } from "./scalar/forms/form.ts";
import type { UnaryName } from "./scalar/unary.ts";
import type { Routine, RoutineOptions } from "./routine.ts";
import type { ScalarValue } from "./types/scalar-value.ts";
import type { Sharding } from "./sharding/sharding.ts";
import type { Shape } from "./types/shape.ts";

/*
 * The primitives: the closed set of operations that everything else is made of.
 *
 * One row says how many operands and results a primitive has and which parameters. Every interpreter (shape inference,
 * evaluation, differentiation, batching, lowering …) is a table typed `{ [P in PrimitiveName]: Rule<P> }`, so a row that
 * is added here does not compile until each table has its own. Elementwise functions come from the tables in `scalar/`.
 *
 * Operands of elementwise primitives have equal shapes and dtypes, except that any operand may be a scalar (rank 0), which
 * stands for an array full of it.
 */

/** The parameters of a primitive that has none. */
export type NoParams = Readonly<Record<string, never>>;

/** The parameters of a function of scalars: what it is for its operands, unless that comes with every program. */
export interface ScalarParams {
  /** Where they are complex. */
  readonly complex?: ComplexFormula;
  /** Where they are real. */
  readonly form?: ScalarForm;
}

/** Which axes a {@link Primitives.dotGeneral} sums over and which it keeps in step. */
export interface DotDimensions {
  readonly lhsContracting: readonly number[];
  readonly rhsContracting: readonly number[];
  readonly lhsBatch: readonly number[];
  readonly rhsBatch: readonly number[];
}

/** Windows along an axis: `size` elements, `dilation` apart, and from one window to the next `stride` further. */
export interface Windows {
  readonly axis: number;
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
}

/**
 * How the axes of a gather's operand, indices and result correspond (the XLA convention, index vector last).
 *
 * `offsetDims`: the result's axes that run through a slice; `collapsedSliceDims`: the operand's axes of slice size 1 that
 * the result does not have; `operandBatchingDims` / `indicesBatchingDims`: axes in step; `startIndexMap`: which operand
 * axis each component of an index vector addresses.
 */
export interface GatherDimensions {
  readonly offsetDims: readonly number[];
  readonly collapsedSliceDims: readonly number[];
  readonly operandBatchingDims: readonly number[];
  readonly indicesBatchingDims: readonly number[];
  readonly startIndexMap: readonly number[];
}

/** The mirror image of {@link GatherDimensions}: where the windows of `updates` go. */
export interface ScatterDimensions {
  readonly updateWindowDims: readonly number[];
  readonly insertedWindowDims: readonly number[];
  readonly operandBatchingDims: readonly number[];
  readonly indicesBatchingDims: readonly number[];
  readonly scatterDimsToOperandDims: readonly number[];
}

/**
 * What happens to windows that leave the operand: `clip` moves them inside, `fill` reads the fill value and drops
 * writes, `promise` says that the caller knows there are none.
 */
export type IndexMode = "clip" | "fill" | "promise";

/** How a scatter combines an update with what is there. */
export type ScatterCombine = "replace" | "add" | "mul" | "min" | "max";

/** Parameters of a scan: operands are constants, initial carry and stacked inputs, in that order. */
export interface ScanParams {
  /** From constants, carry and one slice of each stacked input to carry and one slice of each stacked output. */
  readonly jaxpr: Jaxpr;
  readonly numConsts: number;
  readonly numCarry: number;
  readonly length: number;
  readonly reverse: boolean;
  readonly rules: ScanRules;
}

/** Parameters of a while loop: operands are constants of the condition, constants of the body, and the initial carry. */
export interface WhileParams {
  /** From condition constants and carry to one boolean scalar. */
  readonly condition: Jaxpr;
  readonly numConditionConsts: number;
  /** From body constants and carry to the next carry. */
  readonly body: Jaxpr;
  readonly numBodyConsts: number;
  /**
   * How many of the carry, its first ones, go on for every member of a batch while any member runs, where the others stay as they
   * were when their member stopped. They depend on themselves alone (counters), or nobody reads of them what came later.
   */
  readonly numOngoing: number;
  /** Results and tangents for reverse mode; null where it is not defined. */
  readonly reverse: WhileReversal | null;
  readonly rules: WhileRules;
}

/** Parameters of a conditional. */
export interface CondParams {
  readonly branches: readonly Jaxpr[];
  readonly rules: ControlFlowRules<"cond">;
}

/**
 * What makes a loop whose end is not known before it runs one that can be run backwards: from primals, tangents and the loop to
 * results and their tangents, which follow from the given ones by linear operations that have a transpose. `null` is zero.
 */
export type WhileReversal = (
  primals: readonly NDArray[],
  tangents: readonly (NDArray | null)[],
  params: WhileParams,
) => readonly [results: readonly NDArray[], tangents: readonly (NDArray | null)[]];

/** One step of a program, of which a policy says whether its results are kept for the way back. */
export interface CheckpointedStep {
  /** The primitive, or `"checkpointName"`. */
  readonly primitive: string;
  /** Its parameters; those of `"checkpointName"` are `{ name }`. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** Whether the results of a step are kept for the way back, rather than computed again. */
export type CheckpointPolicy = (step: CheckpointedStep) => boolean;

/** Parameters of a function whose intermediate values are computed again on the way back. */
export interface CheckpointParams {
  readonly jaxpr: Jaxpr;
  /** What is kept all the same; `null` for nothing. */
  readonly policy: CheckpointPolicy | null;
  /** Whether compilers are kept from finding out that it was computed before. */
  readonly preventCse: boolean;
  /** Results and tangents for reverse mode. */
  readonly reverse: CheckpointReversal;
}

/**
 * What takes a checkpoint apart for reverse mode: from primals, tangents and the checkpoint to results and their tangents, which
 * follow from the given ones by linear operations that have a transpose. `null` is zero.
 */
export type CheckpointReversal = (
  primals: readonly NDArray[],
  tangents: readonly (NDArray | null)[],
  params: CheckpointParams,
) => readonly [results: readonly NDArray[], tangents: readonly (NDArray | null)[]];

/**
 * A rule of its own for the forward derivative of a function: primals and tangents, flat, to primal and tangent results,
 * flat. A tangent that is `null` is zero, on either side.
 */
export type FlatJvpRule = (
  primals: readonly NDArray[],
  tangents: readonly (NDArray | null)[],
) => readonly [primals: readonly NDArray[], tangents: readonly (NDArray | null)[]];

/** The two halves of a rule that a user gave for the reverse derivative, over flat lists. */
export interface FlatVjpRule {
  /** From operands to results and residuals. */
  readonly forward: (
    operands: readonly NDArray[],
  ) => readonly [results: readonly NDArray[], residuals: readonly NDArray[]];
  /** From residuals and cotangents of the results to cotangents of the operands; `null` is zero. */
  readonly backward: (residuals: readonly NDArray[], cotangents: readonly NDArray[]) => readonly (NDArray | null)[];
}

/** What a callback may do besides giving results: nothing, show values to somebody, or anything at all. */
export type CallbackEffect = "none" | "debug" | "io";

/**
 * How a callback acts on a batch: member by member, or once on arrays with a leading batch axis, to which the others are
 * repeated (`broadcastAll`), or have one of length 1 (`expandDims`).
 */
export type VmapMethod = "sequential" | "broadcastAll" | "expandDims";

/** Parameters of a call of a function of the host. */
export interface CallbackParams {
  readonly function: HostFunction;
  readonly results: readonly AbstractArray[];
  readonly effect: CallbackEffect;
  /** How it acts on a batch; null where that was not said. */
  readonly vmapMethod: VmapMethod | null;
  /** Whether the first operand and the first result are a token: an int32 scalar whose way through the program is the order of effects. */
  readonly hasToken: boolean;
}

type Row<Arity extends number | "any", Results extends number | "any", Params> = {
  readonly arity: Arity;
  readonly results: Results;
  readonly params: Params;
};

/** The primitives that are not functions of one or two scalars. */
export interface StructuralPrimitives {
  /** `where`: operands are predicate (bool), value where true, value where false. */
  select: Row<3, 1, NoParams>;
  integerPow: Row<1, 1, { readonly exponent: number }>;
  convertElementType: Row<1, 1, { readonly dtype: DType; readonly weakType: boolean }>;
  bitcastConvertType: Row<1, 1, { readonly dtype: DType }>;
  /** Operands: real and imaginary parts. */
  complex: Row<2, 1, NoParams>;
  /** The real parts of complex numbers. */
  real: Row<1, 1, NoParams>;
  /** The imaginary parts of complex numbers. */
  imag: Row<1, 1, NoParams>;

  /** Operand axis i becomes result axis `broadcastDimensions[i]`; its length is kept or stretched from 1. */
  broadcastInDim: Row<1, 1, { readonly shape: Shape; readonly broadcastDimensions: readonly number[] }>;
  reshape: Row<1, 1, { readonly shape: Shape }>;
  transpose: Row<1, 1, { readonly permutation: readonly number[] }>;
  reverse: Row<1, 1, { readonly dimensions: readonly number[] }>;
  slice: Row<
    1,
    1,
    { readonly start: readonly number[]; readonly limit: readonly number[]; readonly strides: readonly number[] }
  >;
  /** Operands: array and padding scalar. Negative `low` and `high` cut; `interior` goes between neighbours. */
  pad: Row<
    2,
    1,
    { readonly low: readonly number[]; readonly high: readonly number[]; readonly interior: readonly number[] }
  >;
  concatenate: Row<"any", 1, { readonly dimension: number }>;
  /** Cuts along one axis; the inverse of concatenate. */
  split: Row<1, "any", { readonly sizes: readonly number[]; readonly axis: number }>;
  /** The windows along one axis: the axis counts them, a new last axis of length `size` runs through each. */
  windows: Row<1, 1, Windows>;
  /** The array as it is; on many devices its elements are where the sharding says. */
  shardingConstraint: Row<1, 1, { readonly sharding: Sharding }>;
  iota: Row<0, 1, { readonly dtype: DType; readonly shape: Shape; readonly dimension: number }>;

  reduceSum: Row<1, 1, { readonly axes: readonly number[] }>;
  reduceProd: Row<1, 1, { readonly axes: readonly number[] }>;
  reduceMax: Row<1, 1, { readonly axes: readonly number[] }>;
  reduceMin: Row<1, 1, { readonly axes: readonly number[] }>;
  reduceAnd: Row<1, 1, { readonly axes: readonly number[] }>;
  reduceOr: Row<1, 1, { readonly axes: readonly number[] }>;
  /** The int32 index of the first largest element; NaN counts as larger than everything. */
  argmax: Row<1, 1, { readonly axis: number }>;
  argmin: Row<1, 1, { readonly axis: number }>;
  cumsum: Row<1, 1, { readonly axis: number; readonly reverse: boolean }>;
  cumprod: Row<1, 1, { readonly axis: number; readonly reverse: boolean }>;
  cummax: Row<1, 1, { readonly axis: number; readonly reverse: boolean }>;
  cummin: Row<1, 1, { readonly axis: number; readonly reverse: boolean }>;

  /** Result axes: batch, then the free axes of the left operand, then those of the right. */
  dotGeneral: Row<2, 1, DotDimensions>;

  /** Operands: array and one int32 scalar per axis, clamped so that the window fits. */
  dynamicSlice: Row<"any", 1, { readonly sizes: Shape }>;
  /** Operands: array, update and one int32 scalar per axis, clamped so that the window fits. */
  dynamicUpdateSlice: Row<"any", 1, NoParams>;
  /** Operands: array and int32 indices, whose last axis holds the index vectors. */
  gather: Row<
    2,
    1,
    {
      readonly dimensions: GatherDimensions;
      readonly sliceSizes: Shape;
      readonly mode: IndexMode;
      readonly fillValue: ScalarValue;
    }
  >;
  /** Operands: array, int32 indices, updates. */
  scatter: Row<
    3,
    1,
    {
      readonly dimensions: ScatterDimensions;
      readonly mode: IndexMode;
      readonly combine: ScatterCombine;
      readonly uniqueIndices: boolean;
    }
  >;
  /** Sorts all operands together by the first `numKeys`, stably; NaN last. */
  sort: Row<"any", "any", { readonly dimension: number; readonly numKeys: number }>;

  /** Threefry-2x32 with 20 rounds (Salmon et al. 2011), elementwise: two key words and two counter words to two words. */
  threefry2x32: Row<4, 2, { readonly rules: RandomRules<"threefry2x32"> }>;

  /** An operation with an algorithm of its own, whose rules all stand in one object. */
  routine: Row<"any", "any", { readonly routine: Routine; readonly options: RoutineOptions }>;

  /** A function staged on its own. */
  jit: Row<"any", "any", { readonly name: string; readonly jaxpr: Jaxpr }>;
  /** A function whose intermediate values are computed again on the way back instead of being kept. */
  checkpoint: Row<"any", "any", CheckpointParams>;
  scan: Row<"any", "any", ScanParams>;
  while: Row<"any", "any", WhileParams>;
  /** Operands: int32 index (clamped), then the operands of every branch. */
  cond: Row<"any", "any", CondParams>;
  customJvpCall: Row<"any", "any", { readonly name: string; readonly jaxpr: Jaxpr; readonly rule: FlatJvpRule }>;
  customVjpCall: Row<
    "any",
    "any",
    {
      readonly name: string;
      readonly jaxpr: Jaxpr;
      readonly rule: FlatVjpRule;
      readonly rules: Pick<BroughtRules<"customVjpCall">, "jvp">;
    }
  >;
  /**
   * A linear map with a transpose of its own: operands are residuals, then tangents. As the tangent of a `customVjpCall` it is
   * known by its transpose alone, until transposition replaces it by the user's backward function.
   */
  customLinear: Row<
    "any",
    "any",
    {
      readonly name: string;
      readonly numResiduals: number;
      readonly results: readonly AbstractArray[];
      /** The map itself; null if only its transpose is known. */
      readonly forward: Jaxpr | null;
      readonly backward: FlatVjpRule["backward"];
      /** What it is between the devices of a mesh, where it is an exchange of them; its operand is the last one. */
      readonly exchange?: Exchange;
      readonly rules: LinearMapRules;
    }
  >;

  /** Calls a function of the host, outside of the program. Those with an effect are called once each, in order. */
  callback: Row<"any", "any", CallbackParams>;

  /** Sums over a named axis of an enclosing `vmap`. */
  psum: Row<1, 1, { readonly axisName: string; readonly rules: LinearCollectiveRules<"psum"> }>;
  pmax: Row<1, 1, { readonly axisName: string; readonly rules: CollectiveRules<"pmax" | "pmin"> }>;
  pmin: Row<1, 1, { readonly axisName: string; readonly rules: CollectiveRules<"pmax" | "pmin"> }>;
  /** Stacks the values along a named axis into a new leading axis. */
  allGather: Row<
    1,
    1,
    { readonly axisName: string; readonly axisSize: number; readonly rules: LinearCollectiveRules<"allGather"> }
  >;
  /** The int32 position along a named axis. */
  axisIndex: Row<0, 1, { readonly axisName: string; readonly rules: CollectiveRules<"axisIndex"> }>;
}

/** Every primitive, with its arity, its number of results and its parameters. */
export type Primitives = { [P in UnaryName]: Row<1, 1, ScalarParams> } & {
  [P in BinaryName]: Row<2, 1, ScalarParams>;
} & StructuralPrimitives;

/** The name of a primitive. */
export type PrimitiveName = keyof Primitives;

/** The parameters of one primitive. */
export type Params<P extends PrimitiveName> = Primitives[P]["params"];

type Tuple<N extends number | "any", V> = N extends 0
  ? readonly []
  : N extends 1
    ? readonly [V]
    : N extends 2
      ? readonly [V, V]
      : N extends 3
        ? readonly [V, V, V]
        : N extends 4
          ? readonly [V, V, V, V]
          : readonly V[];

/** The operands of one primitive, as whatever an interpreter computes with. */
export type Operands<P extends PrimitiveName, V> = Tuple<Primitives[P]["arity"], V>;

/** The results of one primitive, as whatever an interpreter computes with. */
export type Results<P extends PrimitiveName, V> = Tuple<Primitives[P]["results"], V>;
