import { setDefaultTarget } from "@proj/jit";
import { compile, interpreter, manyAtOnce, type Step, type TargetLimits } from "@proj/jit/core";
import { afterAll, describe, expect, test } from "vitest";
import { firstStep } from "./reaching-step.ts";

afterAll(() => setDefaultTarget(null));

/** What tracing gives for the training step of a reaching model with a batch of 250 trials. */
function stagedTrainStep() {
  setDefaultTarget(interpreter());
  const { step, args } = firstStep({}, 250);
  return step.lower(...args).jaxpr;
}

/** The steps of a program, those in groups one by one. */
const ungrouped = (steps: readonly Step[]): Step[] =>
  steps.flatMap((step) => (step.kind === "group" ? ungrouped(step.steps) : [step]));

describe("of the training step of the reaching model", () => {
  const jaxpr = stagedTrainStep();
  test.each<readonly [string, Partial<TargetLimits>]>([
    ["one step after the other", {}],
    [
      "many things at once",
      { packedSize: () => null, parallelism: manyAtOnce({ privateBytes: 16384, width: 16384, smallStep: 4096 }) },
    ],
  ])("both scans, forwards with its noise and backwards, run in tiles on a target that computes %s", (_, limits) => {
    const { program } = compile("trainStep", jaxpr, interpreter({ tileRows: () => 10, ...limits }));
    const steps = ungrouped(program.steps);
    expect(steps.filter(({ kind }) => kind === "scan")).toEqual([]);
    const scans = steps.flatMap((step) =>
      step.kind === "tiles" && step.count === 25 ? step.body.filter(({ kind }) => kind === "scan") : [],
    );
    expect(scans.map((scan) => scan.kind === "scan" && [scan.length, scan.reverse])).toEqual([
      [99, false],
      [99, true],
    ]);
  });
});
