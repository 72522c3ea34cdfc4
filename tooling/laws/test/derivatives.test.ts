import { describe, expect, test } from "vitest";
import { callsOf, functions, isInexact, type SampleCall } from "./derivatives/calls.ts";
import { laws, verdictOn, type Complaint, type Law, type Verdict } from "./derivatives/laws.ts";
import { exceptions, reasons, underivable, unknown, type Exception, type Reason } from "./derivatives/table.ts";

/*
 * Every public function of arrays by the laws of derivatives and batches: tangents are differences, what goes backwards is the transpose, second
 * derivatives are those of gradients, and a batch is what its members are. What a function is not held to is written in
 * `derivatives/table.ts`, and checked too.
 */

const names = [...functions.keys()];
const reasonOf = new Map(
  (Object.entries(underivable) as [Reason, readonly string[]][]).flatMap(([reason, all]) =>
    all.map((name) => [name, reason] as const),
  ),
);
const differentiable = names.filter((name) => !reasonOf.has(name));

/** Whether a function is never held to a law. */
const isExcused = (name: string, law: Law): boolean =>
  exceptions.some((one) => one.always && one.law === law && one.names.includes(name));
const held = (...needed: readonly Law[]): number =>
  differentiable.filter((name) => needed.every((law) => !isExcused(name, law))).length;

const counts =
  `${names.length} public functions of arrays, of which ${differentiable.length} have derivatives: ` +
  `${held("tangent")} are differences, ${held("cotangent")} go backwards, ${held("cotangent", "second")} are there twice`;

/** Which exceptions have been met, by function. */
const met = new Map<Exception, Set<string>>(exceptions.map((one) => [one, new Set()]));

const exceptionOf = (name: string, { law, said }: Complaint): Exception | undefined =>
  exceptions.find((one) => one.law === law && one.names.includes(name) && one.says.test(said));

const isUnknown = ({ law, said }: Complaint): boolean => law === "tangent" && unknown.test(said);

/** What is wrong with a call, but for exceptions. */
function wrongs({ name, text }: SampleCall, complaints: readonly Complaint[]): readonly string[] {
  return complaints.flatMap((complaint) => {
    const exception = exceptionOf(name, complaint);
    if (exception !== undefined) met.get(exception)!.add(name);
    const isMeant =
      exception !== undefined || (isUnknown(complaint) && reasonOf.get(name) === "no derivative is known");
    return isMeant ? [] : [`${complaint.law} of ${text}: ${complaint.said}`];
  });
}

const doorOf = (name: string): string => (name.includes(".") ? name.slice(0, name.indexOf(".")) : "numpy");
const doors = [...new Set(names.map(doorOf))];

describe(counts, () => {
  test.each(doors)("those of %s", (door) => {
    const found = names
      .filter((name) => doorOf(name) === door && reasonOf.get(name) !== "no function of arrays")
      .flatMap((name) => {
        const calls = callsOf(name);
        const verdicts = calls.map(verdictOn);
        const complaints = calls.flatMap((call, k) => wrongs(call, verdicts[k]!.complaints));
        return [...complaints, ...placeOf(name, calls, verdicts)];
      });
    expect(found).toEqual([]);
  });

  /** What is wrong with the place of a function in the table. */
  function placeOf(name: string, calls: readonly SampleCall[], verdicts: readonly Verdict[]): readonly string[] {
    const written = reasonOf.get(name) ?? null;
    const place = foundReason(name, calls, verdicts);
    if (place === written) return [];
    if (written !== null)
      return [`${name} stands in derivatives/table.ts under "${written}", where it does not belong`];
    return [
      `${name} has no call of which a derivative could be taken, since ${reasons[place!]}: write one in derivatives/own-calls.ts, or its name into derivatives/table.ts under "${place!}"`,
    ];
  }

  /** Why no derivative could be taken of the calls of a function; null if it could. */
  function foundReason(name: string, calls: readonly SampleCall[], verdicts: readonly Verdict[]): Reason | null {
    if (!calls.some(({ at }) => at.some(isInexact))) return "no floats go in";
    if (!verdicts.some(({ givesFloats }) => givesFloats)) return "no floats come out";
    const smooth = verdicts.filter(({ isSmooth }) => isSmooth);
    if (smooth.length > 0 && smooth.every(({ complaints }) => complaints.some(isUnknown)))
      return "no derivative is known";
    return smooth.some(({ moves }) => moves) || isExcused(name, "tangent") ? null : "nothing moves";
  }

  test("the table names functions that there are, once", () => {
    const written = Object.values(underivable).flat();
    expect(written.filter((name, k) => !functions.has(name) || written.indexOf(name) !== k)).toEqual([]);
    expect(exceptions.flatMap((one) => one.names).filter((name) => reasonOf.has(name) || !functions.has(name))).toEqual(
      [],
    );
  });

  test("every exception still holds", () => {
    const left = exceptions.flatMap((one) =>
      one.names
        .filter((name) => !met.get(one)!.has(name))
        .map((name) => `${laws[one.law]}: ${name}, though ${one.reason}`),
    );
    expect(left).toEqual([]);
  });
});
