import { randomCalls, rowNames, type Argument, type Call } from "@proj/generators/random-calls";
import { describe, expect, test } from "vitest";

const calls: readonly Call[] = Array.from({ length: 2000 }, (_, seed) => randomCalls(seed)).flatMap((one) => one.calls);

/** The calls in the bodies of an argument. */
const within = (argument: Argument): Call[] => {
  if (argument === null || typeof argument !== "object") return [];
  if (Array.isArray(argument)) return (argument as readonly Argument[]).flatMap(within);
  return "body" in argument ? argument.body.calls.flatMap((call) => [call, ...call.args.flatMap(within)]) : [];
};

describe("random programs of calls", () => {
  test("draw from nearly all rows", () => {
    const met = new Set([...calls, ...calls.flatMap(({ args }) => args.flatMap(within))].map(({ row }) => row));
    const missing = rowNames.filter((name) => !met.has(name));
    expect(missing.length, missing.join(", ")).toBeLessThan(rowNames.length / 8);
  });

  test("are seldom refused", () => {
    expect(calls.filter(({ results }) => results.length === 0).length).toBeLessThan(calls.length / 20);
  });

  test("have bodies in bodies", () => {
    const nested = calls
      .flatMap(({ args }) => args.flatMap(within))
      .filter(({ args }) => args.some((one) => within(one).length > 0));
    expect(nested.length).toBeGreaterThan(0);
  });
});
