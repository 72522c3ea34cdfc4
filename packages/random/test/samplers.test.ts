import { allclose, array, conj, eye, type DType, type NDArray, type Shape } from "@proj/array";
import { fromHostData } from "@proj/array/core";
import { grad, vmap } from "@proj/autodiff";
import { jit } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import * as random from "@proj/random";
import * as initializers from "@proj/random/initializers";
import { input, loadGroup, output, type Case, type Tensor } from "@proj/reference";
import { describe, expect, test } from "vitest";

type Inputs = Readonly<Record<string, NDArray>>;

/** How each sampler of JAX is called here, with what is recorded of its parameters and options. */
const samplers: Readonly<Record<string, (key: NDArray, inputs: Inputs, options: Case["params"]) => NDArray>> = {
  gamma: (key, { a }, options) => random.gamma(key, a!, options),
  loggamma: (key, { a }, options) => random.loggamma(key, a!, options),
  beta: (key, { a, b }, options) => random.beta(key, a!, b!, options),
  chisquare: (key, { df }, options) => random.chisquare(key, df!, options),
  f: (key, { dfnum, dfden }, options) => random.f(key, dfnum!, dfden!, options),
  t: (key, { df }, options) => random.t(key, df!, options),
  dirichlet: (key, { alpha }, options) => random.dirichlet(key, alpha!, options),
  generalized_normal: (key, { p }, options) => random.generalizedNormal(key, p!, options),
  ball: (key, _, { d, ...options }) => random.ball(key, d as number, options),
  poisson: (key, { lam }, options) => random.poisson(key, lam!, options),
  binomial: (key, { n, p }, options) => random.binomial(key, n!, p!, options),
  multinomial: (key, { n, p }, options) => random.multinomial(key, n!, p!, options),
  multivariate_normal: (key, { mean, cov }, options) => random.multivariateNormal(key, mean!, cov!, options),
  normal: (key, _, options) => random.normal(key, options),
  orthogonal: (key, _, { n, ...options }) => random.orthogonal(key, n as number, options),
};

/** Samplers whose numbers are decided by comparisons, and then exact. */
const isExact = new Set(["poisson", "binomial", "multinomial"]);

const asNDArray = ({ data, shape, dtype }: Tensor): NDArray => fromHostData(data, shape, dtype as DType);
const keyOf = (c: Case): NDArray => asNDArray(input(c, "key"));
const parametersOf = (c: Case): Inputs =>
  Object.fromEntries(Object.entries(c.inputs).flatMap(([name, x]) => (name === "key" ? [] : [[name, asNDArray(x)]])));

function differences(result: NDArray, { data }: Tensor, tolerance: number): string[] {
  const actual = result.dataSync();
  return Array.from(data).flatMap((expected, i) => {
    const value = actual[i]!;
    const isClose = Object.is(value, expected) || Math.abs(value - expected) <= tolerance * (Math.abs(expected) + 0.1);
    return isClose || value === expected ? [] : [`${i}: ${value} instead of ${expected}`];
  });
}

const cases = Object.keys(samplers).flatMap((name) =>
  loadGroup("random-samplers", name).map((c) => ({ name, title: c.name, c })),
);

describe("samplers", () => {
  test.each(cases)("$name gives the numbers of JAX for $title", ({ name, c }) => {
    const result = samplers[name]!(keyOf(c), parametersOf(c), c.params);
    const expected = output(c, "result");
    expect({ dtype: result.dtype, shape: result.shape }).toEqual({ dtype: expected.dtype, shape: expected.shape });
    if (c.params.method === "eigh" || c.params.method === "svd") return;
    expect(differences(result, expected, isExact.has(name) ? 0 : 2e-5)).toEqual([]);
  });

  const differentiable = cases.filter(({ c }) => Object.keys(c.outputs).length > 1);
  test.each(differentiable)("$name has the pathwise derivatives of JAX for $title", ({ name, c }) => {
    const parameters = parametersOf(c);
    const names = Object.keys(parameters);
    const { shape, data } = output(c, "result");
    const weights = array(Array.from(data, (_, i) => Math.cos(i))).reshape(shape);
    const total = (...values: readonly NDArray[]): NDArray => {
      const inputs = Object.fromEntries(names.map((parameter, i) => [parameter, values[i]!]));
      return samplers[name]!(keyOf(c), inputs, c.params).mul(weights).sum();
    };
    const slopes = grad(total, { argnums: names.map((_, i) => i) })(...Object.values(parameters)) as readonly NDArray[];
    names.forEach((parameter, i) => {
      expect(differences(slopes[i]!, output(c, `by ${parameter}`), 2e-3)).toEqual([]);
    });
  });

  test.each(["eigh", "svd"] as const)("multivariateNormal by %s multiplies by a factor of the covariance", (method) => {
    const [mean, cov] = [array([1, -1]), array([[2, 1], [1, 1]])]; // prettier-ignore
    const samples = random.multivariateNormal(random.key(3), mean, cov, [2], { method });
    const [[a, b], [c, d]] = random.normal(random.key(3), [2, 2]).toList() as [[number, number], [number, number]];
    const inverse = array([[d, -b], [-c, a]]).div(a * d - b * c); // prettier-ignore
    const factor = inverse.matmul(samples.sub(mean));
    const actual = factor.T.matmul(factor).ravel().toList() as number[];
    [2, 1, 1, 1].forEach((expected, i) => expect(actual[i]).toBeCloseTo(expected, 4));
  });

  test("batched and compiled they give what each key alone gives", () => {
    const keys = random.split(random.key(5), 2);
    const draw = (key: NDArray): NDArray[] => [
      random.gamma(key, 0.5, [3]),
      random.poisson(key, 20, [3]).astype("float32"),
      random.binomial(key, 30, 0.4, [3]),
    ];
    const each = [...keys].map((key) => draw(key).map((x) => x.toList()));
    const rows = (all: readonly NDArray[]): unknown[] => [0, 1].map((i) => all.map((x) => x.get(i).toList()));
    expect(rows(vmap(draw)(keys))).toEqual(each);
    const compiled = jit(vmap(draw), { target: wasm() });
    const results = rows(compiled(keys)) as number[][][];
    results.flat(2).forEach((value, i) => expect(value).toBeCloseTo(each.flat(2)[i] as number, 4));
  });
});

