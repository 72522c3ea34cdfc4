import { dtypes } from "@proj/array/core";
import type { DType, TypedArray } from "@proj/array";
import { validate, type Expression, type Fold, type Loop, type View } from "@proj/jit/core";
import { describe, expect, test } from "vitest";
import type { Capabilities } from "../src/codegen/capabilities.ts";
import { compileLoops, toProgram, type Buffer, type Workers } from "./loop-programs.ts";
import { runProgram, testCapabilities } from "./run-program.ts";

const at = (buffer: number, strides: readonly number[] = [], offset = 0): View => ({
  buffer,
  offset,
  strides,
  dynamic: [],
});
const buffer = (role: Buffer["role"], dtype: DType, size: number): Buffer => ({ role, dtype, size });

/** What a loop gives for inputs of its own. */
async function run(
  loop: Loop,
  buffers: readonly Buffer[],
  inputs: readonly TypedArray[],
  workers: Workers = "a grid",
): Promise<TypedArray[]> {
  const program = toProgram([loop], buffers);
  validate(program);
  return runProgram(compileLoops(program, workers), program, inputs);
}

/** `fold` along the rows of a matrix whose rows are `stride` apart. */
function foldOfRows(fold: Fold, dtype: DType, rows: number, length: number, stride = length): Loop {
  return {
    kind: "loop",
    parallel: [rows],
    reduced: [length],
    expressions: [{ op: "load", dtype, view: at(0, [stride, 1]) }],
    reductions: [{ fold, value: 0, dtype: fold.startsWith("arg") ? "int32" : dtype }],
    stores: [{ view: at(1, [1]), value: 0 }],
  };
}

