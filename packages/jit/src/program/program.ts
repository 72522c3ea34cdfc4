import type { DType, Shape } from "@proj/array";
import type {
  BinaryName,
  CombiningFold,
  HostFunction,
  Procedure,
  ScalarForm,
  ScalarValue,
  UnaryName,
} from "@proj/array/core";

/*
 * The program: what a target compiles. `lower` makes it; `tileScans`, `schedule` and `planMemory` turn it into programs that mean the
 * same.
 *
 * A program is a list of steps over buffers. A *buffer* is a run of elements of one dtype with a fixed size; planning gives
 * it a place in one arena. Steps run in order; a step sees the writes of all steps before it and of the same step in
 * earlier iterations of the loops around it. Nothing else has an effect.
 *
 * A *view* addresses a buffer from a domain: the element at the domain point (i₀, i₁, …) is
 *
 *     offset + Σ strideₖ · iₖ + Σ stride_d · d          (in elements)
 *
 * where each d is a *dynamic index*, constant for the duration of the step: the position of an enclosing scan, or an int32
 * element of a buffer, read when the step starts and clamped to [0, limit]. Reshape, transpose, broadcast, slice, reverse
 * and the slices of a scan's stacked arrays are views and cost nothing.
 *
 * A *loop* evaluates, at every point of its domain, a list of scalar expressions; an expression refers to earlier ones by
 * their position. Loads happen at the point; an element that the same loop stores may be loaded at the same point only, and
 * the load sees the old value. With reduction axes (the trailing axes of the domain) the loop folds each reduction over them
 * and stores one result per point of the leading axes. Points may be visited in any order and several at once.
 *
 * Most steps run one after the other. Two kinds say that an order is not needed, for targets that compute many things at once:
 * the steps of a *group* do not read what another of them writes; the positions of *tiles* do not read what another position
 * writes. A *private* buffer belongs to one tiles step and is touched only inside: each position has one of its own, whose
 * contents do not outlive the position.
 *
 * A valid program (`validate`) never makes a target fail, except for limits that the target states: sizes and dtypes.
 *
 * Sums of floats may be added up in any order and in more digits than the dtype has. Of float32, a fold or a running sum is off by no
 * more than 32 ε · Σ|x|, whatever its length, and a product by no more than 512 ε · Σ|a · b|, where ε = 2⁻²³ is the distance from 1
 * to the next number; `tooling/laws/test/accumulation.gpu.test.ts` holds every target to it.
 *
 * float16 is for storage: elements are loaded, stored, selected and converted, and everything else is computed in float32;
 * conversion to float16 rounds. A target may hold two halves in a word of its arguments and results: a result is then a buffer
 * of uint32, which steps fill with packed halves; see {@link TargetLimits.packedResult}.
 *
 * bool elements are bytes 0 or 1. Integer arithmetic wraps. Division of integers by zero gives -1, the remainder the
 * dividend. max and min give NaN if either is. Shifts by 32 or more give 0 (arithmetic right: the sign). Folds, their neutral
 * elements and what they make of booleans are in folds.ts.
 */

/** A position in {@link Program.buffers}. */
export type BufferId = number;
/** Names the position counter of one scan; unique in a program. */
export type CounterId = number;
/** A position in {@link Loop.expressions}. */
export type ExpressionId = number;

/** A run of elements. */
export interface BufferSpec {
  readonly dtype: DType;
  /** Number of elements. */
  readonly size: number;
  readonly role: "input" | "output" | "scratch" | "private";
}

/** An index that is constant during a step; see the top of this file. */
export type DynamicIndex =
  | { readonly kind: "counter"; readonly counter: CounterId; readonly stride: number }
  | {
      readonly kind: "element";
      /** Where the int32 is; its view has no strides. */
      readonly at: View;
      /** The largest value, never negative; it is clamped to [0, limit]. */
      readonly limit: number;
      readonly stride: number;
    };

/** Addresses a buffer from a domain; see the top of this file. */
export interface View {
  readonly buffer: BufferId;
  readonly offset: number;
  /** One per axis of the domain of use; may be 0 or negative. */
  readonly strides: readonly number[];
  readonly dynamic: readonly DynamicIndex[];
}

/**
 * One component of a data-dependent address: `value` (int32, or uint32 where it is read from a buffer) times `stride`, with `value`
 * allowed from 0 to `limit`, which is never negative.
 */
export interface IndexComponent<V> {
  readonly value: V;
  readonly limit: number;
  readonly stride: number;
}

