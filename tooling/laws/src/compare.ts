import type { TypedArray } from "@proj/array";
import { isFloat } from "@proj/array/core";
import { dtypesOf, type Case } from "./case.ts";
import { expectationOf, type Expectation } from "./perturbed.ts";
import type { Subject } from "./subject.ts";

/** How a subject's results differ from the expected ones. */
export interface Disagreement {
  readonly subject: Subject;
  /** In words: where, what was expected and what came. */
  readonly message: string;
  /** The subject's results, or null if it threw. */
  readonly results: readonly TypedArray[] | null;
}

/** True if a subject has all dtypes of a program. */
export function canRun({ dtypes }: Subject, { jaxpr }: Case): boolean {
  return [...dtypesOf(jaxpr)].every((dtype) => dtypes.includes(dtype));
}

/** The first difference between results and what was expected, or null. */
export function difference(
  results: readonly TypedArray[],
  { results: expected, tolerances }: Expectation,
): string | null {
  if (results.length !== expected.length) return `${results.length} results instead of ${expected.length}`;
  for (const [k, { data, dtype }] of expected.entries()) {
    const tolerance = tolerances[k] ?? null;
    const actual = results[k]!;
    if (actual.length !== data.length) return `result ${k}: ${actual.length} elements instead of ${data.length}`;
    if (tolerance === null) continue;
    for (let position = 0; position < data.length; position++) {
      const [got, wanted] = [actual[position]!, data[position]!];
      if (got === wanted || (Number.isNaN(got) && Number.isNaN(wanted))) continue;
      if (isFloat(dtype) && Math.abs(got - wanted) <= tolerance) continue;
      const allowance = tolerance > 0 ? `, which is off by more than ${tolerance.toPrecision(2)}` : "";
      return `result ${k}, element ${position}: ${got} instead of ${wanted}${allowance}`;
    }
  }
  return null;
}

/** Runs a program on a subject and compares with what the reference gives. */
export async function disagreement(
  subject: Subject,
  { title, jaxpr, inputs }: Case,
  expected: Expectation = expectationOf(jaxpr, inputs),
): Promise<Disagreement | null> {
  let results: readonly TypedArray[];
  try {
    results = await subject.run(title, jaxpr, inputs);
  } catch (error) {
    return { subject, message: error instanceof Error ? error.message : String(error), results: null };
  }
  const message = difference(results, expected);
  return message === null ? null : { subject, message, results };
}
