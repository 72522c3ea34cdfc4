import { array, cpu, deviceGet, devicePut, log, setDefaultDevice, type NDArray } from "@proj/array";
import { vmap } from "@proj/autodiff";
import { fakeDevice } from "@proj/devices/fake-device";
import {
  bernoulli,
  bits,
  categorical,
  cauchy,
  choice,
  doubleSidedMaxwell,
  exponential,
  foldIn,
  geometric,
  gumbel,
  key,
  laplace,
  logistic,
  lognormal,
  maxwell,
  normal,
  pareto,
  permutation,
  rademacher,
  randint,
  rayleigh,
  split,
  subkeys,
  triangular,
  truncatedNormal,
  uniform,
  wald,
  weibullMin,
} from "@proj/random";
import { map } from "@proj/tree";
import { afterEach, describe, expect, test } from "vitest";

afterEach(() => setDefaultDevice(cpu));

const logits = log(array([0.1, 0.2, 0.7]));
const population = array([1, 2, 3, 4, 5, 6]);
const samplers: Readonly<Record<string, (key: NDArray) => unknown>> = {
  bernoulli: (k) => bernoulli(k, 0.3, [5]),
  bits: (k) => bits(k, [5], { width: 8 }),
  categorical: (k) => categorical(k, logits, { shape: [5] }),
  cauchy: (k) => cauchy(k, [5]),
  choice: (k) => choice(k, population, [3], { replace: false }),
  "choice with weights": (k) => choice(k, 3, [5], { p: array([0.5, 0.25, 0.25]) }),
  doubleSidedMaxwell: (k) => doubleSidedMaxwell(k, 1, 2, [5]),
  exponential: (k) => exponential(k, [5]),
  foldIn: (k) => foldIn(k, 7),
  geometric: (k) => geometric(k, 0.3, [5]),
  gumbel: (k) => gumbel(k, [5]),
  laplace: (k) => laplace(k, [5]),
  logistic: (k) => logistic(k, [5]),
  lognormal: (k) => lognormal(k, 0.5, [5]),
  maxwell: (k) => maxwell(k, [5]),
  normal: (k) => normal(k, [5]),
  pareto: (k) => pareto(k, 2, [5]),
  permutation: (k) => permutation(k, population),
  rademacher: (k) => rademacher(k, [5]),
  randint: (k) => randint(k, [5], -3, 20),
  rayleigh: (k) => rayleigh(k, 2, [5]),
  split: (k) => split(k, 3),
  subkeys: (k) => subkeys(k, 3),
  triangular: (k) => triangular(k, 0, 1, 3, [5]),
  truncatedNormal: (k) => truncatedNormal(k, -1, 2, [5]),
  uniform: (k) => uniform(k, [5], { minval: -0.1, maxval: 0.3 }),
  wald: (k) => wald(k, 2, [5]),
  weibullMin: (k) => weibullMin(k, 1, 2, [5]),
};

const listOf = (tree: unknown): unknown => map((x: NDArray) => x.toList(), tree as NDArray);

describe("on a device", () => {
  test.each(Object.entries(samplers))("%s is one program, and gives the numbers of the host", async (_, sample) => {
    const device = fakeDevice();
    const there = devicePut(key(5), device);
    const result = sample(there);
    const runs = device.runs.length;
    expect(listOf(await deviceGet(result))).toEqual(listOf(sample(key(5))));
    expect(runs).toBe(1);
    sample(devicePut(key(6), device));
    expect(device.programs.size).toBe(runs);
  });

  test("a sampler of many keys is one program too", async () => {
    const device = fakeDevice();
    const sample = (k: NDArray): NDArray => normal(k, [3]);
    const expected = vmap(sample)(split(key(1), 4)).toList();
    setDefaultDevice(device);
    const keys = split(key(1), 4);
    device.runs.length = 0;
    const result = vmap(sample)(keys);
    expect(device.runs).toEqual(["normal"]);
    expect((await deviceGet(result)).toList()).toEqual(expected);
    vmap(sample)(keys);
    expect(device.programs.size).toBe(2);
  });

  test("another number to fold in, or another seed, needs no other program", () => {
    const device = fakeDevice();
    setDefaultDevice(device);
    for (let i = 0; i < 4; i++) foldIn(key(array(i, { dtype: "int32" })), i);
    expect(device.runs).toHaveLength(8);
    expect(device.programs.size).toBe(2);
  });
});
