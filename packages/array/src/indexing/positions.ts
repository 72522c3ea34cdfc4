import { abstractArray } from "../core/types/abstract-array.ts";
import { remoteOf } from "../core/device/device.ts";
import { describeValue, UsageError } from "@proj/tree/core";
import { cpu } from "../core/device/host-device.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { readNestedList, type FlatList } from "../core/nested-list.ts";
import { convert } from "../core/operands.ts";
import { fromFront } from "../lax/dynamic-slice.ts";
import { rem } from "../lax/binary.ts";
import { onBehalfOfLibrary, wrapHostData } from "../core/trace.ts";
import type { IndexList } from "./index-element.ts";

/** What happens outside the array; see {@link ReadOptions} and {@link WriteOptions}. */
export type OutsideMode = "clip" | "drop" | "fill" | "wrap" | "promise";

/** How positions outside the array are made ready. */
export interface Wrapping {
  readonly mode: OutsideMode;
  /** Whether negative positions count from the end. */
  readonly negative: boolean;
}

/** The position, counted from the front, that a number means on an axis. */
export function wrapPosition(position: number, length: number, { mode, negative }: Wrapping): number {
  if (mode === "wrap") return length === 0 ? 0 : ((position % length) + length) % length;
  return negative && position < 0 ? position + length : position;
}

/** The same for integer positions in an array, whose values may be unknown; int32. */
export function wrapPositions(positions: NDArray, length: number, { mode, negative }: Wrapping): NDArray {
  if (mode !== "wrap") return negative ? fromFront(positions, length) : convert(positions, "int32");
  const turns = Math.max(1, length);
  // The remainder has the sign of the position.
  return onBehalfOfLibrary(() => fromFront(rem(convert(positions, "int32"), turns), turns));
}

const inLists = "integers, or booleans as a mask";

/** A list of booleans as a mask. */
export function maskFromList(operation: string, list: IndexList): NDArray {
  const { shape, values } = readNestedList(operation, list, inLists);
  const mask = Uint8Array.from(values, (value) => {
    if (typeof value === "boolean") return value ? 1 : 0;
    throw wrongInList(operation, value);
  });
  return wrapHostData(mask, abstractArray(shape, "bool"));
}

function wrongInList(operation: string, value: FlatList["values"][number]): UsageError {
  const fraction = typeof value === "number" && !Number.isInteger(value);
  return new UsageError({
    operation,
    received: `${describeValue(value)} in a list`,
    expected: inLists,
    remedy: fraction ? "round the numbers" : "write numbers or booleans, not both",
  });
}

/** The same for a list of integers, whose values are known: no operation has to wrap them. */
export function wrapList(
  operation: string,
  list: IndexList,
  length: number,
  wrapping: Wrapping,
): { readonly positions: NDArray; readonly inside: boolean } {
  const { shape, values } = readNestedList(operation, list, inLists);
  const wrapped = Int32Array.from(values, (position) => {
    if (typeof position === "number" && Number.isInteger(position)) return wrapPosition(position, length, wrapping);
    throw wrongInList(operation, position);
  });
  return {
    positions: wrapHostData(wrapped, abstractArray(shape, "int32")),
    inside: wrapped.every((position) => position >= 0 && position < length),
  };
}

/**
 * Where a mask is true: one list of positions per axis of the mask.
 *
 * @throws UsageError for a traced mask, and for one on a device, whose values would have to be waited for.
 */
export function truePositions(operation: string, mask: NDArray): number[][] {
  if (mask.tracing !== null) {
    throw new UsageError({
      operation,
      received: `a traced mask ${mask.describe()}${mask.origin}`,
      expected: "a concrete mask, whose elements decide the shape of the result",
      remedy: "use where(mask, x, y); sums over a mask are sum(where(mask, x, 0))",
    });
  }
  if (mask.device !== cpu) {
    throw remoteOf(mask.device).notOnHost(
      operation,
      mask.aval,
      mask.device,
      "wait for it first, x.get(await deviceGet(mask)), or keep the shape: where(mask, x, y)",
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

/** The values of a real array, as numbers, where they can be looked at: on the host, and not traced; else null. */
export function knownValues(x: NDArray): readonly number[] | null {
  return x.tracing === null && x.device === cpu ? Array.from<number | bigint, number>(x.dataSync(), Number) : null;
}
