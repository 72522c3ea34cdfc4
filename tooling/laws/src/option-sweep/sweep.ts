import type { Subject } from "../subject.ts";
import { remarksOn, staged, type Remark, type Staged } from "./compiled.ts";
import { differenceOf, differences, type Difference } from "./differences.ts";
import type { RecordedCall } from "./play.ts";
import type { LeftOut } from "./refusals.ts";

/** What came of calls. */
export interface Outcome {
  /** What is wrong, by call. */
  readonly complaints: readonly string[];
  /** The reasons for which calls were not what JAX gives. */
  readonly met: readonly string[];
}

/** What is wrong among remarks, if some differences are meant. */
export function outcomeOf(remarks: readonly Remark[], meant: readonly Difference[]): Outcome {
  const complaints: string[] = [];
  const met = new Set<string>();
  for (const { call, said } of remarks) {
    const difference = differenceOf(meant, call.text, said);
    if (difference === undefined) complaints.push(`${call.text}: ${said}`);
    else met.add(difference.reason);
  }
  return { complaints, met: [...met] };
}

/**
 * What compiled calls give.
 *
 * @param refusals - what the target refuses; each of these calls has a program of its own.
 * @param each - how many other calls are compiled together.
 */
export async function sweep(
  calls: readonly RecordedCall[],
  subject: Subject,
  refusals: readonly Difference[],
  each: number,
): Promise<Outcome> {
  const remarks: Remark[] = [];
  const together: Staged[] = [];
  const alone: Staged[] = [];
  for (const call of calls) {
    if (call.refused) continue;
    const found = staged(call);
    // What JAX does not compile either may be refused.
    if ("said" in found) remarks.push(...(call.needsValues ? [] : [found]));
    else (refusals.some((one) => one.call.test(call.text)) ? alone : together).push(found);
  }
  remarks.push(...(await remarksOn(together, subject, each)), ...(await remarksOn(alone, subject, 1)));
  return outcomeOf(remarks, [...differences, ...refusals]);
}

/**
 * One call of each function, of those that are not refused: the same ones each time, at places that differ from function to function.
 *
 * @param without - functions that are left out.
 * @param seldom - calls that are taken only if a function has no others.
 */
export function sampleOf(
  calls: readonly RecordedCall[],
  without: readonly LeftOut[],
  seldom: readonly Difference[],
): readonly RecordedCall[] {
  const sampled = calls.filter(({ name, refused }) => !refused && !without.some((one) => one.name.test(name)));
  const names = [...new Set(sampled.map(({ name }) => name))];
  return names.map((name, place) => {
    const own = sampled.filter((call) => call.name === name);
    const often = own.filter(({ text, needsValues }) => !needsValues && !seldom.some(({ call }) => call.test(text)));
    const some = often.length > 0 ? often : own;
    return some[place % some.length]!;
  });
}
