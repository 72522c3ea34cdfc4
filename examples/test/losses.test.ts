import { loadGroup } from "@proj/reference";
import { expect, test } from "vitest";
import { runs } from "../runs.ts";

const recorded = loadGroup("examples", "losses");

/** How far losses may be off, where not by a few roundings: in bfloat16, XLA rounds inside of the sigmoid function. */
const tolerances: Readonly<Record<string, number>> = { "mixed-precision": 1e-3 };

test("every program has its losses in JAX", () => {
  expect(recorded.map(({ name }) => name).sort()).toEqual(Object.keys(runs).sort());
});

test.each(recorded.map(({ name, outputs }) => [name, outputs["losses"]!.data] as const))(
  "%s learns as in JAX",
  (name, expected) => {
    const step = runs[name]!();
    const off = Array.from(expected, (loss) => Math.abs(step() / loss - 1));
    expect(Math.max(...off)).toBeLessThan(tolerances[name] ?? 1e-5);
  },
);
