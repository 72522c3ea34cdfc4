import type { ConcreteArray } from "@proj/array/core";
import type { NDArray, TypedArray } from "@proj/array";
import { fromHostData } from "@proj/array/core";
import type { Case } from "../src/case.ts";
import { canRun, disagreement } from "../src/compare.ts";
import { report } from "../src/report.ts";
import type { Subject } from "../src/subject.ts";

/**
 * Fails with the smallest program that shows it if a subject disagrees with the reference.
 *
 * @returns false if the subject lacks a dtype of the program.
 */
export async function agrees(subject: Subject, whole: Case): Promise<boolean> {
  if (!canRun(subject, whole)) return false;
  const found = await disagreement(subject, whole);
  if (found !== null) throw new Error(await report(whole, found, [subject]));
  return true;
}

/** The results of a program on a subject, as arrays. */
export async function resultsOf(subject: Subject, { title, jaxpr, inputs }: Case): Promise<NDArray[]> {
  const results: readonly TypedArray[] = await subject.run(title, jaxpr, inputs);
  return results.map((data, k) => {
    const { shape, dtype } = jaxpr.outputs[k]!.aval;
    return fromHostData(data, shape, dtype) satisfies ConcreteArray;
  });
}
