import { dtypes } from "@proj/array/core";
import type { DType, TypedArray } from "@proj/array";
import {
  interpreter,
  planMemory,
  validate,
  type BufferSpec,
  type Contract,
  type Expression,
  type Fold,
  type Program,
  type Step,
  type View,
} from "@proj/jit/core";
import { wasm } from "@proj/jit-wasm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hasRelaxedSimd } from "../src/features.ts";

const view = (buffer: number, strides: readonly number[] = [], offset = 0): View => ({
  buffer,
  offset,
  strides,
  dynamic: [],
});

function numbers(size: number, seed = 1, dtype: DType = "float32"): TypedArray {
  const data = dtypes[dtype].allocate(size);
  let state = seed;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[i] = dtypes[dtype].kind === "float" ? state / 2 ** 31 - 1 : Math.floor(state / 2 ** 28) - 8;
  }
  return data;
}

/** Runs the steps over buffers; inputs are in order of the data. */
function program(buffers: readonly BufferSpec[], steps: readonly Step[]): Program {
  const ids = (role: BufferSpec["role"]) => buffers.flatMap((buffer, id) => (buffer.role === role ? [id] : []));
  const made = planMemory(
    { stage: "scheduled", name: "test", buffers, inputs: ids("input"), outputs: ids("output"), steps, arena: null },
    wasm().limits,
  );
  validate(made);
  return made;
}

function run(made: Program, inputs: readonly TypedArray[], target = wasm()): TypedArray[] {
  const outputs = made.outputs.map((id) =>
    dtypes[made.buffers[id]?.dtype ?? "float32"].allocate(made.buffers[id]?.size ?? 0),
  );
  target.compile(made).run(inputs, outputs);
  return outputs;
}

const f32 = (size: number, role: BufferSpec["role"] = "scratch"): BufferSpec => ({ dtype: "float32", size, role });
const i32 = (size: number, role: BufferSpec["role"] = "scratch"): BufferSpec => ({ dtype: "int32", size, role });

function reduce(parallel: number[], reduced: number[], strides: number[], folds: readonly Fold[], out: number[]): Step {
  return {
    kind: "loop",
    parallel,
    reduced,
    expressions: [{ op: "load", dtype: "float32", view: view(0, strides) }],
    reductions: folds.map((fold) => ({ fold, value: 0, dtype: fold === "argmax" ? "int32" : "float32" })),
    stores: folds.map((_, index) => ({ view: view(1 + index, out), value: index })),
  };
}

describe("long reductions", () => {
  test("sum a million times 0.1 to single precision, along lanes and across them", () => {
    const size = 1 << 20;
    const along = program([f32(size, "input"), f32(1, "output")], [reduce([], [size], [1], ["sum"], [])]);
    const tenth = new Float32Array(size).fill(0.1);
    const exact = size * Math.fround(0.1);
    expect(Math.abs((run(along, [tenth])[0]?.[0] ?? NaN) / exact - 1)).toBeLessThan(1e-6);
    const across = program([f32(size, "input"), f32(32, "output")], [reduce([32], [size / 32], [1, 32], ["sum"], [1])]);
    for (const sum of run(across, [tenth])[0] ?? []) expect(Math.abs((32 * sum) / exact - 1)).toBeLessThan(2e-5);
  });

  test.each([
    [37, 1000],
    [17, 256],
    [21, 321],
    [64, 512],
    [100, 1003],
  ])("fold %i columns of %i rows, several folds at once, every column once", (columns, rows) => {
    const folds: Fold[] = ["sum", "max", "min"];
    const made = program(
      [f32(rows * columns, "input"), ...folds.map(() => f32(2 * columns, "output"))],
      [reduce([columns], [rows], [1, columns], folds, [2])],
    );
    const x = numbers(rows * columns);
    const [sums, most, least] = run(made, [x]);
    for (let column = 0; column < columns; column++) {
      const values = Array.from({ length: rows }, (_, row) => x[row * columns + column] ?? NaN);
      expect(sums?.[2 * column]).toSatisfy(
        (sum: number) => Math.abs(sum - values.reduce((a, b) => a + b)) < 3e-7 * rows,
      );
      expect(most?.[2 * column]).toBe(Math.max(...values));
      expect(least?.[2 * column]).toBe(Math.min(...values));
    }
  });

  test("find the first of the largest, and NaN before all", () => {
    const made = program([f32(12, "input"), i32(3, "output")], [reduce([3], [4], [4, 1], ["argmax"], [1])]);
    const x = Float32Array.of(1, 5, 5, 2, NaN, 9, NaN, 0, -Infinity, -Infinity, -Infinity, -Infinity);
    expect([...(run(made, [x])[0] ?? [])]).toStrictEqual([1, 0, 0]);
  });
});

