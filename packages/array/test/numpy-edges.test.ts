import * as np from "@proj/array";
import { UsageError } from "@proj/array";
import { isNDArray } from "@proj/array/core";
import * as lax from "@proj/array/lax";
import { loadGroup, type Case, type Json } from "@proj/reference";
import { describe, expect, test } from "vitest";

/*
 * Where little or nothing is left: empty and single axes, scalars, nothing to do. Each recorded call of JAX, made here.
 */

type Call = (...args: readonly unknown[]) => unknown;

const camel = (name: string): string => name.replace(/_([a-z1-9])/g, (_, letter: string) => letter.toUpperCase());

/** The array that `values` of the generator makes. */
function values(shape: readonly number[], dtype: string): np.NDArray {
  const count = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => (7 * i + 3) % 5);
  const numbers = count.map((n) => (dtype === "float32" ? n - 1.5 : dtype === "bool" ? n % 2 : n - 1));
  return np
    .array(numbers)
    .astype(dtype as np.DType)
    .reshape(shape);
}

const isRecord = (value: Json): value is Readonly<Record<string, Json>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function built(argument: Json): unknown {
  if (isRecord(argument)) return values(argument["shape"] as number[], argument["dtype"] as string);
  return Array.isArray(argument) ? argument.map(built) : argument;
}

/** Functions that are called in another way here. */
const calls: Readonly<
  Record<string, (args: readonly unknown[], options: Readonly<Record<string, unknown>>) => unknown>
> = {
  cummax: ([x], { axis }) => lax.cummax(x as np.NDArray, axis as number),
  cummin: ([x], { axis }) => lax.cummin(x as np.NDArray, axis as number),
  softmax: ([x], options) => np.nn.softmax(x as np.NDArray, options),
  logSoftmax: ([x], options) => np.nn.logSoftmax(x as np.NDArray, options),
  logsumexp: ([x], options) => np.nn.logsumexp(x as np.NDArray, options),
  oneHot: ([x, classes]) => np.nn.oneHot(x as np.NDArray, classes as number),
  get: ([x, ...index]) => (x as np.NDArray).get(...(index as number[])),
  tril: ([x], { k }) => np.tril(x as np.NDArray, k as number),
  diag: ([x], { k }) => np.diag(x as np.NDArray, k as number),
  cross: ([x, y], { axis }) => np.cross(x as np.NDArray, y as np.NDArray, axis as number),
  meshgrid: (lists, options) => np.meshgrid(lists as np.NDArray[], options),
  interp: ([x, places, y]) => np.interp(x as np.NDArray, np.sort(places as np.NDArray), y as np.NDArray),
  take: ([x, places], options) => np.take(x as np.NDArray, np.array(places as number[], "int32"), options),
  takeAlongAxis: ([x, places], { axis, ...options }) =>
    np.takeAlongAxis(x as np.NDArray, np.array(places as number[][], "int32"), axis as number, options),
};

function repeat({ params }: Case): unknown {
  const name = camel(params["function"] as string);
  const args = (params["args"] as Json[]).map(built);
  const options = Object.fromEntries(
    Object.entries(params["options"] as Record<string, Json>).map(([key, value]) => [camel(key), built(value)]),
  );
  const call = calls[name];
  if (call !== undefined) return call(args, options);
  return (np as unknown as Record<string, Call>)[name]!(...args, ...(Object.keys(options).length > 0 ? [options] : []));
}

/** What is wrong with the answer to a recorded call, or null. */
function complaint(reference: Case): string | null {
  let given: unknown;
  try {
    given = repeat(reference);
  } catch (error) {
    if (!(error instanceof UsageError)) return `raw ${String(error)}`;
    return reference.params["refused"] === true ? null : `refused: ${error.message.split("\n")[0]!}`;
  }
  const results = (isNDArray(given) ? [given] : [...(given as Iterable<np.NDArray>)]).map((result) =>
    np.asarray(result),
  );
  const show = (shape: readonly number[], data: Iterable<number>): string =>
    `[${shape.join()}] ${[...data].map((value) => (Math.abs(value) < 1e-7 ? 0 : Number(value.toPrecision(5)))).join()}`;
  const shown = results.map((result) => show(result.shape, result.dataSync())).join("; ");
  if (reference.params["refused"] === true) return `accepted: ${shown}`;
  const expected = Object.values(reference.outputs)
    .map(({ shape, data }) => show(shape, data))
    .join("; ");
  return shown === expected ? null : `${shown} instead of ${expected}`;
}

describe.each([
  "reduction",
  "cumulative",
  "ordering",
  "nn",
  "movement",
  "differences",
  "ranges",
  "indexing",
  "product",
])("%s", (group) => {
  test("is what JAX gives", () => {
    const complaints = loadGroup("edges", group).flatMap((reference) => {
      const wrong = complaint(reference);
      return wrong === null ? [] : [`${reference.name}: ${wrong}`];
    });
    expect(complaints).toEqual([]);
  });
});
