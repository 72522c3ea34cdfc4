import type { DType, TypedArray } from "@proj/array";
import type { BufferSpec, Contract, Cumulative, Expression, Scatter, Sort, Step, View } from "@proj/jit/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { emitProgram } from "../src/codegen/program.ts";
import { testCapabilities } from "./run-program.ts";
import { agree, buffer, numbers, program, run, view } from "./step-programs.ts";

const hardware = { ...testCapabilities, fastBarriers: true, unrolling: null };
const singleWorkgroup = { ...testCapabilities, mostWorkgroups: 1 };

/** How steps are given to the device: each a dispatch, or all to one workgroup. */
type Way = "dispatches" | "one workgroup";

const ways: readonly Way[] = ["dispatches", "one workgroup"];

function arranged(way: Way, steps: readonly Step[]): readonly Step[] {
  return way === "dispatches" ? steps : [{ kind: "tiles", counter: 99, count: 1, body: steps }];
}

function copy(dtype: DType, size: number, from: number, to: number): Step {
  const load: Expression = { op: "load", dtype, view: view(from, [1]) };
  return {
    kind: "loop",
    parallel: [size],
    reduced: [],
    expressions: [load],
    reductions: [],
    stores: [{ view: view(to, [1]), value: 0 }],
  };
}

const product = (lengths: readonly number[]): number => lengths.reduce((a, b) => a * b, 1);

/** Row-major strides. */
const dense = (lengths: readonly number[]): number[] => lengths.map((_, axis) => product(lengths.slice(axis + 1)));

describe.each(ways)("products, in %s", (way) => {
  const side = fc.integer({ min: 1, max: 20 });
  const sample = fc.record({
    batch: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }),
    m: side,
    n: side,
    k: side,
    dtype: fc.constantFrom<DType>("float32", "float32", "int32", "uint32"),
    accumulate: fc.boolean(),
    transposed: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
    reversed: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
  });
  type Sample = typeof sample extends fc.Arbitrary<infer T> ? T : never;

  function contraction({ batch, m, n, k, dtype, accumulate, transposed, reversed }: Sample) {
    const matrix = (id: number, rows: number, columns: number, swapped: boolean, backwards: boolean): View => {
      const [r, c] = swapped ? [1, rows] : [columns, 1];
      const outer = dense(batch).map((stride) => stride * rows * columns);
      return { ...view(id, [...outer, backwards ? -r : r, c], backwards ? r * (rows - 1) : 0) };
    };
    const count = product(batch);
    const sizes = [count * m * k, count * k * n, count * m * n];
    const buffers: BufferSpec[] = [
      ...sizes.map((size) => buffer(dtype, size, "input")),
      buffer(dtype, count * m * n, "output"),
    ];
    const contract: Contract = {
      kind: "contract",
      dtype,
      batch,
      m,
      n,
      k,
      lhs: matrix(0, m, k, transposed[0], reversed[0]),
      rhs: { packed: false, view: matrix(1, k, n, transposed[1], reversed[1]) },
      out: matrix(3, m, n, transposed[2], reversed[2]),
      accumulate,
      workspace: null,
    };
    const made = program(buffers, arranged(way, [copy(dtype, count * m * n, 2, 3), contract]));
    return { made, data: sizes.map((size, id) => numbers(size, id + 1, dtype)) };
  }

  test("are right for every layout, batch, dtype and operand that runs backwards", { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(sample, async (values) => {
        const { made, data } = contraction(values);
        await agree(made, data, values.dtype === "float32" ? 1e-6 * (values.k + 2) : 0);
      }),
      { numRuns: 16 },
    );
  });

  test.each([
    // Of many threads each has few results, whose code compiles sooner.
    [64, 64, 64, "float32", 256],
    [70, 65, 67, "float32", 64],
    [130, 33, 70, "int32", 256],
    [33, 257, 40, "float32", 256],
  ] as const)("of %i×%i×%i %s are right by tiles of %i threads", { timeout: 300_000 }, async (...sample) => {
    const [m, n, k, dtype, workgroupSize] = sample;
    const { made, data } = contraction({
      batch: m === 33 ? [2] : [],
      m,
      n,
      k,
      dtype,
      accumulate: n === 65,
      transposed: [n === 65, m === 33, false],
      reversed: [false, false, m === 70],
    });
    await agree(made, data, dtype === "float32" ? 1e-6 * k : 0, { ...hardware, workgroupSize });
  });

  // With edges that blocks do not reach, and without.
  const largeProducts: Readonly<Record<Way, readonly (readonly [m: number, n: number, k: number, dtype: DType])[]>> = {
    dispatches: [[67, 71, 9, "float32"]],
    "one workgroup": [
      [64, 64, 4, "float32"],
      [90, 66, 11, "int32"],
    ],
  };
  test.each(largeProducts[way])("of %i×%i×%i %s are right by large blocks for each thread", async (m, n, k, dtype) => {
    const { made, data } = contraction({
      batch: [],
      m,
      n,
      k,
      dtype,
      accumulate: n === 71,
      transposed: [n === 71, m === 90, false],
      reversed: [n === 66, n === 71, m === 67],
    });
    expect(
      emitProgram(made, singleWorkgroup)
        .kernels.map(({ code }) => code)
        .join(),
    ).toContain("a77");
    await agree(made, data, dtype === "float32" ? 1e-6 * k : 0, singleWorkgroup);
  });
});

