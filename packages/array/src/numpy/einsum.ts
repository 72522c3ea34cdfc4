import { describeValue, isRecord, readOptions, UsageError, wrongOption, type OptionReaders } from "@proj/tree/core";
import { convert, promoteOperands, type ArrayLike } from "../core/operands.ts";
import type { DType } from "../core/types/dtype.ts";
import { reshape, transpose } from "../lax/movement.ts";
import { reduceOr, reduceSum } from "../lax/reduction.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { multiply } from "./arithmetic.ts";
import { contractionPath, costOf, neededWithout, type Labels, type Pair } from "./contraction-path.ts";
import { contract, productReaders, type ProductOptions } from "./product.ts";
import { takeDiagonal } from "./take-diagonal.ts";

/** Options of {@link einsum}, behind the operands. */
export interface EinsumOptions extends ProductOptions {
  /**
   * In which order several operands are contracted: `true` and `"auto"` (the default) compare all orders of up to eight operands,
   * `"optimal"` of any number; `"greedy"`, and what is left, takes the cheapest pair first; `false` goes from left to right.
   */
  readonly optimize?: boolean | "auto" | "greedy" | "optimal";
}

const optimizeReader: OptionReaders<EinsumOptions>["optimize"] = (value, place) => {
  if (typeof value === "boolean" || value === "auto" || value === "greedy" || value === "optimal") return value;
  throw wrongOption(place, value, 'true, false, "auto", "greedy" or "optimal"');
};
const readers: OptionReaders<EinsumOptions> = { ...productReaders, optimize: optimizeReader };

/** An operand whose axes have names, each once. */
interface Labelled {
  readonly array: NDArray;
  readonly labels: readonly string[];
}

function reject(spec: string, received: string, expected: string, remedy: string): never {
  throw new UsageError({ operation: "einsum", received: `"${spec}" with ${received}`, expected, remedy });
}

/** The axes that "..." stands for, counted from the last: they broadcast, so the last ones are the same everywhere. */
const ellipsisLabels = (count: number): string[] =>
  Array.from({ length: count }, (_, place) => `.${count - 1 - place}`);

/** The letters of one term, with the ellipsis replaced by as many labels as it stands for. */
function termLabels(term: string, ellipsisRank: number): string[] {
  const [before, after] = term.split("...");
  const letters = (text: string): string[] => Array.from(text);
  return after === undefined
    ? letters(before!)
    : [...letters(before!), ...ellipsisLabels(ellipsisRank), ...letters(after)];
}

interface Parsed {
  readonly inputs: readonly (readonly string[])[];
  readonly output: readonly string[];
}

function parse(spec: string, operands: readonly NDArray[]): Parsed {
  const shapes = operands.map((operand) => operand.describe()).join(", ");
  const [left, right, ...rest] = spec.replaceAll(/\s/g, "").split("->") as [string, string?, ...string[]];
  const terms = left.split(",");
  const wellFormed = (term: string): boolean => /^[A-Za-z]*(\.\.\.)?[A-Za-z]*$/.test(term);
  if (rest.length > 0 || !terms.every(wellFormed) || (right !== undefined && !wellFormed(right))) {
    reject(
      spec,
      shapes,
      'letters for axes, "," between operands, at most one "->" and one "..." per term',
      'write for example "ij,jk->ik" or "...ij,...jk"',
    );
  }
  if (terms.length !== operands.length)
    reject(
      spec,
      `${operands.length} operands`,
      `${terms.length} operands, as many as terms`,
      "write one term per operand",
    );
  let widest = 0;
  const inputs = terms.map((term, index) => {
    const letters = term.replace("...", "").length;
    const ellipsisRank = operands[index]!.ndim - letters;
    if (ellipsisRank < 0 || (ellipsisRank > 0 && !term.includes("..."))) {
      reject(
        spec,
        shapes,
        `as many letters as axes: "${term}" is for ${letters}, operand ${index} has ${operands[index]!.ndim}`,
        'write one letter per axis, or "..." for the rest',
      );
    }
    if (term.includes("...")) widest = Math.max(widest, ellipsisRank);
    return termLabels(term, ellipsisRank);
  });
  return {
    inputs,
    output: right === undefined ? implicitOutput(inputs, widest) : explicitOutput(spec, right, inputs, widest, shapes),
  };
}

/** Without "->": the ellipsis, then the letters that occur once, in alphabetical order. */
function implicitOutput(inputs: readonly (readonly string[])[], ellipsisRank: number): string[] {
  const counts = new Map<string, number>();
  for (const label of inputs.flat()) counts.set(label, (counts.get(label) ?? 0) + 1);
  const once = [...counts].filter(([label, count]) => count === 1 && !label.startsWith(".")).map(([label]) => label);
  return [...ellipsisLabels(ellipsisRank), ...once.sort()];
}

