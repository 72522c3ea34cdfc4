import { array, eye, type NDArray } from "@proj/array";
import { ConcreteArray, evaluateJaxpr, stage, type HostArray } from "@proj/array/core";
import { linalg } from "@proj/array/lax";
import { det, inv, luFactor, luSolve, slogdet, solve } from "@proj/array/linalg";
import { compile, interpreter, validate } from "@proj/jit/core";
import { wasm } from "@proj/jit-wasm";
import { Draw } from "@proj/generators/primitive-samples";
import { describe, expect, test } from "vitest";
import { hasRelaxedSimd } from "../src/features.ts";

/*
 * The procedures of routines against their evaluation: all in one program, for each dtype and each way to run it. Sizes around
 * the widths of panels and vectors, and none.
 */

type Float = "float32" | "float64";

const draw = new Draw(5, "float64");

/** Matrices whose diagonal outweighs the rest. */
const matrices = (...shape: readonly number[]): NDArray =>
  draw.floats(shape, [-1, 1]).add(eye(shape.at(-1)!, { dtype: "float64" }).mul(shape.at(-1)!));

type Case = readonly [f: (...operands: NDArray[]) => NDArray | readonly NDArray[], ...operands: readonly NDArray[]];

const forms = [false, true].flatMap((leftSide) =>
  [false, true].flatMap((lower) => [false, true].map((transposeA) => ({ leftSide, lower, transposeA }))),
);

const cases: readonly Case[] = [
  ...[0, 1, 5, 8, 19, 37].map((n): Case => [(a) => linalg.cholesky(a), matrices(n, n)]),
  [(a) => linalg.cholesky(a), matrices(2, 3, 9, 9)],
  [(a) => linalg.cholesky(a), matrices(9, 9).neg()],
  ...forms.flatMap((form) =>
    [1, 3, 9].map((columns): Case => {
      const b = draw.floats(form.leftSide ? [11, columns] : [columns, 11]);
      return [(a, x) => linalg.triangularSolve(a, x, { ...form, unitDiagonal: columns === 3 }), matrices(11, 11), b];
    }),
  ),
  ...[
    [1, 1],
    [5, 5],
    [19, 19],
    [12, 20],
    [20, 12],
    [0, 0],
    [3, 0],
  ].map((shape): Case => [(a) => linalg.lu(a), draw.distinct(shape)]),
  [(a) => linalg.lu(a), draw.distinct([2, 9, 9])],
  // Columns that cannot be eliminated.
  [(a) => linalg.lu(a.mul(array([0, 1, 0], { dtype: a.dtype }))), draw.distinct([3, 3])],
  ...[1, 3, 9, 0].flatMap((columns) =>
    (["gen", "pos"] as const).map((assumeA): Case => [
      (a, b) => solve(a, b, { assumeA, lower: true }),
      matrices(11, 11),
      draw.floats([11, columns]),
    ]),
  ),
  [(a, b) => luSolve(luFactor(a), b, { trans: 1 }), matrices(2, 5, 5), draw.floats([5, 3])],
  [(a) => inv(a), matrices(2, 9, 9)],
  [(a) => [det(a), ...slogdet(a)], matrices(2, 5, 5)],
  // The matrix is a view whose rows do not lie densely, and so is the result.
  [(a, b) => linalg.triangularSolve(a.T, b.T, { leftSide: true, lower: true }).T, matrices(9, 9), draw.floats([17, 9])],
];

const hostArrays = (arrays: readonly NDArray[]): HostArray[] =>
  arrays.map((x) => {
    if (!(x instanceof ConcreteArray)) throw new Error("a case has traced operands");
    return { shape: x.shape, dtype: x.dtype, data: x.hostData("test") };
  });

function program(dtype: Float) {
  const operands = cases.flatMap(([, ...own]) => own.map((x) => x.astype(dtype)));
  const { jaxpr, consts } = stage(
    (args) => {
      let next = 0;
      return cases.flatMap(([f, ...own]) => f(...args.slice(next, (next += own.length))));
    },
    operands.map(({ aval }) => aval),
    "routines",
  );
  const args = hostArrays([...consts, ...operands]);
  return { jaxpr, args, expected: evaluateJaxpr(jaxpr, args) };
}

describe.each(["float32", "float64"] as const)("procedures in %s", (dtype) => {
  const { jaxpr, args, expected } = program(dtype);
  const fastest = wasm({ relaxedSimd: hasRelaxedSimd() });
  const targets = dtype === "float64" ? [fastest] : [interpreter(), wasm({ relaxedSimd: false }), fastest];
  test.each(targets.map((target, number) => [`${target.name} ${number}`, target] as const))(
    "compute on %s what evaluation computes",
    (_, target) => {
      const { executable, program } = compile("routines", jaxpr, target);
      validate(program);
      const outputs = expected.map(({ data }) => data.slice().fill(7));
      executable.run(
        args.map(({ data }) => data),
        outputs,
      );
      const tolerance = dtype === "float32" ? 2e-6 : 1e-14;
      outputs.forEach((output, index) => {
        const wanted = expected[index]!.data;
        const scale = Math.max(1, ...Array.from(wanted, Math.abs));
        output.forEach((value, position) => {
          const want = wanted[position]!;
          if (Object.is(value, want) || value === want) return;
          const message = `output ${index}, element ${position}: ${value} instead of ${want}`;
          expect(Math.abs(value - want), message).toBeLessThanOrEqual(tolerance * scale);
        });
      });
    },
  );
});
