import { array, makeJaxpr, scan, stack, type NDArray } from "@proj/array";
import { fromHostData } from "@proj/array/core";
import { grad, vmap } from "@proj/autodiff";
import { jit } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import {
  bernoulli,
  categorical,
  choice,
  exponential,
  foldIn,
  gumbel,
  key,
  normal,
  permutation,
  randint,
  split,
  subkeys,
  truncatedNormal,
  uniform,
} from "@proj/random";
import { findCase, input, loadGroup, output, type Case } from "@proj/reference";
import { describe, expect, test } from "vitest";
import { asNDArray, asTensor, contents, maxUlps } from "./reference.ts";

const logits = array([0.1, 0.7, -0.3]);
const samplers: Readonly<Record<string, (k: NDArray) => NDArray>> = {
  split: (k) => split(k, 3),
  subkeys: (k) => stack(subkeys(k, 3)),
  foldIn: (k) => foldIn(k, 5),
  uniform: (k) => uniform(k, [2, 3]),
  "uniform between bounds": (k) => uniform(k, [5], { minval: -3, maxval: 2 }),
  normal: (k) => normal(k, [4]),
  truncatedNormal: (k) => truncatedNormal(k, -1, 2, [4]),
  exponential: (k) => exponential(k, [4]),
  gumbel: (k) => gumbel(k, [4]),
  randint: (k) => randint(k, [6], 0, 1000),
  "randint with array bounds": (k) => randint(k, [2], 0, fromHostData(Int32Array.of(5, 500), [2], "int32")),
  bernoulli: (k) => bernoulli(k, 0.3, [7]),
  categorical: (k) => categorical(k, logits, { shape: [5] }),
  permutation: (k) => permutation(k, 9),
  choice: (k) => choice(k, 20, [3], { replace: false }),
  "weighted choice": (k) => choice(k, 3, [4], { p: array([0.2, 0.3, 0.5]) }),
};

/** Samplers through functions that a target computes to a few ulp. */
const isApproximate = new Set(["truncatedNormal", "exponential", "gumbel"]);

describe("under vmap", () => {
  test.each(Object.keys(samplers))("%s gives for each key what it gives for that key alone", (name) => {
    const sampler = samplers[name]!;
    const keys = split(key(42), 5);
    expect(vmap(sampler)(keys).toList()).toEqual([...keys].map((k) => sampler(k).toList()));
  });

  const result = (c: Case) => contents(asNDArray(output(c, "result")));
  const keysOf = (c: Case) => asNDArray(input(c, "keys"));

  test("keys and samplers are those of JAX", () => {
    let c = findCase("random", "vmap", "split into 3");
    expect(contents(vmap((k: NDArray) => split(k, 3))(keysOf(c)))).toEqual(result(c));
    c = findCase("random", "vmap", "fold_in 0..4");
    expect(contents(vmap(foldIn)(keysOf(c), array(Int32Array.of(0, 1, 2, 3, 4))))).toEqual(result(c));
    c = findCase("random", "vmap", "uniform");
    expect(contents(vmap((k: NDArray) => uniform(k, [2, 2], { minval: -1, maxval: 1 }))(keysOf(c)))).toEqual(result(c));
    c = findCase("random", "vmap", "randint");
    expect(contents(vmap((k: NDArray) => randint(k, [3], 0, 100))(keysOf(c)))).toEqual(result(c));
    c = findCase("random", "vmap", "permutation");
    expect(contents(vmap((k: NDArray) => permutation(k, 6))(keysOf(c)))).toEqual(result(c));
  });
});

describe("under jit", () => {
  test.each(Object.keys(samplers))("%s gives what it gives outside, evaluated or compiled", (name) => {
    const sampler = samplers[name]!;
    const evaluated = jit(sampler);
    const compiled = jit(sampler, { target: wasm() });
    for (const seed of [0, 1701]) {
      const expected = sampler(key(seed));
      expect(contents(evaluated(key(seed)))).toEqual(contents(expected));
      expect(maxUlps(compiled(key(seed)), asTensor(expected))).toBeLessThanOrEqual(isApproximate.has(name) ? 4 : 0);
    }
    expect(compiled.traces).toHaveLength(1);
  });

  const compiledSamplers = [
    { group: "uniform", ulps: 0 },
    { group: "normal", ulps: 0 },
    { group: "truncated_normal", ulps: 16 },
  ].flatMap(({ group, ulps }) =>
    loadGroup("random", group)
      .filter((c) => c.params.dtype === "float32")
      .map((c) => ({ title: `${group}: ${c.name}`, ulps, c })),
  );
  test.each(compiledSamplers)("compiled samples are within $ulps ulp those of JAX, $title", ({ ulps, c }) => {
    const { shape, minval, maxval, lower, upper } = c.params as Record<string, number> & { readonly shape: number[] };
    const sampler = (k: NDArray): NDArray => {
      if (c.group === "uniform") return uniform(k, shape, { minval: minval!, maxval: maxval! });
      return c.group === "normal" ? normal(k, shape) : truncatedNormal(k, lower!, upper!, shape);
    };
    const samples = jit(sampler, { target: wasm() })(asNDArray(input(c, "key")));
    expect(maxUlps(samples, output(c, "result"))).toBeLessThanOrEqual(ulps);
  });

  test("a seed may be traced", () => {
    const seed = fromHostData(Int32Array.of(-7), [], "int32");
    expect(jit((s: NDArray) => key(s))(seed).toList()).toEqual(key(-7).toList());
  });
});

