import { array, cos, sum, type NDArray, scan } from "@proj/array";
import { fromHostData } from "@proj/array/core";
import { vmap } from "@proj/autodiff";
import * as module from "@proj/module";
import type { MultiheadAttention } from "@proj/module";
import {
  BatchNorm,
  Conv1d,
  Dropout,
  Embedding,
  filterGrad,
  filterVmap,
  inferenceMode,
  Linear,
  makeWithState,
  MLP,
  PReLU,
  RotaryPositionalEmbedding,
  Sequential,
  Shared,
  SpectralNorm,
  WeightNorm,
  type AttentionOptions,
  type Heads,
  type State,
  type StatefulLayer,
} from "@proj/module";
import { subkeys } from "@proj/random";
import { findCase, loadGroup, type Case, type Tensor } from "@proj/reference";
import { keyString, leaves, leavesWithPath } from "@proj/tree";
import { describe, expect, test } from "vitest";

/*
 * Layers hold the weights that Equinox draws from the same key, and give its values, gradients and states. Each case of the
 * reference names the arguments of the constructor; weights, inputs and results follow.
 */

const asNDArray = ({ data, shape, dtype }: Tensor): NDArray => fromHostData(data, shape, dtype as "float32");
const given = (c: Case, name: string): NDArray => asNDArray(c.inputs[name]!);
const inputsOf = (c: Case): NDArray[] =>
  Object.keys(c.inputs)
    .filter((name) => /^x\d/.test(name))
    .map((name) => given(c, name));

interface Params {
  readonly positional: readonly unknown[];
  readonly options: Readonly<Record<string, unknown>>;
}

function expectNear(actual: NDArray, expected: Tensor, what: string, tolerance = 4e-6): void {
  expect([what, actual.shape, actual.dtype]).toEqual([what, expected.shape, expected.dtype]);
  const values = actual.dataSync();
  const bound = tolerance * Math.max(1, ...Array.from(expected.data, (value) => Math.abs(value)));
  expected.data.forEach((value, i) => {
    const found = Number(values[i]);
    if (Math.abs(found - value) <= bound || Object.is(found, value)) return;
    expect.fail(`${what}, element ${i}: ${found} for ${value}`);
  });
}

/** The arrays of a tree under their paths, holes left out. */
function arraysOf(tree: unknown): Map<string, NDArray> {
  const named = leavesWithPath(tree).map(([path, leaf]) => [keyString(path, { simple: true, separator: "." }), leaf]);
  return new Map(
    (named as [string, unknown][]).filter((entry): entry is [string, NDArray] => module.isArray(entry[1])),
  );
}

/** Arrays of a tree against those of the reference that have the same prefix. */
function expectArrays(c: Case, tree: unknown, prefix: string, tolerance: number): void {
  const arrays = arraysOf(tree);
  for (const [name, leaf] of arrays) {
    const expected = c.outputs[prefix + name];
    if (expected === undefined) expect.fail(`the reference has no ${prefix}${name}`);
    expectNear(leaf, expected, prefix + name, tolerance);
  }
  const others = Object.keys(c.outputs).filter(
    (name) => isWeight(name, prefix) && !arrays.has(name.slice(prefix.length)),
  );
  expect(others).toEqual([]);
}

const isWeight = (name: string, prefix: string): boolean =>
  prefix === "" ? !/^(gradient|input|output|state|inference)/.test(name) : name.startsWith(prefix);

/** Σ y² cos i, the function whose gradients were recorded. */
const loss = (y: NDArray): NDArray => {
  const angles = array(Float32Array.from({ length: y.size }, (_, i) => i)).reshape(y.shape);
  return sum(y.astype("float32").pow(2).mul(cos(angles)));
};

type Run = (layer: never, ...xs: NDArray[]) => NDArray;

/** Weights, value and gradients of one case. Weights that only uniforms decide are the same bits. */
function expectLayer(c: Case, layer: unknown, run: Run, weightTolerance = 0): void {
  const xs = inputsOf(c);
  const value = run(layer as never, ...xs);
  const isHalf = value.dtype.endsWith("float16");
  expectArrays(c, layer, "", weightTolerance);
  expectNear(value, c.outputs.output!, "output", isHalf ? (value.dtype === "float16" ? 2e-3 : 2e-2) : 4e-6);
  if (!Object.keys(c.outputs).some((name) => /gradient/.test(name))) return;
  const gradient = filterGrad((both: readonly [unknown, readonly NDArray[]]) =>
    loss(run(both[0] as never, ...both[1])),
  )([layer, xs]);
  expectArrays(c, gradient[0], "gradient ", 2e-5);
  const byInputs = (gradient[1] as readonly (NDArray | null)[]).filter((g) => g !== null);
  byInputs.forEach((g, i) => {
    if (c.outputs[`input gradient ${i}`] !== undefined)
      expectNear(g, c.outputs[`input gradient ${i}`]!, `input gradient ${i}`, 2e-5);
  });
}

