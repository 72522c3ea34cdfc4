import type { DType, NDArray } from "@proj/array";
import {
  bigintsOf,
  castNumber,
  describeArray,
  dtypes,
  isComplexDType,
  isInteger,
  toHost,
  UsageError,
} from "@proj/array/core";
import {
  arrayOf,
  play,
  readByCall,
  type Call,
  type CallProgram,
  type Leaf,
  type Values,
} from "@proj/generators/random-calls";
import { intendedDifference } from "./differences.ts";
import { allowances, firstFar, isSixtyFour, nearEnough } from "./tolerance.ts";
import { isArray, isNumber, type Answer, type ArrayResult, type Result } from "./written.ts";

/** What became of a call. */
export type Verdict =
  /** The same results, or refused on both sides, or not made because what it reads was refused. */
  | { readonly kind: "agrees" | "refused" | "unread" }
  /** Some results are at the mercy of rounding; the others agree. */
  | { readonly kind: "sensitive" }
  /** A difference that is meant, and why. */
  | { readonly kind: "intended"; readonly reason: string }
  | { readonly kind: "differs"; readonly message: string };

/** The verdicts on a program's calls, and the values that JAX gave. */
export interface Judgement {
  readonly verdicts: readonly Verdict[];
  readonly values: Values;
}

/** Judges each call of a program by JAX's answers; each is made with what JAX gave for those before. */
export function judge({ inputs, calls, wide }: CallProgram, answers: readonly Answer[]): Judgement {
  const values = new Map<number, NDArray>(inputs.map((input) => [input.number, arrayOf(input)]));
  const verdicts = calls.map((call, k): Verdict => {
    const answer = answers[k]!;
    if (readByCall(call).some((number) => !values.has(number))) return { kind: "unread" };
    let leaves: readonly Leaf[];
    try {
      leaves = play(call, values);
    } catch (error) {
      return refusal(call, values, error, answer);
    }
    if ("error" in answer) return differs(call, values, `JAX refuses it: ${answer.error}`);
    const theirs = wide ? withNarrowDefaults(call, values, leaves, answer.results) : answer.results;
    const verdict = compare(call, values, leaves, theirs);
    answer.results.forEach((result, position) => {
      const number = call.results[position];
      if (number !== undefined && !isNumber(result)) values.set(number, arrayOf(result));
    });
    return verdict;
  });
  return { verdicts, values };
}

const differs = (call: Call, values: Values, message: string): Verdict => {
  const reason = intendedDifference(call, values, message);
  return reason === null ? { kind: "differs", message } : { kind: "intended", reason };
};

function refusal(call: Call, values: Values, error: unknown, answer: Answer): Verdict {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof UsageError)) return { kind: "differs", message: `it breaks: ${message}` };
  if ("error" in answer) return { kind: "refused" };
  const [first = ""] = message.split("\n");
  return differs(call, values, `it is refused: ${first}`);
}

/** The dtypes that JAX gives where it has 64 bits and nobody asked for them; ours have 32. */
const narrow: Partial<Record<DType, DType>> = {
  int64: "int32",
  uint64: "uint32",
  float64: "float32",
  complex128: "complex64",
};

/** JAX's results, in 32 bits where 64 are its defaults: no operand of the same kind has so many. */
function withNarrowDefaults(
  call: Call,
  values: Values,
  leaves: readonly Leaf[],
  results: readonly Result[],
): readonly Result[] {
  const read = readByCall(call)
    .map((number) => values.get(number)!.dtype)
    .filter(isSixtyFour);
  return results.map((result, k) => {
    const leaf = leaves[k];
    if (isNumber(result) || typeof leaf !== "object" || narrow[result.dtype] !== leaf.dtype) return result;
    const isDefault = isInteger(result.dtype) ? !read.some(isInteger) : read.every(isInteger);
    return isDefault ? narrowed(result, leaf.dtype) : result;
  });
}

/** An integer of 64 bits in 32: the ends stay ends, as where they stand for what is below or above all. */
function narrowInteger(value: bigint, { min, max }: { readonly min: number; readonly max: number }): number {
  if (value === -(2n ** 63n)) return min;
  if (value === 2n ** 63n - 1n || value === 2n ** 64n - 1n) return max;
  return Number(BigInt.asIntN(32, value));
}

function narrowed(result: ArrayResult, dtype: DType): ArrayResult {
  const bigints = bigintsOf(result.data);
  const { length } = bigints ?? result.data;
  const data = dtypes[dtype].allocate(isComplexDType(dtype) ? length / 2 : length);
  for (let k = 0; k < length; k++)
    data[k] = bigints === null ? result.data[k]! : castNumber(narrowInteger(bigints[k]!, dtypes[dtype]), dtype);
  return { ...result, dtype, data };
}

/** A type as messages write it; the weakness of a boolean makes no difference. */
function typeOf(x: Leaf | Result): string {
  if (typeof x !== "object") return "a number";
  if ("number" in x) return "a number";
  const weakType = ("weak" in x ? x.weak : x.weakType) && x.dtype !== "bool";
  return describeArray({ dtype: x.dtype, shape: x.shape, weakType });
}

/** Predicates that people put behind `if` give a boolean here. */
const isPredicate = (leaf: Leaf, result: Result): boolean =>
  typeof leaf === "boolean" && !isNumber(result) && result.dtype === "bool" && result.shape.length === 0;

function compare(call: Call, values: Values, leaves: readonly Leaf[], theirs: readonly Result[]): Verdict {
  if (leaves.length !== theirs.length)
    return differs(call, values, `${leaves.length} results instead of ${theirs.length}`);
  for (const [k, leaf] of leaves.entries()) {
    const result = theirs[k]!;
    if (isPredicate(leaf, result)) continue;
    const [own, wanted] = [typeOf(leaf), typeOf(result)];
    if (own !== wanted) return differs(call, values, `result ${k} is ${own} instead of ${wanted}`);
  }
  let sensitive = false;
  for (const [k, leaf] of leaves.entries()) {
    const result = theirs[k]!;
    if (typeof leaf !== "object" || isNumber(result)) {
      const wanted = isNumber(result) ? result.number : result.data[0]!;
      if (Number(leaf) !== wanted) return differs(call, values, `result ${k} is ${String(leaf)} instead of ${wanted}`);
      continue;
    }
    const ours = toHost(leaf, "judge");
    if (nearEnough(call, ours, result) === null) continue;
    const arrays = theirs.filter(isArray);
    let allowed;
    try {
      allowed = allowances(call, values, arrays)[arrays.indexOf(result)] ?? null;
    } catch (error) {
      return differs(call, values, `it cannot be traced: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (allowed === null) {
      sensitive = true;
      continue;
    }
    const far = firstFar(ours, result, allowed);
    if (far === null) continue;
    const words = `${elementOf(ours, far)} instead of ${elementOf(result, far)}`;
    return differs(
      call,
      values,
      `result ${k}, element ${far}: ${words}, which may be off by ${allowed(far).toPrecision(2)}`,
    );
  }
  return { kind: sensitive ? "sensitive" : "agrees" };
}

const elementOf = ({ data }: Pick<ArrayResult, "data">, position: number): string =>
  String((bigintsOf(data) ?? data)[position]);

/** The kind of a difference: its function, and its message without values and sizes. */
export function kindOf({ row }: Call, message: string): string {
  if (message.includes("element")) return `${row}: values`;
  return `${row}: ${message.replaceAll(/-?\d+(\.\d+)?(e-?\d+)?/g, "#").split(". ")[0]!}`;
}
