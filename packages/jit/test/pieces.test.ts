import { matmul, ones, tanh, makeJaxpr, type NDArray } from "@proj/array";
import {
  cutForThreads,
  interpreter,
  lower,
  schedule,
  simplify,
  tileScans,
  visitSteps,
  type Step,
} from "@proj/jit/core";
import { expect, test } from "vitest";

/** How long steps are to be for a thread to be woken. */
const leastEffort = 2 ** 20;

/** The pieces of the steps of a function of ones; null for a step that is whole. */
function piecesOf(f: (...args: NDArray[]) => NDArray | readonly NDArray[], ...shapes: number[][]) {
  const { limits } = interpreter({ threading: { leastEffort, leastIntensity: 0, pieces: 8, atOnce: true } });
  const { jaxpr } = makeJaxpr(f)(...shapes.map((shape) => ones(shape)));
  const program = cutForThreads(schedule(tileScans(lower("f", simplify(jaxpr), limits), limits), limits), limits);
  const counts = (step: Step): number | null => {
    let count = 0;
    visitSteps([step], (inner) => {
      if (inner.kind === "tiles") count += inner.count;
    });
    return count === 0 ? null : count;
  };
  return program.steps.map(counts);
}

test.each([
  [
    "a long product, by its rows, of which 5 times 48 are there",
    (x, y) => matmul(x, y),
    [
      [250, 512],
      [512, 100],
    ],
    [4],
  ],
  [
    "a long product, by its columns",
    (x, y) => matmul(x, y),
    [
      [128, 512],
      [512, 512],
    ],
    [8],
  ],
  ["a transposition, whose elements go one by one", (x) => x.transpose(), [[512, 512]], [8]],
  ["as long a copy of neighbours, which is short", (x) => x.add(1), [[256, 512]], [null]],
  ["a short step alone", (x) => tanh(x), [[64, 64]], [null]],
  [
    "the same step behind a long one",
    (x, y) => [matmul(y, y), tanh(x)],
    [
      [128, 128],
      [256, 256],
    ],
    [8, 8],
  ],
] as readonly [string, (...args: NDArray[]) => NDArray | readonly NDArray[], number[][], (number | null)[]][])(
  "pieces of %s",
  (_, f, shapes, expected) => {
    expect(piecesOf(f, ...shapes)).toEqual(expected);
  },
);
