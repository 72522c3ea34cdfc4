import { UsageError } from "@proj/array";
import { formatShape, functionOption, integerOption, isNDArray, readArgument, wrongOption } from "@proj/array/core";
import { flatten } from "@proj/tree";

/** How often a function has been called, and with what kinds of arguments. */
interface Calls {
  count: number;
  /** For each argument, the structures and types that it has had. */
  readonly seen: Set<string>[];
}

const callsOf = new WeakMap<object, Calls>();

/**
 * A function that may be called so many times only. Inside of `jit` a call is a trace, so this finds functions that are traced again
 * and again.
 *
 * @param f - any function.
 * @param maxTraces - how many calls are allowed; `null` only counts them, for {@link getNumTraces}.
 * @returns the function.
 * @throws UsageError at one call too many, naming the argument that is new.
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { assertMaxTraces, filterJit } from "@proj/module";
 * const f = filterJit(assertMaxTraces((x: NDArray) => x.mul(2), 1));
 * f(array([1, 2]));
 * f(array([3, 4])).toList(); // → [6, 8]
 * f(array([1, 2, 3])); // throws assertMaxTraces received call 2, in which argument 0 is float32[3]
 */
export function assertMaxTraces<Args extends readonly unknown[], Result>(
  f: (...args: Args) => Result,
  maxTraces: number | null,
): (...args: Args) => Result {
  readArgument("assertMaxTraces", "f", f, functionOption());
  if (maxTraces !== null) readArgument("assertMaxTraces", "maxTraces", maxTraces, integerOption(0));
  const calls: Calls = { count: 0, seen: [] };
  const counted = (...args: Args): Result => {
    calls.count++;
    const types = args.map(typesOf);
    const isTooMany = maxTraces !== null && calls.count > maxTraces;
    if (isTooMany) throw tooMany(calls, types, maxTraces);
    types.forEach((type, place) => (calls.seen[place] ??= new Set()).add(type));
    return f(...args);
  };
  callsOf.set(counted, calls);
  return counted;
}

/**
 * How often a function that {@link assertMaxTraces} gave has been called.
 *
 * @param f - the function.
 * @throws UsageError for other functions.
 * @example
 * import { assertMaxTraces, getNumTraces } from "@proj/module";
 * const f = assertMaxTraces((x: number) => x, null);
 * f(1);
 * getNumTraces(f); // → 1
 */
export function getNumTraces(f: (...args: never[]) => unknown): number {
  const calls = typeof f === "function" ? callsOf.get(f) : undefined;
  if (calls !== undefined) return calls.count;
  throw wrongOption({ operation: "getNumTraces", name: "f" }, f, "a function that assertMaxTraces gave");
}

function typesOf(argument: unknown): string {
  const [leaves, structure] = flatten(argument, undefined);
  const types = leaves.map((leaf) => (isNDArray(leaf) ? leaf.dtype + formatShape(leaf.shape) : String(leaf)));
  return leaves.length === 1 && String(structure) === "PyTreeDef(*)"
    ? types[0]!
    : `${String(structure)} of ${types.join(", ")}`;
}

function tooMany({ count, seen }: Calls, types: readonly string[], most: number): UsageError {
  const place = types.findIndex((type, i) => !(seen[i]?.has(type) ?? false));
  const isFound = place >= 0;
  return new UsageError({
    operation: "assertMaxTraces",
    received: `call ${count}${isFound ? `, in which argument ${place} is ${types[place]!}` : ", with arguments as before"}`,
    expected: `at most ${most} calls${isFound && seen[place] !== undefined ? `, in which it was ${[...seen[place]].join("; ")}` : ""}`,
    remedy: isFound
      ? "give arguments of the same structure, shapes, dtypes and settings; make numbers that change arrays"
      : "make the compiled function once, outside of the loop that calls it",
  });
}