test("complex orthogonal matrices are unitary, in batches and programs too", () => {
  const draw = (key: NDArray): NDArray => random.orthogonal(key, 3, [], "complex64", 2);
  const keys = random.split(random.key(2), 2);
  const compiled = jit(vmap(draw), { target: wasm() })(keys);
  [...keys].forEach((key, k) => {
    const q = draw(key);
    expect(allclose(conj(q.T).matmul(q), eye(2), { atol: 1e-5 })).toBe(true);
    expect(allclose(compiled.get(k), q, { atol: 1e-5 })).toBe(true);
  });
  expect(() => random.normal(array([1, 2]), [2], "complex64")).toThrow(/^normal received/);
  expect(() => random.uniform(random.key(0), [2], "complex64" as never)).toThrow(/^uniform received dtype complex64/);
});

describe("keys", () => {
  test("are made of words, and taken apart into them", () => {
    const keys = random.split(random.key(0), 3);
    expect(random.wrapKeyData(random.keyData(keys)).toList()).toEqual(keys.toList());
    expect(random.clone(random.key(7)).toList()).toEqual([0, 7]);
    expect(random.keyImpl(keys)).toBe("threefry2x32");
    expect(() => random.wrapKeyData(array([1, 2]))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: wrapKeyData received float32[2]
        expected: keys: uint32 with a last axis of length 2
        to fix:   make the first key with key(seed), and further ones with split, subkeys or foldIn]
    `);
    expect(() => random.key(0, { impl: "rbg" as never })).toThrow('impl: the text "rbg"');
  });
});

describe("initialisers", () => {
  const made: Readonly<Record<string, initializers.Initializer>> = {
    zeros: initializers.zeros,
    ones: initializers.ones,
    constant: initializers.constant(0.5),
    uniform: initializers.uniform(),
    normal: initializers.normal(0.5),
    truncated_normal: initializers.truncatedNormal(0.5, "float32", -1, 3),
    orthogonal: initializers.orthogonal(2, 0),
    delta_orthogonal: initializers.deltaOrthogonal(),
    glorot_uniform: initializers.glorotUniform(),
    glorot_normal: initializers.glorotNormal(),
    xavier_uniform: initializers.xavierUniform(),
    xavier_normal: initializers.xavierNormal(),
    lecun_uniform: initializers.lecunUniform(),
    lecun_normal: initializers.lecunNormal(),
    he_uniform: initializers.heUniform(),
    he_normal: initializers.heNormal(),
    kaiming_uniform: initializers.kaimingUniform(),
    kaiming_normal: initializers.kaimingNormal(),
  };

  test.each(loadGroup("random-samplers", "initializers"))("$name gives the weights of JAX", (c) => {
    const result = made[c.name]!(keyOf(c), c.params.shape as Shape);
    expect(result.shape).toEqual(c.params.shape);
    expect(differences(result, output(c, "result"), 2e-6)).toEqual([]);
  });

  test.each(loadGroup("random-samplers", "variance_scaling"))("varianceScaling by $name does so", (c) => {
    const { mode, distribution, shape } = c.params as {
      mode: initializers.VarianceMode;
      distribution: initializers.VarianceDistribution;
      shape: Shape;
    };
    const result = initializers.varianceScaling(1.5, mode, distribution, 1, [0, 3], 2)(keyOf(c), shape);
    expect(differences(result, output(c, "result"), 2e-6)).toEqual([]);
  });
});
