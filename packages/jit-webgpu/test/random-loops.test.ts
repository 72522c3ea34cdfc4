import { dtypes, sizeOf } from "@proj/array";
import type { DType, TypedArray } from "@proj/array";
import { interpreter, validate } from "@proj/jit";
import type { Expression, Loop, View } from "@proj/jit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Capabilities } from "../src/codegen/capabilities.ts";
import { compileLoops, limits, toProgram, type Buffer, type Workers } from "./loop-programs.ts";
import { runProgram, testCapabilities } from "./run-program.ts";

const domainArbitrary = fc
  .record({
    parallel: fc.array(fc.integer({ min: 1, max: 14 }), { minLength: 0, maxLength: 3 }),
    reduced: fc.array(fc.integer({ min: 1, max: 11 }), { minLength: 0, maxLength: 2 }),
    long: fc.constantFrom(1, 1, 1, 40),
  })
  .map(({ parallel, reduced, long }) => ({ parallel, reduced: reduced.map((n, axis) => (axis === 0 ? n * long : n)) }))
  .filter(({ parallel, reduced }) => sizeOf([...parallel, ...reduced]) <= 3000);

const dtypeArbitrary = fc.constantFrom<DType>("float32", "float32", "int32", "uint32", "bool");

/** A view over a domain that stays inside a buffer made for it: axes in any order, each forwards, backwards or repeated. */
function viewArbitrary(
  lengths: readonly number[],
  injective: boolean,
): fc.Arbitrary<{ strides: number[]; offset: number; size: number }> {
  return fc
    .record({
      order: fc.shuffledSubarray(
        lengths.map((_, axis) => axis),
        { minLength: lengths.length, maxLength: lengths.length },
      ),
      modes: fc.array(fc.constantFrom(1, 1, 1, -1, ...(injective ? [] : [0])), {
        minLength: lengths.length,
        maxLength: lengths.length,
      }),
      sorted: fc.boolean(),
      gap: fc.integer({ min: 1, max: 2 }),
      start: fc.integer({ min: 0, max: 5 }),
    })
    .map(({ order, modes, sorted, gap, start }) => {
      const axes = sorted ? lengths.map((_, axis) => axis) : order;
      const strides = lengths.map(() => 0);
      let step = gap;
      let offset = start;
      for (const axis of [...axes].reverse()) {
        const [mode = 1, length = 1] = [modes[axis], lengths[axis]];
        if (mode === 0) continue;
        strides[axis] = mode * step;
        if (mode < 0) offset += step * (length - 1);
        step *= length;
      }
      return { strides, offset, size: start + step + 1 };
    });
}

const binaryByKind = {
  float: ["add", "sub", "mul", "max", "min"],
  int: ["add", "sub", "mul", "max", "min", "and", "xor", "div", "rem", "shiftLeft"],
  bool: ["and", "or", "xor"],
} as const;

const loopArbitrary = domainArbitrary.chain(({ parallel, reduced }) => {
  const lengths = [...parallel, ...reduced];
  const pick = fc.integer({ min: 0, max: 1000 });
  return fc.record({
    parallel: fc.constant(parallel),
    reduced: fc.constant(reduced),
    loads: fc.array(fc.record({ dtype: dtypeArbitrary, view: viewArbitrary(lengths, false) }), {
      minLength: 1,
      maxLength: 4,
    }),
    operations: fc.array(
      fc.record({
        kind: fc.constantFrom("binary", "binary", "convert", "bitcast", "index", "select", "gather", "compare"),
        a: pick,
        b: pick,
        c: pick,
        dtype: dtypeArbitrary,
      }),
      { maxLength: 7 },
    ),
    stores: fc.array(
      fc.record({
        pick,
        view: viewArbitrary(parallel, true),
        fold: fc.constantFrom("sum", "prod", "max", "min", "argmax", "argmin", "and", "or"),
      }),
      { minLength: 1, maxLength: 2 },
    ),
    seed: pick,
  });
});

type Sample = typeof loopArbitrary extends fc.Arbitrary<infer T> ? T : never;

