import { broadcastShapes, isNDArray, reshape, UsageError, type ArrayLike, type NDArray } from "@proj/array";
import {
  describeValue,
  functionOption,
  integerOption,
  listOption,
  normalizeAxis,
  readArgument,
  readOptions,
  textOption,
  toArray,
  type OptionReaders,
} from "@proj/array/core";
import { vmap } from "./vmap.ts";

/** Options of {@link vectorize}. */
export interface VectorizeOptions {
  /** Positions of arguments that are handed over as they are. */
  readonly excluded?: readonly number[];
  /** What the function does with the last axes of its arguments, such as `"(n,m),(m)->(n)"`; default: it takes scalars. */
  readonly signature?: string;
}

const readers: OptionReaders<VectorizeOptions> = {
  excluded: listOption(integerOption(0)),
  signature: textOption,
};

/** The names of the axes that a function takes of each argument and gives of each result. */
interface Signature {
  readonly inputs: readonly (readonly string[])[];
  readonly outputs: readonly (readonly string[])[];
}

const argument = String.raw`\(\s*(?:\w+\s*(?:,\s*\w+\s*)*)?\)`;
const argumentList = `${argument}(?:\\s*,\\s*${argument})*`;

function parse(signature: string): Signature {
  if (!new RegExp(`^\\s*${argumentList}\\s*->\\s*${argumentList}\\s*$`).test(signature)) {
    throw new UsageError({
      operation: "vectorize",
      received: `signature: ${JSON.stringify(signature)}`,
      expected: "names of axes in parentheses for each argument, ->, and the same for each result",
      remedy: 'write for example "(n,m),(m)->(n)"',
    });
  }
  const namesOf = (text: string): string[][] =>
    [...text.matchAll(/\(([^)]*)\)/g)].map(([, names]) =>
      names!
        .split(",")
        .map((name) => name.trim())
        .filter((name) => name !== ""),
    );
  const [inputs, outputs] = signature.split("->");
  return { inputs: namesOf(inputs!), outputs: namesOf(outputs!) };
}

/** A function that broadcasts: over all axes of its arguments but those of its signature. */
export type Vectorized<Args extends readonly unknown[], Result> = (
  ...args: { [K in keyof Args]: Args[K] extends NDArray ? ArrayLike : Args[K] }
) => Result;

/**
 * A function of scalars, or of the last axes of its arguments, as one that broadcasts over all others, as NumPy's own functions
 * do.
 *
 * @param f - takes arrays with the axes of its signature, and gives one array or a list.
 * @param options - see {@link VectorizeOptions}.
 * @returns a function whose arguments may have more axes, which broadcast.
 * @throws UsageError for a signature that cannot be read, and when arguments or results do not fit it.
 * @example
 * import { array, dot, type NDArray } from "@proj/array";
 * import { vectorize } from "@proj/autodiff";
 * const rows = vectorize((m: NDArray, v: NDArray) => dot(m, v), { signature: "(n,m),(m)->(n)" });
 * rows(array([[1, 2], [3, 4]]), array([[1, 0], [0, 1]])); // → [[1, 3], [2, 4]]
 */