describe.each<Workers>(["a grid", "one workgroup"])("on %s", (workers) => {
  test.each([1, 3, 20, 200])(
    "a position of an extremum is the first, and NaN wins, among %i elements",
    async (length) => {
      const special = [NaN, Infinity, -Infinity, 0, -0, 1, -1];
      const rows = 40;
      const data = Float32Array.from(
        { length: rows * length },
        (_, n) => special[(n * n + n * 7) % (n % 3 === 0 ? 7 : 5)] ?? 0,
      );
      // Rows of one value only.
      data
        .fill(-Infinity, 0, length)
        .fill(-0, length, 2 * length)
        .fill(NaN, 2 * length, 3 * length);
      const expected = (better: (x: number, y: number) => boolean): number[] =>
        Array.from({ length: rows }, (_, row) => {
          const elements = [...data.subarray(row * length, (row + 1) * length)];
          const nan = elements.findIndex(Number.isNaN);
          return nan >= 0 ? nan : elements.reduce((best, x, n) => (better(x, elements[best] ?? 0) ? n : best), 0);
        });
      const buffers = [buffer("input", "float32", rows * length), buffer("output", "int32", rows)];
      const [most] = await run(foldOfRows("argmax", "float32", rows, length), buffers, [data], workers);
      expect([...(most ?? [])]).toEqual(expected((x, y) => x > y));
      const [least] = await run(foldOfRows("argmin", "float32", rows, length), buffers, [data], workers);
      expect([...(least ?? [])]).toEqual(expected((x, y) => x < y));
    },
  );

  test("the position of the least integer is found among least integers", async () => {
    const data = new Int32Array(100).fill(-(2 ** 31));
    const buffers = [buffer("input", "int32", 100), buffer("output", "int32", 1)];
    expect([...((await run(foldOfRows("argmax", "int32", 1, 100), buffers, [data], workers))[0] ?? [])]).toEqual([0]);
    data.fill(2 ** 31 - 1);
    expect([...((await run(foldOfRows("argmin", "int32", 1, 100), buffers, [data], workers))[0] ?? [])]).toEqual([0]);
  });

  test.each<Fold>(["max", "min"])("%s is NaN if any element is, and of nothing an infinity", async (fold) => {
    const length = 100;
    const data = new Float32Array(3 * length).fill(1);
    data[length + 77] = NaN;
    data[2 * length + 5] = fold === "max" ? Infinity : -Infinity;
    const buffers = [buffer("input", "float32", 3 * length), buffer("output", "float32", 3)];
    const [extrema] = await run(foldOfRows(fold, "float32", 3, length), buffers, [data], workers);
    expect([...(extrema ?? [])]).toEqual([1, NaN, fold === "max" ? Infinity : -Infinity]);
    const [ofNothing] = await run(foldOfRows(fold, "float32", 3, 0), buffers, [data], workers);
    expect([...(ofNothing ?? [])]).toEqual(Array(3).fill(fold === "max" ? -Infinity : Infinity));
  });

  test.each<[Fold, DType, number]>([
    ["sum", "float32", 0],
    ["prod", "int32", 1],
    ["max", "int32", -(2 ** 31)],
    ["min", "uint32", 2 ** 32 - 1],
    ["and", "uint32", 2 ** 32 - 1],
    ["or", "bool", 0],
    ["and", "bool", 1],
    ["argmax", "float32", 0],
  ])("%s of no %s is its identity", async (fold, dtype, identity) => {
    const result = fold === "argmax" ? "int32" : dtype;
    const buffers = [buffer("input", dtype, 1), buffer("output", result, 5)];
    const [out] = await run(foldOfRows(fold, dtype, 5, 0, 0), buffers, [dtypes[dtype].allocate(1)], workers);
    expect([...(out ?? [])]).toEqual(Array(5).fill(identity));
  });

  test("a loop without points does nothing", async () => {
    const buffers = [buffer("input", "float32", 1), buffer("output", "float32", 1)];
    const code = compileLoops(toProgram([foldOfRows("sum", "float32", 0, 10)], buffers), workers).kernels[0]?.code;
    expect(code).not.toContain("bound");
    await run(foldOfRows("sum", "float32", 0, 10), buffers, [new Float32Array(1)], workers);
  });

  test("dynamic indices are clamped, read before the step writes, and added to those of the axes", async () => {
    const buffers = [
      buffer("input", "int32", 20),
      buffer("input", "int32", 3),
      buffer("input", "uint32", 1),
      buffer("output", "int32", 4),
    ];
    const indexed = (which: number, limit: number): View => ({
      ...at(0, [1]),
      dynamic: [{ kind: "element", at: at(which === 3 ? 2 : 1, [], which === 3 ? 0 : which), limit, stride: 2 }],
    });
    const views: View[] = [
      indexed(0, 5),
      indexed(1, 5),
      indexed(2, 5),
      indexed(3, 5),
      { ...at(0, [1]), dynamic: [{ kind: "counter", counter: 0, stride: 4 }] },
    ];
    const program = toProgram(
      [
        {
          kind: "loop",
          parallel: [4],
          reduced: [],
          expressions: [
            ...views.map((view): Expression => ({ op: "load", dtype: "int32", view })),
            { op: "counter", dtype: "int32", counter: 0 },
            ...[0, 1, 2, 3, 4].map((x): Expression => ({
              op: "binary",
              name: "add",
              dtype: "int32",
              x,
              y: x === 0 ? 5 : x + 5,
            })),
          ],
          reductions: [],
          stores: [{ view: at(3, [1]), value: 10 }],
        },
      ],
      buffers,
    );
    const [out] = await runProgram(compileLoops(program, workers), program, [
      Int32Array.from({ length: 20 }, (_, n) => n),
      Int32Array.of(-7, 2, 9),
      Uint32Array.of(2 ** 32 - 1),
    ]);
    // Bases 0, 4, 10, 10 and 12, and the counter's 3.
    expect([...(out ?? [])]).toEqual([0, 1, 2, 3].map((i) => 5 * i + 0 + 4 + 10 + 10 + 12 + 3));
  });
});

