import { UsageError, type NDArray } from "@proj/array";
import { fromHostData, isFloat, isInexact as hasInexact, isNDArray, toHost } from "@proj/array/core";
import { axisIndex } from "@proj/array/lax";
import { vmap } from "@proj/autodiff";
import { leaves } from "@proj/tree";
import { functionNamed } from "../../src/option-sweep/functions.ts";
import { families, recordedCalls, type RecordedCall } from "../../src/option-sweep/play.ts";
import type { Argument } from "../misuse/arguments.ts";
import { doors, type Call } from "../misuse/calls.ts";
import { ownCalls } from "./own-calls.ts";

/*
 * Calls of public functions in double precision, at points where nothing is equal, whole or at an end. They are the calls that other tables
 * have: that of mistakes has one of each function, and the sweep of options has up to eight.
 */

/** A call as a function of the arrays that it reads. */
export interface SampleCall {
  /** The function's name, behind that of its door. */
  readonly name: string;
  /** The call with its arrays by their types. */
  readonly text: string;
  /** The arrays that it is called with. */
  readonly at: readonly NDArray[];
  /** The arrays of its result. */
  readonly answer: (at: readonly NDArray[]) => readonly NDArray[];
}

type Callable = (...args: readonly unknown[]) => unknown;

/** Whether an array has floats or complex numbers, which can be moved a little. */
export const isInexact = ({ dtype }: NDArray): boolean => hasInexact(dtype);

/** The doors of functions of arrays, by what stands before the names of their functions. */
const prefixes: Readonly<Record<string, string>> = {
  "@proj/array": "",
  "@proj/array/lax": "lax.",
  "linalg of @proj/array/lax": "lax.linalg.",
  "@proj/array/linalg": "linalg.",
  "@proj/array/fft": "fft.",
  "@proj/array/image": "image.",
  "@proj/array/interpolate": "interpolate.",
  "@proj/array/ndimage": "ndimage.",
  "@proj/array/nn": "nn.",
  "@proj/array/ops": "ops.",
  "@proj/array/signal": "signal.",
  "@proj/array/special": "special.",
  "@proj/array/stats": "stats.",
  "@proj/autodiff/optimize": "optimize.",
  "@proj/autodiff/sparse-linalg": "sparseLinalg.",
  "@proj/random": "random.",
  "@proj/random/initializers": "initializers.",
};

const distribution = /^@proj\/array\/stats (.*)$/;

function prefixOf(door: string): string | undefined {
  const [, name] = distribution.exec(door) ?? [];
  return name === undefined ? prefixes[door] : `stats.${name}.`;
}

const isClass = (value: unknown): boolean =>
  typeof value === "function" && /^class\b/.test(Function.prototype.toString.call(value));

interface PublicFunction {
  readonly f: Callable;
  /** Its call in the table of mistakes. */
  readonly call: Call;
}

/** All public functions of arrays by their names. */
export const functions: ReadonlyMap<string, PublicFunction> = new Map(
  doors.flatMap(([door, exports, calls]) => {
    const prefix = prefixOf(door);
    if (prefix === undefined) return [];
    return Object.entries(exports).flatMap(([name, f]) =>
      typeof f === "function" && !isClass(f)
        ? [[`${prefix}${name}`, { f: f as Callable, call: calls[name]! }] as const]
        : [],
    );
  }),
);

const wide: Readonly<Record<string, string>> = { float32: "float64", complex64: "complex128" };

/** A number between -1 and 1 that follows no pattern. */
export const noise = (place: number): number => Math.sin(12.9898 * (place + 1) + 4.1414 * (place ** 2 % 7));

/** Larger numbers are taken back to it, since little is left of functions there. */
const largest = 3;

/** An array in double precision, a little away from where functions have kinks and ends; others stay as they are. */
function generic(x: NDArray, seed: number): NDArray {
  const { dtype, shape } = x;
  if (!isInexact(x)) return x;
  const data = Float64Array.from(toHost(x, "sample").data, (element, place) => {
    const value = Number.isNaN(element) ? 0.5 : Math.min(largest, Math.max(-largest, element));
    return 0.9 * value + 0.04 + 0.02 * noise(place + 17 * seed);
  });
  return fromHostData(data, shape, isFloat(dtype) ? "float64" : "complex128");
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** A value with others in the place of its arrays, and wide dtypes in the place of narrow ones. */
function withArrays(value: unknown, replace: (x: NDArray) => NDArray): unknown {
  if (isNDArray(value)) return replace(value);
  if (typeof value === "string") return wide[value] ?? value;
  if (Array.isArray(value)) return value.map((entry) => withArrays(entry, replace));
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, withArrays(entry, replace)]));
}