export function vectorize<Args extends readonly unknown[], Result extends ArrayLike | readonly NDArray[]>(
  f: (...args: Args) => Result,
  options?: VectorizeOptions,
): Vectorized<Args, Result extends readonly NDArray[] ? Result : NDArray>;
export function vectorize(
  f: (...args: readonly never[]) => ArrayLike | readonly NDArray[],
  options?: VectorizeOptions,
): (...args: readonly unknown[]) => NDArray | readonly NDArray[] {
  readArgument("vectorize", "f", f, functionOption());
  const read = readOptions<VectorizeOptions>("vectorize", options, readers);
  const signature = read.signature === undefined ? null : parse(read.signature);
  const excluded = new Set(read.excluded ?? []);
  return (...args) => {
    const places = args.map((_, place) => place).filter((place) => !excluded.has(place));
    const arrays = places.map((place) => toArray(args[place] as ArrayLike, "vectorize"));
    const named = signature?.inputs ?? arrays.map((): readonly string[] => []);
    checkCount("arguments", arrays.length, named.length);
    const lengths = new Map<string, number>();
    const outer = arrays.map((array, k) => outerShape("argument", array, named[k]!, lengths));
    const shape = broadcastShapes(...outer);
    const seen = { isList: false };
    const call = (given: readonly NDArray[]): readonly NDArray[] => {
      const whole = [...args];
      places.forEach((place, k) => (whole[place] = given[k]!));
      const result = (f as (...all: readonly unknown[]) => ArrayLike | readonly NDArray[])(...whole);
      seen.isList ||= Array.isArray(result);
      const results = Array.isArray(result)
        ? (result as readonly NDArray[])
        : [toArray(result as ArrayLike, "vectorize")];
      if (signature !== null) {
        checkCount("results", results.length, signature.outputs.length);
        results.forEach((array, k) => checkResult(array, signature.outputs[k]!, lengths));
      }
      return results;
    };
    // From the last axis outwards; axes of length 1 stay out of the batch.
    const batched = shape.reduceRight<(given: readonly NDArray[]) => readonly NDArray[]>((inner, _, axis) => {
      const has = outer.map((own) => {
        const place = axis - shape.length + own.length;
        return place >= 0 && own[place] !== 1;
      });
      if (!has.includes(true)) return (given) => inner(given).map((array) => reshape(array, [1, ...array.shape]));
      const inAxes = has.map((isBatched) => (isBatched ? 0 : null));
      return (given) => vmap((...rows: NDArray[]) => inner(rows) as NDArray[], { inAxes })(...given);
    }, call);
    const squeezed = arrays.map((array, k) =>
      reshape(array, [
        ...outer[k]!.filter((length) => length !== 1),
        ...array.shape.slice(array.ndim - named[k]!.length),
      ]),
    );
    const results = batched(squeezed);
    return seen.isList ? results : results[0]!;
  };
}

function checkCount(what: string, received: number, expected: number): void {
  if (received === expected) return;
  throw new UsageError({
    operation: "vectorize",
    received: `${received} ${what}`,
    expected: `${expected}, as many as the signature has`,
    remedy: "correct the signature, or exclude arguments that are no arrays",
  });
}

/** Checks the axes of the signature, and gives the shape in front of them. */
function outerShape(
  what: string,
  array: NDArray,
  names: readonly string[],
  lengths: Map<string, number>,
): readonly number[] {
  const inner = array.shape.slice(Math.max(0, array.ndim - names.length));
  const wrong = names.find((name, k) => {
    const known = lengths.get(name) ?? inner[k];
    if (inner[k] !== undefined) lengths.set(name, known!);
    return inner[k] === undefined || inner[k] !== known;
  });
  if (wrong === undefined) return array.shape.slice(0, array.ndim - names.length);
  throw new UsageError({
    operation: "vectorize",
    received: `an ${what} ${array.describe()} for (${names.join(",")})`,
    expected: `an axis "${wrong}"${lengths.has(wrong) ? ` of length ${lengths.get(wrong)!}` : ""}`,
    remedy: "transpose the argument, or correct the signature",
  });
}

function checkResult(array: NDArray, names: readonly string[], lengths: Map<string, number>): void {
  if (isNDArray(array) && array.ndim === names.length) {
    outerShape("array as result", array, names, new Map(lengths));
    return;
  }
  throw new UsageError({
    operation: "vectorize",
    received: isNDArray(array) ? `a result ${array.describe()}` : `${describeValue(array)} as result`,
    expected: `an array with the axes (${names.join(",")})`,
    remedy: "correct the function or its signature",
  });
}

/**
 * A function of vectors applied to all vectors along an axis.
 *
 * @param f - from a vector to an array or a scalar.
 * @param axis - along which the vectors lie.
 * @param args - what the function gets behind the vector.
 * @returns what the function gives, in the place of that axis.
 * @throws UsageError for an axis that the array lacks.
 * @example
 * import { array } from "@proj/array";
 * import { applyAlongAxis } from "@proj/autodiff";
 * applyAlongAxis((v) => v.sum(), 0, array([[1, 2], [3, 4]])); // → [4, 6]
 */
export function applyAlongAxis<Args extends readonly unknown[]>(
  f: (vector: NDArray, ...args: Args) => ArrayLike,
  axis: number,
  x: ArrayLike,
  ...args: Args
): NDArray {
  readArgument("applyAlongAxis", "f", f, functionOption());
  const array = toArray(x, "applyAlongAxis");
  const along = normalizeAxis(
    readArgument("applyAlongAxis", "axis", axis, integerOption()),
    array.ndim,
    "applyAlongAxis",
  );
  let applied = (vector: NDArray): NDArray => toArray(f(vector, ...args), "applyAlongAxis");
  for (let behind = 1; behind < array.ndim - along; behind++) applied = vmap(applied, { inAxes: behind, outAxes: -1 });
  for (let before = 0; before < along; before++) applied = vmap(applied);
  return applied(array);
}