describe("control flow", () => {
  const add = (x: View, y: View, out: View): Step => ({
    kind: "loop",
    parallel: [3],
    reduced: [],
    expressions: [
      { op: "load", dtype: "int32", view: x },
      { op: "load", dtype: "int32", view: y },
      { op: "binary", dtype: "int32", name: "add", x: 0, y: 1 },
    ],
    reductions: [],
    stores: [{ view: out, value: 2 }],
  });
  const copy = (from: View, to: View): Step => ({
    kind: "loop",
    parallel: [3],
    reduced: [],
    expressions: [{ op: "load", dtype: "int32", view: from }],
    reductions: [],
    stores: [{ view: to, value: 0 }],
  });

  test("carries that change places do so at once", () => {
    // (a, b) becomes (b, a) five times.
    const buffers = [i32(3, "input"), i32(3, "input"), i32(3), i32(3), i32(3, "output"), i32(3, "output")];
    const one = [1];
    const scan: Step = {
      kind: "scan",
      counter: 0,
      length: 5,
      reverse: false,
      carries: [
        { current: 2, next: 3 },
        { current: 3, next: 2 },
      ],
      body: [],
    };
    const steps = [
      copy(view(0, one), view(2, one)),
      copy(view(1, one), view(3, one)),
      scan,
      copy(view(2, one), view(4, one)),
      copy(view(3, one), view(5, one)),
    ];
    const [a, b] = run(program(buffers, steps), [Int32Array.of(1, 2, 3), Int32Array.of(4, 5, 6)]);
    expect([...(a ?? []), ...(b ?? [])]).toStrictEqual([4, 5, 6, 1, 2, 3]);
  });

  test.each([false, true])("a scan reads and writes slices by its position (reverse: %s)", (reverse) => {
    const at = (buffer: number): View => ({
      buffer,
      offset: 0,
      strides: [1],
      dynamic: [{ kind: "counter", counter: 7, stride: 3 }],
    });
    const buffers = [i32(12, "input"), i32(3), i32(3), i32(12, "output")];
    const scan: Step = {
      kind: "scan",
      counter: 7,
      length: 4,
      reverse,
      carries: [{ current: 1, next: 2 }],
      body: [add(view(1, [1]), at(0), view(2, [1])), copy(view(2, [1]), at(3))],
    };
    const zero: Step = {
      kind: "loop",
      parallel: [3],
      reduced: [],
      expressions: [{ op: "constant", dtype: "int32", value: 0 }],
      reductions: [],
      stores: [{ view: view(1, [1]), value: 0 }],
    };
    const [sums] = run(program(buffers, [zero, scan]), [Int32Array.from({ length: 12 }, (_, i) => i)]);
    expect([...(sums ?? [])]).toStrictEqual(
      reverse ? [18, 22, 26, 18, 21, 24, 15, 17, 19, 9, 10, 11] : [0, 1, 2, 3, 5, 7, 9, 12, 15, 18, 22, 26],
    );
  });

  test.each([-5, 0, 1, 2, 9])("a conditional clamps its index, and a slice its start (%i)", (index) => {
    const buffers = [i32(1, "input"), i32(9, "input"), i32(3, "output"), i32(3, "output")];
    const start: View = {
      buffer: 1,
      offset: 0,
      strides: [1],
      dynamic: [{ kind: "element", at: view(0), limit: 2, stride: 3 }],
    };
    const back: View = {
      buffer: 1,
      offset: 6,
      strides: [-1],
      dynamic: [{ kind: "element", at: view(0), limit: 1, stride: 1 }],
    };
    const branches = [0, 3, 6].map((offset): Step[] => [copy(view(1, [1], offset), view(2, [1]))]);
    const data = [Int32Array.of(index), Int32Array.from({ length: 9 }, (_, i) => i * i)];
    const [chosen, sliced] = run(
      program(buffers, [{ kind: "cond", index: view(0), branches }, copy(start, view(3, [1]))]),
      data,
    );
    expect(sliced).toStrictEqual(chosen);
    const backwards = program(buffers.slice(0, 3), [copy(back, view(2, [1]))]);
    expect(run(backwards, data)).toStrictEqual(run(backwards, data, interpreter()));
  });
});

