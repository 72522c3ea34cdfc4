import { concatenate, scan, tanh, zeros, type NDArray, type Shape, type TypedArray } from "@proj/array";
import { abstractArray, dtypes, formatJaxpr, sizeOf, stage, toHost, type Jaxpr } from "@proj/array/core";
import { grad, vmap } from "@proj/autodiff";
import { compile, formatProgram, interpreter, visitSteps, type Program, type Step } from "@proj/jit/core";
import { randomMixedProgram, randomProgram } from "@proj/generators/random-programs";
import { describe, expect, test } from "vitest";

/** Runs a program; in tiles of so many rows that take their sums themselves, or whole. */
function run(
  jaxpr: Jaxpr,
  args: readonly TypedArray[],
  rows: number | null,
): { readonly program: Program; readonly outputs: TypedArray[] } {
  const outputs = jaxpr.outputs.map(({ aval: { shape, dtype } }) => dtypes[dtype].allocate(sizeOf(shape)).fill(7));
  const threading = { leastEffort: Infinity, leastIntensity: 0, pieces: 1, atOnce: true };
  const limits = rows === null ? {} : { tileRows: () => rows, threading };
  const { executable, program } = compile("program", jaxpr, interpreter(limits));
  executable.run(args, outputs);
  return { program, outputs };
}

/** The largest difference of two results, beside the largest number among them or 1. */
function difference(a: readonly TypedArray[], b: readonly TypedArray[]): number {
  const differences = a.flatMap((values, n) =>
    Array.from(values as Float32Array, (value, at) => (Object.is(value, b[n]![at]) ? 0 : Math.abs(value - b[n]![at]!))),
  );
  const largest = a.flatMap((values) => Array.from(values as Float32Array, Math.abs).filter(Number.isFinite));
  return Math.max(0, ...differences) / Math.max(1, ...largest);
}

function values(shape: Shape, seed: number): TypedArray {
  return Float32Array.from({ length: sizeOf(shape) }, (_, n) => ((n * 7919 + seed * 104_729) % 257) / 256 - 0.5);
}

/** Sums and products outside of tiles that have at least so many terms. */
function longSums(steps: readonly Step[], terms: number): Step[] {
  return steps.filter(
    (step) => (step.kind === "contract" && step.k >= terms) || (step.kind === "loop" && sizeOf(step.reduced) >= terms),
  );
}

/** Whether a scan of a program goes in chunks. */
function hasChunks({ steps }: Program): boolean {
  let found = false;
  visitSteps(steps, (step) => {
    found ||= step.kind === "scan" && step.length > 1 && step.body.some(({ kind }) => kind === "scan");
  });
  return found;
}

interface Recurrence {
  readonly steps: number;
  readonly rows: number;
  readonly reverse?: boolean;
  /** Whether the states are wanted as well. */
  readonly keeps?: boolean;
  /** Whether every step sees which it is. */
  readonly counts?: boolean;
}

/** The gradients of all weights of a recurrent network over a batch. */
function gradients({ steps, rows, reverse = false, keeps = false, counts = false }: Recurrence): {
  readonly jaxpr: Jaxpr;
  readonly args: readonly TypedArray[];
} {
  const [units, inputs] = [3, 2];
  const shapes = [[units, units + inputs], [units], [units], [rows, steps, inputs]];
  const states = (w: NDArray, b: NDArray, d: NDArray, x: NDArray): NDArray =>
    scan(
      ([h, n]: readonly [NDArray, NDArray], seen: NDArray) => {
        const factor = counts ? n.astype("float32").mul(0.01) : 1;
        const next = tanh(w.dot(concatenate([h, seen])).add(b)).add(h.mul(d).mul(factor));
        return [[next, n.add(1)] as const, next];
      },
      [zeros([units]), zeros([], { dtype: "int32" })] as const,
      x,
      { reverse },
    )[1];
  const all = vmap(states, { inAxes: [null, null, null, 0] });
  const loss = (w: NDArray, b: NDArray, d: NDArray, x: NDArray): NDArray => all(w, b, d, x).mul(0.1).pow(2).sum();
  const { jaxpr, consts } = stage(
    ([w, b, d, x]) => [
      ...(grad(loss, { argnums: [0, 1, 2] })(w!, b!, d!, x!) as unknown as NDArray[]),
      ...(keeps ? [all(w!, b!, d!, x!)] : []),
    ],
    shapes.map((shape) => abstractArray(shape, "float32")),
    "gradients",
  );
  return { jaxpr, args: [...consts.map((x) => toHost(x, "test").data), ...shapes.map(values)] };
}

/** Runs gradients whole and in tiles, expects the same, and gives the program in tiles. */
function sameInTiles(recurrence: Recurrence, rows: number): Program {
  const { jaxpr, args } = gradients(recurrence);
  const whole = run(jaxpr, args, null);
  const tiled = run(jaxpr, args, rows);
  expect(difference(whole.outputs, tiled.outputs), formatProgram(tiled.program)).toBeLessThan(1e-5);
  return tiled.program;
}

describe("tiles take sums over rows and iterations", () => {
  test("once at the end if the iterations are few", () => {
    for (const rows of [1, 3, 4, 7]) {
      const program = sameInTiles({ steps: 5, rows: 8 }, rows);
      expect(longSums(program.steps, 40), formatProgram(program)).toEqual([]);
    }
  });

  test("chunk by chunk if they are many, in either direction, with rows that are left over", () => {
    for (const reverse of [false, true])
      for (const rows of [16, 21]) {
        const program = sameInTiles({ steps: 24, rows: 37, reverse }, rows);
        expect(longSums(program.steps, 24 * 37), formatProgram(program)).toEqual([]);
        expect(hasChunks(program)).toBe(true);
      }
  });

  test("and what every step counts is the same", () => {
    expect(hasChunks(sameInTiles({ steps: 24, rows: 37, counts: true }, 16))).toBe(true);
  });

  test("also of stacks that are wanted elsewhere", () => {
    expect(hasChunks(sameInTiles({ steps: 24, rows: 37, keeps: true }, 16))).toBe(true);
  });

  test("and have room for the iterations between two sums only", () => {
    const program = sameInTiles({ steps: 48, rows: 32 }, 16);
    const own = program.buffers.filter(({ role }) => role === "private").map(({ size }) => size);
    // What the gradient of the biases sums up: 12 iterations of 16 rows of three units, of all 48 only what the forward scan has stacked.
    expect(own.filter((size) => size === 12 * 16 * 3).length).toBe(2);
    expect(Math.max(...own)).toBe(48 * 16 * (3 + 2));
  });
});

describe("random programs mean the same with their sums in tiles:", () => {
  const count = Number(process.env["RANDOM_PROGRAMS"] ?? 60);
  test.each([
    ["of all primitives", randomMixedProgram],
    ["continuous", randomProgram],
  ] as const)("%s", (_, make) => {
    for (let seed = 0; seed < count; seed++) {
      const { apply, operands, types } = make(seed);
      const { jaxpr, consts } = stage(apply, types, `program ${seed}`);
      const args = [...consts, ...operands()].map((x) => toHost(x, "test").data);
      const whole = run(jaxpr, args, null);
      const tiled = run(jaxpr, args, 1 + (seed % 3));
      expect(difference(whole.outputs, tiled.outputs), `program ${seed}\n${formatJaxpr(jaxpr)}`).toBeLessThan(1e-4);
    }
  });
});
