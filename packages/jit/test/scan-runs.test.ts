import { concatenate, mean, scan, tanh, zeros, type NDArray, type Shape, type TypedArray } from "@proj/array";
import { abstractArray, dtypes, sizeOf, stage, toHost } from "@proj/array/core";
import { grad, vmap } from "@proj/autodiff";
import { compile, formatProgram, interpreter, visitSteps, type Program } from "@proj/jit/core";
import { expect, test } from "vitest";

const [units, inputs] = [3, 2];

/** What a recurrent network is trained for, and what its gradient is asked besides. */
interface Training {
  readonly steps: number;
  readonly rows: number;
  /** For each layer, whether it goes backwards. */
  readonly layers: readonly boolean[];
  /** What is summed up of the outputs, batch first. */
  readonly loss: (outputs: NDArray) => NDArray;
  /** Whether the outputs are wanted as well. */
  readonly keeps: boolean;
  /** Whether the network begins with what it is given. */
  readonly begins: boolean;
}

const losses: Readonly<Record<string, Training["loss"]>> = {
  "of each row": (y) => y.mul(0.1).pow(2).sum(),
  "over time": (y) => y.sum(1).pow(2).sum(),
  "of the last step": (y) => tanh(y.at(":", -1).get()).sum(),
  "between rows": (y) =>
    y
      .sub(mean(y, { axis: 0, keepdims: true }))
      .pow(2)
      .sum(),
};

function values(shape: Shape, seed: number): TypedArray {
  return Float32Array.from({ length: sizeOf(shape) }, (_, n) => ((n * 7919 + seed * 104_729) % 257) / 256 - 0.5);
}

/** The gradients of all weights, in tiles of so many rows, or whole. */
function gradients({ steps, rows, layers, loss, keeps, begins }: Training) {
  const shapes = [
    ...layers.map((_, n) => [units, units + (n === 0 ? inputs : units)]),
    [rows, steps, inputs],
    [rows, units],
  ];
  const network = (weights: readonly NDArray[], x: NDArray, h: NDArray): NDArray =>
    weights.reduce((seen, w, n) => {
      const step = (h: NDArray, x: NDArray) => {
        const next = tanh(w.dot(concatenate([h, x])));
        return [next, next] as const;
      };
      return scan(step, begins ? h : zeros([units]), seen, { reverse: layers[n]! })[1];
    }, x);
  const batched = (weights: readonly NDArray[], x: NDArray, h: NDArray): NDArray =>
    vmap((x: NDArray, h: NDArray) => network(weights, x, h))(x, h);
  const { jaxpr, consts } = stage(
    (all) => {
      const [weights, x, h] = [all.slice(0, -2), all.at(-2)!, all.at(-1)!];
      const slopes = grad((weights: readonly NDArray[]) => loss(batched(weights, x, h)))(weights);
      return [...slopes, ...(keeps ? [batched(weights, x, h)] : [])];
    },
    shapes.map((shape) => abstractArray(shape, "float32")),
    "gradients",
  );
  const args = [...consts.map((x) => toHost(x, "test").data), ...shapes.map(values)];
  return (length: number | null): { readonly program: Program; readonly outputs: () => TypedArray[] } => {
    const threading = { leastEffort: Infinity, leastIntensity: 0, pieces: 1, atOnce: true };
    const limits = length === null ? {} : { tileRows: () => length, threading };
    const { executable, program } = compile("program", jaxpr, interpreter(limits));
    const results = jaxpr.outputs.map(({ aval: { shape, dtype } }) => dtypes[dtype].allocate(sizeOf(shape)).fill(7));
    return { program, outputs: () => executable.run(args, results) };
  };
}

/** How many scans there are in the same tiles, at most. */
function scansTogether({ steps }: Program): number {
  let most = 0;
  visitSteps(steps, (step) => {
    if (step.kind === "tiles") most = Math.max(most, step.body.filter(({ kind }) => kind === "scan").length);
  });
  return most;
}

function expectSame(training: Training, length: number): Program {
  const run = gradients(training);
  const [whole, tiled] = [run(null), run(length)];
  const others = tiled.outputs();
  whole.outputs().forEach((values, n) => {
    const largest = Math.max(1, ...(values as Float32Array).map(Math.abs));
    for (const [at, value] of values.entries())
      expect(Math.abs(value - Number(others[n]![at])), formatProgram(tiled.program)).toBeLessThan(1e-5 * largest);
  });
  return tiled.program;
}

const plain: Training = {
  steps: 6,
  rows: 8,
  layers: [false],
  loss: losses["of each row"]!,
  keeps: false,
  begins: false,
};

test.each<[string, Partial<Training>, number]>([
  ["a recurrence and its gradient", {}, 2],
  ["two layers and their gradients", { layers: [false, true] }, 4],
  ["a recurrence whose results are wanted as well", { keeps: true }, 2],
  ["a recurrence that begins with what it is given", { begins: true }, 2],
  ["a loss of sums over time", { loss: losses["over time"]! }, 2],
  ["a loss of the last step", { loss: losses["of the last step"]! }, 2],
])("%s run in the same tiles", (_, training, scans) => {
  expect(scansTogether(expectSame({ ...plain, ...training }, 4))).toBe(scans);
});

test("what sums over rows stands between tiles", () => {
  expect(scansTogether(expectSame({ ...plain, loss: losses["between rows"]! }, 4))).toBe(1);
});

test("what scans stack for each other needs room for the rows of a tile alone", () => {
  const run = gradients({ ...plain, rows: 64, steps: 20 });
  const [whole, tiled] = [run(null).program, run(4).program];
  expect(tiled.arena.bytes).toBeLessThan(whole.arena.bytes / 2);
});

test("stacks that would not stay in a cache lie outside of tiles", () => {
  // 6,400 steps of 100 rows would take 19 MB.
  const { program } = gradients({ ...plain, rows: 200, steps: 6400 })(100);
  expect(scansTogether(program)).toBe(1);
});

test("networks of all kinds mean the same in tiles", () => {
  const of = <T>(choices: readonly T[], seed: number): T => choices[seed % choices.length]!;
  for (let seed = 0; seed < 20; seed++) {
    const bits = (seed * 2654435761) >>> 8;
    const training: Training = {
      steps: of([1, 2, 5, 12], bits),
      rows: of([2, 5, 9], bits >>> 2),
      layers: of([[false], [true], [false, true], [true, false], [false, false]], bits >>> 5),
      loss: of(Object.values(losses), seed),
      keeps: of([true, false], bits >>> 9),
      begins: of([true, false], bits >>> 10),
    };
    expectSame(training, of([1, 3, 4], bits >>> 12));
  }
});
