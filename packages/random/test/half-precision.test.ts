import { log } from "@proj/array";
import * as random from "@proj/random";
import type { NDArray, Shape } from "@proj/array";
import { input, loadGroup, output, type Case } from "@proj/reference";
import { describe, expect, test } from "vitest";
import { asNDArray, contents } from "./reference.ts";

const dtype = "float16";
const shape: Shape = [40];

type Sampler = (key: NDArray, c: Case) => NDArray;
const weightsOf = (c: Case): NDArray => asNDArray(input(c, "weights"));

const samplers: Readonly<Record<string, Sampler>> = {
  uniform: (key, { params }) =>
    random.uniform(key, shape, {
      dtype,
      ...("minval" in params ? { minval: params.minval as number, maxval: params.maxval as number } : {}),
    }),
  normal: (key) => random.normal(key, shape, { dtype }),
  gumbel: (key) => random.gumbel(key, shape, { dtype }),
  logistic: (key) => random.logistic(key, shape, { dtype }),
  laplace: (key) => random.laplace(key, shape, { dtype }),
  cauchy: (key) => random.cauchy(key, shape, { dtype }),
  exponential: (key) => random.exponential(key, shape, { dtype }),
  truncatedNormal: (key) => random.truncatedNormal(key, -2, 2, shape, { dtype }),
  bernoulli: (key) =>
    random.bernoulli(key, asNDArray({ dtype, shape: [], data: Float32Array.of(0.300048828125) }), shape),
  categorical: (key, c) => random.categorical(key, log(weightsOf(c)), { shape }),
  choice: (key, c) => random.choice(key, 4, shape, { p: weightsOf(c) }),
};

describe("random halves", () => {
  test.each(loadGroup("half-precision", "random"))("are those of JAX: $name", (c) => {
    const result = samplers[c.params.function as string]!(asNDArray(input(c, "key")), c);
    const expected = asNDArray(output(c, "result"));
    expect([result.dtype, result.shape]).toEqual([expected.dtype, expected.shape]);
    expect(contents(result)).toEqual(contents(expected));
  });
});
