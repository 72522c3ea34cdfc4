import type { OptionFamily } from "@proj/reference";
import { describe, expect, test } from "vitest";
import { differences } from "../src/option-sweep/differences.ts";
import { complaint, described, recordedCalls } from "../src/option-sweep/play.ts";

/*
 * Calls with options and shapes that are rarely given, of every function that is more than elementwise: each gives what JAX gives, or is
 * refused where JAX refuses it.
 */

const families: readonly OptionFamily[] = [
  "arrangement",
  "counting",
  "fft",
  "image",
  "linalg",
  "nn",
  "ops",
  "ordering",
  "pieces",
  "products",
  "random",
  "reductions",
  "signal",
  "stats",
];

/** The reasons for which calls differed. */
const met = new Set<string>();

describe("functions with their options give what JAX gives", () => {
  test.each(families)("of the family %s", (family) => {
    const recorded = recordedCalls(family);
    const complaints = recorded.calls.flatMap((call) => {
      const wrong = complaint(call, recorded);
      if (wrong === null) return [];
      const text = described(call, recorded);
      const known = differences.find(({ covers }) => covers(text, wrong));
      if (known === undefined) return [`${text}: ${wrong}`];
      met.add(known.reason);
      return [];
    });
    expect(complaints).toEqual([]);
  });

  test("or differ from it for a reason that still holds", () => {
    expect(differences.map(({ reason }) => reason).filter((reason) => !met.has(reason))).toEqual([]);
  });
});