/** The loop of a sample, over buffers of its own that are appended to `buffers`. */
function toLoop({ parallel, reduced, loads, operations, stores }: Sample, buffers: Buffer[]): Loop {
  const lengths = [...parallel, ...reduced];
  const expressions: Expression[] = [];
  for (const { dtype, view } of loads) {
    buffers.push({ dtype, size: view.size, role: "input" });
    expressions.push({
      op: "load",
      dtype,
      view: { buffer: buffers.length - 1, offset: view.offset, strides: view.strides, dynamic: [] },
    });
  }
  const ofDtype = (dtype: DType, n: number): number => {
    const ids = expressions.flatMap((e, id) => (e.dtype === dtype ? [id] : []));
    if (ids.length > 0) return ids[n % ids.length] ?? 0;
    return expressions.push({ op: "constant", dtype, value: dtype === "bool" ? n % 2 : n % 7 }) - 1;
  };
  for (const { kind, a, b, c, dtype } of operations) {
    if (kind === "index") {
      if (lengths.length > 0) expressions.push({ op: "index", dtype: "int32", axis: a % lengths.length });
    } else if (kind === "convert") {
      expressions.push({ op: "convert", dtype, x: a % expressions.length });
    } else if (kind === "bitcast") {
      // Floats of arbitrary bits would be subnormal, which a device may take for 0.
      const to = dtype === "float32" || dtype === "bool" ? "uint32" : dtype;
      expressions.push({ op: "bitcast", dtype: to, x: ofDtype(b % 2 === 0 ? "float32" : "int32", a) });
    } else if (kind === "select") {
      const [condition, onTrue, onFalse] = [ofDtype("bool", a), ofDtype(dtype, b), ofDtype(dtype, c)];
      expressions.push({ op: "select", dtype, condition, onTrue, onFalse });
    } else if (kind === "compare") {
      const [x, y] = [ofDtype(dtype, a), ofDtype(dtype, b)];
      expressions.push({ op: "binary", dtype: "bool", name: (["lt", "eq", "ge"] as const)[c % 3] ?? "lt", x, y });
    } else if (kind === "gather") {
      buffers.push({ dtype, size: 40, role: "input" });
      const value = ofDtype("int32", a);
      expressions.push({
        op: "gather",
        dtype,
        view: { buffer: buffers.length - 1, offset: 3, strides: lengths.map(() => 0), dynamic: [] },
        indices: [{ value, limit: 5 + (b % 7), stride: 1 + (c % 3) }],
        mode: c % 2 === 0 ? "clip" : "fill",
        fill: 1,
      });
    } else {
      const names = dtype === "bool" ? binaryByKind.bool : dtype === "float32" ? binaryByKind.float : binaryByKind.int;
      const [x, y] = [ofDtype(dtype, a), ofDtype(dtype, b)];
      expressions.push({ op: "binary", dtype, name: names[c % names.length] ?? "and", x, y });
    }
  }
  const reductions: Loop["reductions"][number][] = [];
  const storeList = stores.map(({ pick, view, fold }) => {
    let value = pick % expressions.length;
    let dtype = expressions[value]?.dtype ?? "float32";
    if (reduced.length > 0) {
      const position = fold === "argmax" || fold === "argmin";
      const bits = fold === "and" || fold === "or";
      const own =
        dtype === "bool" && !position && !bits
          ? "or"
          : (position && reduced.length !== 1) || (bits && dtype === "float32")
            ? "max"
            : // Products of numbers up to 1, in whatever order, do not overflow on the way.
              fold === "prod" && dtype === "float32" && value >= loads.length
              ? "sum"
              : fold;
      const result: DType = own === "argmax" || own === "argmin" ? "int32" : dtype;
      value = reductions.push({ fold: own === "max" && dtype === "bool" ? "or" : own, value, dtype: result }) - 1;
      dtype = result;
    }
    buffers.push({ dtype, size: view.size, role: "output" });
    const target: View = { buffer: buffers.length - 1, offset: view.offset, strides: view.strides, dynamic: [] };
    return { view: target, value };
  });
  return { kind: "loop", parallel, reduced, expressions, reductions, stores: storeList };
}

