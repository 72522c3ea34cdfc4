import {
  describeValue,
  integerOption,
  isRecord,
  listOption,
  readNeededOptions,
  UsageError,
  type OptionReaders,
} from "@proj/tree/core";
import type { Shape } from "../core/types/shape.ts";
import { lengths } from "../lax/apply.ts";

/** Where the axes of a convolution's operands and result stand; what `convDimensionNumbers` gives. */
export interface ConvDimensionNumbers {
  /** Of the array: the axis of the batch, that of the features, and then those of space. */
  readonly lhsSpec: readonly number[];
  /** Of the kernel: the axis of the features that come out, that of those that go in, and then those of space. */
  readonly rhsSpec: readonly number[];
  /** Of the result: the axis of the batch, that of the features, and then those of space. */
  readonly outSpec: readonly number[];
}

/**
 * The axes of a convolution, as names (`["NHWC", "HWIO", "NHWC"]`) or as numbers; `null` for batch, features and space in
 * that order, and kernels with the features that come out before those that go in.
 */
export type ConvDimensions = readonly [lhs: string, rhs: string, out: string] | ConvDimensionNumbers | null;

const axes = listOption(integerOption(0));
const specReaders: OptionReaders<ConvDimensionNumbers> = { lhsSpec: axes, rhsSpec: axes, outSpec: axes };
const specNames = ["lhsSpec", "rhsSpec", "outSpec"] as const;

const isPermutation = (spec: readonly number[], rank: number): boolean =>
  spec.length === rank && spec.toSorted((a, b) => a - b).every((axis, place) => axis === place);

/**
 * The axes of a convolution as numbers.
 *
 * @param lhsShape - of the array.
 * @param rhsShape - of the kernel, with as many axes.
 * @param dimensionNumbers - names of axes: N is the batch, C are features, I and O the kernel's features that go in and come
 *   out; any other letters are space, in the order in which the kernel has them.
 * @throws UsageError when the names do not fit the shapes.
 * @example
 * import { convDimensionNumbers } from "@proj/array/lax";
 * convDimensionNumbers([1, 8, 8, 3], [3, 3, 3, 16], ["NHWC", "HWIO", "NHWC"]).rhsSpec; // → [3, 2, 0, 1]
 */
export function convDimensionNumbers(
  lhsShape: Shape,
  rhsShape: Shape,
  dimensionNumbers: ConvDimensions,
): ConvDimensionNumbers {
  const rank = lengths("convDimensionNumbers", "lhsShape", lhsShape).length;
  if (lengths("convDimensionNumbers", "rhsShape", rhsShape).length !== rank || rank < 2) {
    throw new UsageError({
      operation: "lax.convDimensionNumbers",
      received: `shapes [${lhsShape.join(",")}] and [${rhsShape.join(",")}]`,
      expected: "an array and a kernel with equally many axes, two of them for batch and features",
      remedy: "reshape one of them",
    });
  }
  return dimensionsOf("lax.convDimensionNumbers", rank, dimensionNumbers);
}

/** The axes of a convolution of arrays with `rank` axes; messages name `operation`. */
export function dimensionsOf(operation: string, rank: number, given: ConvDimensions): ConvDimensionNumbers {
  const reject = (expected: string): UsageError =>
    new UsageError({
      operation,
      received: `dimensionNumbers: ${Array.isArray(given) ? given.map(describeValue).join(", ") : describeValue(given)}`,
      expected,
      remedy: 'write them like ["NHWC", "HWIO", "NHWC"]: N is the batch, C are features, I and O those of the kernel',
    });
  const inOrder = Array.from({ length: rank }, (_, axis) => axis);
  if (given === null) return { lhsSpec: inOrder, rhsSpec: inOrder, outSpec: inOrder };
  if (isRecord(given)) {
    const specs = readNeededOptions(operation, given as ConvDimensionNumbers, specReaders, specNames);
    if ([specs.lhsSpec, specs.rhsSpec, specs.outSpec].every((spec) => isPermutation(spec, rank))) return specs;
    throw reject(`each of the ${rank} axes once in each list`);
  }
  const names: readonly unknown[] = Array.isArray(given) ? given : [];
  const texts = names.filter((name) => typeof name === "string");
  const [lhs, rhs, out] = texts;
  const fits = (text: string): boolean => text.length === rank && new Set(text).size === rank;
  if (names.length !== 3 || lhs === undefined || rhs === undefined || out === undefined || !texts.every(fits))
    throw reject(`three texts of ${rank} different letters each`);
  const space = Array.from(rhs).filter((letter) => letter !== "O" && letter !== "I");
  const spec = (text: string, ...first: string[]): number[] =>
    [...first, ...space].map((letter) => {
      const axis = text.indexOf(letter);
      if (axis < 0) throw reject(`the letter ${letter} in ${text}`);
      return axis;
    });
  return { lhsSpec: spec(lhs, "N", "C"), rhsSpec: spec(rhs, "O", "I"), outSpec: spec(out, "N", "C") };
}
