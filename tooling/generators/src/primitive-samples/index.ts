import type { PrimitiveName } from "@proj/array/core";
import { callbackSamples } from "./callbacks.ts";
import { callSamples } from "./calls.ts";
import { collectiveSamples } from "./collectives.ts";
import { contractionSamples } from "./contraction.ts";
import { controlFlowSamples } from "./control-flow.ts";
import { elementwiseSamples } from "./elementwise.ts";
import { indexingSamples } from "./indexing.ts";
import { movementSamples } from "./movement.ts";
import { orderingSamples } from "./ordering.ts";
import { randomSamples } from "./random.ts";
import { reductionSamples } from "./reduction.ts";
import { routineSamples } from "./routines.ts";
import type { Sample, SampleTable } from "./sample.ts";

export { accuracyOf, binaryAccuracy, float64Accuracy, unaryAccuracy, type Accuracy } from "./accuracy.ts";
export { applyPrimitive } from "./apply.ts";
export { Draw } from "./draw.ts";
export type { Interval } from "./draw.ts";
export { inaccuracy } from "./float32-accuracy.ts";
export { anyBits, float32Arguments, float32Pairs, linear } from "./float32-arguments.ts";
export { ulpError, worstError, type Flushing, type WorstError } from "./float32-error.ts";
export type { Sample } from "./sample.ts";

/**
 * Test data for every primitive; a new primitive does not compile until it has a row.
 *
 * Collectives refer to the axis `"axis"`; `allGather` expects it to have 4 elements.
 *
 * @example
 * import { bind } from "@proj/array/core";
 * import { Draw, primitiveSamples } from "index.ts";
 * for (const { title, make } of primitiveSamples.sin) {
 *   const { operands, params } = make(new Draw(0));
 *   console.log(title, bind("sin", operands, params)[0].toList());
 * }
 */
export const primitiveSamples: SampleTable<PrimitiveName> = {
  ...elementwiseSamples,
  ...movementSamples,
  ...reductionSamples,
  ...contractionSamples,
  ...indexingSamples,
  ...orderingSamples,
  ...randomSamples,
  ...routineSamples,
  ...controlFlowSamples,
  ...callSamples,
  ...callbackSamples,
  ...collectiveSamples,
};

/** The names of all primitives. */
export const primitiveNames = Object.keys(primitiveSamples) as PrimitiveName[];

/** One sample as a test sees it that does not care for which primitive it is. */
export type AnySample = { [P in PrimitiveName]: { readonly primitive: P; readonly sample: Sample<P> } }[PrimitiveName];

/** Every sample of every primitive, for `it.each`. */
export const everySample: readonly AnySample[] = primitiveNames.flatMap((primitive) =>
  (primitiveSamples[primitive] as readonly Sample<PrimitiveName>[]).map(
    (sample) => ({ primitive, sample }) as AnySample,
  ),
);
