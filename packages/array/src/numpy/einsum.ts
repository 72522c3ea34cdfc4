import { describeValue, isRecord, readOptions, UsageError, wrongOption, type OptionReaders } from "@proj/tree/core";
import { convert, promoteOperands, type ArrayLike } from "../core/operands.ts";
import type { DType } from "../core/types/dtype.ts";
import { reshape, transpose } from "../lax/movement.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { multiply } from "./arithmetic.ts";
import { diagonal } from "./matrices.ts";
import { contract, productReaders, type ProductOptions } from "./product.ts";
import { any, sum } from "./reduction.ts";

/** Options of {@link einsum}, behind the operands. */
export interface EinsumOptions extends ProductOptions {
  /**
   * In which order several operands are contracted: `true`, `"auto"` and `"greedy"` (the default) take the cheapest pair
   * first, `false` goes from left to right.
   */
  readonly optimize?: boolean | "auto" | "greedy";
}

const readers: OptionReaders<EinsumOptions> = {
  ...productReaders,
  optimize(value, place) {
    if (typeof value === "boolean" || value === "auto" || value === "greedy") return value;
    throw wrongOption(place, value, 'true, false, "auto" or "greedy"');
  },
};

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
  return withDistinctLabels(diagonal(squeezed, { axis1, axis2 }), remaining, lengths);
}

/** Sums over the labels that nobody needs any more. */
function sumOut({ array, labels }: Labelled, needed: ReadonlySet<string>): Labelled {
  const axis = labels.flatMap((label, place) => (needed.has(label) ? [] : [place]));
  if (axis.length === 0) return { array, labels };
  return {
    array: array.dtype === "bool" ? any(array, { axis }) : sum(array, { axis }),
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

/** The labels that are needed once the operands at two places are contracted: those of the others and of the result. */
function neededWithout(
  operands: readonly Labelled[],
  places: readonly number[],
  output: readonly string[],
): Set<string> {
  return new Set([...output, ...operands.flatMap(({ labels }, place) => (places.includes(place) ? [] : labels))]);
}

/** The pair whose product is smallest compared with what it replaces: the greedy path. */
function bestPair(
  operands: readonly Labelled[],
  output: readonly string[],
  lengths: ReadonlyMap<string, number>,
): [number, number] {
  const sizeOf = (labels: Iterable<string>): number =>
    [...labels].reduce((size, label) => size * lengths.get(label)!, 1);
  let best: [number, number] = [0, 1];
  let bestCost: readonly [growth: number, work: number] = [Infinity, Infinity];
  for (let i = 0; i < operands.length; i++) {
    for (let j = i + 1; j < operands.length; j++) {
      const needed = neededWithout(operands, [i, j], output);
      const both = new Set([...operands[i]!.labels, ...operands[j]!.labels]);
      const growth =
        sizeOf([...both].filter((label) => needed.has(label))) -
        sizeOf(operands[i]!.labels) -
        sizeOf(operands[j]!.labels);
      const work = sizeOf(both);
      if (growth < bestCost[0] || (growth === bestCost[0] && work < bestCost[1])) {
        best = [i, j];
        bestCost = [growth, work];
      }
    }
  }
  return best;
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
  if (typeof spec !== "string") throw notASpec(spec);
  const last = operands.at(-1);
  const options = isRecord(last) ? (last as EinsumOptions) : undefined;
  const { optimize = true, preferredElementType } = readOptions<EinsumOptions>("einsum", options, readers);
  const values = (options === undefined ? operands : operands.slice(0, -1)) as readonly ArrayLike[];
  const arrays = promoteOperands("einsum", values);
  const { inputs, output } = parse(spec, arrays);
  const lengths = labelLengths(spec, inputs, arrays);
  let remaining: readonly Labelled[] = arrays.map((array, index) => withDistinctLabels(array, inputs[index]!, lengths));
  while (remaining.length > 1) {
    const [i, j] = optimize === false ? [0, 1] : bestPair(remaining, output, lengths);
    const needed = neededWithout(remaining, [i, j], output);
    const product = contractPair(remaining[i]!, remaining[j]!, needed, preferredElementType);
    const others = remaining.filter((_, place) => place !== i && place !== j);
    remaining = optimize === false ? [product, ...others] : [...others, product];
  }
  const { array, labels } = sumOut(remaining[0]!, new Set(output));
  const result = transpose(
    array,
    output.map((label) => labels.indexOf(label)),
  );
  return preferredElementType === undefined ? result : convert(result, preferredElementType);
}

function notASpec(spec: unknown): UsageError {
  return new UsageError({
    operation: "einsum",
    received: `${describeValue(spec)} as its first argument`,
    expected: "a text with letters for axes",
    remedy: 'write for example einsum("ij,jk->ik", x, y)',
  });
}
