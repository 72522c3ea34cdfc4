import { array, cos, linalg, ones, sin, stack, tanh, zeros, type NDArray } from "@proj/array";
import {
  DelayedReaches,
  delayedReachLoss,
  directionTuning,
  fixedPoints,
  LossDict,
  plotActivity,
  plotAlignedPaths,
  plotComponents,
  plotFixedPoints,
  plotLearning,
  plotLosses,
  plotMeasure,
  plotPaths,
  plotPreferredDirections,
  plotProfiles,
  plotRotations,
  plotSignals,
  plotSpectra,
  plotStepJacobians,
  plotTrialGoals,
  plotTrialInputs,
  plotTuningCurves,
  plotUnitPerturbations,
  principalComponents,
  rotationalDynamics,
  type Figure,
} from "@proj/feedbax";
import { describe, expect, test } from "vitest";

/** Two reaches of three steps, and as many activities of four units, with no randomness in them. */
const paths = array([[[0, 0], [0.5, 0.25], [1, 0]], [[0, 0], [-0.25, 0.5], [0, 1]]]); // prettier-ignore
const [starts, goals] = [paths.get(":", 0), paths.get(":", -1)];
const time = array([0, 1, 2, 3, 4, 5]);
const activity = stack(
  [0, 2].map((phase) =>
    stack([cos(time.add(phase)), sin(time.add(phase)), cos(time.mul(2)), time.mul(0.1)], { axis: 1 }),
  ),
);
const components = principalComponents(activity);
const directions = array([0, 1.5, 3, 4.5]);
const tuned = stack([cos(directions), sin(directions).mul(2), directions.mul(0)], { axis: 1 });
const task = new DelayedReaches({
  lossFunc: delayedReachLoss(),
  nSteps: 12,
  workspace: [
    [-1, -1],
    [1, 1],
  ],
  epochLenRanges: [
    [2, 3],
    [3, 4],
    [2, 3],
  ],
  evalNDirections: 2,
});
const losses = new LossDict({ terms: { effectorPosition: array([[4, 2], [2, 1]]), nnHidden: array([[0.2, 0.1], [0.1, 0.1]]) } }); // prettier-ignore
const found = () => fixedPoints((h) => tanh(h.mul(2)), array([[1.5, 0.5, -1, 1], [0, 0, 0, 0]])); // prettier-ignore

/** A call of each figure, and what its axes are called. */
const calls: Readonly<Record<string, readonly [() => Figure, x: string, y: string]>> = {
  plotLosses: [
    () => plotLosses(losses, { validation: { iterations: [2], total: array([1]) } }),
    "Iteration",
    "Loss (weighted)",
  ],
  plotLearning: [
    () => plotLearning({ field: array([[20, 18], [2, 4]]), "no field": array([-16, 0]) }, { title: "Deviation (mm)" }), // prettier-ignore
    "Point of measurement",
    "Deviation (mm)",
  ],
  plotPaths: [() => plotPaths(paths, { starts, goals, labels: ["a", "b"], dt: 0.1 }), "Position x (m)", "y (m)"],
  plotAlignedPaths: [() => plotAlignedPaths(paths, starts, goals), "To the goal (m)", "to the left (m)"],
  plotProfiles: [() => plotProfiles(paths.get("...", 0), { dt: 0.1, title: "x (m)" }), "Time (s)", "x (m)"],
  plotSignals: [() => plotSignals(paths, { labels: ["x", "y"] }), "Step", "Value"],
  plotMeasure: [() => plotMeasure(array([[1, 2], [3, 2]]), { title: "Error (mm)" }), "", "Error (mm)"], // prettier-ignore
  plotActivity: [() => plotActivity(activity.get(0)), "Step", "Hidden unit"],
  plotTuningCurves: [() => plotTuningCurves(tuned, directions), "Direction of movement (°)", "Mean activity"],
  plotPreferredDirections: [
    () => plotPreferredDirections(directionTuning(tuned, directions)),
    "Depth along x",
    "Depth along y",
  ],
  plotComponents: [() => plotComponents(components), "Component 1 (35 %)", "Component 2 (32 %)"],
  plotRotations: [
    () => plotRotations(components.scores, rotationalDynamics(components.scores, 0.1)),
    "x (1.80 turns a second)",
    "y (explained: 44 %)",
  ],
  plotFixedPoints: [() => plotFixedPoints(found(), components), "Component 1", "Component 2"],
  plotSpectra: [() => plotSpectra(linalg.eigvals(array([[[0, 1], [-1, 0]]]))), "Real part", "Imaginary part"], // prettier-ignore
  plotUnitPerturbations: [() => plotUnitPerturbations(array([[[[1, 0]]], [[[0, 3]]]]), { dt: 0.1 }), "Time (s)", "Unit, by its effect"], // prettier-ignore
  plotStepJacobians: [() => plotStepJacobians(array([[[3, 1], [4, 0]], [[0, 1], [0, 0]]])), "Step", "Gain"], // prettier-ignore
  plotTrialInputs: [() => plotTrialInputs(task.validationTrials, { dt: 0.1 }), "Time (s)", "Input"],
  plotTrialGoals: [() => plotTrialGoals(task.validationTrials, { title: "Goal" }), "Goal x (m)", "y (m)"],
};

