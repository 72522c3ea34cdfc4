import {
  cumsum,
  dot,
  matmul,
  mean,
  nanmean,
  nanstd,
  nanvar,
  nn,
  std,
  sum,
  variance,
  type FloatDType,
  type NDArray,
} from "@proj/array";
import { fromHostData, roundToHalf } from "@proj/array/core";
import * as lax from "@proj/array/lax";
import { logsumexp } from "@proj/array/special";
import { LayerNorm } from "@proj/module";
import { globalNorm } from "@proj/optim";
import { beforeAll, describe, expect, test } from "vitest";
import { caseOf } from "../src/case.ts";
import type { Subject } from "../src/subject.ts";
import { subjects, type SubjectName } from "../src/subjects.ts";

/*
 * Long sums: on every target their error stays below a constant times the rounding of one addition, whatever the length. All sums
 * of one length are one program, which is given one hard input after the other.
 */

/** Every way in which programs come by sums with many terms: along one axis, across others, over several, running, of products. */
function longSums(x: NDArray): readonly NDArray[] {
  const n = x.size;
  const edge = Math.floor(Math.cbrt(n));
  const rows = x.reshape([n / 4, 4]);
  const columns = x.reshape([4, n / 4]);
  const cube = lax.slice(x, [0], [edge ** 3]).reshape([edge, edge, edge]);
  return [
    x.sum(),
    rows.sum(0),
    columns.sum(1),
    x.reshape([n / 32, 32]).sum(0),
    x.reshape([n / 64, 32, 2]).sum([0, 2]),
    cube.sum(),
    cube.sum([0, 2]),
    cumsum(x),
    cumsum(rows, 0),
    cumsum(columns, 1),
    lax.cumsum(x, 0, true),
  ];
}

/** Products are sums too; they are added up in parts of some thousand terms. */
const longProducts = (x: NDArray): readonly NDArray[] => {
  const rows = x.reshape([x.size / 4, 4]);
  return [matmul(rows.T, rows), matmul(x, x)];
};

/** What rounding can spoil: errors that all point one way, sums that cancel, terms that are too small beside the first. */
const hard: Readonly<Record<string, (k: number) => number>> = {
  "all equal": () => 0.1,
  alternating: (k) => (k % 2 === 0 ? 1000.1 : -1000),
  "huge first": (k) => (k === 0 ? 1e8 : 1.1),
};

/** How many roundings of the sum of magnitudes a result may be off: epsilon is the distance from 1 to the next number. */
const mostRoundings = { sums: 32, products: 512 };
const epsilon = 2 ** -23;

function inDouble(f: (x: NDArray) => readonly NDArray[], values: Float32Array, of: (value: number) => number) {
  const x = fromHostData(Float64Array.from(values, of), [values.length], "float64");
  return f(x).map((result) => result.dataSync());
}

/** How many roundings of the sum of magnitudes the worst result is off. */
function roundings(results: ArrayLike<number>, exact: ArrayLike<number>, magnitudes: ArrayLike<number>): number {
  let worst = 0;
  for (let k = 0; k < results.length; k++)
    worst = Math.max(worst, Math.abs(results[k]! - exact[k]!) / (magnitudes[k]! * epsilon));
  return worst;
}

const subjectsAndLengths: readonly (readonly [name: SubjectName, length: number])[] = [
  ["wasm", 1_000_000],
  ["wasm-unfused", 1_000_000],
  ["webgpu", 131_072],
];

interface Reference {
  readonly values: Float32Array;
  readonly exact: readonly ArrayLike<number>[];
  readonly magnitudes: readonly ArrayLike<number>[];
}

const known = new Map<string, Reference>();

function referenceOf(kind: "sums" | "products", input: string, length: number): Reference {
  const key = `${kind} ${input} ${length}`;
  const old = known.get(key);
  if (old !== undefined) return old;
  const f = kind === "sums" ? longSums : longProducts;
  const values = Float32Array.from({ length }, (_, k) => hard[input]!(k));
  const made = { values, exact: inDouble(f, values, (v) => v), magnitudes: inDouble(f, values, Math.abs) };
  known.set(key, made);
  return made;
}

describe.each(subjectsAndLengths)("on %s", (name, length) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await subjects[name]();
  });

  test.each(["sums", "products"] as const)(
    `${length} numbers: the error of %s is that of a few roundings`,
    async (kind) => {
      const staged = caseOf(kind, ([x]) => (kind === "sums" ? longSums : longProducts)(x!), [
        fromHostData(new Float32Array(length), [length], "float32"),
      ]);
      for (const input of Object.keys(hard)) {
        const { values, exact, magnitudes } = referenceOf(kind, input, length);
        const [given] = staged.inputs;
        const results = await subject.run(kind, staged.jaxpr, [{ ...given!, data: values }]);
        results.forEach((result, index) => {
          const worst = roundings(result, exact[index]!, magnitudes[index]!);
          expect(worst, `result ${index} of ${input}`).toBeLessThan(mostRoundings[kind]);
        });
      }
    },
  );
});

/** Everything that adds up halves, or squares of them, on the way to a result that is a half again. */
const averages = (x: NDArray): readonly NDArray[] => {
  const rows = x.reshape([-1, 5]);
  return [
    mean(x),
    mean(rows, { axis: 0, keepdims: true }),
    mean(x, { where: x.gt(0) }),
    variance(x, { ddof: 1 }),
    variance(rows, 0),
    std(x),
    nanmean(x),
    nanvar(rows, 1),
    nanstd(x),
    sum(x),
    cumsum(x),
    nn.softmax(x),
    nn.softmax(rows, 0),
    nn.logSoftmax(x),
    logsumexp(x),
    logsumexp(rows, { axis: 1, b: rows }),
    LayerNorm.init(x.shape).call(x),
    globalNorm({ x, rows }),
    dot(x, x.div(x.size)),
    matmul(rows.T, rows.div(x.size)),
  ];
};

const halves: Readonly<Record<string, readonly [length: number, (k: number) => number]>> = {
  "a sum above the largest half": [300, () => 500],
  "terms below half a unit of their sum": [100_000, () => 1e-5],
  "squares above the largest half": [400, (k) => (k % 2 === 0 ? 200 : -200)],
  "numbers close together": [1000, (k) => 99 + k / 500],
};

describe("halves are averaged in single precision and rounded at the end", () => {
  test.each(Object.entries(halves))("%s", async (_, [length, make]) => {
    const values = Float32Array.from({ length }, (_, k) => roundToHalf(make(k)));
    const of = (dtype: FloatDType) => fromHostData(values.slice(), [length], dtype);
    const expected = averages(of("float32")).map((result) => result.astype("float16").dataSync());
    const { jaxpr, inputs } = caseOf("averages", ([x]) => averages(x!), [of("float16")]);
    const eager = averages(of("float16"));
    expect(eager.map(({ dtype }) => dtype)).toEqual(eager.map(() => "float16"));
    const compiled = await (await subjects.wasm()).run("averages", jaxpr, inputs);
    expected.forEach((wanted, index) => {
      for (const got of [eager[index]!.dataSync(), compiled[index]!])
        got.forEach((value, k) => {
          const unit = Math.max(2 ** -24, 2 ** (Math.floor(Math.log2(Math.abs(wanted[k]!))) - 10));
          if (!Object.is(value, wanted[k]))
            expect(Math.abs(value - wanted[k]!), `result ${index} at ${k}: ${value}, not ${wanted[k]}`).toBeLessThan(
              1.5 * unit,
            );
        });
    });
  });
});
