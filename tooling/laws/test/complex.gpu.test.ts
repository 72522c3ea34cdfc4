import * as np from "@proj/array";
import type { NDArray } from "@proj/array";
import { fromHostData } from "@proj/array/core";
import { fft, irfft, rfft } from "@proj/array/fft";
import * as lax from "@proj/array/lax";
import { grad, jacfwd, jacrev, jvp, vjp, vmap } from "@proj/autodiff";
import { loadGroup, type Case, type Tensor } from "@proj/reference";
import { describe, expect, it, test } from "vitest";
import { caseOf } from "../src/case.ts";
import { canRun } from "../src/compare.ts";
import type { Subject } from "../src/subject.ts";
import { subjectNames, subjects } from "../src/subjects.ts";
import { resultsOf } from "./agreement.ts";

type Function = (...args: readonly NDArray[]) => NDArray;

const arrayOf = ({ dtype, shape, data }: Tensor): NDArray => fromHostData(data.slice(), shape, dtype as np.DType);

function expectNear(place: string, actual: NDArray, expected: ArrayLike<number>, tolerance: number): void {
  const wanted = Array.from(expected, Number);
  const size = Math.max(0, ...wanted.filter(Number.isFinite).map(Math.abs));
  const values = [...actual.dataSync()];
  expect(values.length, place).toBe(wanted.length);
  const near = (x: number, y: number): boolean => Object.is(x, y) || x === y || Math.abs(x - y) <= tolerance * size;
  const wrong = values.findIndex((value, at) => !near(value, wanted[at]!));
  if (wrong >= 0) expect.fail(`${place}: element ${wrong} is ${values[wrong]}, not ${wanted[wrong]}`);
}

/** Holds every output of recorded cases to what `play` gives. */
function check(
  cases: readonly Case[],
  play: (inputs: readonly NDArray[], args: Case["params"]) => readonly NDArray[],
): void {
  expect(cases.length).toBeGreaterThan(0);
  for (const { name, params, inputs, outputs } of cases) {
    const results = play(Object.values(inputs).map(arrayOf), params);
    Object.values(outputs).forEach((expected, k) => {
      expect([results[k]!.dtype, results[k]!.shape], name).toEqual([expected.dtype, expected.shape]);
      expectNear(name, results[k]!, expected.data, 1e-5);
    });
  }
}

const named = (name: string): ((x: NDArray) => NDArray) =>
  name === "angle" ? np.angle : (lax as unknown as Record<string, (x: NDArray) => NDArray>)[name]!;
const firstArgument = ({ arguments: list }: Case["params"]): string => (list as readonly string[])[0]!;

const loss: Function = (z, w) =>
  np
    .square(np.abs(np.matmul(z, w)))
    .sum()
    .add(np.real(z.prod()));
const image: Function = (z, w) =>
  np
    .sin(z)
    .mul(w.conj())
    .add(z.cumsum(0).div(np.abs(w).add(1)));
const square: Function = (z) => z.mul(z);

const derivatives: Readonly<
  Record<string, (inputs: readonly NDArray[], params: Case["params"]) => readonly NDArray[]>
> = {
  derivative: ([z], params) => [vmap((x: NDArray) => grad(named(firstArgument(params)), { holomorphic: true })(x))(z!)],
  gradient: ([z], params) => [vmap((x: NDArray) => grad(named(firstArgument(params)))(x))(z!)],
  gradOfLoss: ([z, w]) => grad(loss, [0, 1])(z!, w!),
  jvpOfImage: ([z, w, t]) => [jvp(image, [z!, w!], [t!, t!.mul(2)])[1]],
  vjpOfImage: ([z, w, t]) => vjp(image, [z!, w!])[1](t!),
  gradOfProd: ([z]) => [grad((x: NDArray) => x.prod(), { holomorphic: true })(z!)],
  gradOfMax: ([z]) => [grad((x: NDArray) => x.max(), { holomorphic: true })(z!)],
  jacfwdOfSquare: ([z]) => [jacfwd(square, { holomorphic: true })(z!)],
  jacrevOfSquare: ([z]) => [jacrev(square, { holomorphic: true })(z!)],
  gradOfParts: ([x]) => [grad((a: NDArray) => np.abs(np.exp(lax.complex(a, a.mul(a))).sum()))(x!)],
};

describe("derivatives with complex numbers are those of JAX:", () => {
  it.each(Object.entries(derivatives))("%s", (group, play) => {
    check(loadGroup("complex", group), play);
  });
});

const transformOf =
  (params: Case["params"]): ((x: NDArray) => NDArray) =>
  (x) => {
    const [type, lengths] = params["arguments"] as unknown as [lax.FftType, readonly number[]];
    return lax.fft(x, type, lengths);
  };

describe("derivatives of Fourier transforms are those of JAX:", () => {
  it.each<[string, (inputs: readonly NDArray[], params: Case["params"]) => readonly NDArray[]]>([
    ["vjpOfFft", ([x, ct], params) => vjp(transformOf(params), [x!])[1](ct!)],
    ["jvpOfFft", ([x, t], params) => [jvp(transformOf(params), [x!], [t!])[1]]],
    ["gradOfSpectrum", ([x]) => [grad((a: NDArray) => np.abs(rfft(a)).pow(3).sum())(x!)]],
  ])("%s", (group, play) => {
    check(loadGroup("fft", group), play);
  });
});

