import type { NDArray } from "@proj/array";
import { isArray } from "@proj/module";
import { keyString, leavesWithPath, type KeyPath } from "@proj/tree";
import { TargetSpec } from "../trials/target-spec.ts";
import type { TaskTrialSpec } from "../trials/trial-spec.ts";
import { line } from "./curves.ts";
import { axis, Figure, kindColor, layout, legendAbove, theme, timesOf, type JsonRecord } from "./figure.ts";
import { termName } from "./losses.ts";
import { plotPaths } from "./paths.ts";
import { checkAxes, readPlotOptions, type PlotOptions } from "./plot-options.ts";

/**
 * What a network is told in a trial over time, and when its epochs begin.
 *
 * @param trials - trials of a task, such as `task.validationTrials`; the first is shown.
 * @param options - `dt`; see {@link PlotOptions}.
 * @throws UsageError if there is no input over time, or an option does not exist.
 * @example
 * import { plotTrialInputs, SimpleReaches, simpleReachLoss } from "@proj/feedbax";
 * const task = new SimpleReaches({ lossFunc: simpleReachLoss(), nSteps: 10, workspace: [[-1, -1], [1, 1]] });
 * plotTrialInputs(task.validationTrials, { dt: 0.05 }).data.length; // → 4
 */
export function plotTrialInputs<State>(trials: TaskTrialSpec<State>, options?: PlotOptions): Figure {
  const { dt, timeTitle } = readPlotOptions("plotTrialInputs", options);
  const inputs = leavesWithPath(trials.inputs) as readonly (readonly [KeyPath, unknown])[];
  const curves = inputs.flatMap(([path, leaf]) => {
    if (!isArray(leaf)) return [];
    const name = termName(keyString(path, { simple: true, separator: " " }));
    checkAxes("plotTrialInputs", name, leaf, ["trials", "time", "components"]);
    const columns = leaf.get(0).mT.toList() as number[][];
    const parts =
      columns.length === 1 ? [""] : columns.length === 2 ? ["x", "y"] : columns.map((_, column) => `${column + 1}`);
    return columns.map((values, column) => ({ name: `${name} ${parts[column]}`.trim(), values }));
  });
  const [first] = curves;
  const times = timesOf(first?.values.length ?? 0, dt);
  const epochs = (trials.extra?.["epochStartIdxs"] as NDArray | undefined)?.get(0).toList() as number[] | undefined;
  return new Figure(
    curves.map(({ name, values }, index) =>
      line(name, times, values, kindColor(index), {
        line: { color: kindColor(index), width: 2, shape: "hv", dash: index < 6 ? "solid" : "dash" },
        hovertemplate: "%{y:.3f}",
      }),
    ),
    layout({
      xaxis: axis(timeTitle),
      yaxis: axis("Input"),
      hovermode: "x unified",
      legend: legendAbove,
      shapes: (epochs ?? []).slice(1).map((step): JsonRecord => ({
        type: "line",
        yref: "paper",
        x0: step * dt,
        x1: step * dt,
        y0: 0,
        y1: 1,
        line: { color: theme.rule, width: 1, dash: "dot" },
      })),
    }),
  );
}

/**
 * Where the effector should be in the trials of a task: squares at the starts, the way of the goal where it moves, circles where it ends.
 *
 * @param trials - trials of a reaching task, such as `task.validationTrials`.
 * @param options - `labels` of the trials, `title`; see {@link PlotOptions}.
 * @throws UsageError if trials have no start, or an option does not exist.
 * @example
 * import { plotTrialGoals, simpleReachLoss, Tracking } from "@proj/feedbax";
 * const task = new Tracking({ lossFunc: simpleReachLoss(), nSteps: 10, workspace: [[-1, -1], [1, 1]] });
 * plotTrialGoals(task.validationTrials).data.length; // → 24
 */
export function plotTrialGoals<State>(trials: TaskTrialSpec<State>, options?: PlotOptions): Figure {
  readPlotOptions("plotTrialGoals", options);
  const goals = trialGoals(trials);
  const starts = trialStarts(trials);
  return plotPaths(goals, { ...options, starts, goals: goals.get(":", -1) });
}

/**
 * Where each trial begins.
 *
 * @param trials - trials of a reaching task.
 * @returns `[trials, 2]`, in metres
 * @example
 * import { simpleReachLoss, SimpleReaches, trialStarts } from "@proj/feedbax";
 * const task = new SimpleReaches({ lossFunc: simpleReachLoss(), nSteps: 10, workspace: [[-1, -1], [1, 1]] });
 * trialStarts(task.validationTrials).shape; // → [7, 2]
 */
export function trialStarts<State>({ inits }: TaskTrialSpec<State>): NDArray {
  return (inits.get("mechanics.effector") as { readonly pos: NDArray }).pos;
}

/**
 * Where the effector should be at each time.
 *
 * @param trials - trials of a reaching task.
 * @returns `[trials, time, 2]`, in metres; time is 1 for a goal that stays.
 * @example
 * import { simpleReachLoss, Tracking, trialGoals } from "@proj/feedbax";
 * const task = new Tracking({ lossFunc: simpleReachLoss(), nSteps: 10, workspace: [[-1, -1], [1, 1]] });
 * trialGoals(task.validationTrials).shape.length; // → 3
 */
export function trialGoals<State>(trials: TaskTrialSpec<State>): NDArray {
  const given = trials.targets.get("mechanics.effector.pos");
  const target = given instanceof TargetSpec || given === undefined ? given : Object.values(given)[0];
  const value = target?.value ?? trialStarts(trials);
  return value.ndim > 2 ? value : value.reshape([-1, 1, 2]);
}