function explicitOutput(
  spec: string,
  term: string,
  inputs: readonly (readonly string[])[],
  ellipsisRank: number,
  shapes: string,
): string[] {
  const output = termLabels(term, ellipsisRank);
  const known = new Set(inputs.flat());
  const wrong = output.find((label, place) => output.indexOf(label) !== place || !known.has(label));
  if (wrong !== undefined)
    reject(
      spec,
      shapes,
      `each letter of the result once, and in an operand: "${wrong}" is not`,
      "correct the term after ->",
    );
  return output;
}

/** The length of each label, checked; axes of length 1 stretch. */
function labelLengths(
  spec: string,
  inputs: readonly (readonly string[])[],
  operands: readonly NDArray[],
): ReadonlyMap<string, number> {
  const lengths = new Map<string, number>();
  inputs.forEach((labels, index) => {
    const { shape } = operands[index]!;
    labels.forEach((label, axis) => {
      const length = shape[axis]!;
      const known = lengths.get(label) ?? 1;
      // Axes of one operand that share a letter are a diagonal, which does not stretch.
      const stretches = length === 1 || known === 1;
      if (length !== shape[labels.indexOf(label)] || (length !== known && !stretches)) {
        reject(
          spec,
          operands.map((operand) => operand.describe()).join(", "),
          `one length per letter: "${label}" is ${length === known ? shape[labels.indexOf(label)]! : known} and ${length}`,
          "transpose or reshape an operand, or use another letter",
        );
      }
      lengths.set(label, known === 1 ? length : known);
    });
  });
  return lengths;
}

/** The diagonal of axes that share a label, and without the axes of length 1 that stretch elsewhere. */
function withDistinctLabels(array: NDArray, labels: readonly string[], lengths: ReadonlyMap<string, number>): Labelled {
  const stretched = labels.flatMap((label, axis) =>
    array.shape[axis] === 1 && lengths.get(label) !== 1 ? [axis] : [],
  );
  const rest = labels.filter((_, axis) => !stretched.includes(axis));
  const squeezed = reshape(
    array,
    array.shape.filter((_, axis) => !stretched.includes(axis)),
  );
  const repeated = rest.find((label, axis) => rest.indexOf(label) !== axis);
  if (repeated === undefined) return { array: squeezed, labels: rest };
  const [axis1, axis2] = [rest.indexOf(repeated), rest.lastIndexOf(repeated)];
  const remaining = [...rest.filter((_, axis) => axis !== axis1 && axis !== axis2), repeated];
  return withDistinctLabels(takeDiagonal("einsum", squeezed, { axis1, axis2 }), remaining, lengths);
}

/** Sums over the labels that nobody needs any more, in the dtype that the array has. */
function sumOut({ array, labels }: Labelled, needed: ReadonlySet<string>): Labelled {
  const axis = labels.flatMap((label, place) => (needed.has(label) ? [] : [place]));
  if (axis.length === 0) return { array, labels };
  return {
    array: array.dtype === "bool" ? reduceOr(array, axis) : reduceSum(array, axis),
    labels: labels.filter((label) => needed.has(label)),
  };
}

/** The product of two operands, summed over the labels that only they have. */
function contractPair(a: Labelled, b: Labelled, needed: ReadonlySet<string>, preferred: DType | undefined): Labelled {
  const left = sumOut(a, new Set([...needed, ...b.labels]));
  const right = sumOut(b, new Set([...needed, ...left.labels]));
  const shared = left.labels.filter((label) => right.labels.includes(label));
  const batch = shared.filter((label) => needed.has(label));
  const contracted = shared.filter((label) => !needed.has(label));
  const axesIn = (operand: Labelled, labels: readonly string[]): number[] =>
    labels.map((label) => operand.labels.indexOf(label));
  const free = (operand: Labelled): string[] => operand.labels.filter((label) => !shared.includes(label));
  const labels = [...batch, ...free(left), ...free(right)];
  if (contracted.length === 0) {
    // Nothing is summed: an elementwise product, which fuses where a contraction would not.
    const spread = (operand: Labelled): NDArray => {
      const own = labels.filter((label) => operand.labels.includes(label));
      const ordered = transpose(operand.array, axesIn(operand, own));
      return reshape(
        ordered,
        labels.map((label) => (own.includes(label) ? ordered.shape[own.indexOf(label)]! : 1)),
      );
    };
    return { array: multiply(spread(left), spread(right)), labels };
  }
  const dimensions = {
    lhsContracting: axesIn(left, contracted),
    rhsContracting: axesIn(right, contracted),
    lhsBatch: axesIn(left, batch),
    rhsBatch: axesIn(right, batch),
  };
  return { array: contract(left.array, right.array, dimensions, preferred), labels };
}

