import { readFileSync } from "node:fs";

/** A set of reference values: one file of `values/`, made by the script of the same name. */
export type Topic =
  | "activations"
  | "attention"
  | "complex-activations"
  | "complex-matrices"
  | "complex-sweep"
  | "hypergeometric-derivatives"
  | "convolutions"
  | "decompositions"
  | "dtypes"
  | "edges"
  | "elementwise"
  | "eqx-files"
  | "feedbax-file"
  | "examples"
  | "elementwise-sweep"
  | "factorizations"
  | "gaussian-kde"
  | "gradients"
  | "gru-point-mass"
  | "half-precision"
  | "indexing"
  | "lax-calls"
  | "lax-options"
  | "layers"
  | "matrices"
  | "matrices-not-finite"
  | "matrix-functions"
  | "nn"
  | "nn-options"
  | "numpy-arrangement"
  | "numpy-calculus"
  | "numpy-counting"
  | "ode"
  | "ode-combinations"
  | "ode-events"
  | "ode-paths"
  | "sde"
  | "sde-paths"
  | "ode-steps"
  | `options-${OptionFamily}`
  | "optim"
  | "optim-functions"
  | "optim-searches"
  | "optimisers"
  | "optimize"
  | "printing"
  | "promotion"
  | "random"
  | "random-samplers"
  | "reductions"
  | "result-types"
  | "checkify"
  | "collectives"
  | "column-pivoting"
  | "shard-map"
  | "checkpoint-policies"
  | "complex"
  | "fft"
  | "segments"
  | "signals"
  | "small-tools"
  | "sparse-linalg"
  | "stats"
  | "stats-samples"
  | "special-functions"
  | "special-integrals"
  | "hypergeometric"
  | "transforms"
  | "while-loops"
  | "windows";

/** Functions whose options are swept together: one file of `option_rows`. */
export type OptionFamily =
  | "arrangement"
  | "counting"
  | "fft"
  | "image"
  | "linalg"
  | "nn"
  | "ops"
  | "ordering"
  | "pieces"
  | "products"
  | "random"
  | "reductions"
  | "signal"
  | "stats";

/** A JSON value, as found in {@link Case.params}. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** An array in row-major order. 64-bit integers are `[..., 2]` words of 32 bits, high word first. */
export type Tensor = { readonly shape: readonly number[] } & (
  | { readonly dtype: "bool" | "uint8"; readonly data: Uint8Array }
  | { readonly dtype: "uint16"; readonly data: Uint16Array }
  | { readonly dtype: "int8"; readonly data: Int8Array }
  | { readonly dtype: "int16"; readonly data: Int16Array }
  | { readonly dtype: "uint32" | "int64-words" | "uint64-words"; readonly data: Uint32Array }
  | { readonly dtype: "int32"; readonly data: Int32Array }
  | { readonly dtype: "bfloat16" | "float16" | "float32"; readonly data: Float32Array }
  | { readonly dtype: "float64"; readonly data: Float64Array }
  /** Real and imaginary parts take turns. */
  | { readonly dtype: "complex64"; readonly data: Float32Array }
  | { readonly dtype: "complex128"; readonly data: Float64Array }
);

/** One call of one function: what it was given and what the reference returned. */
export interface Case {
  /** The part of the topic, such as `"split"`. */
  readonly group: string;
  /** What sets this case apart inside its group; often the function's name in the reference library. */
  readonly name: string;
  /** Arguments that are not arrays: shapes, dtypes, bounds, options. */
  readonly params: Readonly<Record<string, Json>>;
  /** Array arguments by name. */
  readonly inputs: Readonly<Record<string, Tensor>>;
  /** Array results by name. */
  readonly outputs: Readonly<Record<string, Tensor>>;
}

interface StoredTensor {
  readonly dtype: Tensor["dtype"];
  readonly shape: readonly number[];
  readonly data: readonly (number | string)[];
}

interface StoredCase extends Omit<Case, "inputs" | "outputs"> {
  readonly inputs?: Readonly<Record<string, StoredTensor>>;
  readonly outputs?: Readonly<Record<string, StoredTensor>>;
}

