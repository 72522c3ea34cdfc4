import type { TypedArray } from "@proj/array";
import { describeArray, formatJaxpr, type HostArray } from "@proj/array/core";
import type { Case } from "./case.ts";
import { disagreement, canRun, type Disagreement } from "./compare.ts";
import { expectationOf } from "./perturbed.ts";
import { shrink } from "./shrink/shrink.ts";
import type { Subject } from "./subject.ts";

/** How many values are written out. */
const many = 24;

/** Values as a list; of long ones that are mostly zero, those that are not, with their places. */
function formatValues(data: TypedArray): string {
  const written = Array.from(data, (value) => (Object.is(value, -0) ? "-0" : String(value)));
  if (data.length <= many) return `[${written.join(", ")}]`;
  const others = written.flatMap((value, place) => (value === "0" ? [] : [`${place}: ${value}`]));
  if (others.length <= many / 2) return others.length === 0 ? "zeros" : `zeros but for {${others.join(", ")}}`;
  return `[${written.slice(0, many).join(", ")}, … ${data.length} in all]`;
}

const formatArray = ({ data, shape, dtype }: HostArray): string =>
  `${describeArray({ shape, dtype, weakType: false })} ${formatValues(data)}`;

/** A message without its numbers, which shrinking may change. */
const kindOf = ({ message, results }: Disagreement): string =>
  results === null ? message.split("\n")[0]!.replaceAll(/\d+/g, "#") : "values";

/** Whether a program makes a subject fail in the same way as before. */
async function failsAlike(candidate: Case, first: Disagreement): Promise<boolean> {
  let expected;
  try {
    expected = expectationOf(candidate.jaxpr, candidate.inputs);
  } catch {
    // It means nothing any more: without its equations a loop may not end well, or a rounded value would decide something.
    return false;
  }
  const found = await disagreement(first.subject, candidate, expected);
  return found !== null && kindOf(found) === kindOf(first);
}

/**
 * The smallest program on which a subject differs, with its arguments and what each subject gives.
 *
 * @param whole - the program on which it was noticed.
 * @param first - how the subject differed there.
 * @param subjects - the others, for comparison.
 */
export async function report(whole: Case, first: Disagreement, subjects: readonly Subject[]): Promise<string> {
  const minimal = await shrink(whole, (candidate) => failsAlike(candidate, first));
  const expected = expectationOf(minimal.jaxpr, minimal.inputs);
  const lines = [`${whole.title}: ${first.subject.name} disagrees with the reference: ${first.message}`];
  lines.push("smallest such program:");
  lines.push(formatJaxpr(minimal.jaxpr), "arguments:", ...minimal.inputs.map((input) => `  ${formatArray(input)}`));
  lines.push("results:", ...expected.results.map((result) => `  reference: ${formatArray(result)}`));
  for (const subject of subjects) {
    if (!canRun(subject, minimal)) continue;
    const found = await disagreement(subject, minimal, expected);
    if (found === null) lines.push(`  ${subject.name}: agrees`);
    else if (found.results === null) lines.push(`  ${subject.name}: ${found.message}`);
    else
      lines.push(
        ...found.results.map((result) => `  ${subject.name}: ${formatValues(result)}`),
        `    ${found.message}`,
      );
  }
  return lines.join("\n");
}
