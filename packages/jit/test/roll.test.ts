import { array, cos, debug, full, makeJaxpr, matmul, sin, tanh, where, type NDArray } from "@proj/array";
import {
  checkJaxpr,
  evaluateJaxpr,
  scanEvaluation,
  scanTypes,
  toHost,
  type Jaxpr,
  type ScanRules,
} from "@proj/array/core";
import { grad } from "@proj/autodiff";
import { longPrograms } from "@proj/generators/long-programs";
import { roll, simplify } from "@proj/jit/core";
import { expect, test } from "vitest";

type Program = (x: NDArray) => NDArray | readonly NDArray[];

const none = (): never => {
  throw new Error("rolled programs are not differentiated or simplified");
};
const rules: ScanRules = {
  types: scanTypes,
  evaluate: scanEvaluation,
  jvp: none,
  transpose: none,
  dependence: none,
  withBodies: none,
  simplified: none,
};

/** A program before and after, which has to compute the same to the last bit. */
function rolled(f: Program, x: NDArray): { readonly before: Jaxpr; readonly after: Jaxpr } {
  const { jaxpr, consts } = makeJaxpr(f)(x);
  const before = simplify(jaxpr);
  const after = roll(before, 0, rules);
  checkJaxpr(after);
  const operands = [...consts, x].map((operand) => toHost(operand, "test"));
  expect(evaluateJaxpr(after, operands)).toEqual(evaluateJaxpr(before, operands));
  return { before, after };
}

/** The lengths of the loops of a program. */
const loopsOf = ({ equations }: Jaxpr): readonly number[] =>
  equations.flatMap((equation) => (equation.primitive === "scan" ? [equation.params.length] : []));

const few = array([0.5, -0.25, 0.75]);

/** What is applied a number of times. */
const times =
  (n: number, next: (y: NDArray, k: number, x: NDArray) => NDArray): ((x: NDArray) => NDArray) =>
  (x) => {
    let y = x;
    for (let k = 0; k < n; k++) y = next(y, k, x);
    return y;
  };

test.each(longPrograms.map((program) => [program.title, program] as const))(
  "a long program computes the same, and is no longer: %s",
  (_, { make, argument }) => {
    const { before, after } = rolled(make(60), argument(60));
    expect(after.equations.length).toBeLessThanOrEqual(before.equations.length);
  },
);

test.each<[title: string, f: Program, loops: readonly number[]]>([
  ["reads the block before", times(50, (y) => sin(y).mul(0.5)), [49]],
  ["counts", times(50, (y, k) => where(y.gt(k + 3), y, cos(y))), [49]],
  ["counts downwards, in steps", times(50, (y, k) => tanh(y.mul(200 - 4 * k))), [49]],
  ["has another number every third time", times(60, (y, k) => sin(y).add(0.3 * (k % 3))), [18]],
  [
    "reads the two blocks before",
    (x) => {
      let [a, b] = [x, x.mul(2)];
      for (let k = 0; k < 50; k++) [a, b] = [b, sin(a.add(b))];
      return [a, b];
    },
    [49],
  ],
  ["is read backwards", grad((x: NDArray) => times(50, (y) => sin(y.mul(0.9)))(x).sum()), [49, 48]],
  ["is twice there", (x) => times(40, (y) => cos(y).mul(y))(times(40, (y, _, z) => sin(y).mul(z))(x)), [39, 39]],
  [
    "has results that are read later, one by one",
    (x) => {
      const all = [x];
      for (let k = 0; k < 40; k++) all.push(sin(all[k]!).mul(0.9));
      return [all[40]!, all[7]!.add(all[20]!)];
    },
    [39],
  ],
  ["is of halves", times(40, (y) => y.astype("float16").mul(y.astype("float16")).add(0.5)), [38]],
])("a loop that was written out %s", (_, f, loops) => {
  const { after } = rolled(f, few);
  expect(loopsOf(after).map((length, k) => Math.abs(length - loops[k]!) <= 2)).toEqual(loops.map(() => true));
});

test("blocks that need nothing of each other stay side by side, and so does what repeats too seldom", () => {
  const parts: Program = (x) => Array.from({ length: 100 }, (_, k) => sin(x.mul(k + 2)));
  for (const f of [parts, times(7, (y, _, x) => tanh(matmul(x.reshape([3, 1]), y.reshape([1, 3])).sum(0)))])
    expect(loopsOf(rolled(f, few).after)).toEqual([]);
});

test("what only looks alike costs no more than its length", () => {
  // Neighbours in a tree of sums differ in what they read.
  const tree: Program = (x) => {
    let level = Array.from({ length: 512 }, (_, k) => x.mul((k * k) % 97));
    while (level.length > 1) level = level.filter((_, k) => k % 2 === 0).map((y, k) => y.add(level[2 * k + 1]!));
    return level[0]!;
  };
  const begin = performance.now();
  rolled(tree, few);
  expect(performance.now() - begin).toBeLessThan(5000);
});

test("effects keep their order", () => {
  const seen: unknown[] = [];
  const f = times(30, (y, k) => (debug.callback((z: NDArray) => seen.push(z.toList()), y.mul(k)), sin(y)));
  rolled(f, full([1], 0.5));
  expect(seen.slice(0, 30)).toEqual(seen.slice(30));
});