describe.each(ways)("scatters, in %s", (way) => {
  const combinations = ["replace", "add", "mul", "min", "max"] as const;

  /** Rows of a matrix are updated at computed rows, many of them the same one. */
  function rows(combine: Scatter["combine"], dtype: DType, mode: "clip" | "fill", updates: number, width: number) {
    const height = 5;
    const buffers = [
      buffer(dtype, height * width, "input"),
      buffer("int32", updates, "input"),
      buffer(dtype, updates * width, "input"),
      buffer(dtype, height * width, "output"),
    ];
    const scatter: Scatter = {
      kind: "scatter",
      shared: false,
      dtype,
      combine,
      domain: [updates, width],
      updates: view(2, [width, 1]),
      indices: [{ value: view(1, [1, 0]), limit: height - 1, stride: width }],
      mode,
      target: view(3, [0, 1]),
    };
    const made = program(buffers, arranged(way, [copy(dtype, height * width, 0, 3), scatter]));
    const places = Int32Array.from({ length: updates }, (_, i) => ((i * 7) % 9) - 2);
    return { made, data: [numbers(height * width, 1, dtype), places, numbers(updates * width, 3, dtype)] };
  }

  test.each(
    combinations.flatMap((combine) =>
      (["float32", "int32", "uint32", "bool"] as const)
        // Of booleans the plain meaning has no sums and products.
        .filter((dtype) => dtype !== "bool" || !["add", "mul"].includes(combine))
        .map((dtype) => [combine, dtype] as const),
    ),
  )("%s %s where several updates meet", { timeout: 60_000 }, async (combine, dtype) => {
    for (const mode of ["clip", "fill"] as const) {
      const { made, data } = rows(combine, dtype, mode, 23, 3);
      // The plain meaning multiplies exactly up to 2⁵³.
      if (combine === "mul" && dtype === "uint32") data[2] = data[2]?.map((x) => x & 3) as TypedArray;
      await agree(made, data, dtype === "float32" ? 1e-6 : 0);
    }
  });

  test.each(combinations)("%s many updates at few places", { timeout: 300_000 }, async (combine) => {
    // What replaces is moved as it is.
    for (const dtype of combine === "replace" ? (["int32"] as const) : (["float32", "int32"] as const)) {
      const { made, data } = rows(combine, dtype, "fill", 3000, 1);
      if (combine === "mul" && dtype === "float32") data[2] = data[2]?.map((x) => 1 + x / 1000) as TypedArray;
      await agree(made, data, dtype === "float32" ? 1e-3 : 0);
    }
  });

  test("windows that overlap are written in order", { timeout: 60_000 }, async () => {
    const buffers = [
      buffer("int32", 12, "input"),
      buffer("int32", 6, "input"),
      buffer("int32", 18, "input"),
      buffer("int32", 12, "output"),
    ];
    const scatter: Scatter = {
      kind: "scatter",
      shared: false,
      dtype: "int32",
      combine: "replace",
      domain: [6, 3],
      updates: view(2, [3, 1]),
      indices: [{ value: view(1, [1, 0]), limit: 9, stride: 1 }],
      mode: "clip",
      target: view(3, [0, 1]),
    };
    const made = program(buffers, arranged(way, [copy("int32", 12, 0, 3), scatter]));
    const places = Int32Array.of(2, 1, 3, 2, 8, 20);
    await agree(made, [numbers(12, 1, "int32"), places, Int32Array.from({ length: 18 }, (_, i) => 100 + i)]);
  });

  test("of many windows in every column the last stays", { timeout: 120_000 }, async () => {
    // Pairs of rows of a 1300×3 matrix, from the last row upwards, three columns alike and two layers with indices of their own.
    const [layers, updates, height, width] = [2, 700, 1300, 3];
    const size = layers * height * width;
    const buffers = [
      buffer("int32", size, "input"),
      buffer("int32", layers * updates, "input"),
      buffer("int32", layers * updates * 2 * width, "input"),
      buffer("int32", size, "output"),
    ];
    const domain = [layers, updates, 2, width];
    const scatter: Scatter = {
      kind: "scatter",
      shared: false,
      dtype: "int32",
      combine: "replace",
      domain,
      updates: view(2, dense(domain)),
      indices: [{ value: view(1, [updates, 1, 0, 0]), limit: height - 2, stride: -width }],
      mode: "fill",
      target: view(3, [height * width, 0, width, 1], (height - 2) * width),
    };
    // Indices of negative stride start at the end of a layer.
    const made = program(buffers, arranged(way, [copy("int32", size, 0, 3), scatter]));
    const places = Int32Array.from({ length: layers * updates }, (_, i) => ((i * i * 7) % (height + 20)) - 10);
    const values = Int32Array.from({ length: layers * updates * 2 * width }, (_, i) => i);
    await agree(made, [numbers(size, 1, "int32"), places, values]);
  });
});

