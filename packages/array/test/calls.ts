import { array, reshape, type ArrayLike, type DType, type NDArray } from "@proj/array";
import { fromHostData, partDType, toArray } from "@proj/array/core";
import { load, type Case, type Json, type Tensor, type Topic } from "@proj/reference";
import { expect } from "vitest";

/*
 * Plays recorded calls of JAX again, as tooling/reference/calls.py writes them: the group of a case is the function, its parameters
 * are the arguments.
 */

type Functions = Readonly<Record<string, unknown>>;

/** A recorded array. */
export function arrayOf({ dtype, shape, data }: Tensor): NDArray {
  if (dtype === "complex64" || dtype === "complex128") return fromHostData(data.slice(), shape, dtype);
  return reshape(array([...data].map(Number), { dtype: dtype as DType }), shape);
}

/** What a recorded argument stands for. */
function argumentOf(value: Json, inputs: Readonly<Record<string, Tensor>>): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const { input, inputs: several, number } = value as { input?: string; inputs?: readonly string[]; number?: string };
  if (input !== undefined) return arrayOf(inputs[input]!);
  if (several !== undefined) return several.map((name) => arrayOf(inputs[name]!));
  return number === "inf" ? Infinity : number === "-inf" ? -Infinity : NaN;
}

/** The arguments of a recorded call. */
export function argumentsOf({ params, inputs }: Case): unknown[] {
  const given = (params["arguments"] as readonly Json[]).map((value) => argumentOf(value, inputs));
  const options = params["options"] as Readonly<Record<string, Json>> | undefined;
  if (options === undefined) return given;
  return [
    ...given,
    Object.fromEntries(Object.entries(options).map(([name, value]) => [name, argumentOf(value, inputs)])),
  ];
}

/** The functions of a topic, and the cases of each. */
export function functionsOf(topic: Topic): readonly (readonly [name: string, cases: readonly Case[]])[] {
  const cases = load(topic);
  return [...new Set(cases.map(({ group }) => group))].map((name) => [
    name,
    cases.filter(({ group }) => group === name),
  ]);
}

/** Holds the results of one function to those recorded, each within a relative distance of its largest element, or next to nothing. */
export function checkCalls(functions: Functions, name: string, cases: readonly Case[], tolerance: Tolerance): void {
  for (const one of cases) {
    const called = (functions[name] as (...args: readonly unknown[]) => unknown)(...argumentsOf(one));
    const results = (Array.isArray(called) ? called : [called]).map((result: ArrayLike) => toArray(result));
    const weak = (one.params["weak"] ?? []) as readonly string[];
    Object.entries(one.outputs).forEach(([output, expected], place) => {
      checkArray(`${one.name}: ${output}`, results[place]!, expected, weak.includes(output), tolerance);
    });
  }
}

/** The largest relative distance, by dtype. */
export type Tolerance = Readonly<Record<"float16" | "float32" | "float64", number>>;

export const rounding: Tolerance = { float16: 2e-3, float32: 2e-6, float64: 1e-14 };

/** Holds one array to what was recorded. */
export function checkArray(
  place: string,
  actual: NDArray,
  expected: Tensor,
  weak: boolean,
  tolerance: Tolerance,
): void {
  expect([actual.dtype, actual.weakType, actual.shape], place).toEqual([expected.dtype, weak, expected.shape]);
  const values = [...actual.dataSync()];
  const wanted = [...expected.data].map(Number);
  const size = Math.max(0, ...wanted.filter(Number.isFinite).map(Math.abs));
  const near = (tolerance as Readonly<Record<string, number>>)[partDType(expected.dtype as DType)] ?? 0;
  const wrong = values.findIndex((value, at) => !isNear(value, wanted[at]!, near * size + near ** 2));
  if (wrong >= 0) expect.fail(`${place}: element ${wrong} is ${values[wrong]}, recorded is ${wanted[wrong]}`);
}

function isNear(value: number, wanted: number, distance: number): boolean {
  return Object.is(value, wanted) || value === wanted || Math.abs(value - wanted) <= distance;
}
