import { wasm } from "@proj/jit-wasm";
import { describe, expect, test } from "vitest";
import { batchComplaint, isRefused, unmapped } from "../src/option-sweep/batched.ts";
import { differences } from "../src/option-sweep/differences.ts";
import { complaint, families, recordedCalls } from "../src/option-sweep/play.ts";
import { outcomeOf, sweep, type Outcome } from "../src/option-sweep/sweep.ts";
import { hostSubject } from "../src/subject.ts";

/*
 * Calls with options and shapes that are rarely given, of every function that is more than elementwise: each gives what JAX gives, or is
 * refused where JAX refuses it.
 */

/** Expects that nothing is wrong, and remembers for which reasons calls differed. */
function expectNothing({ complaints, met }: Outcome, all: Set<string>): void {
  for (const reason of met) all.add(reason);
  expect(complaints).toEqual([]);
}

describe("functions with their options give what JAX gives", () => {
  const met = new Set<string>();

  test.each(families)("of the family %s", (family) => {
    const remarks = recordedCalls(family).flatMap((call) => {
      const said = complaint(call);
      return said === null ? [] : [{ call, said }];
    });
    expectNothing(outcomeOf(remarks, differences), met);
  });

  test("or differ from it for a reason that still holds", () => {
    expect(differences.map(({ reason }) => reason).filter((reason) => !met.has(reason))).toEqual([]);
  });
});

describe("functions with their options, compiled for WebAssembly, give what JAX gives", () => {
  const subject = hostSubject("wasm", wasm());
  /** How many calls are compiled together: one takes a program as long as a dozen. */
  const each = 16;

  test.each(families)(
    "of the family %s",
    async (family) => {
      expect((await sweep(recordedCalls(family), subject, [], each)).complaints).toEqual([]);
    },
    600_000,
  );
});

describe("functions with their options, mapped over a batch, give what they give one by one", () => {
  const mapped = new Set<string>();

  test.each(families)(
    "of the family %s",
    (family) => {
      const complaints = recordedCalls(family).flatMap((call) => {
        if (call.refused || call.needsValues || call.reads.length === 0 || isRefused(call)) return [];
        mapped.add(call.name);
        const said = batchComplaint(call);
        return said === null ? [] : [`${call.text}: ${said}`];
      });
      expect(complaints).toEqual([]);
    },
    600_000,
  );

  test("all but those for which a reason is written", () => {
    const names = new Set(families.flatMap((family) => recordedCalls(family).map(({ name }) => name)));
    const without = [...names].filter((name) => !mapped.has(name));
    expect(without.toSorted()).toEqual(Object.values(unmapped).flat().toSorted());
  });
});
