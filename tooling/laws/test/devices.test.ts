import { array, cpu, deviceGet, devicePut, scan, setDefaultDevice, sin, tanh, type NDArray } from "@proj/array";
import { asOneProgram } from "@proj/array/core";
import { checkpoint, customJvp, grad, hessian, jvp, linearize, valueAndGrad, vjp, vmap } from "@proj/autodiff";
import { fakeDevice } from "@proj/devices/fake-device";
import { jit } from "@proj/jit";
import { Draw } from "@proj/generators/primitive-samples";
import { randomProgram } from "@proj/generators/random-programs";
import { afterEach, describe, expect, test } from "vitest";

/*
 * Transformations know nothing of devices: of arrays on a device they make what they make of host arrays, there.
 */

afterEach(() => setDefaultDevice(cpu));

const matrix = (seed: number): NDArray => new Draw(seed).floats([3, 4], [-1, 1]);

/** A recurrent network in miniature, with matrix products, a loop and a function with a derivative of its own. */
const gentle = customJvp(
  (x: NDArray) => sin(x),
  ([x], [dx]) => [sin(x), dx.mul(x.mul(0.5))],
);
const network = (weight: NDArray, inputs: NDArray): NDArray => {
  const [state] = scan(
    (h: NDArray, x: NDArray) => [tanh(weight.matmul(h.add(x))).get([0, 1, 2, 0]), null] as const,
    inputs.get(0),
    inputs,
  );
  return gentle(state).sum();
};

const staged = jit(network);
const stagedGradient = jit((w: NDArray, x: NDArray) =>
  grad((v: NDArray) => vmap((row: NDArray) => network(v, x.add(row)))(x).sum())(w),
);

const transformed: Readonly<Record<string, (w: NDArray, x: NDArray) => unknown>> = {
  "the function itself": network,
  grad: (w, x) => grad(network, { argnums: [0, 1] })(w, x),
  valueAndGrad: (w, x) => valueAndGrad(network)(w, x),
  jvp: (w, x) => jvp(network, [w, x], [w.mul(2), x]),
  vjp: (w, x) => vjp(network, [w, x])[1](array(2)),
  linearize: (w, x) => linearize((v: NDArray) => network(v, x), [w])[1](w),
  vmap: (w, x) => vmap((row: NDArray) => network(w, x.add(row)))(x),
  hessian: (w, x) => hessian((v: NDArray) => network(w.mul(v), x))(array(0.3)),
  checkpoint: (w, x) => grad(checkpoint(network))(w, x),
  jit: (w, x) => staged(w, x),
  "jit of grad of vmap": (w, x) => stagedGradient(w, x),
  "grad of jit": (w, x) => grad(staged)(w, x),
  "vmap of grad of jit": (w, x) => vmap((row: NDArray) => grad(staged)(w, x.add(row)))(x),
};

describe("on a device as on the host:", () => {
  test.each(Object.entries(transformed))("%s", async (_, apply) => {
    const device = fakeDevice();
    const [w, x] = [matrix(1), new Draw(2).floats([5, 4], [-1, 1])];
    const expected = apply(w, x);
    const result = await deviceGet(apply(devicePut(w, device), x));
    expect(valuesOf(result)).toEqual(valuesOf(expected));
    setDefaultDevice(device);
    expect(valuesOf(await deviceGet(apply(w, x)))).toEqual(valuesOf(expected));
    expect(device.runs.length).toBeGreaterThan(0);
  });

  test.each(Object.entries(transformed))("%s, called again, brings no new programs", (_, apply) => {
    const device = fakeDevice();
    const [w, x] = devicePut([matrix(1), new Draw(2).floats([5, 4], [-1, 1])], device);
    apply(w, x);
    const known = device.programs.size;
    apply(w, x);
    expect(device.programs.size).toBe(known);
  });

  test("random programs, one operation after the other and staged", async () => {
    for (let seed = 0; seed < 40; seed++) {
      const { apply, operands } = randomProgram(seed);
      const device = fakeDevice();
      const expected = apply(operands()).map(valuesOf);
      const there = devicePut(operands(), device);
      const [eager, staged] = await deviceGet([apply(there), jit(apply, { name: `program ${seed}` })(there)] as const);
      expect(eager.map(valuesOf), `program ${seed}`).toEqual(expected);
      expect(staged.map(valuesOf), `program ${seed}, staged`).toEqual(expected);
    }
  });
});

test("functions that compute the same and differ in their derivatives are two programs", async () => {
  setDefaultDevice(fakeDevice());
  const slopes = [2, 3].map((factor) => {
    const f = customJvp(
      (x: NDArray) => sin(x),
      ([x], [dx]) => [sin(x), dx.mul(factor)],
    );
    return grad((x: NDArray) => asOneProgram("wave", f, x))(array(1));
  });
  expect((await deviceGet(slopes)).map(valuesOf)).toEqual([2, 3]);
});

function valuesOf(tree: unknown): unknown {
  if (Array.isArray(tree)) return tree.map(valuesOf);
  return (tree as NDArray).toList();
}
