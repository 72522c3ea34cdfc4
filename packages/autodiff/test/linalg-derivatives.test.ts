import { array, reshape, type DType, type NDArray } from "@proj/array";
import * as linalg from "@proj/array/linalg";
import { jvp, vjp } from "@proj/autodiff";
import { loadGroup, type Tensor } from "@proj/reference";
import { describe, expect, it } from "vitest";

const arrayOf = ({ dtype, shape, data }: Tensor): NDArray =>
  reshape(array([...data].map(Number), { dtype: dtype as DType }), shape);

type Derived = (x: NDArray) => readonly NDArray[];

/** The results, of which those at some places are known but for signs. */
const squares =
  (f: (x: NDArray) => readonly NDArray[], ...places: readonly number[]): Derived =>
  (x) =>
    f(x).map((result, place) => (places.includes(place) ? result.mul(result) : result));

const right = (x: NDArray): NDArray =>
  array(
    Array.from({ length: x.shape[0]! }, (_, i) => Math.cos(i)),
    { dtype: "float64" },
  );

/** The functions of tooling/reference/decompositions.py, under their names there. */
const functions: Readonly<Record<string, Derived>> = {
  qr: (x) => linalg.qr(x),
  qrComplete: (x) => linalg.qr(x, "complete"),
  eigh: squares(linalg.eigh, 1),
  eigvalsh: (x) => [linalg.eigvalsh(x)],
  svd: squares((x) => linalg.svd(x, { fullMatrices: false }), 0, 2),
  svdvals: (x) => [linalg.svdvals(x)],
  pinv: (x) => [linalg.pinv(x)],
  pinvHermitian: (x) => [linalg.pinv(x, { hermitian: true })],
  lstsq: (x) => linalg.lstsq(x, right(x)).slice(0, 2),
  nuclearNorm: (x) => [linalg.norm(x, "nuc")],
  spectralNorm: (x) => [linalg.norm(x, 2)],
  norm: (x) => [linalg.norm(x)],
  norm3: (x) => [linalg.norm(x, 3)],
};

function expectNear(place: string, actual: NDArray, expected: Tensor): void {
  const wanted = [...expected.data].map(Number);
  const size = Math.max(1, ...wanted.filter(Number.isFinite).map(Math.abs));
  const values = [...actual.dataSync()].map(Number);
  expect(actual.shape, place).toEqual(expected.shape);
  const wrong = values.findIndex(
    (value, at) => !Object.is(value, wanted[at]) && !(Math.abs(value - wanted[at]!) <= 1e-9 * size),
  );
  if (wrong >= 0) expect.fail(`${place}: element ${wrong} is ${values[wrong]}, recorded is ${wanted[wrong]}`);
}

describe("derivatives of decompositions are those of JAX, also where values coincide", () => {
  it.each(loadGroup("decompositions", "derivative"))("$name", ({ params, inputs, outputs }) => {
    const f = functions[params["function"] as string]!;
    const [x, direction] = [arrayOf(inputs["x"]!), arrayOf(inputs["direction"]!)];
    const listed = (y: NDArray): NDArray[] => [...f(y)];
    const [, tangents] = jvp(listed, [x], [direction]);
    tangents.forEach((tangent, place) => expectNear(`tangent ${place}`, tangent, outputs[`tangent${place}`]!));
    const weights = tangents.map((_, place) => arrayOf(inputs[`weight${place}`]!));
    const gradient = (y: NDArray): NDArray => vjp(listed, [y])[1](weights)[0];
    expectNear("gradient", gradient(x), outputs["gradient"]!);
    const { second } = outputs;
    if (second !== undefined) expectNear("second derivative", jvp(gradient, [x], [direction])[1], second);
  });
});