describe("figures", () => {
  test.each(Object.entries(calls))("%s is what it was", async (name, [make, x, y]) => {
    const figure = make();
    const { xaxis, yaxis } = figure.layout as Record<"xaxis" | "yaxis", { readonly title: { readonly text: string } }>;
    expect([xaxis.title.text, yaxis.title.text]).toEqual([x, y]);
    await expect(`${figure.data.map((trace) => JSON.stringify(trace)).join("\n")}\n`).toMatchFileSnapshot(
      `traces/${name}.jsonl`,
    );
  });

  test("have colours of their own on light and on dark ground", () => {
    const figure = calls["plotLosses"]![0]();
    const colors = (name: "light" | "dark") => JSON.stringify(figure.inTheme(name)).match(/#[0-9a-f]{6}/g);
    expect(JSON.stringify(figure)).toContain("var(--ink)");
    expect(JSON.stringify([figure.inTheme("light"), figure.inTheme("dark")])).not.toContain("var(");
    expect(colors("light")).toHaveLength(colors("dark")!.length);
    expect(colors("light")).not.toEqual(colors("dark"));
  });

  test("are shown by notebooks", () => {
    const figure = calls["plotPaths"]![0]();
    const show = (figure as unknown as Readonly<Record<symbol, () => object>>)[Symbol.for("Jupyter.display")]!;
    expect(show.call(figure)).toEqual({ "application/vnd.plotly.v1+json": figure.inTheme("light") });
  });

  const flat = zeros([4]);
  test.each<readonly [string, () => unknown]>([
    ["plotLosses", () => plotLosses({ terms: {}, total: zeros([0]) })],
    ["plotLearning", () => plotLearning({})],
    ["plotLearning", () => plotLearning({ field: zeros([]) })],
    ["plotPaths", () => plotPaths(flat)],
    ["plotPaths", () => plotPaths(paths, { axes: ["shoulder"] as never })],
    ["plotPaths", () => plotPaths(paths, { goals: flat })],
    ["plotPaths", () => plotPaths(paths, { label: ["a"] } as never)],
    ["plotPaths", () => plotPaths([[0, 0]] as unknown as NDArray)],
    ["plotAlignedPaths", () => plotAlignedPaths(paths, flat, goals)],
    ["plotProfiles", () => plotProfiles(flat)],
    ["plotSignals", () => plotSignals(flat)],
    ["plotMeasure", () => plotMeasure(zeros([]))],
    ["plotActivity", () => plotActivity(flat, { dt: "1" } as never)],
    ["plotComponents", () => plotComponents(principalComponents(ones([2, 3, 1])))],
    ["plotRotations", () => plotRotations(flat, rotationalDynamics(components.scores))],
    ["plotFixedPoints", () => plotFixedPoints({ points: flat, speeds: flat }, components)],
    ["plotSpectra", () => plotSpectra(zeros([2, 2]))],
    ["plotUnitPerturbations", () => plotUnitPerturbations(paths)],
    ["plotStepJacobians", () => plotStepJacobians(flat)],
  ])("%s says what it wants", (name, call) => {
    expect(call).toThrow(new RegExp(`${name}[^]*received[^]*expected:[^]*to fix:`));
  });
});

test("the axes of paths can have names of their own", () => {
  const { layout } = plotPaths(paths, { title: "Torque", unit: "N m", axes: ["shoulder", "elbow"] });
  expect(layout).toMatchObject({
    xaxis: { title: { text: "Torque shoulder (N m)" } },
    yaxis: { title: { text: "elbow (N m)" } },
  });
});
