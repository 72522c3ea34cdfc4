import { array, type NDArray } from "@proj/array";
import { output, type Case } from "@proj/reference";
import { pointMassNNSimpleReaches, type PointMassNN } from "@proj/feedbax";
import { key } from "@proj/random";

/** The names under which the reference keeps the weights, and where they are in the model. */
export const weightNames = [
  "hidden.weightIh",
  "hidden.weightHh",
  "hidden.bias",
  "hidden.biasN",
  "readout.weight",
  "readout.bias",
] as const;

/** A weight of the model, or the gradient of one. */
export function weightOf(model: PointMassNN, name: string): NDArray {
  const [layer, field] = name.split(".") as ["hidden" | "readout", string];
  return (model.step.net[layer] as unknown as Record<string, NDArray>)[field]!;
}

/** An array of a reference case. */
export function reference(from: Case, name: string): NDArray {
  const { data, shape, dtype } = output(from, name);
  return array(data, { dtype: dtype as "float32" }).reshape(shape);
}

/** The context of the reference program, with its weights of seed 0; without noise if told. */
export function referenceContext(noise = true) {
  const quiet = { feedbackNoiseStd: 0, motorNoiseStd: 0 };
  return pointMassNNSimpleReaches({ key: key(0), ...(noise ? {} : quiet) });
}

/** The greatest difference of two arrays, relative to the greatest number of the second. */
export function relativeDifference(x: NDArray, y: NDArray): number {
  const [a, b] = [Array.from(x.dataSync()), Array.from(y.dataSync())];
  if (a.length !== b.length) return Infinity;
  const scale = Math.max(...b.map(Math.abs));
  return Math.max(...a.map((value, index) => Math.abs(value - b[index]!))) / scale;
}