/** A scalar computed at a point of a loop's domain. */
export type Expression =
  | { readonly op: "constant"; readonly dtype: DType; readonly value: ScalarValue }
  | { readonly op: "load"; readonly dtype: DType; readonly view: View }
  /** The int32 position along one axis of the domain. */
  | { readonly op: "index"; readonly dtype: "int32"; readonly axis: number }
  /** The int32 position of an enclosing scan. */
  | { readonly op: "counter"; readonly dtype: "int32"; readonly counter: CounterId }
  | {
      readonly op: "unary";
      readonly dtype: DType;
      readonly name: UnaryName;
      readonly x: ExpressionId;
      /** How it is computed, if few programs apply it. */
      readonly form?: ScalarForm;
    }
  | {
      readonly op: "binary";
      readonly dtype: DType;
      readonly name: BinaryName;
      readonly x: ExpressionId;
      readonly y: ExpressionId;
    }
  | {
      readonly op: "select";
      readonly dtype: DType;
      readonly condition: ExpressionId;
      readonly onTrue: ExpressionId;
      readonly onFalse: ExpressionId;
    }
  /**
   * Conversion of values: floats to integers cut fractions, saturate, and make NaN 0; integers wrap; to bool tests for ≠ 0. Or the same
   * bits of another dtype.
   */
  | { readonly op: "convert" | "bitcast"; readonly dtype: DType; readonly x: ExpressionId }
  /** The bits of two halves in a word, those of `x` below. */
  | { readonly op: "packHalves"; readonly dtype: "uint32"; readonly x: ExpressionId; readonly y: ExpressionId }
  /** x · y + z, rounded once: what is left of a detour through float64 on a target that lacks it. */
  | {
      readonly op: "fma";
      readonly dtype: "float32";
      readonly x: ExpressionId;
      readonly y: ExpressionId;
      readonly z: ExpressionId;
    }
  /** A load at `view` displaced by computed indices; outside the limits it clips, or gives `fill`. */
  | {
      readonly op: "gather";
      readonly dtype: DType;
      readonly view: View;
      readonly indices: readonly IndexComponent<ExpressionId>[];
      readonly mode: "clip" | "fill";
      readonly fill: ScalarValue;
    };

/** How a reduction folds; arg-reductions give the int32 position along the (single) reduction axis, first wins, NaN wins. */
export type Fold = CombiningFold | "argmax" | "argmin";

/** A fold of one expression over the reduction axes. */
export interface Reduction {
  readonly fold: Fold;
  readonly value: ExpressionId;
  /** The dtype of the result. */
  readonly dtype: DType;
}

/** Writes one value per point of the loop's parallel axes. */
export interface Store {
  /** Strides over the parallel axes only. Distinct points address distinct elements. */
  readonly view: View;
  /** An expression, or, in a loop with reduction axes, a position in `reductions`. */
  readonly value: number;
}

/** Elementwise work and reductions, fused. */
export interface Loop {
  readonly kind: "loop";
  /** Lengths of the parallel axes. */
  readonly parallel: readonly number[];
  /** Lengths of the reduction axes, which follow the parallel ones in every view of the expressions. */
  readonly reduced: readonly number[];
  readonly expressions: readonly Expression[];
  /** Empty exactly when there are no reduction axes… unless every element is folded over axes of length 1. */
  readonly reductions: readonly Reduction[];
  readonly stores: readonly Store[];
}

/** Copies a k×n matrix into the panels that a {@link Contract} reads fastest; the target defines the layout. */
export interface Pack {
  readonly kind: "pack";
  readonly dtype: DType;
  readonly k: number;
  readonly n: number;
  /** Over (k, n). */
  readonly source: View;
  /** A scratch buffer of {@link TargetLimits.packedSize} elements. */
  readonly target: BufferId;
}

/** A matrix product, `out = lhs · rhs` or `out += lhs · rhs`, repeated over batch axes. */
export interface Contract {
  readonly kind: "contract";
  readonly dtype: DType;
  readonly batch: readonly number[];
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Over (batch…, m, k). */
  readonly lhs: View;
  /** Over (batch…, k, n); or a buffer that a {@link Pack} of the same k and n has filled, without batch axes. */
  readonly rhs: { readonly packed: false; readonly view: View } | { readonly packed: true; readonly buffer: BufferId };
  /** Over (batch…, m, n). */
  readonly out: View;
  readonly accumulate: boolean;
  /** Scratch memory for the target's own use, as large as it asked for; null if it asked for none. */
  readonly workspace: BufferId | null;
}

/** Writes updates at computed places, one after the other in row-major order of the domain. */
export interface Scatter {
  readonly kind: "scatter";
  readonly dtype: DType;
  readonly combine: "replace" | "add" | "mul" | "min" | "max";
  readonly domain: readonly number[];
  readonly updates: View;
  /** The components of the place, int32 or uint32, each over the domain; outside the limits the write clips or is dropped. */
  readonly indices: readonly IndexComponent<View>[];
  readonly mode: "clip" | "fill";
  /** The place, before the indices are added. */
  readonly target: View;
  /** Whether it takes long enough for several threads to share it, each of which writes into a range of the target. */
  readonly shared: boolean;
}

/** Puts arrays in the order of keys along the last axis of the domain, stably; NaN last. */
export interface Sort {
  readonly kind: "sort";
  readonly domain: readonly number[];
  /** What decides, one after the other. */
  readonly keys: readonly { readonly dtype: DType; readonly input: View }[];
  /** What is put in order; `null` stands for the int32 positions along the axis. */
  readonly moved: readonly { readonly dtype: DType; readonly input: View | null; readonly output: View }[];
  /** int32 scratch memory of {@link TargetLimits.sortWorkspace} elements. */
  readonly workspace: BufferId;
  /** Whether a line takes long enough for several threads to share it. */
  readonly shared: boolean;
}