/**
 * Products of arrays summed over axes, in Einstein's notation: every axis has a letter, equal letters run together, and
 * letters that the result does not have are summed over.
 *
 * A letter twice in one term takes the diagonal; `"..."` stands for leading axes that broadcast; without `->` the result
 * has the letters that occur once, in alphabetical order. Several operands are contracted in pairs, cheapest first.
 *
 * @param spec - such as `"ij,jk->ik"`.
 * @param operands - one per term; dtypes are promoted. {@link EinsumOptions} may follow.
 * @throws UsageError when letters, axes and lengths do not agree.
 * @example
 * import { array, einsum } from "@proj/array";
 * const a = array([[1, 2], [3, 4]]);
 * einsum("ij,jk->ik", a, a); // → [[7, 10], [15, 22]]
 * einsum("ii", a); // → 5
 */
export function einsum(
  spec: string,
  ...operands: readonly ArrayLike[] | readonly [...operands: ArrayLike[], options: EinsumOptions]
): NDArray {
  const { options, values } = partOperands(operands);
  const { optimize = true, preferredElementType } = readOptions<EinsumOptions>("einsum", options, readers);
  const { operands: labelled, output, lengths } = understand("einsum", spec, values);
  const path = contractionPath(
    labelled.map(({ labels }) => labels),
    output,
    lengths,
    optimize,
  );
  const [last] = path.reduce<readonly Labelled[]>((remaining, [i, j]) => {
    const needed = neededWithout(
      remaining.map(({ labels }) => labels),
      [i, j],
      output,
    );
    const product = contractPair(remaining[i]!, remaining[j]!, needed, preferredElementType);
    return [...remaining.filter((_, place) => place !== i && place !== j), product];
  }, labelled);
  const { array, labels } = sumOut(last!, new Set(output));
  const result = transpose(
    array,
    output.map((label) => labels.indexOf(label)),
  );
  return preferredElementType === undefined ? result : convert(result, preferredElementType);
}

/** The operands, and the options behind them if there are any. */
function partOperands(given: readonly unknown[]): {
  readonly options: EinsumOptions | undefined;
  readonly values: readonly ArrayLike[];
} {
  const last = given.at(-1);
  const options = isRecord(last) ? (last as EinsumOptions) : undefined;
  return { options, values: (options === undefined ? given : given.slice(0, -1)) as readonly ArrayLike[] };
}

/** The operands with names for their axes, the names of the result, and the length of each. */
function understand(
  operation: string,
  spec: string,
  values: readonly ArrayLike[],
): { readonly operands: readonly Labelled[]; readonly output: Labels; readonly lengths: ReadonlyMap<string, number> } {
  if (typeof spec !== "string") throw notASpec(operation, spec);
  const arrays = promoteOperands(operation, values);
  const { inputs, output } = parse(spec, arrays);
  const lengths = labelLengths(spec, inputs, arrays);
  return {
    operands: arrays.map((array, index) => withDistinctLabels(array, inputs[index]!, lengths)),
    output,
    lengths,
  };
}

/** Options of {@link einsumPath}, behind the operands. */
export type EinsumPathOptions = Pick<EinsumOptions, "optimize">;

const pathReaders: OptionReaders<EinsumPathOptions> = { optimize: optimizeReader };

/**
 * In which order {@link einsum} contracts its operands.
 *
 * @param spec - such as `"ij,jk,kl->il"`.
 * @param operands - one per term. {@link EinsumPathOptions} may follow.
 * @returns pairs of places; each product is then the last of the operands that are left. And what it costs, in words.
 * @throws UsageError when letters, axes and lengths do not agree.
 * @example
 * import { einsumPath, ones } from "@proj/array";
 * const [path] = einsumPath("ij,jk,k->i", ones([9, 9]), ones([9, 9]), ones([9]));
 * path; // → [[1, 2], [0, 1]]
 */
export function einsumPath(
  spec: string,
  ...operands: readonly ArrayLike[] | readonly [...operands: ArrayLike[], options: EinsumPathOptions]
): readonly [path: readonly (readonly number[])[], description: string] {
  const { options, values } = partOperands(operands);
  const { optimize = true } = readOptions<EinsumPathOptions>("einsumPath", options, pathReaders);
  const { operands: labelled, output, lengths } = understand("einsumPath", spec, values);
  const inputs = labelled.map(({ labels }) => labels);
  const path = contractionPath(inputs, output, lengths, optimize);
  const cost = (steps: readonly Pair[]): number => costOf(steps, inputs, output, lengths);
  const plain = cost(contractionPath(inputs, output, lengths, false));
  return [path, `${spec}: ${cost(path)} operations, ${plain} from left to right`];
}

function notASpec(operation: string, spec: unknown): UsageError {
  return new UsageError({
    operation,
    received: `${describeValue(spec)} as its first argument`,
    expected: "a text with letters for axes",
    remedy: 'write for example einsum("ij,jk->ik", x, y)',
  });
}