describe("inside scan", () => {
  test("each step can fold in its number", () => {
    const draw = (carry: NDArray, step: NDArray): [NDArray, NDArray] => [carry, uniform(foldIn(carry, step))];
    const [, samples] = scan(draw, key(3), array(Int32Array.of(0, 1, 2)));
    expect(samples.toList()).toEqual([0, 1, 2].map((step) => uniform(foldIn(key(3), step)).item()));
  });
});

describe("under grad", () => {
  test("samples follow the bounds of their interval", () => {
    const unit = uniform(key(0)).item();
    expect(grad((high: NDArray) => uniform(key(0), [], { maxval: high }))(array(3)).item()).toBeCloseTo(unit, 6);
    expect(grad((low: NDArray) => uniform(key(0), [], { minval: low, maxval: 3 }))(array(1)).item()).toBeCloseTo(
      1 - unit,
      6,
    );
  });

  test("noise has no derivative with respect to what does not shape it", () => {
    expect(grad((x: NDArray) => normal(key(0)).mul(x))(array(2)).item()).toBe(normal(key(0)).item());
  });
});

describe("programs", () => {
  test("are short", () => {
    expect(String(makeJaxpr((k: NDArray) => uniform(k, [2, 3]))(key(0)))).toMatchInlineSnapshot(`
      "{ lambda ; a:u32[2]. let
          b:u32[6] = iota[dtype=uint32 shape=(6,) dimension=0]
          c:u32[1] d:u32[1] = split[sizes=(1, 1) axis=0] a
          e:u32[] = reshape[shape=()] c
          f:u32[] = reshape[shape=()] d
          g:u32[6] h:u32[6] = threefry2x32 e f 0:u32[] b
          i:u32[6] = xor g h
          j:u32[2,3] = reshape[shape=(2, 3)] i
          k:u32[2,3] = shift_right_logical j 9:u32[]
          l:u32[2,3] = or k 1065353216:u32[]
          m:f32[2,3] = bitcast_convert_type[dtype=float32] l
          n:f32[2,3] = sub m 1.0:f32[]
        in (n,) }"
    `);
    expect(String(makeJaxpr((k: NDArray) => normal(k))(key(0)))).toMatchInlineSnapshot(`
      "{ lambda ; a:u32[2]. let
          b:u32[1] c:u32[1] = split[sizes=(1, 1) axis=0] a
          d:u32[] = reshape[shape=()] b
          e:u32[] = reshape[shape=()] c
          f:u32[] g:u32[] = threefry2x32 d e 0:u32[] 0:u32[]
          h:u32[] = xor f g
          i:u32[] = shift_right_logical h 9:u32[]
          j:u32[] = or i 1065353216:u32[]
          k:f32[] = bitcast_convert_type[dtype=float32] j
          l:f32[] = sub k 1.0:f32[]
          m:f32[] = mul l 2.0:f32[]
          n:f32[] = add m -0.9999999403953552:f32[]
          o:f32[] = erf_inv n
          p:f32[] = mul o 1.4142135381698608:f32[]
        in (p,) }"
    `);
    expect(String(makeJaxpr((k: NDArray) => split(k))(key(0)))).toMatchInlineSnapshot(`
      "{ lambda ; a:u32[2]. let
          b:u32[2] = iota[dtype=uint32 shape=(2,) dimension=0]
          c:u32[1] d:u32[1] = split[sizes=(1, 1) axis=0] a
          e:u32[] = reshape[shape=()] c
          f:u32[] = reshape[shape=()] d
          g:u32[2] h:u32[2] = threefry2x32 e f 0:u32[] b
          i:u32[2,1] = reshape[shape=(2, 1)] g
          j:u32[2,1] = reshape[shape=(2, 1)] h
          k:u32[2,2] = concatenate[dimension=1] i j
        in (k,) }"
    `);
    expect(String(makeJaxpr((k: NDArray) => randint(k, [3], 0, 10))(key(0)))).toMatchInlineSnapshot(`
      "{ lambda ; a:u32[2]. let
          b:u32[2] = iota[dtype=uint32 shape=(2,) dimension=0]
          c:u32[1] d:u32[1] = split[sizes=(1, 1) axis=0] a
          e:u32[] = reshape[shape=()] c
          f:u32[] = reshape[shape=()] d
          g:u32[2] h:u32[2] = threefry2x32 e f 0:u32[] b
          i:u32[1] j:u32[1] = split[sizes=(1, 1) axis=0] g
          k:u32[1] l:u32[1] = split[sizes=(1, 1) axis=0] h
          m:u32[2] = concatenate[dimension=0] i k
          n:u32[2] = concatenate[dimension=0] j l
          o:u32[3] = iota[dtype=uint32 shape=(3,) dimension=0]
          p:u32[1] q:u32[1] = split[sizes=(1, 1) axis=0] m
          r:u32[] = reshape[shape=()] p
          s:u32[] = reshape[shape=()] q
          t:u32[3] u:u32[3] = threefry2x32 r s 0:u32[] o
          v:u32[3] = xor t u
          w:u32[3] = rem v 10:u32[]
          x:u32[3] = mul w 6:u32[]
          y:u32[3] = iota[dtype=uint32 shape=(3,) dimension=0]
          z:u32[1] aa:u32[1] = split[sizes=(1, 1) axis=0] n
          ab:u32[] = reshape[shape=()] z
          ac:u32[] = reshape[shape=()] aa
          ad:u32[3] ae:u32[3] = threefry2x32 ab ac 0:u32[] y
          af:u32[3] = xor ad ae
          ag:u32[3] = rem af 10:u32[]
          ah:u32[3] = add x ag
          ai:u32[3] = rem ah 10:u32[]
          aj:i32[3] = convert_element_type[dtype=int32 weak_type=False] ai
          ak:i32[3] = add 0:i32[] aj
        in (ak,) }"
    `);
  });
});