/** Running folds along the last axis of the domain. */
export interface Cumulative {
  readonly kind: "cumulative";
  readonly dtype: DType;
  readonly fold: "sum" | "prod" | "max" | "min";
  readonly reverse: boolean;
  readonly domain: readonly number[];
  readonly input: View;
  readonly output: View;
}

/** A whole array that is handed to the host, or comes from there: a buffer in row-major order. */
export interface HostValue {
  readonly buffer: BufferId;
  readonly shape: Shape;
  readonly dtype: DType;
}

/** Calls a function of the host. */
export interface Callback {
  readonly kind: "callback";
  readonly function: HostFunction;
  readonly operands: readonly HostValue[];
  readonly results: readonly HostValue[];
  /** Whether the first operand and the first result stand for the order of effects alone, and the function knows nothing of them. */
  readonly hasToken: boolean;
}

/**
 * The algorithm of a routine, repeated over batch axes. What it works on lies densely: the views go over the batch axes and,
 * with stride 1, over the elements of one member.
 */
export interface ProcedureStep {
  readonly kind: "procedure";
  /** What the routine is called. */
  readonly name: string;
  readonly procedure: Procedure;
  readonly batch: readonly number[];
  readonly operands: readonly View[];
  readonly results: readonly View[];
  /**
   * Scratch memory for each workspace of the procedure: with room for every member of the batch on targets that compute many
   * things at once, for one on others.
   */
  readonly workspaces: readonly BufferId[];
  /** Whether a member takes long enough for several threads to share its products and its loops. */
  readonly shared: boolean;
}

/** A carried value: the body reads `current` and writes `next`, which becomes `current`. They may be one buffer. */
export interface Carry {
  readonly current: BufferId;
  readonly next: BufferId;
}

/** A counted loop over positions 0 … length-1, or length-1 … 0. */
export interface Scan {
  readonly kind: "scan";
  readonly counter: CounterId;
  readonly length: number;
  readonly reverse: boolean;
  readonly carries: readonly Carry[];
  readonly body: readonly Step[];
}

/** A loop that runs `condition`, then, while the bool in `predicate` is true, `body` and `condition` again. */
export interface While {
  readonly kind: "while";
  readonly carries: readonly Carry[];
  readonly condition: readonly Step[];
  readonly predicate: BufferId;
  readonly body: readonly Step[];
}

/** Runs the branch that an int32 names, clamped to the branches there are. */
export interface Cond {
  readonly kind: "cond";
  readonly index: View;
  readonly branches: readonly (readonly Step[])[];
}

/** Runs the body once for every position of the counter, from 0 to count-1, in any order or all at once. */
export interface Tiles {
  readonly kind: "tiles";
  readonly counter: CounterId;
  readonly count: number;
  readonly body: readonly Step[];
}

/** Steps that do not depend on each other, in any order or all at once. */
export interface Group {
  readonly kind: "group";
  readonly steps: readonly Step[];
}

/** A step that computes. */
export type ComputeStep = Loop | Pack | Contract | Scatter | Sort | Cumulative | ProcedureStep | Callback;

/** A step that says when other steps run. */
export type ControlStep = Scan | While | Cond | Tiles | Group;

/** One thing a target does. */
export type Step = ComputeStep | ControlStep;

/** How far a program has come: what the last pass made of it. */
export type Stage = "lowered" | "tiled" | "scheduled" | "planned";

/** A program at a stage. A pass takes a program of one stage and gives one of the next, which means the same. */
export interface Program<S extends Stage = "planned"> {
  readonly stage: S;
  /** The name of the staged function, for messages. */
  readonly name: string;
  readonly buffers: readonly BufferSpec[];
  /** In the order of the arguments; an argument that nothing reads has no buffer (null). */
  readonly inputs: readonly (BufferId | null)[];
  readonly outputs: readonly BufferId[];
  readonly steps: readonly Step[];
  /** Null before memory is planned. */
  readonly arena: S extends "planned" ? Arena : null;
}

/** Where each buffer lives. */
export interface Arena {
  /**
   * Byte offset of each buffer, a multiple of 64: in the arena; for a private buffer, in the memory that each position of its
   * tiles has to itself. Of no meaning for buffers in `bound`.
   */
  readonly offsets: readonly number[];
  /** Size of the arena. */
  readonly bytes: number;
  /** Size of the memory that each position of tiles needs; 0 on targets that keep private buffers in the arena. */
  readonly privateBytes: number;
  /** Inputs and outputs that the target addresses where the arguments and results lie. */
  readonly bound: readonly BufferId[];
  /** Buffers that begin in the place of another, with its contents, when that one is not needed any more. */
  readonly takenOver: readonly (readonly [taker: BufferId, from: BufferId])[];
  /** Large inputs that lie unchanged in the arena when the program has run. */
  readonly kept: readonly BufferId[];
}
