import { integerOption, readPositionalOptions, booleanOption, type OptionReaders } from "@proj/tree/core";
import type { HostArray } from "../core/evaluate/host-array.ts";
import { toArray, type ArrayLike } from "../core/operands.ts";
import { isFloat, type DType } from "../core/types/dtype.ts";
import { readElement } from "../core/types/element.ts";
import type { ScalarValue } from "../core/types/scalar-value.ts";
import { isComplex } from "../core/types/scalar-value.ts";
import { sizeOf, stridesOf } from "../core/types/shape.ts";
import { toHost } from "../ndarray/concrete-array.ts";
import { elementFormat, floatText } from "./number-text.ts";
import { getPrintoptions, type PrintOptions } from "./print-options.ts";

/** Options of {@link arrayStr} and {@link arrayRepr}. */
export interface ArrayTextOptions {
  /** How many characters a line has at most. Default: `linewidth` of the print options. */
  readonly maxLineWidth?: number;
  /** How many digits floats have after the point at most. Default: that of the print options. */
  readonly precision?: number;
  /** Whether small numbers are written without an exponent. Default: `suppress` of the print options. */
  readonly suppressSmall?: boolean;
}

const readers: OptionReaders<ArrayTextOptions> = {
  maxLineWidth: integerOption(0),
  precision: integerOption(0),
  suppressSmall: booleanOption,
};

function readTextOptions(operation: string, args: readonly unknown[]): Required<PrintOptions> {
  const names = ["maxLineWidth", "precision", "suppressSmall"] as const;
  const read = readPositionalOptions<ArrayTextOptions>(operation, args, names, readers);
  const options = getPrintoptions();
  return {
    ...options,
    linewidth: read.maxLineWidth ?? options.linewidth,
    precision: read.precision ?? options.precision,
    suppress: read.suppressSmall ?? options.suppress,
  };
}

/** The elements as nested brackets, lines wrapped where they are too long. */
function nested(
  { shape, dtype, data }: HostArray,
  options: Required<PrintOptions>,
  separator: string,
  indent: number,
): string {
  const strides = stridesOf(shape);
  const isAbridged = sizeOf(shape) > options.threshold;
  const { edgeitems } = options;
  /** The positions of an axis that are shown; null stands for those left out. */
  const shown = (length: number): (number | null)[] => {
    const all = Array.from({ length }, (_, position) => position);
    return isAbridged && length > 2 * edgeitems
      ? [...all.slice(0, edgeitems), null, ...all.slice(length - edgeitems)]
      : all;
  };
  const values: ScalarValue[] = [];
  const visit = (axis: number, offset: number): void => {
    if (axis === shape.length) values.push(readElement(data, offset, dtype));
    else
      for (const position of shown(shape[axis]!))
        if (position !== null) visit(axis + 1, offset + position * strides[axis]!);
  };
  visit(0, 0);
  const format = elementFormat(values, dtype, options, shape.length === 0);
  const tight = separator.trimEnd();
  const row = (words: readonly string[], hanging: string, width: number): string => {
    const lines: string[] = [];
    let line = hanging;
    words.forEach((word, k) => {
      const most = width - Math.max(tight.length, 1);
      if (line.length + word.length > most && line.length > hanging.length) {
        lines.push(line.trimEnd());
        line = hanging;
      }
      line += k === words.length - 1 ? word : `${word}${separator}`;
    });
    return `[${[...lines, line].join("\n").slice(hanging.length)}]`;
  };
  const write = (axis: number, offset: number, hanging: string, width: number): string => {
    if (axis === shape.length) return format(readElement(data, offset, dtype));
    const items = shown(shape[axis]!).map((position) =>
      position === null ? "..." : write(axis + 1, offset + position * strides[axis]!, `${hanging} `, width - 1),
    );
    const left = shape.length - axis;
    if (left === 1) return row(items, hanging, width);
    return `[${items
      .map((item) => hanging + item)
      .join(`${tight}${"\n".repeat(left - 1)}`)
      .slice(hanging.length)}]`;
  };
  return write(0, 0, " ".repeat(indent + 1), options.linewidth);
}