function decode({ dtype, shape, data }: StoredTensor): Tensor {
  // JSON writes NaN and the infinities as strings, which Number reads back.
  const numbers = data.map(Number);
  switch (dtype) {
    case "bool":
    case "uint8":
      return { dtype, shape, data: Uint8Array.from(numbers) };
    case "uint16":
      return { dtype, shape, data: Uint16Array.from(numbers) };
    case "int8":
      return { dtype, shape, data: Int8Array.from(numbers) };
    case "int16":
      return { dtype, shape, data: Int16Array.from(numbers) };
    case "uint32":
    case "int64-words":
    case "uint64-words":
      return { dtype, shape, data: Uint32Array.from(numbers) };
    case "int32":
      return { dtype, shape, data: Int32Array.from(numbers) };
    case "bfloat16":
    case "float16":
    case "float32":
      return { dtype, shape, data: Float32Array.from(numbers) };
    case "float64":
      return { dtype, shape, data: Float64Array.from(numbers) };
    case "complex64":
      return { dtype, shape, data: Float32Array.from(numbers) };
    case "complex128":
      return { dtype, shape, data: Float64Array.from(numbers) };
  }
}

function decodeAll(tensors: Readonly<Record<string, StoredTensor>> = {}): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, decode(tensor)]));
}

const loaded = new Map<Topic, readonly Case[]>();

/**
 * All cases of a topic, in the order in which its script made them.
 *
 * @param topic - name of a file in `values/`, without extension
 * @returns the cases; the same array at every call
 * @example
 * for (const { name, params, inputs, outputs } of load("random")) console.log(name, params, inputs, outputs);
 */
export function load(topic: Topic): readonly Case[] {
  let cases = loaded.get(topic);
  if (cases === undefined) {
    const file = new URL(`../values/${topic}.json`, import.meta.url);
    const stored = JSON.parse(readFileSync(file, "utf8")) as { readonly cases: readonly StoredCase[] };
    cases = stored.cases.map((c) => ({ ...c, inputs: decodeAll(c.inputs), outputs: decodeAll(c.outputs) }));
    loaded.set(topic, cases);
  }
  return cases;
}

/**
 * The cases of one group of a topic.
 *
 * @param topic - name of a file in `values/`, without extension
 * @param group - value of {@link Case.group}
 * @returns the cases in stored order, at least one
 * @throws Error if the topic has no such group
 * @example
 * test.each(loadGroup("random", "split"))("split agrees on $name", ({ inputs, outputs }) => { … });
 */
export function loadGroup(topic: Topic, group: string): readonly Case[] {
  const cases = load(topic).filter((c) => c.group === group);
  if (cases.length === 0) {
    const groups = [...new Set(load(topic).map((c) => c.group))].join(", ");
    throw new Error(`loadGroup: topic "${topic}" has no group "${group}"; its groups are ${groups}.`);
  }
  return cases;
}

/**
 * One case by its group and name.
 *
 * @param topic - name of a file in `values/`, without extension
 * @param group - value of {@link Case.group}
 * @param name - value of {@link Case.name}, unique in the group
 * @returns the case
 * @throws Error if there is no such case or more than one
 * @example
 * const { outputs } = findCase("nn", "GRUCell", "initialization");
 */
export function findCase(topic: Topic, group: string, name: string): Case {
  const cases = loadGroup(topic, group);
  const [found, another] = cases.filter((c) => c.name === name);
  if (found === undefined || another !== undefined) {
    const names = cases.map((c) => c.name).join(", ");
    throw new Error(
      `findCase: expected one case "${name}" in group "${group}" of topic "${topic}"; the group has ${names}.`,
    );
  }
  return found;
}

function member(kind: "input" | "output", { group, name, ...rest }: Case, key: string): Tensor {
  const tensors = rest[`${kind}s`];
  const tensor = tensors[key];
  if (tensor === undefined) {
    const keys = Object.keys(tensors).join(", ");
    throw new Error(`${kind}: case "${name}" of group "${group}" has no ${kind} "${key}"; it has ${keys}.`);
  }
  return tensor;
}

/**
 * An array argument of a case.
 *
 * @param from - the case
 * @param key - name of the argument
 * @returns the array
 * @throws Error if the case has no such argument
 * @example
 * const key = input(someCase, "key").data;
 */
export function input(from: Case, key: string): Tensor {
  return member("input", from, key);
}

/**
 * An array result of a case.
 *
 * @param from - the case
 * @param key - name of the result
 * @returns the array
 * @throws Error if the case has no such result
 * @example
 * const expected = Array.from(output(someCase, "result").data);
 */
export function output(from: Case, key: string): Tensor {
  return member("output", from, key);
}
