import { isNDArray } from "../array-brand.ts";
import { isInteger } from "../dtype.ts";
import { UsageError } from "../errors.ts";
import type { NDArray } from "../ndarray.ts";
import { broadcastTo, convert } from "../operands.ts";
import { array, type NestedArrays } from "../numpy/creation.ts";
import { elementwiseBinary } from "../numpy/elementwise.ts";
import { remainder } from "../numpy/arithmetic.ts";
import { where } from "../numpy/selection.ts";
import { broadcastShapes, formatShape, type Shape } from "../shape.ts";
import { isSlice, parseSlice, resolveSlice, slice, type Range, type Slice, type SliceText } from "./slice.ts";

/** Integers, or booleans as a mask, in nested lists. */
export type IndexList = readonly (number | boolean | IndexList)[];

/**
 * What stands between the commas of an index:
 *
 * - a number takes one position and drops the axis; negative counts from the end;
 * - `slice(…)` or its text `"1:3"`, `":"`, `"::-1"` takes a range;
 * - `null` inserts an axis of length 1; `"..."` stands for as many `":"` as are missing;
 * - an array or list of integers takes those positions; several of them broadcast against each other (NumPy's advanced
 *   indexing); an integer scalar that is traced is a number not known yet;
 * - an array or list of booleans takes the positions that are true; it covers as many axes as it has, and must be concrete.
 */
export type IndexElement = number | null | "..." | SliceText | Slice | NDArray | IndexList;

/** What happens outside the array; see {@link IndexOptions}. */
export type OutsideMode = "clip" | "drop" | "fill" | "wrap" | "promise";

/** Positions along one axis that an array holds. */
export interface ComputedPositions {
  readonly axis: number;
  /** int32; negative positions are counted from the front already. */
  readonly positions: NDArray;
}

/** An index, understood: what it takes of each axis, and how the result is arranged. */
export interface IndexPlan {
  /** What is taken of each axis of the array; all of it where positions are computed. */
  readonly ranges: readonly Range[];
  /** Axes that a number indexes, which the result does not have. */
  readonly points: readonly number[];
  readonly computed: readonly ComputedPositions[];
  /** The shape to which the computed positions broadcast. */
  readonly block: Shape;
  /** How many axes of ranges come before the block in the result. */
  readonly blockPlace: number;
  /** The shape of what is read or written. */
  readonly shape: Shape;
  /** A number among the index elements lies outside its axis. */
  readonly outside: boolean;
  /** All computed positions are known to lie inside. */
  readonly inside: boolean;
}

/** How positions outside the array are made ready. */
export interface Wrapping {
  readonly mode: OutsideMode;
  /** Whether negative positions count from the end. */
  readonly negative: boolean;
}

function reject(operation: string, received: string, expected: string, remedy: string): never {
  throw new UsageError({ operation, received, expected, remedy });
}

const isList = (element: IndexElement): element is IndexList => Array.isArray(element);

const firstScalar = (list: IndexList): number | boolean | undefined => {
  const [first] = list;
  return typeof first === "object" ? firstScalar(first) : first;
};

/** Positions of the true elements, one list per axis of the mask. */
function truePositions(mask: NDArray, operation: string): number[][] {
  if (mask.trace !== null) {
    reject(
      operation,
      `a traced mask ${mask.describe()}${mask.origin}`,
      "a concrete mask: how many of its elements are true decides the shape of the result",
      "where(mask, x, y) chooses element by element; sums over a mask are sum(where(mask, x, 0))",
    );
  }
  const positions = mask.shape.map((): number[] => []);
  mask.dataSync().forEach((value, index) => {
    if (value === 0) return;
    let rest = index;
    for (let axis = mask.ndim - 1; axis >= 0; axis--) {
      positions[axis]!.push(rest % mask.shape[axis]!);
      rest = Math.floor(rest / mask.shape[axis]!);
    }
  });
  return positions;
}

/** Integer positions whose values are known: wrapped here, so that no operation has to do it. */
function knownPositions(list: NestedArrays, length: number, wrapping: Wrapping): { readonly positions: NDArray; readonly inside: boolean } {
  let inside = true;
  const wrap = (value: NestedArrays): NestedArrays => {
    if (typeof value !== "number") return Array.isArray(value) ? (value as readonly NestedArrays[]).map(wrap) : value;
    const position = wrapPosition(value, length, wrapping);
    inside &&= position >= 0 && position < length;
    return position;
  };
  return { positions: array(wrap(list), { dtype: "int32" }), inside };
}

function wrapPosition(position: number, length: number, { mode, negative }: Wrapping): number {
  if (mode === "wrap") return length === 0 ? 0 : ((position % length) + length) % length;
  return negative && position < 0 ? position + length : position;
}

/** Integer positions not known yet. */
export function wrapPositions(positions: NDArray, length: number, { mode, negative }: Wrapping): NDArray {
  const signed = convert(positions, "int32");
  if (mode === "wrap") return remainder(signed, Math.max(1, length));
  return negative && positions.dtype !== "uint32" ? where(elementwiseBinary("lt", signed, 0), elementwiseBinary("add", signed, length), signed) : signed;
}