/** The layer of a case, by the name of its group: `init` takes the same arguments, options and key last. */
function build(c: Case): unknown {
  const { positional, options } = c.params as unknown as Params;
  const { init } = (module as unknown as Record<string, { readonly init: (...args: unknown[]) => unknown }>)[c.group]!;
  const key = given(c, "key");
  const { kernelSize, targetShape, ...others } = options;
  const rest = others.scan === true ? { ...others, scan } : others;
  const sizes = [...positional, ...[kernelSize, targetShape].filter((size) => size !== undefined)];
  return /^(Linear|Conv|Embedding|Multihead|MLP)/.test(c.group)
    ? init(...sizes, { ...rest, key })
    : init(...sizes, ...(Object.keys(rest).length > 0 ? [rest] : []));
}

const byKind = [
  ...[
    "Linear",
    "Conv",
    "Conv1d",
    "Conv2d",
    "Conv3d",
    "ConvTranspose",
    "ConvTranspose1d",
    "ConvTranspose2d",
    "ConvTranspose3d",
  ],
  ...["AvgPool1d", "AvgPool2d", "AvgPool3d", "MaxPool1d", "MaxPool2d", "MaxPool3d"],
  ...["AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveAvgPool3d"],
  ...["AdaptiveMaxPool1d", "AdaptiveMaxPool2d", "AdaptiveMaxPool3d"],
  ...["LayerNorm", "RMSNorm", "GroupNorm", "Embedding", "PReLU", "RotaryPositionalEmbedding", "MLP"],
];

describe.each(byKind)("%s", (kind) => {
  test.each(loadGroup("layers", kind))("has the weights, values and gradients of Equinox: $name", (c) => {
    const tolerance = kind === "Embedding" ? 2e-6 : 0;
    expectLayer(c, build(c), (layer: { call(x: NDArray): NDArray }, x) => layer.call(x), tolerance);
  });
});

test.each(loadGroup("layers", "Dropout"))("Dropout has the values of Equinox: $name", (c) => {
  const [p, inference] = (c.params as unknown as Params).positional as [number, boolean];
  const y = Dropout.init(p, inference).call(given(c, "x0"), { key: given(c, "key") });
  expectNear(y, c.outputs.output!, "output");
});

test("an MLP whose activations have parameters has them for each neuron, as in Equinox", () => {
  const c = findCase("layers", "MLP with PReLU", "3 to 2");
  const activations = { activation: PReLU.init(), finalActivation: PReLU.init(0.1) };
  const mlp = MLP.init(3, 2, { key: given(c, "key"), widthSize: 4, depth: 2, ...activations });
  expectLayer(c, mlp, (m: MLP, x) => m.call(x));
});

describe("MultiheadAttention", () => {
  const rotary = RotaryPositionalEmbedding.init(4);
  const turn = vmap((x: NDArray) => rotary.call(x), { inAxes: 1, outAxes: 1 });
  const processHeads = (q: NDArray, k: NDArray, v: NDArray): Heads => [turn(q), turn(k), v];

  test.each(loadGroup("layers", "MultiheadAttention"))(
    "has the weights, values and gradients of Equinox: $name",
    (c) => {
      const { process, drop } = c.params.extra as { process?: string; drop?: boolean };
      const options: AttentionOptions = {
        ...(process === undefined ? {} : { processHeads }),
        ...(drop === true ? { key: array(Uint32Array.of(0, 3)) } : {}),
      };
      expectLayer(c, build(c), (m: MultiheadAttention, q, k, v, mask) => m.call(q, k, v, mask, options));
    },
  );
});

