import { concatenate, linalg, zeros, type NDArray } from "@proj/array";
import {
  addIntervenors,
  distinctPoints,
  fixedPoints,
  inputOutputJacobians,
  NetworkConstantInput,
  unitPerturbations,
  type FixedPoints,
} from "@proj/feedbax";
import { jit } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { key, split } from "@proj/random";
import type { RunModel } from "../run/bodies.ts";
import { inputGroups, type FigureSubject } from "./subject.ts";

/** What is added to the activity of a unit, at each step, to see what it does. */
export const drive = 0.1;

/** The output and the next activity of a network in one step, without what disturbs it. */
function stepOf({ model }: FigureSubject) {
  const { net } = model.step;
  const rest = net.init(key(0));
  const call = (input: NDArray, hidden: NDArray) => net.call({ input, intervene: {} }, rest.with({ hidden }), key(0));
  return {
    next: (input: NDArray) => (hidden: NDArray) => call(input, hidden).hidden,
    output: (input: NDArray, hidden: NDArray) => call(input, hidden).output!,
  };
}

/** Fixed points with the input that the network has at the end of the first trial, from activities of all trials. */
export function restingPoints(subject: FigureSubject): FixedPoints {
  const { hidden, inputs } = subject;
  const [trials = 0, time = 0, units = 0] = hidden.shape;
  const { next } = stepOf(subject);
  const steps = [0.25, 0.5, 0.75, 1].map((part) => Math.round(part * (time - 1)));
  const starts = hidden.get(`:${Math.min(trials, 4)}`, steps).reshape([-1, units]);
  const search = (input: NDArray, from: NDArray) => {
    const { points, speeds, jacobians } = fixedPoints(next(input), from, { maxSteps: 100 });
    return { points, speeds, jacobians };
  };
  const found = jit(search, { target: wasm() })(inputs.get(0, -1), starts);
  const { points } = found;
  const kept = distinctPoints(points, 0.1 * Math.sqrt(units));
  const list = points.toList() as number[][];
  const rows = (kept.toList() as number[][]).map((point) =>
    list.findIndex((other) => other.every((x, unit) => x === point[unit])),
  );
  return { points: kept, speeds: found.speeds.get(rows), jacobians: found.jacobians.get(rows) };
}

/** Eigenvalues of the network's Jacobians at its fixed points, `[points, units]`. */
export function spectraOf({ jacobians }: FixedPoints): NDArray {
  return linalg.eigvals(jacobians.get(":6"));
}

/** How the output of the network answers its input through the first trial, one column of derivatives for each group of inputs. */
export function gainsOf(subject: FigureSubject): { readonly jacobians: NDArray; readonly labels: readonly string[] } {
  const { hidden, inputs } = subject;
  const { output } = stepOf(subject);
  const gains = (x: NDArray, h: NDArray) => inputOutputJacobians(output, x, h).input;
  const jacobians = jit(gains, { target: wasm() })(inputs.get(0, "1:"), hidden.get(0, ":-1"));
  const groups = inputGroups(subject);
  if (groups.length === 0) return { jacobians, labels: [] };
  let begin = 0;
  const columns = groups.map(({ size }) => {
    const part = jacobians.get(":", ":", `${begin}:${begin + size}`);
    begin += size;
    // The norm over outputs and over the components of a group is that over one long axis.
    const filled = size === 2 ? part : concatenate([part, zeros([...part.shape.slice(0, 2), 2 - size])], { axis: 2 });
    return filled.reshape([filled.shape[0]!, -1, 1]);
  });
  return { jacobians: concatenate(columns, { axis: 2 }), labels: groups.map(({ name }) => name) };
}

/** What driving each unit does to the positions of the hand, `[units, trials, time, 2]`. */
export function perturbationsOf({ task, model, trials, hidden }: FigureSubject): NDArray {
  const [count = 0, , units = 0] = hidden.shape;
  const run = (amount: NDArray): NDArray => {
    const input = NetworkConstantInput.init({ unitSpec: amount });
    const driven: RunModel = addIntervenors(model, (m) => m.step.net, { hidden: [input] });
    return task.evalTrials(driven, trials, split(key(0), count))[0].mechanics.effector.pos;
  };
  return jit(() => unitPerturbations(run, units, drive), { target: wasm() })();
}
