import { castNumber, isFloat, partDType, type DType } from "../core/types/dtype.ts";
import { isComplex, realNumber, type ScalarValue } from "../core/types/scalar-value.ts";
import type { PrintOptions } from "./print-options.ts";

/*
 * Numbers as NumPy writes them: with as few digits as tell them apart, and all elements of an array in columns.
 */

/** Writes the elements of one array. */
export type Format<Value> = (value: Value) => string;

/** A positive number as digits and the power of ten of the first. */
interface Digits {
  readonly digits: string;
  readonly exponent: number;
}

function read(text: string): Digits {
  const [mantissa, exponent] = text.split("e") as [string, string];
  return { digits: mantissa.replace(".", ""), exponent: Number(exponent) };
}

/** The fewest digits from which the number is read back in its dtype. */
function shortest(value: number, dtype: DType): Digits {
  if (value === 0) return { digits: "0", exponent: 0 };
  if (dtype !== "float64") {
    for (let more = 0; more < 12; more++) {
      const text = value.toExponential(more);
      if (castNumber(Number(text), dtype) === value) return read(text);
    }
  }
  return read(value.toExponential());
}

/** The number rounded to a digit; ties go to the even one, as they do nowhere in this language. */
function rounded(value: number, fraction: number, write: (value: number, fraction: number) => string): string {
  const up = write(value, fraction);
  const more = Math.min(100, fraction + 40);
  const exact = write(value, more);
  const [mantissa, tail] = [exact.split("e")[0]!, exact.includes("e") ? `e${exact.split("e")[1]!}` : ""];
  const cut = mantissa.slice(0, mantissa.length - (more - fraction));
  const rest = mantissa.slice(mantissa.length - (more - fraction));
  if (!/^50*$/.test(rest)) return up;
  return Number(cut.replace(".", "").at(-1)) % 2 === 0 ? `${cut.replace(/\.$/, "")}${tail}` : up;
}

const toFixed = (value: number, fraction: number): string => value.toFixed(fraction);
const toExponential = (value: number, fraction: number): string => value.toExponential(fraction);

/** Digits before and behind the point. */
type Parts = readonly [whole: string, fraction: string];

function positional(value: number, dtype: DType, most: number | null, isExact: boolean): Parts {
  const { digits, exponent } = shortest(value, dtype);
  const needed = Math.max(0, digits.length - 1 - exponent);
  if (most !== null && (isExact || needed > most)) {
    const [whole, fraction = ""] = rounded(value, most, toFixed).split(".") as [string, string?];
    return [whole, isExact ? fraction : fraction.replace(/0+$/, "")];
  }
  if (exponent < 0) return ["0", value === 0 ? "" : `${"0".repeat(-1 - exponent)}${digits}`];
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return [whole, digits.slice(exponent + 1)];
}

function scientific(
  value: number,
  dtype: DType,
  most: number | null,
  isExact: boolean,
): readonly [...Parts, exponent: string] {
  let { digits, exponent } = shortest(value, dtype);
  if (most !== null && (isExact || digits.length - 1 > most))
    ({ digits, exponent } = read(rounded(value, most, toExponential)));
  const fraction = isExact ? digits.slice(1) : digits.slice(1).replace(/0+$/, "");
  return [digits[0]!, fraction, `${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`];
}

const isNegative = (value: number): boolean => value < 0 || Object.is(value, -0);

/** From which magnitude on floats have an exponent. */
const largeFrom = (dtype: DType): number => (dtype === "float64" ? 1e8 : dtype === "float16" ? 1e3 : 1e6);

/** One float as `str` of NumPy's scalars writes it. */
export function floatText(value: number, dtype: DType): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value < 0 ? "-inf" : "inf";
  const size = Math.abs(value);
  const sign = isNegative(value) ? "-" : "";
  if (size !== 0 && (size < 1e-4 || size >= (dtype === "float64" ? 1e16 : largeFrom(dtype)))) {
    const [whole, fraction, exponent] = scientific(size, dtype, null, false);
    return `${sign}${whole}${fraction === "" ? "" : `.${fraction}`}e${exponent}`;
  }
  const [whole, fraction] = positional(size, dtype, null, false);
  return `${sign}${whole}.${fraction === "" ? "0" : fraction}`;
}

