import { subkeys } from "@proj/random";
import { init } from "@proj/feedbax";
import { beforeAll, describe, expect, test } from "vitest";
import { defaultSettings, presets, type Settings } from "../../cli/command-line/settings.ts";
import { figureTable, makeFigures, type MadeFigure } from "../../cli/figures/figure-table.ts";
import { figureSubject, inputGroups, type FigureSubject } from "../../cli/figures/subject.ts";
import { makeExperiment } from "../../cli/run/experiment.ts";

const losses = {
  terms: { effectorPosition: [[2], [1]] },
  total: [[2], [1]],
  validation: { iterations: [], total: [] },
};

/** What an untrained run has to show. */
async function subjectOf(given: Partial<Settings>): Promise<FigureSubject> {
  const settings = { ...defaultSettings, ...presets[given.body ?? "point-mass"], ...given };
  const experiment = makeExperiment(settings);
  const { task, model } = experiment.context;
  const states = subkeys(experiment.evaluationKey, 2).map((key) => task.eval(model, key));
  return figureSubject(experiment, model, settings, states, losses);
}

beforeAll(() => init("wasm"));

describe("the figures of a run", () => {
  test("are all there for a network and trials that are large enough", async () => {
    const subject = await subjectOf({ steps: 40, hiddenSize: 10 });
    const figures = makeFigures(subject);
    expect(figures.map(({ name }) => name)).toEqual(figureTable.map(({ name }) => name));
    const tracesOf = (name: string) => figures.find((made: MadeFigure) => made.name === name)!.figure.data as readonly Record<string, readonly number[]>[]; // prettier-ignore
    expect(tracesOf("step-jacobians").map(({ name }) => name)).toEqual(["goal", "goal velocity", "sensed position", "sensed velocity"]); // prettier-ignore
    // An untrained network comes to rest in one point, where all decays.
    const [circle, ...spectra] = tracesOf("spectra");
    expect([circle?.["name"], spectra.length]).toEqual(["unit circle", 1]);
    expect(Math.max(...spectra[0]!["x"]!.map(Math.abs))).toBeLessThan(1);
    expect(tracesOf("unit-perturbations")[0]!["z"]).toHaveLength(10);
  });

  test("leave out what has no direction, and what is too small to look into", async () => {
    const names = makeFigures(await subjectOf({ task: "stabilization", steps: 10, hiddenSize: 3 })).map(
      ({ name }) => name,
    );
    expect(names).toEqual([
      "losses",
      "trial-goals",
      "trial-inputs",
      "hand-paths",
      "speed-profiles",
      "commands",
      "end-point-error",
      "hidden-activity",
    ]);
  });

  test("number trials that have no direction", async () => {
    const { labels } = await subjectOf({ task: "tracking", steps: 4, hiddenSize: 2 });
    expect(labels).toEqual(labels.map((_, trial) => `trial ${trial + 1}`));
  });

  test("name the inputs of a network with an arm that waits", async () => {
    const subject = await subjectOf({ body: "arm", task: "delayed-reaches", steps: 60, hiddenSize: 2 });
    const size = inputGroups(subject).reduce((sum, group) => sum + group.size, 0);
    expect(size).toBe(subject.inputs.shape.at(-1));
  });
});
