import type { NDArray } from "@proj/array";
import type { Jaxpr, MappedMesh, Operands, Params, PrimitiveName } from "@proj/array/core";
import type { BatchedJaxpr } from "../batch-trace.ts";

/** Which axis of a value is the batch; `null` if it is the same for all members. */
export type BatchAxis = number | null;

/** Values and their batch axes. */
export type Batched = readonly [values: readonly NDArray[], axes: readonly BatchAxis[]];

/** What rules ask of the batching trace. */
export interface BatchContext {
  /** The number of members. */
  readonly size: number;
  /** The name of the batch axis, for collectives. */
  readonly axisName: string | null;
  /** The mesh whose axis it is; null for the axis of a `vmap`. */
  readonly mesh: MappedMesh | null;
  /** Which members take the branch that is being vectorised; `null` outside of branches, where all count. */
  readonly taken: NDArray | null;
  /** Vectorises a Jaxpr; outputs marked in `force` have their batch axis in front, others where it falls. */
  readonly batchJaxpr: (
    jaxpr: Jaxpr,
    axes: readonly BatchAxis[],
    force: readonly boolean[],
    batch: Batch,
  ) => BatchedJaxpr;
  /** Vectorises a function of flat arrays on the spot, perhaps as a branch that only some members take. */
  readonly batchFlat: (
    f: (args: readonly NDArray[]) => readonly NDArray[],
    args: readonly NDArray[],
    axes: readonly BatchAxis[],
    batch: Batch & Partial<Pick<BatchContext, "taken">>,
  ) => Batched;
}

/** The members of a batch: how many they are, and the axis along which they lie. */
export type Batch = Pick<BatchContext, "size" | "axisName" | "mesh">;

/**
 * How a primitive acts on a whole batch at once: results and where their batch axes are. At least one operand has a batch
 * axis, unless the primitive is a collective over it.
 */
export type BatchingRule<P extends PrimitiveName> = (
  operands: Operands<P, NDArray>,
  axes: Operands<P, BatchAxis>,
  params: Params<P>,
  context: BatchContext,
) => Batched;