/** One element per axis, with ellipsis and masks written out; `null` for new axes. */
type PlainElement = number | null | Slice | NDArray | { readonly list: NestedArrays };

function plainElements(operation: string, index: readonly IndexElement[], shape: Shape): PlainElement[] {
  const axesOf = (element: IndexElement): number => {
    if (element === null || element === "...") return 0;
    if (isNDArray(element) && element.dtype === "bool") return element.ndim;
    return isList(element) && typeof firstScalar(element) === "boolean" ? array(element).ndim : 1;
  };
  const used = index.reduce<number>((sum, element) => sum + axesOf(element), 0);
  const ellipses = index.filter((element) => element === "...").length;
  if (used > shape.length || ellipses > 1) {
    reject(operation, `${index.length} index elements for ${used} axes${ellipses > 1 ? ` and ${ellipses} ellipses` : ""}, of an array of shape ${formatShape(shape)}`, 'at most one element per axis and one "..."', "remove index elements, or insert axes with null");
  }
  const missing = new Array<Slice>(shape.length - used).fill(slice());
  let axis = 0;
  const expand = (element: IndexElement): PlainElement[] => {
    if (element === "...") {
      axis += missing.length;
      return missing;
    }
    if (element === null) return [null];
    const mask = isNDArray(element) ? (element.dtype === "bool" ? element : null) : isList(element) && typeof firstScalar(element) === "boolean" ? array(element) : null;
    if (mask !== null) {
      const covered = shape.slice(axis, axis + mask.ndim);
      if (mask.ndim === 0 || mask.shape.some((length, position) => length !== covered[position])) {
        reject(operation, `a mask of shape ${formatShape(mask.shape)} for axes of lengths ${formatShape(covered)}`, "a mask as long as the axes it covers", "compute the mask from the array itself, or use where to choose");
      }
      axis += mask.ndim;
      return truePositions(mask, operation).map((list) => ({ list }));
    }
    axis += 1;
    if (typeof element === "string") return [parseSlice(element) ?? reject(operation, `the text "${element}"`, 'a slice such as "1:3", ":", "::-1", or "..."', "write start:stop:step with integers")];
    return [isList(element) ? { list: element } : element];
  };
  const plain = index.flatMap(expand);
  return ellipses === 1 ? plain : [...plain, ...missing];
}

/**
 * Understands an index.
 *
 * @throws UsageError for too many elements, elements of a wrong kind, and masks of a wrong shape.
 */
export function planIndex(operation: string, index: readonly IndexElement[], shape: Shape, wrapping: Wrapping): IndexPlan {
  const ranges: Range[] = [];
  const points: number[] = [];
  const computed: ComputedPositions[] = [];
  /** The result, from left to right: lengths of ranges and new axes, and `"point"` for what gives way to the block. */
  const arrangement: (number | "new" | "point")[] = [];
  let outside = false;
  let inside = true;
  for (const element of plainElements(operation, index, shape)) {
    const axis = ranges.length;
    const length = shape[axis]!;
    if (element === null) {
      arrangement.push("new");
    } else if (typeof element === "number") {
      if (!Number.isInteger(element)) reject(operation, `the number ${element}`, "integers", "round the number");
      const position = wrapPosition(element, length, wrapping);
      outside ||= position < 0 || position >= length;
      ranges.push({ start: Math.max(0, Math.min(position, length - 1)), count: 1, step: 1 });
      points.push(axis);
      arrangement.push("point");
    } else if (isSlice(element)) {
      const range = resolveSlice(element, length);
      ranges.push(range);
      arrangement.push(range.count);
    } else {
      if (isNDArray(element)) {
        if (!isInteger(element.dtype)) reject(operation, `an index ${element.describe()}`, "integers or booleans", 'convert it with astype("int32")');
        computed.push({ axis, positions: wrapPositions(element, length, wrapping) });
        inside = false;
      } else {
        const known = knownPositions(element.list, length, wrapping);
        computed.push({ axis, positions: known.positions });
        inside &&= known.inside;
      }
      ranges.push({ start: 0, count: length, step: 1 });
      arrangement.push("point");
    }
  }
  const block = broadcastShapes(operation, ...computed.map(({ positions }) => positions.shape));
  const first = arrangement.indexOf("point");
  const last = arrangement.lastIndexOf("point");
  const together = arrangement.slice(first, last + 1).every((item) => item === "point");
  // NumPy puts the block where the indices stand if they stand together, and in front otherwise.
  const before = together && first >= 0 ? arrangement.slice(0, first) : [];
  const lengths = (items: readonly (number | "new" | "point")[]): number[] => items.flatMap((item) => (item === "point" ? [] : [item === "new" ? 1 : item]));
  return {
    ranges,
    points,
    computed: computed.map(({ axis, positions }) => ({ axis, positions: broadcastTo(positions, block) })),
    block,
    blockPlace: before.filter((item) => item !== "new").length,
    shape: [...lengths(before), ...block, ...lengths(arrangement.slice(before.length))],
    outside,
    inside,
  };
}