test("an element that a loop stores is loaded with its old value, once for each of very many points", async () => {
  // More workgroups than one dimension of a dispatch has.
  const workgroups = 66_000;
  const size = workgroups * testCapabilities.workgroupSize;
  const twice: Loop = {
    kind: "loop",
    parallel: [2, size / 2],
    reduced: [],
    expressions: [
      { op: "load", dtype: "int32", view: at(0, [size / 2, -1], size / 2 - 1) },
      { op: "index", dtype: "int32", axis: 0 },
      { op: "index", dtype: "int32", axis: 1 },
      { op: "binary", name: "add", dtype: "int32", x: 0, y: 2 },
      { op: "binary", name: "sub", dtype: "int32", x: 3, y: 1 },
    ],
    reductions: [],
    stores: [
      { view: at(0, [size / 2, -1], size / 2 - 1), value: 4 },
      { view: at(1, [size / 2, 1]), value: 0 },
    ],
  };
  const program = toProgram([twice], [buffer("output", "int32", size), buffer("output", "int32", size)]);
  const first: Loop = {
    ...twice,
    expressions: [{ op: "constant", dtype: "int32", value: 5 }],
    stores: [{ view: at(0, [size / 2, 1]), value: 0 }],
  };
  const compiled = compileLoops({ ...program, steps: [first, twice, twice] }, "a grid");
  const wide = { ...compiled, commands: compiled.commands.map((command) => ({ ...command, workgroups })) };
  for (const commands of [compiled.commands, wide.commands]) {
    const [values, old] = await runProgram({ ...compiled, commands }, program, []);
    const wrong = (array: TypedArray | undefined, expected: (row: number, column: number) => number): number =>
      (array as Int32Array).findIndex((x, n) => x !== expected(n < size / 2 ? 0 : 1, n % (size / 2)));
    expect(wrong(values, (row, column) => 5 + 2 * (size / 2 - 1 - column) - 2 * row)).toBe(-1);
    expect(wrong(old, (row, column) => 5 + column - row)).toBe(-1);
  }
});

test("constants of every dtype arrive to the last bit", async () => {
  const constants: [DType, number][] = [
    ...[0, -0, 1, -1, 0.1, -1e-3, 16777216, 3.4028234663852886e38, 1.17549435e-38, Infinity, -Infinity, NaN, 1e-40].map(
      (value): [DType, number] => ["float32", Math.fround(value)],
    ),
    ...[0, -1, 2 ** 31 - 1, -(2 ** 31)].map((value): [DType, number] => ["int32", value]),
    ...[0, 1, 2 ** 32 - 1].map((value): [DType, number] => ["uint32", value]),
    ["bool", 0],
    ["bool", 1],
  ];
  const loop: Loop = {
    kind: "loop",
    parallel: [2],
    reduced: [],
    expressions: constants.map(([dtype, value]) => ({ op: "constant", dtype, value })),
    reductions: [],
    stores: constants.map((_, value) => ({ view: at(value, [1]), value })),
  };
  const outputs = await run(
    loop,
    constants.map(([dtype]) => buffer("output", dtype, 2)),
    [],
  );
  constants.forEach(([, value], index) => expect([...(outputs[index] ?? [])]).toEqual([value, value]));
});

test("floats become integers by cutting and saturating, NaN becomes 0 and true", async () => {
  const values = [NaN, Infinity, -Infinity, 3e9, -3e9, 5e9, -0.7, 2.9, -2.9, 2 ** 31, -(2 ** 31), 2147483520, 0, -0];
  const targets: DType[] = ["int32", "uint32", "bool"];
  const loop: Loop = {
    kind: "loop",
    parallel: [values.length],
    reduced: [],
    expressions: [
      { op: "load", dtype: "float32", view: at(0, [1]) },
      ...targets.map((dtype): Expression => ({ op: "convert", dtype, x: 0 })),
    ],
    reductions: [],
    stores: targets.map((_, index) => ({ view: at(index + 1, [1]), value: index + 1 })),
  };
  const [int, uint, bool] = await run(
    loop,
    [buffer("input", "float32", values.length), ...targets.map((dtype) => buffer("output", dtype, values.length))],
    [Float32Array.from(values)],
  );
  const saturated = (low: number, high: number): number[] =>
    values.map((x) => (Number.isNaN(x) ? 0 : Math.min(high, Math.max(low, Math.trunc(x) + 0))));
  expect([...(int ?? [])]).toEqual(saturated(-(2 ** 31), 2 ** 31 - 1));
  expect([...(uint ?? [])]).toEqual(saturated(0, 2 ** 32 - 1));
  expect([...(bool ?? [])]).toEqual(values.map((x) => (x === 0 ? 0 : 1)));
});