describe.each(hasRelaxedSimd() ? [true, false] : [false])("products with relaxed SIMD %s", (relaxedSimd) => {
  const side = fc.integer({ min: 1, max: 20 });
  const sample = fc.record({
    batch: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }),
    m: side,
    n: side,
    k: side,
    dtype: fc.constantFrom<DType>("float32", "float32", "float32", "float64", "int32"),
    accumulate: fc.boolean(),
    packed: fc.boolean(),
    transposed: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
    reversed: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
  });

  test("are right for every layout, batch, dtype and operand that runs backwards", () => {
    const target = wasm({ relaxedSimd });
    fc.assert(
      fc.property(sample, ({ batch, m, n, k, dtype, accumulate, packed, transposed, reversed }) => {
        const matrix = (
          buffer: number,
          rows: number,
          columns: number,
          swapped: boolean,
          backwards: boolean,
          withBatch = true,
        ): View => {
          const [r, c] = swapped ? [1, rows] : [columns, 1];
          const outer = withBatch
            ? batch.map((_, axis) => rows * columns * batch.slice(axis + 1).reduce((a, b) => a * b, 1))
            : [];
          return {
            buffer,
            offset: backwards ? r * (rows - 1) : 0,
            strides: [...outer, backwards ? -r : r, c],
            dynamic: [],
          };
        };
        const count = batch.reduce((a, b) => a * b, 1);
        const packs = packed ? target.limits.packedSize(k, n, dtype) : null;
        const spec = (size: number, role: BufferSpec["role"]): BufferSpec => ({ dtype, size, role });
        const buffers = [
          spec(count * m * k, "input"),
          spec((packs === null ? count : 1) * k * n, "input"),
          spec(count * m * n, "input"),
          spec(count * m * n, "output"),
          spec(packs === null ? 0 : Math.max(packs, k * n), "scratch"),
          spec(packs === null ? target.limits.contractWorkspace(m, n, k, dtype) : 0, "scratch"),
        ];
        const rhs = matrix(1, k, n, transposed[1], reversed[1], packs === null);
        const out = matrix(3, m, n, transposed[2], reversed[2]);
        const contract: Contract = {
          kind: "contract",
          dtype,
          batch,
          m,
          n,
          k,
          lhs: matrix(0, m, k, transposed[0], reversed[0]),
          rhs: packs === null ? { packed: false, view: rhs } : { packed: true, buffer: 4 },
          out,
          accumulate,
          workspace: packs === null && dtype === "float32" ? 5 : null,
        };
        const load: Expression = { op: "load", dtype, view: view(2, [1]) };
        const start: Step = {
          kind: "loop",
          parallel: [count * m * n],
          reduced: [],
          expressions: [load],
          reductions: [],
          stores: [{ view: view(3, [1]), value: 0 }],
        };
        const pack: Step[] = packs === null ? [] : [{ kind: "pack", dtype, k, n, source: rhs, target: 4 }];
        const made = program(buffers, [start, ...pack, contract]);
        const data = [0, 1, 2].map((id) => numbers(buffers[id]?.size ?? 0, id + 1, dtype));
        const [actual] = run(made, data, target);
        const [expected] = run(made, data, interpreter());
        const worst = Math.max(...(expected ?? []).map((value, place) => Math.abs(value - (actual?.[place] ?? NaN))));
        expect(worst).toBeLessThanOrEqual(1e-6 * (k + 2));
      }),
      { numRuns: 300 },
    );
  });
});
