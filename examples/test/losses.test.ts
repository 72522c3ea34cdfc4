import { loadGroup } from "@proj/reference";
import { expect, test } from "vitest";
import { runs } from "../runs.ts";

const recorded = loadGroup("examples", "losses");

test("every program has its losses in JAX", () => {
  expect(recorded.map(({ name }) => name).sort()).toEqual(Object.keys(runs).sort());
});

test.each(recorded.map(({ name, outputs }) => [name, outputs["losses"]!.data] as const))(
  "%s learns as in JAX",
  (name, expected) => {
    const step = runs[name]!();
    const off = Array.from(expected, (loss) => Math.abs(step() / loss - 1));
    expect(Math.max(...off)).toBeLessThan(1e-5);
  },
);
