import * as np from "@proj/array";
import { fromHostData, toHost } from "@proj/array/core";
import * as lax from "@proj/array/lax";
import * as nn from "@proj/array/nn";
import * as special from "@proj/array/special";
import { jvp } from "@proj/autodiff";
import { findCase, load } from "@proj/reference";
import { describe, expect, it } from "vitest";

/* Functions of one complex number, on and off branch cuts, at zeros of both signs, infinities and NaN. */

type Unary = (x: np.NDArray) => np.NDArray;
type Parts = readonly number[];

const modules: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  np: { ...np },
  lax: { ...lax },
  nn: { ...nn },
  special: { ...special },
};

/** An element that is not JAX's. */
interface Difference {
  readonly name: string;
  readonly z: Parts;
  readonly ours: Parts;
  readonly theirs: Parts;
}

const isFinitePair = (x: Parts): boolean => x.every(Number.isFinite);
const isUnknown = (x: Parts): boolean => x.every(Number.isNaN);

/** Differences that are meant. */
const meant: readonly { readonly reason: string; readonly covers: (difference: Difference) => boolean }[] = [
  {
    reason: "an exponential is 0 where the real part is -Infinity, whatever the angle, and its logarithm follows",
    covers: ({ name, z, ours, theirs }) =>
      /^(exp2|softplus|logSigmoid)$/.test(name) &&
      Math.abs(z[0]!) === Infinity &&
      !ours.some(Boolean) &&
      isUnknown(theirs),
  },
  {
    reason: "a rectifier hands on NaN of complex numbers, as it does of real ones",
    covers: ({ name, z, ours }) => name === "relu" && z.some(Number.isNaN) && ours.some(Number.isNaN),
  },
  {
    reason:
      "a number divided by 1 is divided, which an infinity beside 0 does not survive; XLA leaves the division out",
    covers: ({ name, z, ours }) => name === "celu" && z[0] === -Infinity && isUnknown(ours),
  },
  {
    reason: "the root of -x - 0i is that of -x + 0i, as sqrt has it; JAX's rsqrt alone looks at the sign of the zero",
    covers: ({ name, z, ours, theirs }) =>
      name === "rsqrt" && z[0]! < 0 && Object.is(z[1], -0) && Math.abs(ours[1]! + theirs[1]!) < 1e-6,
  },
  {
    reason: "on a cut the logarithm has the angle π, on whichever side the rounding of JAX's formula lies",
    covers: ({ name, z, ours, theirs }) =>
      name === "log1mexp" &&
      z[1] === 0 &&
      Math.abs(ours[1]! + theirs[1]!) < 1e-6 &&
      Math.abs(ours[0]! - theirs[0]!) < 1e-6,
  },
  {
    reason: "the root of an infinity beside NaN is unknown",
    covers: ({ name, z, ours }) => name === "rsqrt" && z.some(Number.isNaN) && isUnknown(ours),
  },
  {
    reason: "at an infinity beside NaN the sign of the angle is not defined; beside a zero it is that of the zero",
    covers: ({ name, z, ours, theirs }) =>
      /^atanh?$/.test(name) && !isFinitePair(z) && ours.every((part, k) => Math.abs(part) === Math.abs(theirs[k]!)),
  },
];

function points(dtype: string, which: string): np.NDArray {
  const { data, shape } = findCase("complex-sweep", "points", dtype).inputs[which]!;
  return fromHostData(data, shape, dtype as "complex64");
}

const hostOf = (x: np.NDArray): ArrayLike<number> => toHost(x, "complex-sweep").data;

/** The elements that are too far from JAX's. A complex number that is not finite is one infinity or NaN, whatever its parts. */
function differing(name: string, z: np.NDArray, y: np.NDArray, theirs: ArrayLike<number>, near: number): string[] {
  const width = y.dtype.startsWith("complex") ? 2 : 1;
  const [ours, places] = [hostOf(y), hostOf(z)];
  const at = (data: ArrayLike<number>, k: number, step: number): Parts =>
    Array.from({ length: step }, (_, part) => data[k * step + part]!);
  return Array.from({ length: z.size }, (_, k): Difference => ({
    name,
    z: at(places, k, 2),
    ours: at(ours, k, width),
    theirs: at(theirs, k, width),
  }))
    .filter(({ ours: a, theirs: b }) => {
      if (!isFinitePair(b)) return width === 2 ? isFinitePair(a) : !Object.is(a[0], b[0]);
      // XLA flushes what is below the smallest normal number of single precision.
      return !a.every((part, k) => Math.abs(part - b[k]!) <= Math.max(near * Math.hypot(...b), 2 ** -126));
    })
    .filter((difference) => !meant.some(({ covers }) => covers(difference)))
    .map(({ z: point, ours: a, theirs: b }) => `${point.join()}: ${a.join()} instead of ${b.join()}`);
}

describe.each(load("complex-sweep").filter(({ group }) => group !== "points"))(
  "$group $name",
  ({ group, name, params, outputs }) => {
    const dtype = name.split(" ").at(-1)!;
    const own = params["function"] as string;
    const f = modules[group]![own] as Unary;
    // Activations cancel more.
    const near = (dtype === "complex64" ? 2e-6 : 1e-14) * (group === "nn" ? 4 : 1);

    it("has JAX's values", () => {
      const z = points(dtype, "all");
      const y = f(z);
      const { data, dtype: wanted } = outputs["value"]!;
      expect(y.dtype).toBe(wanted);
      expect(differing(own, z, y, data as Float64Array, near)).toEqual([]);
    });

    it.runIf("tangent" in outputs)("has JAX's tangents", () => {
      const z = points(dtype, "smooth");
      const [, y] = jvp(f, [z], [np.full(z.shape, np.complex(1, 2), dtype as "complex64")]);
      expect(differing(own, z, y, outputs["tangent"]!.data as Float64Array, 10 * near)).toEqual([]);
    });
  },
);
