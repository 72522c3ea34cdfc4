import type { NDArray } from "@proj/array";
import {
  abstractArray,
  applyJaxpr,
  identityOf,
  inputTypes,
  memoize,
  stage,
  Trace,
  Tracer,
  withTrace,
  type AbstractArray,
  type Jaxpr,
  type MappedMesh,
  type NamedAxis,
  type Operands,
  type Params,
  type PrimitiveName,
  type Results,
} from "@proj/array/core";
import { batchingRule } from "./batching-rules/index.ts";
import { batchAt, memberShape } from "./batching-rules/layout.ts";
import type { Batch, BatchAxis, BatchContext, Batched } from "./batching-rules/rule.ts";
import { ruleInBranch } from "./batching-rules/taken-branch.ts";

/*
 * Vectorisation: a function written for one member runs once on a whole batch. To the function an array looks like one
 * member's; behind it stands the array of all members and the place of the axis along which they lie.
 */

/** One member's array, behind which the whole batch stands. */
export class BatchTracer extends Tracer {
  readonly batch: NDArray;
  readonly axis: number;
  override readonly aval: AbstractArray;

  constructor(trace: BatchTrace, batch: NDArray, axis: number) {
    super(trace);
    this.batch = batch;
    this.axis = axis;
    this.aval = abstractArray(memberShape(batch, axis), batch.dtype, batch.weakType);
  }
}

/** The interpretation of primitives on whole batches. */
export class BatchTrace extends Trace implements BatchContext {
  readonly size: number;
  readonly axisName: string | null;
  readonly mesh: MappedMesh | null;
  override readonly namedAxis: NamedAxis | null;
  readonly taken: NDArray | null;
  readonly batchJaxpr = batchJaxpr;
  readonly batchFlat = batchFlat;

  constructor(description: string, { size, axisName, mesh }: Batch, taken: NDArray | null = null) {
    super(description);
    this.taken = taken;
    this.size = size;
    this.axisName = axisName;
    this.mesh = mesh;
    this.namedAxis = axisName === null ? null : { name: axisName, size, mesh };
  }

  /** One member's view of a batch; what all share stays as it is. */
  member(batch: NDArray, axis: BatchAxis): NDArray {
    return axis === null ? batch : new BatchTracer(this, batch, axis);
  }

  /** The batch behind an array of this trace, or an array of any trace below. */
  whole(array: NDArray): readonly [batch: NDArray, axis: BatchAxis] {
    return array instanceof BatchTracer && array.tracing === this ? [array.batch, array.axis] : [array, null];
  }

  override process<P extends PrimitiveName>(
    primitive: P,
    operands: Operands<P, NDArray>,
    params: Params<P>,
  ): Results<P, NDArray> {
    const wholes = operands.map((operand) => this.whole(operand));
    const values = wholes.map(([batch]) => batch) as unknown as Operands<P, NDArray>;
    const axes = wholes.map(([, axis]) => axis) as unknown as Operands<P, BatchAxis>;
    const everywhere = batchingRule(primitive);
    const rule = this.taken === null ? everywhere : ruleInBranch(primitive, everywhere, this.taken);
    const [results, resultAxes] = rule(values, axes, params, this);
    return results.map((result, k) => this.member(result, resultAxes[k]!)) as unknown as Results<P, NDArray>;
  }
}

/** Runs a function of flat arrays on a batch; results keep their batch axes where they fall. */
export function batchFlat(
  f: (args: readonly NDArray[]) => readonly NDArray[],
  args: readonly NDArray[],
  axes: readonly BatchAxis[],
  batch: Batch & Partial<Pick<BatchContext, "taken">>,
  description = "vmap",
): Batched {
  return withTrace(
    () => new BatchTrace(description, batch, batch.taken),
    (trace) => {
      const results = f(args.map((arg, k) => trace.member(arg, axes[k]!))).map((result) => trace.whole(result));
      return [results.map(([value]) => value), results.map(([, axis]) => axis)];
    },
  );
}

/** A Jaxpr for whole batches; constants that rules brought along come first. */
export interface BatchedJaxpr {
  readonly jaxpr: Jaxpr;
  readonly consts: readonly NDArray[];
  readonly outputAxes: readonly BatchAxis[];
}

/**
 * Vectorises a Jaxpr.
 *
 * @param axes - the batch axis of each input.
 * @param force - outputs that are to have a batch axis, in front; that of others falls where it will.
 */
export const batchJaxpr = memoize(
  (jaxpr: Jaxpr, axes: readonly BatchAxis[], force: readonly boolean[], batch: Batch): BatchedJaxpr => {
    let outputAxes: readonly BatchAxis[] = [];
    const types = inputTypes(jaxpr).map((aval, k) => {
      const axis = axes[k] ?? null;
      return axis === null ? aval : abstractArray(aval.shape.toSpliced(axis, 0, batch.size), aval.dtype, aval.weakType);
    });
    const closed = stage(
      (args) => {
        const [values, natural] = batchFlat((members) => applyJaxpr(jaxpr, members), args, axes, {
          size: batch.size,
          axisName: batch.axisName,
          mesh: batch.mesh,
        });
        outputAxes = natural.map((axis, k) => (force[k] === true ? 0 : axis));
        return values.map((value, k) => (force[k] === true ? batchAt(value, natural[k]!, 0, batch.size) : value));
      },
      types,
      "vmap",
    );
    return { ...closed, outputAxes };
  },
  (_, axes, force, { size, axisName, mesh }) =>
    `${axes.join()};${force.map(Number).join("")};${size};${axisName === null ? "" : JSON.stringify(axisName)};${mesh === null ? "" : identityOf(mesh)}`,
  ({ consts }) => consts.length === 0,
);
