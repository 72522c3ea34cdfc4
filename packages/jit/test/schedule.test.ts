import { scan, tanh, whileLoop } from "@proj/array";
import { abstractArray, bind, evaluateJaxpr, formatJaxpr, fromHostData, stage, toHost } from "@proj/array/core";
import type { DType, NDArray, Shape, TypedArray } from "@proj/array";
import type { Jaxpr } from "@proj/array/core";
import {
  compile,
  explain,
  formatProgram,
  interpreter,
  manyAtOnce,
  type ParallelSizes,
  type Program,
} from "@proj/jit/core";
import { applyPrimitive, Draw, everySample } from "@proj/generators/primitive-samples";
import { randomMixedProgram, randomProgram } from "@proj/generators/random-programs";
import { describe, expect, test } from "vitest";

const usual: ParallelSizes = { privateBytes: 16384, width: 64, smallStep: 2000 };
/** Scans run in tiles of two rows where they can. */
const target = (parallelism: ParallelSizes | null) =>
  interpreter({
    packedSize: () => null,
    parallelism: parallelism === null ? null : manyAtOnce(parallelism),
    tileRows: (rows) => (parallelism === null ? null : Math.min(2, rows)),
  });

function run(name: string, jaxpr: Jaxpr, args: readonly TypedArray[], parallelism: ParallelSizes | null): TypedArray[] {
  const outputs = jaxpr.outputs.map(({ aval: { shape, dtype } }) =>
    fromHostData(new Float64Array(shape.reduce((a, b) => a * b, 1)), shape, dtype)
      .dataSync()
      .slice()
      .fill(7),
  );
  compile(name, jaxpr, target(parallelism)).executable.run(args, outputs);
  return outputs;
}

const program = (
  name: string,
  f: (...args: NDArray[]) => NDArray | readonly NDArray[],
  ...types: [Shape, DType?][]
): Program =>
  compile(
    name,
    stage(
      (args) => [f(...args)].flat(),
      types.map(([shape, dtype]) => abstractArray(shape, dtype ?? "float32")),
      name,
    ).jaxpr,
    target(usual),
  ).program;

describe("a scheduled program computes", () => {
  test.each([
    ["whatever is small in tiles", usual],
    ["nothing in tiles, as much as possible in groups", { ...usual, smallStep: 0 }],
    ["a little in tiles", { ...usual, smallStep: 30 }],
  ])("exactly what it computes step by step: %s", (_, parallelism) => {
    for (let seed = 0; seed < 300; seed++) {
      const { apply, operands, types } = randomMixedProgram(seed);
      const { jaxpr, consts } = stage(apply, types, `program ${seed}`);
      const args = [...consts, ...operands()].map((x) => toHost(x, "test").data);
      // With a width of 1 nothing is split, so that sums are the same to the last digit.
      const scheduled = run("scheduled", jaxpr, args, { ...parallelism, width: 1 });
      expect(scheduled, `program ${seed}\n${formatJaxpr(jaxpr)}`).toEqual(run("plain", jaxpr, args, null));
    }
  });

  test("what evaluation computes, for continuous random programs", () => {
    for (let seed = 0; seed < 200; seed++) {
      const { apply, operands, types } = randomProgram(seed);
      const { jaxpr, consts } = stage(apply, types, `program ${seed}`);
      const args = [...consts, ...operands()].map((x) => toHost(x, "test"));
      const expected = evaluateJaxpr(jaxpr, args);
      const data = args.map(({ data }) => data);
      for (const smallStep of [2000, 50]) {
        run(`program ${seed}`, jaxpr, data, { ...usual, smallStep }).forEach((output, index) =>
          output.forEach((value, position) =>
            expect(
              Math.abs(value - expected[index]!.data[position]!),
              `program ${seed}, output ${index}, element ${position}`,
            ).toBeLessThan(1e-4),
          ),
        );
      }
    }
  });

  // Complex numbers become pairs of real ones in a pass before those that are tried here.
  const samples = everySample.filter(({ primitive, sample }) => sample.evaluates && primitive !== "complex");
  test.each(samples.map((entry) => [`${entry.primitive}: ${entry.sample.title}`, entry] as const))(
    "what it computes step by step: %s",
    (_, { primitive, sample }) => {
      const { operands, params } = sample.make(new Draw(1));
      const { jaxpr, consts } = stage(
        (args) => applyPrimitive(primitive, args, params),
        operands.map((x) => x.aval),
        primitive,
      );
      const args = [...consts, ...operands].map((x) => toHost(x, "test").data);
      expect(run(primitive, jaxpr, args, usual)).toEqual(run(primitive, jaxpr, args, null));
      expect(run(primitive, jaxpr, args, { ...usual, smallStep: 0 })).toEqual(run(primitive, jaxpr, args, null));
    },
  );
});