describe.each(ways)("sorts, in %s", (way) => {
  function sorted(rows: number, length: number, numKeys: number, dtypes: readonly DType[]) {
    const size = rows * length;
    const buffers = [
      ...dtypes.map((dtype) => buffer(dtype, size, "input")),
      ...dtypes.map((dtype) => buffer(dtype, size, "output")),
      buffer("int32", size, "output"),
      buffer("int32", 2 * size),
    ];
    const sort: Sort = {
      kind: "sort",
      domain: [rows, length],
      keys: dtypes.slice(0, numKeys).map((dtype, index) => ({ dtype, input: view(index, [length, 1]) })),
      moved: [...dtypes, null].map((dtype, index) => ({
        dtype: dtype ?? "int32",
        input: dtype === null ? null : view(index, [length, 1]),
        output: view(dtypes.length + index, [1, rows]),
      })),
      workspace: 2 * dtypes.length + 1,
      shared: false,
    };
    return program(buffers, arranged(way, [sort]));
  }

  test.each([
    [3, 1],
    [4, 17],
    [2, 128],
    [2, 129],
    [1, 700],
  ])("%i rows of %i, stably and with NaN last", { timeout: 120_000 }, async (rows, length) => {
    const size = rows * length;
    const keys = numbers(size, 5).map((x) => Math.round(x * 10) / 10) as TypedArray;
    if (size > 10) [keys[3], keys[5], keys[7], keys[9]] = [NaN, -0, 0, NaN];
    const places = Int32Array.from({ length: size }, (_, i) => i);
    await agree(sorted(rows, length, 1, ["float32", "int32"]), [keys, places]);
  });

  test.each([40, 200])("%i elements by two keys of several dtypes", { timeout: 120_000 }, async (length) => {
    const data = [numbers(length, 1, "bool"), numbers(length, 2, "uint32"), numbers(length, 3, "int32")];
    await agree(sorted(1, length, 2, ["bool", "uint32", "int32"]), data);
    await agree(sorted(1, length, 1, ["int32", "bool", "uint32"]), [data[2], data[0], data[1]] as TypedArray[]);
  });
});

describe.each(ways)("running folds, in %s", (way) => {
  test.each([
    [3, 1],
    [70, 5],
    [2, 127],
    [1, 128],
    [3, 333],
  ])("of %i rows of %i, forwards and backwards", { timeout: 120_000 }, async (rows, length) => {
    for (const reverse of [false, true]) {
      const folds: Cumulative["fold"][] = ["sum", "prod", "max", "min"];
      const size = rows * length;
      const buffers = [buffer("float32", size, "input"), ...folds.map(() => buffer("float32", size, "output"))];
      const steps = folds.map((fold, index): Step => ({
        kind: "cumulative",
        dtype: "float32",
        fold,
        reverse,
        domain: [rows, length],
        input: view(0, [1, rows]),
        output: view(1 + index, [length, 1]),
      }));
      const data = numbers(size, 3);
      if (size > 300) data[200] = NaN;
      await agree(program(buffers, arranged(way, steps)), [data], 1e-4);
    }
  });
});

test("a step without elements is no dispatch", async () => {
  const buffers = [buffer("float32", 0, "input"), buffer("float32", 0, "output")];
  const made = program(buffers, [copy("float32", 0, 0, 1)]);
  expect((await run(made, [new Float32Array()]))[0]).toHaveLength(0);
});
