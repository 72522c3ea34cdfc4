import { defect } from "@proj/tree/core";
import { isInFamily, type IndexingName } from "../core/families.ts";
import type { Equation } from "../core/jaxpr/jaxpr.ts";
import { isInexact } from "../core/types/dtype.ts";
import { sizeOf } from "../core/types/shape.ts";
import { bitwiseAnd, bitwiseOr, eq, gt, lt, ne, rem } from "../lax/binary.ts";
import { dynamicSlice } from "../lax/dynamic-slice.ts";
import { convertElementType, full, select } from "../lax/elementwise.ts";
import { broadcastInDim, concatenate, reshape } from "../lax/movement.ts";
import { argmax, argmin, reduceOr } from "../lax/reduction.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import type { ErrorCategory } from "./plan.ts";

/** Whether a check fails: a boolean scalar, and the values for its message. */
export interface Failure {
  readonly failed: NDArray;
  readonly values: readonly NDArray[];
}

const any = (x: NDArray): NDArray =>
  reduceOr(
    x,
    x.shape.map((_, axis) => axis),
  );

const integer = (value: number): NDArray => full([], value, "int32");

/** One element of a list of numbers, at a computed place. */
const chosen = (list: readonly number[], place: NDArray): NDArray =>
  list.reduceRight<NDArray>((rest, value, k) => select(eq(place, k), integer(value), rest), integer(list.at(-1)!));

/** An element of a flat array, at a computed place. */
const element = (flat: NDArray, place: NDArray): NDArray => reshape(dynamicSlice(flat, [place], [1]), []);

/**
 * Windows that do not fit into an array.
 *
 * @param starts - index vectors along the last axis, of int32.
 * @param axes - the axis of the array that each component is for.
 * @param limits - the last start at which a window fits, for each component.
 */
function outOfBounds(
  shape: readonly number[],
  starts: NDArray,
  axes: readonly number[],
  limits: readonly number[],
): Failure {
  const last = concatenate(
    limits.map((limit) => full([1], limit, "int32")),
    0,
  );
  const limit = broadcastInDim(last, starts.shape, [starts.ndim - 1]);
  const outside = bitwiseOr(lt(starts, 0), gt(starts, limit));
  const flat = reshape(outside, [sizeOf(starts.shape)]);
  const first = argmax(convertElementType(flat, "int32"), 0);
  const component = rem(first, limits.length);
  const index = element(reshape(starts, [sizeOf(starts.shape)]), first);
  const parts = [index, chosen(axes, component), chosen(axes.map((axis) => shape[axis]!), component)]; // prettier-ignore
  const position = concatenate(
    parts.map((part) => reshape(part, [1])),
    0,
  );
  return { failed: any(outside), values: [position] };
}

const scalarsAsVector = (starts: readonly NDArray[]): NDArray =>
  concatenate(
    starts.map((start) => reshape(convertElementType(start, "int32"), [1])),
    0,
  );

function indexFailure(equation: Equation<IndexingName>, operands: readonly NDArray[]): Failure {
  const [x, second, ...rest] = operands as readonly [NDArray, NDArray, ...NDArray[]];
  const { shape } = x;
  const every = shape.map((_, axis) => axis);
  switch (equation.primitive) {
    case "dynamicSlice": {
      const { sizes } = equation.params;
      return outOfBounds(shape, scalarsAsVector([second, ...rest]), every, shape.map((length, axis) => length - sizes[axis]!)); // prettier-ignore
    }
    case "dynamicUpdateSlice":
      return outOfBounds(shape, scalarsAsVector(rest), every, shape.map((length, axis) => length - second.shape[axis]!)); // prettier-ignore
    case "gather": {
      const { dimensions, sliceSizes } = equation.params;
      const axes = dimensions.startIndexMap;
      const limits = axes.map((axis) => shape[axis]! - sliceSizes[axis]!);
      return outOfBounds(shape, convertElementType(second, "int32"), axes, limits);
    }
    case "scatter": {
      const { updateWindowDims, insertedWindowDims, operandBatchingDims, scatterDimsToOperandDims } =
        equation.params.dimensions;
      let window = 0;
      const sizes = shape.map((_, axis) =>
        insertedWindowDims.includes(axis) || operandBatchingDims.includes(axis)
          ? 1
          : rest[0]!.shape[updateWindowDims[window++]!]!,
      );
      const limits = scatterDimsToOperandDims.map((axis) => shape[axis]! - sizes[axis]!);
      return outOfBounds(shape, convertElementType(second, "int32"), scatterDimsToOperandDims, limits);
    }
  }
}

/** A check of the user's: for a batch, of the first member that fails. */
function userFailure([isWell, ...values]: readonly NDArray[]): Failure {
  const { shape, ndim } = isWell!;
  const failed = any(eq(isWell!, full(shape, 0, "bool")));
  if (ndim === 0) return { failed, values };
  const members = sizeOf(shape);
  const first = argmin(convertElementType(reshape(isWell!, [members]), "int32"), 0);
  const own = values.map((value) => {
    const rest = value.shape.slice(ndim);
    const starts = [first, ...rest.map(() => integer(0))];
    return reshape(dynamicSlice(reshape(value, [members, ...rest]), starts, [1, ...rest]), rest);
  });
  return { failed, values: own };
}

/** Whether one check of an equation fails. */
export function failureOf(
  category: ErrorCategory,
  equation: Equation,
  operands: readonly NDArray[],
  results: readonly NDArray[],
): Failure {
  switch (category) {
    case "user":
      return userFailure(operands);
    case "index":
      if (isInFamily(equation, "indexing")) return indexFailure(equation, operands);
      throw defect(`${equation.primitive} has no indices`);
    case "div":
      return { failed: any(eq(operands[1]!, 0)), values: [] };
    case "nan": {
      const found = results.filter(({ dtype }) => isInexact(dtype)).map((x) => any(ne(x, x)));
      return { failed: found.reduce((all, x) => bitwiseOr(all, x)), values: [] };
    }
  }
}

/** The state of errors: which check failed first, and the values of all checks. */
export function afterFailure(
  [code, ...payloads]: readonly NDArray[],
  id: number,
  firstPayload: number,
  { failed, values }: Failure,
): NDArray[] {
  const isFirst = bitwiseAnd(failed, lt(code!, 0));
  const next = payloads.map((payload, k) => {
    const value = values[k - firstPayload];
    if (value === undefined) return payload;
    return select(broadcastInDim(isFirst, payload.shape, []), value, payload);
  });
  return [select(isFirst, integer(id), code!), ...next];
}
