import { dtypes, sizeOf } from "@proj/array";
import type { DType, TypedArray } from "@proj/array";
import { interpreter, plan, validate } from "@proj/jit";
import type { Expression, Loop, Program, View } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hasRelaxedSimd } from "../src/features.ts";

/** Builds a program of one loop whose loads come from inputs and whose stores go to outputs. */
interface Source {
  readonly dtype: DType;
  readonly size: number;
}

const domainArbitrary = fc
  .record({
    parallel: fc.array(fc.integer({ min: 1, max: 14 }), { minLength: 0, maxLength: 3 }),
    reduced: fc.array(fc.integer({ min: 1, max: 11 }), { minLength: 0, maxLength: 2 }),
  })
  .filter(({ parallel, reduced }) => sizeOf([...parallel, ...reduced]) <= 2000);

const dtypeArbitrary = fc.constantFrom<DType>("float32", "float32", "int32", "uint32", "bool", "float64");

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
        kind: fc.constantFrom("binary", "binary", "convert", "index", "select", "gather", "compare"),
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
        fold: fc.constantFrom("sum", "prod", "max", "min", "argmax"),
      }),
      { minLength: 1, maxLength: 2 },
    ),
    seed: pick,
  });
});

type Sample = typeof loopArbitrary extends fc.Arbitrary<infer T> ? T : never;

function toProgram({ parallel, reduced, loads, operations, stores }: Sample): { program: Program; inputs: Source[] } {
  const lengths = [...parallel, ...reduced];
  const buffers: { dtype: DType; size: number; role: "input" | "output" | "scratch" }[] = [];
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
    if (kind === "index" && lengths.length > 0) {
      expressions.push({ op: "index", dtype: "int32", axis: a % lengths.length });
    } else if (kind === "convert") {
      expressions.push({ op: "convert", dtype, x: a % expressions.length });
    } else if (kind === "select") {
      const [condition, onTrue, onFalse] = [ofDtype("bool", a), ofDtype(dtype, b), ofDtype(dtype, c)];
      expressions.push({ op: "select", dtype, condition, onTrue, onFalse });
    } else if (kind === "compare") {
      const [x, y] = [ofDtype(dtype, a), ofDtype(dtype, b)];
      expressions.push({ op: "binary", dtype: "bool", name: ["lt", "eq", "ge"][c % 3] as "lt", x, y });
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
      const names =
        dtype === "bool" ? binaryByKind.bool : dtypes[dtype].kind === "float" ? binaryByKind.float : binaryByKind.int;
      const [x, y] = [ofDtype(dtype, a), ofDtype(dtype, b)];
      expressions.push({ op: "binary", dtype, name: names[c % names.length] ?? "and", x, y });
    }
  }
  const outputs: number[] = [];
  const reductions: Loop["reductions"][number][] = [];
  const storeList = stores.map(({ pick, view, fold }) => {
    let value = pick % expressions.length;
    let { dtype } = expressions[value] ?? { dtype: "float32" as DType };
    if (reduced.length > 0) {
      const own = dtype === "bool" ? "or" : fold === "argmax" && reduced.length !== 1 ? "max" : fold;
      const result: DType = own === "argmax" ? "int32" : dtype;
      value = reductions.push({ fold: own, value, dtype: result }) - 1;
      dtype = result;
    }
    buffers.push({ dtype, size: view.size, role: "output" });
    outputs.push(buffers.length - 1);
    const target: View = { buffer: buffers.length - 1, offset: view.offset, strides: view.strides, dynamic: [] };
    return { view: target, value };
  });
  const loop: Loop = { kind: "loop", parallel, reduced, expressions, reductions, stores: storeList };
  const inputIds = buffers.flatMap(({ role }, id) => (role === "input" ? [id] : []));
  const program = plan(
    { name: "random", buffers, inputs: inputIds, outputs, steps: [loop], arena: null },
    wasm().limits,
  );
  return { program, inputs: inputIds.map((id) => buffers[id] ?? { dtype: "float32", size: 0 }) };
}

function fill({ dtype, size }: Source, seed: number): TypedArray {
  const data = dtypes[dtype].allocate(size);
  let state = seed * 2654435761 + 1;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const u = (state >>> 8) / 2 ** 24;
    data[i] =
      dtype === "bool" ? (u < 0.5 ? 0 : 1) : dtypes[dtype].kind === "float" ? 2 * u - 1 : Math.floor(24 * u) - 8;
  }
  return data;
}

describe.each(hasRelaxedSimd() ? [true, false] : [false])("with relaxed SIMD %s", (relaxedSimd) => {
  test("random loops compute what their meaning says, whatever the strides, tails and dtypes", () => {
    const target = wasm({ relaxedSimd });
    const reference = interpreter();
    fc.assert(
      fc.property(loopArbitrary, (sample) => {
        const { program, inputs } = toProgram(sample);
        validate(program);
        const data = inputs.map((input, index) => fill(input, sample.seed + index));
        const blank = () =>
          program.outputs.map((id) =>
            dtypes[program.buffers[id]?.dtype ?? "float32"].allocate(program.buffers[id]?.size ?? 0),
          );
        const [actual, expected] = [blank(), blank()];
        target.compile(program).run(data, actual);
        reference.compile(program).run(data, expected);
        for (const [index, out] of program.outputs.entries()) {
          // Elements that no point stores keep what the memory held, which is nobody's business.
          const stored = storedPlaces(program, out);
          const scale = sizeOf(sample.reduced);
          for (const place of stored) {
            const [a, e] = [actual[index]?.[place] ?? NaN, expected[index]?.[place] ?? NaN];
            if (Object.is(a, e) || a === e) continue;
            // Whether a long product overflows, or is 0 · ∞, depends on the order of its factors.
            if (hasProduct(program) && !(Number.isFinite(a) && Number.isFinite(e))) continue;
            expect(Math.abs(a - e), `${String(place)}: ${String(a)} instead of ${String(e)}`).toBeLessThanOrEqual(
              1e-6 * (scale + Math.abs(e) * 10),
            );
          }
        }
      }),
      { numRuns: 600 },
    );
  });
});

function hasProduct(program: Program): boolean {
  return program.steps.some((step) => step.kind === "loop" && step.reductions.some(({ fold }) => fold === "prod"));
}

function storedPlaces(program: Program, buffer: number): number[] {
  const [step] = program.steps;
  if (step?.kind !== "loop") return [];
  return step.stores.flatMap(({ view }) => {
    if (view.buffer !== buffer) return [];
    return step.parallel.reduce<number[]>(
      (places, length, axis) =>
        places.flatMap((place) => Array.from({ length }, (_, i) => place + i * (view.strides[axis] ?? 0))),
      [view.offset],
    );
  });
}
