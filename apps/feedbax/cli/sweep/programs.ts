import { array, stack, type NDArray } from "@proj/array";
import { isArray } from "@proj/module";
import { map } from "@proj/tree";
import { treeUnstack } from "@proj/feedbax";
import { parsePerturbations } from "../command-line/perturbation.ts";
import { parseTrainedParts } from "../command-line/trained-parts.ts";
import type { Settings } from "../command-line/settings.ts";
import type { RunModel } from "../run/bodies.ts";
import { makeExperiment } from "../run/experiment.ts";

/** Points of a grid whose models are trained side by side, in one program. */
export interface Program {
  /** The numbers of the points. */
  readonly points: readonly number[];
  /** The settings of each. */
  readonly settings: readonly Settings[];
}

/**
 * What settings that a program is made for: all but those that are values in it. A noise of 0 is none at all, and a force field is one
 * kind of program or another.
 */
function programOf({ seed: _, learningRate, feedbackNoise, motorNoise, perturb, ...others }: Settings): string {
  const kinds = parsePerturbations("--perturb", perturb).map(({ kind }) => kind);
  const isSingle = parseTrainedParts("--where-train", others.whereTrain).size === 1;
  return JSON.stringify([others, feedbackNoise === 0, motorNoise === 0, kinds, isSingle || learningRate]);
}

/** The programs of a grid. */
export function programsOf(points: readonly Settings[]): readonly Program[] {
  const groups = new Map<string, { readonly points: number[]; readonly settings: Settings[] }>();
  points.forEach((settings, point) => {
    const key = programOf(settings);
    const group = groups.get(key) ?? { points: [], settings: [] };
    groups.set(key, group);
    group.points.push(point);
    group.settings.push(settings);
  });
  return [...groups.values()];
}

/** The models of a program side by side: all replicates of the first point, of the second, and so on. */
export function modelsOf({ settings }: Program): RunModel {
  const members = settings.flatMap((one) => {
    const { model } = makeExperiment(one).context;
    return one.replicates === 1 ? [model] : treeUnstack(model);
  });
  const together = (first: unknown, ...others: readonly unknown[]): unknown => {
    if (isArray(first)) return stack([first, ...(others as NDArray[])]);
    // Numbers that differ become arrays of numbers.
    const differs = typeof first === "number" && others.some((one) => one !== first);
    return differs ? array([first, ...(others as number[])], { dtype: "float32" }) : first;
  };
  const [first, ...others] = members as unknown[];
  return map(together, first, ...others) as RunModel;
}
