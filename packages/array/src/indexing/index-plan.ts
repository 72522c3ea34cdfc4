import { isNDArray } from "../core/types/array-brand.ts";
import { isInteger } from "../core/types/dtype.ts";
import { describeValue, UsageError } from "@proj/tree/core";
import type { NDArray } from "../ndarray/ndarray.ts";
import { broadcastTo, integerScalar, toPositions } from "../core/operands.ts";
import { stretchedShape, formatShape, type Shape } from "../core/types/shape.ts";
import type { IndexElement, IndexList } from "./index-element.ts";
import { maskFromList, truePositions, wrapList, wrapPosition, wrapPositions, type Wrapping } from "./positions.ts";
import { isSlice, parseSlice, resolveSlice, slice, type Range, type Slice } from "./slice.ts";

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

function reject(operation: string, received: string, expected: string, remedy: string): never {
  throw new UsageError({ operation, received, expected, remedy });
}

const isList = (element: IndexElement): element is IndexList => Array.isArray(element);

/** The mask that an element is, if it is one. */
function maskOf(operation: string, element: IndexElement): NDArray | null {
  if (isNDArray(element)) return element.dtype === "bool" ? element : null;
  return isList(element) && typeof firstScalar(element) === "boolean" ? maskFromList(operation, element) : null;
}

/** What stands first in nested lists; it may be anything, as they are not checked yet. */
function firstScalar(list: IndexList): unknown {
  let first: unknown = list;
  while (Array.isArray(first)) first = first[0];
  return first;
}

/** One element per axis, with ellipsis and masks written out; `null` for new axes. */
type PlainElement = number | null | Slice | NDArray | { readonly list: IndexList };

function plainElements(operation: string, index: readonly IndexElement[], shape: Shape): PlainElement[] {
  const axesOf = (element: IndexElement): number => {
    if (element === null || element === "...") return 0;
    return maskOf(operation, element)?.ndim ?? 1;
  };
  const used = index.reduce<number>((sum, element) => sum + axesOf(element), 0);
  const ellipses = index.filter((element) => element === "...").length;
  if (used > shape.length || ellipses > 1) {
    reject(
      operation,
      `${index.length} index elements for ${used} axes${ellipses > 1 ? ` and ${ellipses} ellipses` : ""}, of an array of shape ${formatShape(shape)}`,
      'at most one element per axis and one "..."',
      "remove index elements, or insert axes with null",
    );
  }
  const missing = new Array<Slice>(shape.length - used).fill(slice());
  let axis = 0;
  const expand = (element: IndexElement): PlainElement[] => {
    if (element === "...") {
      axis += missing.length;
      return missing;
    }
    if (element === null) return [null];
    const mask = maskOf(operation, element);
    if (mask !== null) {
      const covered = shape.slice(axis, axis + mask.ndim);
      if (mask.ndim === 0 || mask.shape.some((length, position) => length !== covered[position])) {
        reject(
          operation,
          `a mask of shape ${formatShape(mask.shape)} for axes of lengths ${formatShape(covered)}`,
          "a mask as long as the axes it covers",
          "compute the mask from the array itself, or use where to choose",
        );
      }
      axis += mask.ndim;
      return truePositions(operation, mask).map((list) => ({ list }));
    }
    axis += 1;
    if (typeof element === "string")
      return [
        parseSlice(element) ??
          reject(
            operation,
            `the text "${element}"`,
            'a slice such as "1:3", ":", "::-1", or "..."',
            "write start:stop:step with integers",
          ),
      ];
    if (isList(element)) return [{ list: element }];
    const other: unknown = element;
    if (typeof other === "number" || isSlice(other) || isNDArray(other)) return [element];
    return reject(
      operation,
      `${describeValue(other)} as an index element`,
      "numbers, slices, null, integer or boolean arrays and lists",
      'write ":" for a whole axis',
    );
  };
  const plain = index.flatMap(expand);
  return ellipses === 1 ? plain : [...plain, ...missing];
}

/**
 * Understands an index.
 *
 * @throws UsageError for too many elements, elements of a wrong kind, and masks of a wrong shape.
 */
export function planIndex(
  operation: string,
  index: readonly IndexElement[],
  shape: Shape,
  wrapping: Wrapping,
): IndexPlan {
  const ranges: Range[] = [];
  const points: number[] = [];
  const computed: ComputedPositions[] = [];
  /** The result, from left to right: lengths of ranges and new axes, and `"point"` for what gives way to the block. */
  const arrangement: (number | "new" | "point")[] = [];
  let outside = false;
  let inside = true;
  /** Nothing stands on an axis of length 0 that a position could mean; lists of places to write to may miss. */
  const checkPositions = (axis: number, count: number): void => {
    if (shape[axis] !== 0 || count === 0) return;
    reject(
      operation,
      `${count === 1 ? "a position" : `${count} positions`} on axis ${axis} of an array of shape ${formatShape(shape)}`,
      "positions on axes with elements",
      "check the length first, or take a slice, which may be empty",
    );
  };
  for (const element of plainElements(operation, index, shape)) {
    const axis = ranges.length;
    const length = shape[axis]!;
    if (element === null) {
      arrangement.push("new");
    } else if (typeof element === "number") {
      if (!Number.isInteger(element)) reject(operation, `the number ${element}`, "integers", "round the number");
      checkPositions(axis, 1);
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
        const places = integerScalar(operation, element) ?? element;
        if (!isInteger(places.dtype))
          reject(
            operation,
            `an index ${element.describe()}`,
            "integers or booleans",
            'convert it with astype("int32")',
          );
        if (places.ndim === 0 || wrapping.mode !== "drop") checkPositions(axis, places.size);
        computed.push({ axis, positions: wrapPositions(toPositions(places), length, wrapping) });
        inside = false;
      } else {
        const known = wrapList(operation, element.list, length, wrapping);
        if (wrapping.mode !== "drop") checkPositions(axis, known.positions.size);
        computed.push({ axis, positions: known.positions });
        inside &&= known.inside;
      }
      ranges.push({ start: 0, count: length, step: 1 });
      arrangement.push("point");
    }
  }
  const block = stretchedShape(operation, ...computed.map(({ positions }) => positions.shape));
  const first = arrangement.indexOf("point");
  const last = arrangement.lastIndexOf("point");
  const together = arrangement.slice(first, last + 1).every((item) => item === "point");
  // NumPy puts the block where the indices stand if they stand together, and in front otherwise.
  const before = together && first >= 0 ? arrangement.slice(0, first) : [];
  const lengths = (items: readonly (number | "new" | "point")[]): number[] =>
    items.flatMap((item) => (item === "point" ? [] : [item === "new" ? 1 : item]));
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