describe("derivatives refuse", () => {
  const z = np.array([{ re: 1, im: 2 }]);
  const x = np.array([1, 2]);
  it.each([
    ["complex results", () => grad((a: NDArray) => a.sum())(z), "pass { holomorphic: true }"],
    [
      "real arguments of holomorphic functions",
      () => grad((a: NDArray) => a.sum(), { holomorphic: true })(x),
      "expected: complex arguments",
    ],
    [
      "real results of holomorphic functions",
      () => grad((a: NDArray) => np.abs(a).sum(), { holomorphic: true })(z),
      "expected: a complex result",
    ],
    ["complex columns", () => jacfwd(square)(z), "expected: real arguments, or holomorphic: true"],
    ["complex rows", () => jacrev(square)(z), "expected: a real result"],
  ])("%s", (_, call, message) => {
    expect(call).toThrow(message);
  });
});

const parts = (length: number, seed: number): Float32Array =>
  Float32Array.from({ length: 2 * length }, (_, k) => Math.sin(1.7 * k + seed) * (1 + (k % 3)) + 0.05);
const draw = (shape: readonly number[], seed: number): NDArray =>
  fromHostData(
    parts(
      shape.reduce((a, b) => a * b, 1),
      seed,
    ),
    shape,
    "complex64",
  );

const elementwise =
  "exp expm1 log log1p sqrt rsqrt logistic sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh sign abs square reciprocal neg real imag conj".split(" "); // prettier-ignore

/** One program for many functions: what has to be compiled is dear. */
const programs: Readonly<
  Record<string, readonly [(args: readonly NDArray[]) => readonly NDArray[], readonly NDArray[]]>
> = {
  "elementwise functions": [([z]) => elementwise.map((name) => named(name)(z!)), [draw([11], 1)]],
  "operations and structure": [
    ([x, y]) => [
      x!.mul(y!).div(x!.add(2)).sub(np.complex(0, 1)),
      x!.pow(y!),
      x!.pow(-3),
      np.where(x!.real.gt(0), x!, y!),
      np.maximum(x!, y!),
      x!.eq(y!),
      x!.T.reshape([2, 10]).get(":", "::-2"),
      np.concatenate([x!, y!], 1),
      np.pad(x!, 1),
      x!.sum(0),
      x!.prod(1),
      x!.max(),
      x!.cumsum(1),
      x!.cumprod(0),
      lax.cumlogsumexp(x!, 1),
      np.sort(x!, 1),
      x!.var(),
      np.matmul(x!, y!.T.conj()),
      x!.get(np.array([2, 0], "int32")),
      x!.at(1).add(y!.get(0)),
      x!.astype("float32"),
      np.zeros([2], { dtype: "complex64" }),
    ],
    [draw([4, 5], 2), draw([4, 5], 3)],
  ],
  "loops, branches and derivatives": [
    ([z]) => {
      const [last, all] = np.scan((c: NDArray, x: NDArray) => [c.mul(x).div(2), c.add(x)] as const, z!.get(0), z!);
      const [doubled] = np.whileLoop(
        ([, k]: readonly [NDArray, NDArray]) => k.lt(3),
        ([c, k]: readonly [NDArray, NDArray]) => [c.mul(np.complex(0, 1)), k.add(1)] as const,
        [z!, np.array(0, "int32")] as const,
      );
      const chosen = np.cond(
        z!.real.sum().gt(0),
        (a: NDArray) => a.conj(),
        (a: NDArray) => a.mul(2),
        z!,
      );
      return [last, all, doubled, chosen, grad((a: NDArray) => np.abs(np.sin(a)).sum())(z!)];
    },
    [draw([6], 4)],
  ],
  "a little of everything": [
    ([x, y]) => [np.exp(x!).mul(y!), x!.sum(), np.sqrt(y!).abs(), fft(x!)],
    [draw([12], 8), draw([12], 9)],
  ],
  "Fourier transforms": [
    ([x, y, z]) => [fft(x!), fft(y!, { axis: 0, norm: "ortho" }), fft(z!), irfft(x!, 9), rfft(y!.real)],
    [draw([60], 5), draw([8, 14], 6), draw([67], 7)],
  ],
};

/** What the software GPU, which takes long to compile, is asked for. */
const sample = "a little of everything";

const cases = Object.entries(programs).map(([title, [f, args]]) => caseOf(title, f, args));

describe.each(subjectNames)("complex numbers on %s:", (name) => {
  let made: Promise<Subject> | null = null;
  const subject = (): Promise<Subject> => (made ??= subjects[name]());
  const fitting = cases.filter(({ title }) => (title === sample) === (name === "webgpu"));
  test.each(fitting.map((one) => [one.title, one] as const))("%s", async (title, one) => {
    const computing = await subject();
    expect(canRun(computing, one)).toBe(true);
    const expected = programs[title]![0](programs[title]![1]);
    const results = await resultsOf(computing, one);
    results.forEach((result, k) => {
      expect(result.describe(), title).toBe(expected[k]!.describe().replace("weak ", ""));
      expectNear(`result ${k}`, result, expected[k]!.dataSync(), 1e-5);
    });
  });
});