function shown(value: unknown): string {
  if (isNDArray(value)) return value.describe();
  if (typeof value === "function") return "f";
  if (Array.isArray(value)) return `[${value.map(shown).join()}]`;
  if (!isPlain(value)) return JSON.stringify(value);
  return `{${Object.entries(value).map(([name, entry]) => `${name}:${shown(entry)}`).join()}}`; // prettier-ignore
}

function sampleCall(name: string, f: Callable, args: readonly unknown[]): SampleCall {
  const at: NDArray[] = [];
  const moved = withArrays(args, (x) => {
    at.push(generic(x, at.length));
    return at.at(-1)!;
  }) as readonly unknown[];
  return {
    name,
    text: `${name}(${moved.map(shown).join(", ")})`,
    at,
    answer: (given) => {
      const rest = given[Symbol.iterator]();
      const result = f(...(withArrays(moved, () => rest.next().value!) as readonly unknown[]));
      return leaves(result).filter(isNDArray);
    },
  };
}

/** A function that members of a `vmap` call, as a function of all of them. */
const amongMembers =
  (f: Callable): Callable =>
  (...args) =>
    vmap(
      () => {
        const factor = axisIndex("i").astype("float64").mul(0.5).add(1);
        return f(...(withArrays(args, (x) => (isInexact(x) ? x.mul(factor) : x)) as readonly unknown[]));
      },
      { axisName: "i", axisSize: 2 },
    )();

const goodOf = (args: readonly { readonly good: unknown }[]): readonly unknown[] => args.map(({ good }) => good);

/** Samplers give doubles only if they are asked for them. */
function inDoubles(name: string, args: readonly unknown[]): readonly unknown[] {
  const { call } = functions.get(name)!;
  const options = Array.isArray(call) ? goodOf(call as readonly Argument[]).at(-1) : null;
  const takesFloats = isPlain(options) && options["dtype"] === "float32";
  if (!name.startsWith("random.") || !takesFloats || args.includes("float32")) return args;
  const given = args.at(-1);
  const dtype = "float64";
  return isPlain(given) ? [...args.slice(0, -1), { ...given, dtype }] : [...args, { dtype }];
}

function goodCall(name: string): readonly SampleCall[] {
  const { f, call } = functions.get(name)!;
  if ("takesAnything" in call) return [];
  if ("inVmap" in call) return [sampleCall(name, amongMembers(f), goodOf(call.inVmap))];
  return [sampleCall(name, f, inDoubles(name, goodOf(call)))];
}

/** The recorded calls that JAX makes of types alone, and that are not about the rounding of halves. */
const recorded = families
  .flatMap(recordedCalls)
  .filter(({ refused, needsValues, text }) => !refused && !needsValues && !text.includes("float16"));

const recordedOf = new Map<string, RecordedCall[]>(recorded.map(({ name }) => [name, []]));
for (const call of recorded) recordedOf.get(call.name)!.push(call);

/** What a call gives, or null if it is refused. */
function given({ at, answer }: SampleCall): readonly NDArray[] | null {
  try {
    return answer(at);
  } catch (error) {
    if (error instanceof UsageError) return null;
    throw error;
  }
}

/** Whether a call has floats in and out, of which none is NaN and some are not 0, and finite. */
function isTelling({ at }: SampleCall, results: readonly NDArray[]): boolean {
  const numbers = results.filter(isInexact).flatMap((x) => Array.from(toHost(x, "sample").data, Number));
  return at.some(isInexact) && !numbers.includes(NaN) && numbers.some((value) => value !== 0 && Number.isFinite(value));
}

/** One of the recorded calls that are not refused, one that tells something if there is one, at a place that differs from function to function. */
function recordedCall(name: string, place: number): readonly SampleCall[] {
  const all = recordedOf.get(name) ?? [];
  const turned = all.map((_, k) => all[(place + k) % all.length]!);
  const calls = turned.map(({ args }) => sampleCall(name, functionNamed(name), inDoubles(name, args)));
  const working: SampleCall[] = [];
  for (const call of calls) {
    const results = given(call);
    if (results === null) continue;
    if (isTelling(call, results)) return [call];
    working.push(call);
  }
  return working.slice(0, 1);
}

const isOfDistribution = (name: string): boolean => name.startsWith("stats.") && name.split(".").length === 3;

/** A number that differs from name to name, and does not depend on which others there are. */
const hashOf = (name: string): number => Array.from(name, (letter) => letter.charCodeAt(0)).reduce((a, b) => a + b);

/** The calls of a function that are held to the laws. */
export function callsOf(name: string): readonly SampleCall[] {
  const { f } = functions.get(name)!;
  const own = ownCalls[name]?.map((call) => sampleCall(name, (call.f as Callable | undefined) ?? f, call.args));
  const recorded = recordedCall(name, hashOf(name));
  // The arguments in the table of mistakes lie where many distributions are nothing.
  const isOutside = isOfDistribution(name) && recorded.length > 0;
  return [...(own ?? (isOutside ? [] : goodCall(name))), ...recorded];
}