/** Values that make sums exact, products and extremes distinct. */
const ramp = (size: number): Float32Array => Float32Array.from({ length: size }, (_, n) => ((n * 7919) % 257) - 128);

describe("a long fold with few results is cut in parts:", () => {
  const folds = ["reduceSum", "reduceMax", "reduceMin"] as const;
  const cases: readonly (readonly [Shape, readonly number[]])[] = [
    [[1024], [0]],
    [[4999], [0]],
    [[3, 1021], [1]],
    [[1021, 3], [0]],
    [
      [7, 130, 11],
      [0, 1],
    ],
    [
      [7, 3, 211],
      [0, 2],
    ],
    [
      [40, 7, 131],
      [0, 2],
    ],
    [
      [997, 2, 3],
      [0, 1, 2],
    ],
  ];
  test.each(cases)("%j over %j", (shape, axes) => {
    const { jaxpr } = stage(
      ([x]) => folds.map((fold) => bind(fold, [x!], { axes })[0]),
      [abstractArray(shape, "float32")],
      "folds",
    );
    const data = [ramp(shape.reduce((a, b) => a * b, 1))];
    expect(run("folds", jaxpr, data, usual)).toEqual(run("folds", jaxpr, data, null));
    const { steps } = compile("folds", jaxpr, target(usual)).program;
    expect(steps.length).toBe(2);
  });

  test("positions along cut axes stay what they were", () => {
    for (const length of [1024, 4999]) {
      const { jaxpr } = stage(
        ([x]) => [
          bind("iota", [], { dtype: "int32", shape: [length], dimension: 0 })[0]
            .mul(x!)
            .sum(),
        ],
        [abstractArray([length], "int32")],
        "positions",
      );
      const data = [Int32Array.from(ramp(length))];
      expect(run("positions", jaxpr, data, usual)).toEqual(run("positions", jaxpr, data, null));
    }
  });

  test("but not to find where the largest element is", () => {
    expect(program("largest", (x) => bind("argmax", [x], { axis: 0 })[0], [[9000]]).steps.length).toBe(1);
  });

  test("products over a long axis, with and without a rest", () => {
    for (const [m, k, n] of [
      [5, 1024, 3],
      [5, 4999, 3],
      [40, 1999, 33],
    ] as const) {
      const { jaxpr } = stage(
        ([x, y]) => [x!.T.dot(y!)],
        [abstractArray([k, m], "float32"), abstractArray([k, n], "float32")],
        "product",
      );
      const data = [ramp(k * m), ramp(k * n)];
      expect(run("product", jaxpr, data, usual)).toEqual(run("product", jaxpr, data, null));
      expect(compile("product", jaxpr, target(usual)).program.steps.length).toBe(2);
    }
  });

  test("the sum of a long vector", () => {
    expect(formatProgram(program("total", (x) => x.mul(x).sum(), [[10_007]]))).toMatchInlineSnapshot(`
      "program total
        %0: f32[10007] input
        %1: f32[1] output
        %2: f32[60] scratch
      group
        loop 59 folding 167
          e0 = %0[167·i0 + i1]:f32
          e1 = mul e0 e0
          %2[i0] ← sum e1
        loop 1 folding 154
          e0 = %0[i0 + 9853]:f32
          e1 = mul e0 e0
          %2[59] ← sum e1
      loop 1 folding 60
        e0 = %2[i0]:f32
        %1[0] ← sum e0"
    `);
  });

  test("the gradient of a weight matrix", () => {
    expect(formatProgram(program("gradient", (x, delta) => delta.T.dot(x), [[25_000, 50]], [[25_000, 150]])))
      .toMatchInlineSnapshot(`
        "program gradient
          %0: f32[1250000] input
          %1: f32[3750000] input
          %2: f32[7500] output
          %3: f32[187500] scratch
        contract 25×150×50×1000 %1[150000·i0 + i1 + 150·i2] · %0[50000·i0 + 50·i1 + i2] → %3[7500·i0 + 50·i1 + i2]
        loop 150×50 folding 25
          e0 = %3[50·i0 + i1 + 7500·i2]:f32
          %2[50·i0 + i1] ← sum e0"
      `);
  });
});