/** How the floats of an array are written. */
export function floatFormat(values: readonly number[], dtype: DType, options: Required<PrintOptions>): Format<number> {
  const { precision, suppress, floatmode, nanstr, infstr, sign } = options;
  const finite = values.filter(Number.isFinite);
  const sizes = finite.map(Math.abs).filter((size) => size !== 0);
  const [largest, smallest] = [Math.max(...sizes), Math.min(...sizes)];
  const hasExponent =
    sizes.length > 0 &&
    (largest >= largeFrom(dtype) || (!suppress && (smallest < castNumber(1e-4, dtype) || largest / smallest > 1000)));
  const isExact = floatmode === "fixed";
  const most = floatmode === "unique" ? null : precision;
  const signOf = (value: number): string => (isNegative(value) ? "-" : sign === "+" ? "+" : "");
  const parts = finite.map((value) =>
    hasExponent ? scientific(Math.abs(value), dtype, most, isExact) : positional(Math.abs(value), dtype, most, isExact),
  );
  const longest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length));
  const fractions = longest(parts.map(([, fraction]) => fraction));
  const exponents = longest(parts.map(([, , exponent = ""]) => exponent)) - 1;
  let before = longest(finite.map((value, k) => signOf(value) + parts[k]![0]));
  const behind = finite.length === 0 ? 0 : hasExponent ? exponents + 2 + fractions : fractions;
  if (sign === " " && !finite.some(isNegative)) before++;
  if (finite.length < values.length) {
    const hasSign = sign !== "-" || values.includes(-Infinity);
    before = Math.max(before, nanstr.length - behind - 1, infstr.length + Number(hasSign) - behind - 1);
  }
  const keepsZeros = hasExponent || isExact || floatmode === "maxprec_equal";
  return (value) => {
    if (!Number.isFinite(value)) {
      const text = Number.isNaN(value) ? `${sign === "+" ? "+" : ""}${nanstr}` : `${signOf(value)}${infstr}`;
      return text.padStart(before + behind + 1);
    }
    const size = Math.abs(value);
    if (hasExponent) {
      const [whole, fraction, exponent] = scientific(size, dtype, fractions, isExact);
      const power = `${exponent[0]!}${exponent.slice(1).padStart(exponents, "0")}`;
      return `${(signOf(value) + whole).padStart(before)}.${fraction.padEnd(fractions, "0")}e${power}`;
    }
    const [whole, fraction] = positional(size, dtype, keepsZeros ? fractions : most, isExact);
    return `${(signOf(value) + whole).padStart(before)}.${fraction.padEnd(fractions, keepsZeros ? "0" : " ")}`;
  };
}

function integerFormat(values: readonly (number | bigint)[], sign: PrintOptions["sign"]): Format<number | bigint> {
  const plus = (value: number | bigint): string => {
    const isSigned = sign === "+" || (sign === " " && values.every((other) => other >= 0));
    return value >= 0 && isSigned ? `${sign}${value}` : String(value);
  };
  const width = Math.max(0, ...values.map((value) => plus(value).length));
  return (value) => plus(value).padStart(width);
}

/** How the elements of an array are written. */
export function elementFormat(
  values: readonly ScalarValue[],
  dtype: DType,
  options: Required<PrintOptions>,
  isScalar: boolean,
): Format<ScalarValue> {
  if (dtype === "bool") return (value) => (realNumber(value) === 0 ? "False" : isScalar ? "True" : " True");
  if (dtype === "bfloat16") return (value) => bfloat16Text(realNumber(value));
  if (isFloat(dtype)) {
    const format = floatFormat(values.map(realNumber), dtype, options);
    return (value) => format(realNumber(value));
  }
  const complex = values.filter(isComplex);
  if (complex.length > 0) {
    const part = partDType(dtype);
    const re = floatFormat(complex.map((value) => value.re), part, options); // prettier-ignore
    const im = floatFormat(complex.map((value) => value.im), part, { ...options, sign: "+" }); // prettier-ignore
    return (value) => {
      if (!isComplex(value)) return String(value);
      const text = im(value.im);
      return `${re(value.re)}${text.trimEnd()}j${" ".repeat(text.length - text.trimEnd().length)}`;
    };
  }
  const format = integerFormat(values as readonly (number | bigint)[], options.sign);
  return (value) => format(value as number | bigint);
}

/** NumPy does not know the dtype, which writes its numbers by itself, each alone, with six digits. */
function bfloat16Text(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value < 0 ? "-inf" : "inf";
  const [mantissa, power] = value.toExponential(5).split("e") as [string, string];
  const exponent = Number(power);
  const sign = isNegative(value) && value === 0 ? "-" : "";
  const bare = (text: string): string => text.replace(/\.?0+$/, "");
  if (exponent >= -4 && exponent < 6)
    return sign + (exponent === 5 ? value.toFixed(0) : bare(value.toFixed(5 - exponent)));
  return `${sign}${bare(mantissa)}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}
