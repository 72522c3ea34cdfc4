import { castNumber, dtypes, isFloat, partDType, type DType } from "../core/types/dtype.ts";
import { readElement } from "../core/types/element.ts";
import type { HostArray } from "../core/evaluate/host-array.ts";
import { isComplex, type ScalarValue } from "../core/types/scalar-value.ts";
import { sizeOf, stridesOf } from "../core/types/shape.ts";

/** Arrays with more elements than this are abridged. */
const abridgedFrom = 1000;

/** How many elements of a long axis stand at each end. */
const edge = 3;

/** At most this many significant digits are shown; float32 needs no more than 9 to be told apart. */
const significantDigits = 8;

/**
 * One element in JavaScript's notation: the shortest text that the float is read back from, but no more than eight
 * significant digits.
 */
export function formatElement(value: number, dtype: DType): string {
  if (dtype === "bool") return value === 0 ? "false" : "true";
  if (!isFloat(dtype) || !Number.isFinite(value)) return String(value);
  if (Object.is(value, -0)) return "-0";
  for (let digits = 1; digits < significantDigits; digits++) {
    const shortened = Number(value.toPrecision(digits));
    if (castNumber(shortened, dtype) === value) return String(shortened);
  }
  return String(Number(value.toPrecision(significantDigits)));
}

/** One element: a number, or a complex one as NumPy writes it, `1-2j`. */
function formatScalar(value: ScalarValue, dtype: DType): string {
  if (!isComplex(value)) return formatElement(Number(value), dtype);
  const [re, im] = [value.re, value.im].map((part) => formatElement(part, partDType(dtype)));
  return `${re!}${im!.startsWith("-") ? "" : "+"}${im!}j`;
}

/** The positions of an axis that are shown; `null` stands for those left out. */
function shownPositions(length: number, abridged: boolean): (number | null)[] {
  if (!abridged || length <= 2 * edge) return Array.from({ length }, (_, position) => position);
  const head = Array.from({ length: edge }, (_, position) => position);
  return [...head, null, ...head.map((position) => length - edge + position)];
}

/**
 * The values as nested brackets: one row a line, columns aligned, blank lines between matrices, long axes abridged.
 *
 * @param indent - spaces before all lines but the first.
 */
export function formatArray({ shape, dtype, data }: HostArray, indent = 0): string {
  const strides = stridesOf(shape);
  const abridged = sizeOf(shape) > abridgedFrom;
  const rank = shape.length;
  const texts = new Map<number, string>();
  const visit = (axis: number, offset: number): void => {
    if (axis === rank) texts.set(offset, formatScalar(readElement(data, offset, dtype), dtype));
    else
      for (const position of shownPositions(shape[axis]!, abridged))
        if (position !== null) visit(axis + 1, offset + position * strides[axis]!);
  };
  visit(0, 0);
  // A single row has no columns to align.
  const width = rank < 2 ? 0 : Math.max(0, ...[...texts.values()].map((text) => text.length));
  const write = (axis: number, offset: number): string => {
    if (axis === rank) return texts.get(offset)!.padStart(width);
    const items = shownPositions(shape[axis]!, abridged).map((position) =>
      position === null ? "..." : write(axis + 1, offset + position * strides[axis]!),
    );
    const depth = rank - 1 - axis;
    const separator = depth === 0 ? ", " : `,${"\n".repeat(Math.min(depth, 2))}${" ".repeat(indent + axis + 1)}`;
    return `[${items.join(separator)}]`;
  };
  return write(0, 0);
}

/** An array as consoles show it, behind its type: `f32[2] [1, 2]`. */
export function inspectArray(x: HostArray): string {
  const type = `${dtypes[x.dtype].short}[${x.shape.join(",")}]`;
  return `${type} ${formatArray(x, type.length + 1)}`;
}