describe("dispatches are few:", () => {
  /** Small steps that depend on each other: cumulative sums do not fuse. */
  const link = (x: NDArray): NDArray => bind("cumsum", [x], { axis: 0, reverse: false })[0];

  test("a chain of small steps is one tile", () => {
    expect(formatProgram(program("chain", (x) => link(link(link(x)).mul(2)), [[5]]))).toMatchInlineSnapshot(`
      "program chain
        %0: f32[5] input
        %1: f32[5] output
        %2: f32[5] scratch
        %3: f32[5] scratch
        %4: f32[5] scratch
      tiles t0 of 1
        running sum 5 %0[i0] → %2[i0]
        running sum 5 %2[i0] → %3[i0]
        loop 5
          e0 = %3[i0]:f32
          e1 = 2:f32
          e2 = mul e0 e1
          %4[i0] ← e2
        running sum 5 %4[i0] → %1[i0]"
    `);
  });

  test("independent updates are one group", () => {
    const update = (x: NDArray, dx: NDArray): NDArray => x.sub(dx.mul(0.1));
    expect(
      formatProgram(
        program(
          "update",
          (a, b, c, da, db, dc) => [update(a, da), update(b, db), update(c, dc)],
          [[100, 50]],
          [[100, 8]],
          [[3]],
          [[100, 50]],
          [[100, 8]],
          [[3]],
        ),
      ),
    ).toMatchInlineSnapshot(`
      "program update
        %0: f32[5000] input
        %1: f32[800] input
        %2: f32[3] input
        %3: f32[5000] input
        %4: f32[800] input
        %5: f32[3] input
        %6: f32[5000] output
        %7: f32[800] output
        %8: f32[3] output
      group
        loop 100×50
          e0 = %0[50·i0 + i1]:f32
          e1 = %3[50·i0 + i1]:f32
          e2 = 0.10000000149011612:f32
          e3 = mul e1 e2
          e4 = sub e0 e3
          %6[50·i0 + i1] ← e4
        loop 100×8
          e0 = %1[8·i0 + i1]:f32
          e1 = %4[8·i0 + i1]:f32
          e2 = 0.10000000149011612:f32
          e3 = mul e1 e2
          e4 = sub e0 e3
          %7[8·i0 + i1] ← e4
        loop 3
          e0 = %2[i0]:f32
          e1 = %5[i0]:f32
          e2 = 0.10000000149011612:f32
          e3 = mul e1 e2
          e4 = sub e0 e3
          %8[i0] ← e4"
    `);
  });

  test("pieces of one array are stored together", () => {
    const { steps } = program(
      "join",
      (x, y) => bind("concatenate", [link(x), link(y)], { dimension: 1 })[0],
      [[100, 60]],
      [[100, 50]],
    );
    expect(steps.map(({ kind }) => kind)).toEqual(["group", "group"]);
  });

  test("a small loop is one tile with what it depends on, a large one is recorded", () => {
    const turns = (length: number) => (x: NDArray) =>
      scan((h: NDArray) => [tanh(link(h)), null] as const, x, null, { length })[0];
    const loop = turns(10);
    expect(program("small", loop, [[20]]).steps.map(({ kind }) => kind)).toEqual(["tiles"]);
    expect(program("large", loop, [[2000]]).steps.map(({ kind }) => kind)).toEqual(["loop", "scan", "loop"]);
    // So long in one dispatch, a device would be thought to hang; each iteration is one.
    expect(program("long", turns(1_000_000), [[20]]).steps.map(({ kind }) => kind)).toEqual(["loop", "scan", "loop"]);
    const grown = (x: NDArray): NDArray =>
      whileLoop(
        (y: NDArray) => y.lt(100),
        (y: NDArray) => y.mul(2).add(1),
        x,
      );
    expect(program("search", grown, [[], "float32"]).steps.map(({ kind }) => kind)).toEqual(["tiles"]);
  });

  test("explain counts them", () => {
    const loop = (x: NDArray): NDArray =>
      scan((h: NDArray) => [tanh(link(link(h))), null] as const, x, null, { length: 10 })[0];
    const counted = (name: string, size: number): string =>
      explain(program(name, loop, [[size]]), { parallelism: manyAtOnce(usual) }).split(",")[0]!;
    expect(counted("small", 20)).toBe("small: 7 steps in 1 dispatches");
    expect(counted("large", 3000)).toBe("large: 6 steps in 32 dispatches");
  });
});