function fill({ dtype, size }: Buffer, seed: number): TypedArray {
  const data = dtypes[dtype].allocate(size);
  let state = seed * 2654435761 + 1;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const u = (state >>> 8) / 2 ** 24;
    data[i] = dtype === "bool" ? (u < 0.5 ? 0 : 1) : dtype === "float32" ? 2 * u - 1 : Math.floor(24 * u) - 8;
  }
  return data;
}

/** Where the stores of a loop into a buffer go. */
function storedPlaces(loop: Loop, buffer: number): number[] {
  return loop.stores.flatMap(({ view }) => {
    if (view.buffer !== buffer) return [];
    return loop.parallel.reduce<number[]>(
      (places, length, axis) =>
        places.flatMap((place) => Array.from({ length }, (_, i) => place + i * (view.strides[axis] ?? 0))),
      [view.offset],
    );
  });
}

/** The loop that folds magnitudes instead: how much rounding a sum in another order may make. */
function ofMagnitudes(loop: Loop): Loop {
  const expressions = [...loop.expressions];
  const reductions = loop.reductions.map((reduction) => {
    const { value, dtype, fold } = reduction;
    if (dtype !== "float32" || fold !== "sum") return reduction;
    return { ...reduction, value: expressions.push({ op: "unary", name: "abs", dtype, x: value }) - 1 };
  });
  return { ...loop, expressions, reductions };
}

/** Runs loops on the device and expects what the interpreter gives. */
async function expectMeaning(
  loops: readonly Loop[],
  buffers: readonly Buffer[],
  workers: Workers,
  { seed, capabilities }: { readonly seed: number; readonly capabilities: Capabilities },
): Promise<void> {
  const program = toProgram(loops, buffers);
  validate(program);
  const inputs = program.inputs.map((id, index) =>
    fill(buffers[id ?? -1] ?? { dtype: "float32", size: 0, role: "input" }, seed + index),
  );
  const interpreted = (steps: readonly Loop[]): TypedArray[] => {
    const outputs = program.outputs.map((id) =>
      dtypes[buffers[id]?.dtype ?? "float32"].allocate(buffers[id]?.size ?? 0),
    );
    interpreter(limits)
      .compile({ ...program, steps })
      .run(inputs, outputs);
    return outputs;
  };
  const [expected, magnitudes] = [interpreted(loops), interpreted(loops.map(ofMagnitudes))];
  const compiled = compileLoops(program, workers, capabilities);
  const actual = await runProgram(compiled, program, inputs);
  program.outputs.forEach((id, index) => {
    const at = loops.findIndex((loop) => storedPlaces(loop, id).length > 0);
    const loop = loops[at];
    if (loop === undefined) return;
    // Elements that no point stores keep what the memory held, which is nobody's business.
    for (const place of storedPlaces(loop, id)) {
      const [a, e] = [actual[index]?.[place] ?? NaN, expected[index]?.[place] ?? NaN];
      if (Object.is(a, e) || a === e) continue;
      const magnitude = Math.abs(magnitudes[index]?.[place] ?? NaN);
      // What overflows in one order need not in another.
      if (magnitude === Infinity || Math.abs(a - e) <= 1e-6 * Math.max(1, magnitude)) continue;
      const code = compiled.kernels.at(workers === "a grid" ? at : 0)?.code ?? "";
      expect.fail(`%${id}[${place}] is ${a} instead of ${e} with ${JSON.stringify(loop)}\n${code}`);
    }
  });
}

const without = { ...testCapabilities, subgroups: false, unrolling: null };

describe.each<Workers>(["a grid", "one workgroup"])("on %s", (workers) => {
  test.each([
    ["with subgroups, written out", testCapabilities],
    ["without subgroups, in loops as they are", without],
  ])(
    "random loops compute what their meaning says, whatever the strides, lengths and dtypes, %s",
    async (_, capabilities) => {
      // Loops in one program share the arena, the submission and the read-back.
      const programs = fc.array(loopArbitrary, { minLength: 1, maxLength: 12 });
      await fc.assert(
        fc.asyncProperty(programs, fc.integer({ min: 0, max: 1000 }), async (samples, seed) => {
          const buffers: Buffer[] = [];
          const loops = samples.map((sample) => toLoop(sample, buffers));
          await expectMeaning(loops, buffers, workers, { seed, capabilities });
        }),
        { numRuns: 30 },
      );
    },
    240_000,
  );
});