/** One number as `str` of NumPy's scalars writes it. */
function scalarText(value: ScalarValue, dtype: DType): string {
  if (dtype === "bool") return value === 0 ? "False" : "True";
  if (isFloat(dtype)) return floatText(Number(value), dtype);
  if (!isComplex(value)) return value.toString();
  const part = dtype === "complex128" ? "float64" : "float32";
  const [re, im] = [value.re, value.im].map((x) => floatText(x, part).replace(/\.0$/, "")) as [string, string];
  const isReal = value.re === 0 && !Object.is(value.re, -0);
  return isReal ? `${im}j` : `(${re}${/^[-]/.test(im) ? "" : "+"}${im}j)`;
}

/**
 * The values as NumPy prints them: `str(x)` in Python.
 *
 * @param x - an array whose values are on the host.
 * @param maxLineWidth - how many characters a line has at most; or options, see {@link ArrayTextOptions}.
 * @param precision - how many digits floats have after the point at most; or options.
 * @param suppressSmall - whether small numbers are written without an exponent; or options.
 * @throws UsageError for a traced array, and for values that are not on the host.
 * @example
 * import { array, arrayStr } from "@proj/array";
 * arrayStr(array([1.5, 2, 30])); // → "[ 1.5  2.  30. ]"
 * arrayStr(array([1.5, 3e-5])); // → "[1.5e+00 3.0e-05]"
 */
export function arrayStr(
  x: ArrayLike,
  maxLineWidth?: number | ArrayTextOptions,
  precision?: number | ArrayTextOptions,
  suppressSmall?: boolean | ArrayTextOptions,
): string {
  const options = readTextOptions("arrayStr", [maxLineWidth, precision, suppressSmall]);
  const host = toHost(toArray(x, "arrayStr"), "arrayStr");
  if (host.shape.length === 0) return scalarText(readElement(host.data, 0, host.dtype), host.dtype);
  return sizeOf(host.shape) === 0 ? "[]" : nested(host, options, " ", 0);
}

/**
 * The values with their dtype as JAX prints them: `repr(x)` in Python.
 *
 * @param x - an array whose values are on the host.
 * @param maxLineWidth - how many characters a line has at most; or options, see {@link ArrayTextOptions}.
 * @param precision - how many digits floats have after the point at most; or options.
 * @param suppressSmall - whether small numbers are written without an exponent; or options.
 * @throws UsageError for a traced array, and for values that are not on the host.
 * @example
 * import { array, arrayRepr } from "@proj/array";
 * arrayRepr(array([1, 2], "int32")); // → "Array([1, 2], dtype=int32)"
 */
export function arrayRepr(
  x: ArrayLike,
  maxLineWidth?: number | ArrayTextOptions,
  precision?: number | ArrayTextOptions,
  suppressSmall?: boolean | ArrayTextOptions,
): string {
  const options = readTextOptions("arrayRepr", [maxLineWidth, precision, suppressSmall]);
  const array = toArray(x, "arrayRepr");
  const host = toHost(array, "arrayRepr");
  const prefix = "Array(";
  const dtype = `dtype=${array.dtype}${array.weakType ? ", weak_type=True" : ""}`;
  const { shape } = host;
  const of = `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
  // The comma behind the brackets takes its place in every line.
  const width = { ...options, linewidth: options.linewidth - 1 };
  const values = sizeOf(shape) === 0 ? `[], shape=${of}` : nested(host, width, ", ", prefix.length);
  const last = values.length - values.lastIndexOf("\n") + 1;
  const gap = last + dtype.length + 2 > options.linewidth ? " ".repeat(prefix.length) : " ";
  return `${prefix}${values},${gap}${dtype})`;
}