test.each([
  ["many threads for each", 3, 50_000],
  ["one thread for each", 70_000, 1500],
])("long sums keep their digits with %s result", async (_, rows, length) => {
  const data = Float32Array.from({ length }, (_, n) => 0.1 + (n % 10) * 1e-3);
  const exact = data.reduce((sum, x) => sum + x, 0);
  const buffers = [buffer("input", "float32", length), buffer("output", "float32", rows)];
  const [sums] = await run(foldOfRows("sum", "float32", rows, length, 0), buffers, [data]);
  expect(Math.abs((sums?.[rows - 1] ?? NaN) / exact - 1)).toBeLessThan(3e-7);
  expect(Math.max(...(sums ?? []).slice(0, 100))).toBe(Math.min(...(sums ?? []).slice(0, 100)));
});

describe("the WGSL of loops is readable", () => {
  const kernelOf = (loop: Loop, buffers: readonly Buffer[], unrolling: Capabilities["unrolling"] = null): string => {
    const capabilities = { ...testCapabilities, subgroups: false, unrolling };
    return compileLoops(toProgram([loop], buffers), "a grid", capabilities).kernels[0]?.code ?? "";
  };

  test("a map over two axes", () => {
    const loop: Loop = {
      kind: "loop",
      parallel: [10, 20],
      reduced: [],
      expressions: [
        { op: "load", dtype: "float32", view: at(0, [20, 1]) },
        { op: "load", dtype: "float32", view: at(1, [0, -1], 19) },
        { op: "constant", dtype: "float32", value: -0.1 },
        { op: "binary", name: "mul", dtype: "float32", x: 1, y: 2 },
        { op: "binary", name: "add", dtype: "float32", x: 0, y: 3 },
      ],
      reductions: [],
      stores: [{ view: at(2, [20, 1]), value: 4 }],
    };
    const buffers = [buffer("input", "float32", 200), buffer("input", "float32", 20), buffer("output", "float32", 200)];
    expect(kernelOf(loop, buffers)).toMatchInlineSnapshot(`
      "@group(0) @binding(0) var<storage, read_write> arena: array<u32>;
      @group(0) @binding(1) var<storage, read> bound0: array<f32>;
      @group(0) @binding(2) var<storage, read_write> bound1: array<f32>;
      @compute @workgroup_size(64)
      fn main(
        @builtin(local_invocation_index) lid: u32,
        @builtin(workgroup_id) group_id: vec3<u32>,
        @builtin(num_workgroups) group_count: vec3<u32>,
      ) {
        let group = group_id.x + group_id.y * group_count.x;
        let groups = group_count.x * group_count.y;
        let c0 = bitcast<f32>(bitcast<u32>(-0.1) ^ group_id.z);
        for (var p0 = group * 64u + lid; p0 < 200; p0 += groups * 64u) {
          let i0 = i32(p0 / 20);
          let i1 = i32(p0 % 20);
          let e0 = bound0[i0 * 20 + i1];
          let e1 = bitcast<f32>(arena[19 - i1]);
          let e3 = e1 * c0;
          let e4 = e0 + e3;
          bound1[i0 * 20 + i1] = e4;
        }
      }
      "
    `);
  });

  test("a sum for each thread", () => {
    const buffers = [buffer("input", "float32", 70_000), buffer("output", "float32", 70_000)];
    const loop = foldOfRows("sum", "float32", 70_000, 200, 0);
    const columns: Loop = {
      ...loop,
      reduced: [300],
      expressions: [{ op: "load", dtype: "float32", view: at(0, [1, 70_000]) }],
    };
    expect(kernelOf(columns, buffers)).toMatchInlineSnapshot(`
      "@group(0) @binding(1) var<storage, read> bound0: array<f32>;
      @group(0) @binding(2) var<storage, read_write> bound1: array<f32>;
      @compute @workgroup_size(64)
      fn main(
        @builtin(local_invocation_index) lid: u32,
        @builtin(workgroup_id) group_id: vec3<u32>,
        @builtin(num_workgroups) group_count: vec3<u32>,
      ) {
        let group = group_id.x + group_id.y * group_count.x;
        let groups = group_count.x * group_count.y;
        for (var p0 = group * 64u + lid; p0 < 70000; p0 += groups * 64u) {
          let i0 = i32(p0);
          var r0 = 0.0;
          for (var block0 = 0; block0 < 300; block0 += 64) {
            let end0 = min(block0 + 64, 300);
            var part0 = 0.0;
            for (var i1 = block0; i1 < end0; i1++) {
              let e0 = bound0[i0 + i1 * 70000];
              part0 += e0;
            }
            r0 += part0;
          }
          bound1[i0] = r0;
        }
      }
      "
    `);
  });

  test("a maximum of rows by several threads each", () => {
    const buffers = [buffer("input", "int32", 3000), buffer("output", "int32", 10)];
    expect(kernelOf(foldOfRows("max", "int32", 10, 300), buffers)).toMatchInlineSnapshot(`
      "@group(0) @binding(1) var<storage, read> bound0: array<i32>;
      @group(0) @binding(2) var<storage, read_write> bound1: array<i32>;
      var<workgroup> shared0: array<u32, 64>;
      @compute @workgroup_size(64)
      fn main(
        @builtin(local_invocation_index) lid: u32,
        @builtin(workgroup_id) group_id: vec3<u32>,
        @builtin(num_workgroups) group_count: vec3<u32>,
      ) {
        let group = group_id.x + group_id.y * group_count.x;
        let groups = group_count.x * group_count.y;
        for (var unit0 = group; unit0 < 5; unit0 += groups) {
          let p0 = unit0 * 2 + lid / 32;
          let i0 = i32(p0);
          var r0 = -2147483648;
          for (var q0 = lid % 32; q0 < 300; q0 += 32) {
            let i1 = i32(q0);
            let e0 = bound0[i0 * 300 + i1];
            r0 = max(r0, e0);
          }
          shared0[lid] = bitcast<u32>(r0);
          workgroupBarrier();
          if (lid % 32 < 4) {
            for (var s = 1u; s < 8; s++) {
              let other0 = bitcast<i32>(shared0[lid + s * 4]);
              r0 = max(r0, other0);
            }
            shared0[lid] = bitcast<u32>(r0);
          }
          workgroupBarrier();
          if (lid % 32 == 0) {
            for (var s = 1u; s < 4; s++) {
              let other1 = bitcast<i32>(shared0[lid + s]);
              r0 = max(r0, other1);
            }
            bound1[i0] = r0;
          }
          workgroupBarrier();
        }
      }
      "
    `);
  });

  describe("and written out for compilers that leave loops as they are", () => {
    const twice = { copies: 2, leastRounds: 4 };
    const doubled = (points: number): Loop => ({
      kind: "loop",
      parallel: [points],
      reduced: [],
      expressions: [
        { op: "load", dtype: "float32", view: at(0, [1]) },
        { op: "binary", name: "add", dtype: "float32", x: 0, y: 0 },
      ],
      reductions: [],
      stores: [{ view: at(1, [1]), value: 1 }],
    });
    const arrays = (points: number): Buffer[] => [
      buffer("input", "float32", points),
      buffer("output", "float32", points),
    ];

    test("the points of a map, and those that are left over", () => {
      expect(kernelOf(doubled(300), arrays(300), twice)).toMatchInlineSnapshot(`
        "@group(0) @binding(1) var<storage, read> bound0: array<f32>;
        @group(0) @binding(2) var<storage, read_write> bound1: array<f32>;
        @compute @workgroup_size(64)
        fn main(
          @builtin(local_invocation_index) lid: u32,
          @builtin(workgroup_id) group_id: vec3<u32>,
          @builtin(num_workgroups) group_count: vec3<u32>,
        ) {
          let group = group_id.x + group_id.y * group_count.x;
          let groups = group_count.x * group_count.y;
          var p0 = group * 128u + lid;
          for (; p0 + 64 < 300; p0 += groups * 128u) {
            {
              let i0 = i32(p0);
              let e0 = bound0[i0];
              let e1 = e0 + bitcast<f32>(bitcast<u32>(e0) ^ group_id.z);
              bound1[i0] = e1;
            }
            {
              let p00 = p0 + 64;
              let i0 = i32(p00);
              let e0 = bound0[i0];
              let e1 = e0 + bitcast<f32>(bitcast<u32>(e0) ^ group_id.z);
              bound1[i0] = e1;
            }
          }
          for (; p0 < 300; p0 += 64) {
            let i0 = i32(p0);
            let e0 = bound0[i0];
            let e1 = e0 + bitcast<f32>(bitcast<u32>(e0) ^ group_id.z);
            bound1[i0] = e1;
          }
        }
        "
      `);
    });

    test("the elements of a sum", () => {
      const sum = foldOfRows("sum", "float32", 70_000, 64);
      expect(kernelOf(sum, [buffer("input", "float32", 70_000 * 64), buffer("output", "float32", 70_000)], twice))
        .toMatchInlineSnapshot(`
        "@group(0) @binding(1) var<storage, read> bound0: array<f32>;
        @group(0) @binding(2) var<storage, read_write> bound1: array<f32>;
        var<workgroup> shared0: array<u32, 64>;
        @compute @workgroup_size(64)
        fn main(
          @builtin(local_invocation_index) lid: u32,
          @builtin(workgroup_id) group_id: vec3<u32>,
          @builtin(num_workgroups) group_count: vec3<u32>,
        ) {
          let group = group_id.x + group_id.y * group_count.x;
          let groups = group_count.x * group_count.y;
          for (var unit0 = group; unit0 < 8750; unit0 += groups) {
            let p0 = unit0 * 8 + lid / 8;
            let i0 = i32(p0);
            var r0 = 0.0;
            for (var q0 = lid % 8; q0 < 64; q0 += 16) {
              {
                let i1 = i32(q0);
                let e0 = bound0[i0 * 64 + i1];
                r0 += e0;
              }
              {
                let q00 = q0 + 8;
                let i1 = i32(q00);
                let e0 = bound0[i0 * 64 + i1];
                r0 += e0;
              }
            }
            shared0[lid] = bitcast<u32>(r0);
            workgroupBarrier();
            if (lid % 8 == 0) {
              for (var s = 1u; s < 8; s++) {
                let other0 = bitcast<f32>(shared0[lid + s]);
                r0 += other0;
              }
              bound1[i0] = r0;
            }
            workgroupBarrier();
          }
        }
        "
      `);
    });

    test("not where there are few rounds, or the body is long", () => {
      const many = doubled(300);
      const expressions: Expression[] = [
        ...many.expressions,
        ...Array.from({ length: 40 }, (_, n): Expression => ({ op: "unary", name: "exp", dtype: "float32", x: n + 1 })),
      ];
      const long: Loop = { ...many, expressions, stores: [{ view: at(1, [1]), value: 41 }] };
      for (const loop of [doubled(100), long])
        expect(kernelOf(loop, arrays(300), twice)).toBe(kernelOf(loop, arrays(300)));
    });
  });
});