/** A layer with state: its weights, then three calls, inference and gradients. */
function expectStateful(
  c: Case,
  [model, first]: readonly [StatefulLayer, State],
  isMapped: boolean,
  tolerance = 0,
): void {
  const xs = inputsOf(c);
  const options = { inAxes: [null, 0, null], outAxes: [0, null] as const, axisName: "batch" };
  const one = (m: StatefulLayer, x: NDArray, s: State): readonly [NDArray, State] => m.call(x, s);
  const call = isMapped ? filterVmap(one, options) : one;
  const expectState = (state: State, when: string): void =>
    leaves(state as unknown).forEach((leaf, i) => {
      expectNear(leaf as NDArray, c.outputs[`state ${i} ${when}`]!, `state ${i} ${when}`);
    });
  expectArrays(c, model, "", tolerance);
  expectState(first, "before");
  let state = first;
  xs.forEach((x, i) => {
    const [y, next] = call(model, x, state);
    expectNear(y, c.outputs[`output ${i}`]!, `output ${i}`);
    expectState(next, `after ${i}`);
    state = next;
  });
  const copy = module.combine(state);
  expectNear(call(inferenceMode(model), xs[0]!, copy)[0], c.outputs.inference!, "inference");
  const last = module.combine(state);
  const gradient = filterGrad((both: readonly [StatefulLayer, NDArray]) => loss(call(both[0], both[1], last)[0]))([
    model,
    xs[0]!,
  ]);
  expectArrays(c, gradient[0], "gradient ", 2e-5);
  expectNear(gradient[1], c.outputs["input gradient 0"]!, "input gradient", 2e-5);
}

describe("layers with state", () => {
  test.each(loadGroup("layers", "BatchNorm"))(
    "BatchNorm has the values, states and gradients of Equinox: $name",
    (c) => {
      expectStateful(
        c,
        makeWithState(() => BatchNorm.init(2, "batch", (c.params as unknown as Params).options))(),
        true,
      );
    },
  );

  test.each(loadGroup("layers", "SpectralNorm"))("SpectralNorm has those of Equinox: $name", (c) => {
    const [layerKey, normKey] = subkeys(given(c, "key"));
    const inner =
      c.params.layer === "Linear" ? Linear.init(3, 4, { key: layerKey }) : Conv1d.init(2, 3, 2, { key: layerKey });
    const options = { ...(c.params as unknown as Params).options, key: normKey };
    expectStateful(c, makeWithState(() => SpectralNorm.init(inner, "weight", options))(), false);
  });

  test("Sequential hands on keys and state, as in Equinox", () => {
    const c = findCase("layers", "Sequential", "linear, batch norm, dropout, linear");
    const make = (key: NDArray): Sequential<readonly [Linear, BatchNorm, Dropout, Linear]> => {
      const [first, second] = subkeys(key);
      const norm = BatchNorm.init(4, "batch", { mode: "batch" });
      return Sequential.init([
        Linear.init(3, 4, { key: first }),
        norm,
        Dropout.init(),
        Linear.init(4, 2, { key: second }),
      ]);
    };
    const [model, state] = makeWithState(make)(given(c, "key"));
    const [y, next] = vmap((x: NDArray, s: State, key: NDArray) => model.call(x, s, { key }), {
      inAxes: [0, null, 0],
      outAxes: [0, null],
      axisName: "batch",
    })(given(c, "x"), state, given(c, "keys"));
    expectNear(y, c.outputs.output!, "output");
    leaves(next as unknown).forEach((leaf, i) => {
      expectNear(leaf as NDArray, c.outputs[`state ${i}`]!, `state ${i}`);
    });
  });
});

test.each(loadGroup("layers", "WeightNorm"))("WeightNorm has the values and gradients of Equinox: $name", (c) => {
  const key = given(c, "key");
  const [, axis] = (c.params as unknown as Params).positional as [string, number | null | undefined];
  const layer =
    c.params.layer === "Linear"
      ? WeightNorm.init(Linear.init(3, 4, { key }), "weight", axis)
      : WeightNorm.init(Conv1d.init(2, 3, 2, { key }));
  expectLayer(c, layer, (m: WeightNorm, x) => m.call(x), 2e-6);
});

test("Shared has the value and the gradient of Equinox, in which both uses of a weight count", () => {
  const c = findCase("layers", "Shared", "readout of an embedding");
  const key = given(c, "key");
  const pair = { embedding: Embedding.init(4, 3, { key }), readout: Linear.init(3, 4, { key, useBias: false }) };
  const shared = Shared.init(
    pair,
    (m) => m.readout.weight,
    (m) => m.embedding.weight,
  );
  const f = (s: typeof shared): NDArray => {
    const { embedding, readout } = s.call();
    return sum(readout.call(embedding.call(1)).pow(2));
  };
  expectNear(f(shared), c.outputs.value!, "value");
  expectNear(filterGrad(f)(shared).tree.embedding.weight, c.outputs.gradient!, "gradient", 1e-5);
});
