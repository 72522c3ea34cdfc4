import { array, type NDArray } from "@proj/array";
import { complex } from "@proj/array/lax";
import { hyp1f1, hyp2f1, sphHarmY, wofz } from "@proj/array/special";
import { findCase } from "@proj/reference";
import { describe, expect, it } from "vitest";

/* Values of mpmath and SciPy, also where the series alone would lose all digits. JAX's are among the programs played there. */

type Group = "hyp1f1" | "hyp2f1" | "wofz" | "sphHarmY";
type Args = readonly NDArray[];

/** Real and imaginary parts. */
const parts = (z: NDArray): NDArray[] => [z.real, z.imag];

const functions: { readonly [G in Group]: (...args: Args) => NDArray[] } = {
  hyp1f1: (a, b, x) => [hyp1f1(a, b, x)],
  hyp2f1: (a, b, c, x) => [hyp2f1(a, b, c, x)],
  wofz: (re, im) => parts(wofz(complex(re, im))),
  sphHarmY: (n, m, theta, phi) => parts(sphHarmY(n, m, theta, phi)),
};

describe.each(Object.keys(functions) as Group[])("%s", (group) => {
  const from = findCase("hypergeometric", group, "values");

  it.each([
    ["float64", 1e-12],
    ["float32", 2e-4],
  ] as const)("has all digits of %s", (dtype, near) => {
    const args = Object.values(from.inputs).map(({ data, dtype: own }) =>
      array(Array.from(data as Float64Array), own === "int32" ? "int32" : dtype),
    );
    const results = functions[group](...args).map((x) => x.toList() as number[]);
    const wanted = Object.values(from.outputs).map(({ data }) => Array.from(data as Float64Array));
    const size = (values: readonly (readonly number[])[], k: number): number =>
      Math.hypot(...values.map((part) => part[k]!));
    wanted[0]!.forEach((_, k) => {
      const whole = size(wanted, k);
      // What float32 cannot hold.
      if (dtype === "float32" && (whole > 3e38 || whole < 1e-37)) return;
      const distance = Math.hypot(...wanted.map((part, p) => results[p]![k]! - part[k]!));
      if (!(distance <= near * Math.max(whole, 1e-3)))
        expect([k, results.map((part) => part[k])]).toEqual([k, wanted.map((part) => part[k])]);
    });
  });
});

it("is 1 for infinite parameters and at 0, as in JAX, and infinite where b is 0", () => {
  const values = hyp1f1(
    array([1, 1, 1, -Infinity, 1.5, 1, 0]),
    array([-Infinity, Infinity, -Infinity, 1, -Infinity, 0, 0]),
    array([0, 2, -2, 0, 3, 0, 0]),
  );
  expect(values.toList()).toEqual([1, 1, 1, 1, 1, Infinity, 1]);
});
