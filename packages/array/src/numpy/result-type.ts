import { choiceOption, listOption, readArgument, UsageError, type OptionReader } from "@proj/tree/core";
import { promotedType, scalar, type ArrayLike } from "../core/operands.ts";
import { dtypeOption, integerDTypeOption } from "../core/options.ts";
import {
  dtypes,
  isUnsigned,
  isWide,
  partDType,
  type DType,
  type DTypeInfo,
  type FloatDType,
  type IntegerDType,
} from "../core/types/dtype.ts";
import { joinTypes } from "../core/types/promotion.ts";
import { integerRange } from "../core/types/scalar-value.ts";

/**
 * The dtype of an operation on arrays of two dtypes.
 *
 * @example
 * import { promoteTypes } from "@proj/array";
 * promoteTypes("int32", "float32"); // → "float32"
 */
export function promoteTypes(a: DType, b: DType): DType {
  const [first, second] = [a, b].map((dtype) => readArgument("promoteTypes", "dtype", dtype, dtypeOption));
  const { dtype, weakType } = joinTypes({ dtype: first!, weakType: false }, { dtype: second!, weakType: false });
  // What int64 and uint64 have in common is any float; on its own that is the largest.
  return weakType ? "float64" : dtype;
}

/**
 * The dtype of an operation on these values: numbers and other weakly typed scalars give way to arrays and dtypes.
 *
 * @param values - arrays, numbers, booleans and dtypes.
 * @throws UsageError without values, and for dtypes that do not exist.
 * @example
 * import { array, resultType } from "@proj/array";
 * resultType(array([1, 2], { dtype: "int32" }), 3); // → "int32"
 * resultType("int32", 0.5); // → "float32"
 */
export function resultType(...values: readonly (ArrayLike | DType)[]): DType {
  const operands = values.map((value) =>
    typeof value === "string" ? scalar(0, readArgument("resultType", "dtype", value, dtypeOption)) : value,
  );
  if (operands.length > 0) return promotedType("resultType", operands).dtype;
  throw new UsageError({
    operation: "resultType",
    received: "no values",
    expected: "at least one array, number or dtype",
    remedy: "pass the operands of the operation",
  });
}

/** How a float dtype divides its bits: digits behind the point, and the exponent of the smallest normal number. */
const floatFormats: { readonly [D in FloatDType]: { readonly digits: number; readonly exponent: number } } = {
  bfloat16: { digits: 7, exponent: -126 },
  float16: { digits: 10, exponent: -14 },
  float32: { digits: 23, exponent: -126 },
  float64: { digits: 52, exponent: -1022 },
};

const floatOption = choiceOption("bfloat16", "float16", "float32", "float64");

/** The limits of a float dtype. */
export interface FloatInfo {
  readonly dtype: FloatDType;
  readonly bits: number;
  /** The distance from 1 to the next larger number. */
  readonly eps: number;
  /** The most negative finite number. */
  readonly min: number;
  /** The largest finite number. */
  readonly max: number;
  /** The smallest positive number with full precision. */
  readonly smallestNormal: number;
  /** The smallest positive number. */
  readonly smallestSubnormal: number;
}

/**
 * The limits of a float dtype.
 *
 * @throws UsageError for dtypes of other kinds.
 * @example
 * import { finfo } from "@proj/array";
 * finfo("float32").eps === 2 ** -23; // → true
 */
export function finfo(dtype: FloatDType): FloatInfo {
  const { bytes, min, max } = dtypes[readArgument("finfo", "dtype", dtype, floatOption)];
  const { digits, exponent } = floatFormats[dtype];
  return {
    dtype,
    bits: 8 * bytes,
    eps: 2 ** -digits,
    min,
    max,
    smallestNormal: 2 ** exponent,
    smallestSubnormal: 2 ** (exponent - digits),
  };
}

/** The limits of an integer dtype; those of 64 bits are bigints. */
export interface IntegerInfo<Limit extends number | bigint = number> {
  readonly dtype: IntegerDType;
  readonly bits: number;
  readonly min: Limit;
  readonly max: Limit;
}

/**
 * The limits of an integer dtype: bigints for 64 bits, else numbers.
 *
 * @throws UsageError for dtypes of other kinds.
 * @example
 * import { iinfo } from "@proj/array";
 * iinfo("int32").max; // → 2147483647
 */
export function iinfo(dtype: "int64" | "uint64"): IntegerInfo<bigint>;
export function iinfo(dtype: Exclude<IntegerDType, "int64" | "uint64">): IntegerInfo;
export function iinfo(dtype: IntegerDType): IntegerInfo<number | bigint> {
  const known = readArgument("iinfo", "dtype", dtype, integerDTypeOption);
  const { bytes, min, max } = dtypes[known];
  return { dtype: known, bits: 8 * bytes, ...(isWide(known) ? integerRange(known) : { min, max }) };
}

/** How dtypes lie in each other, from `bool` up: integers of both kinds, floats, complex numbers. */
const castingOrder = (dtype: DType): number => {
  const { kind } = dtypes[dtype];
  return kind === "bool" ? 0 : kind === "int" ? (isUnsigned(dtype) ? 1 : 2) : kind === "float" ? 3 : 4;
};

/** Whether every element of a dtype is one of another: NumPy's safe casts, in which 64-bit integers may be rounded. */
function isSafe(from: DType, to: DType): boolean {
  if (from === to) return true;
  const [order, target] = [castingOrder(from), castingOrder(to)];
  if (order > target || from === "bool") return order <= target;
  if (target >= 3 && (order === 1 || order === 2)) {
    // The digits of each float: half precision holds integers of 8 bits, single of 16, double all others.
    const part = partDType(to);
    const most = part === "float64" ? 8 : part === "float32" ? 2 : 1;
    return dtypes[from].bytes <= most;
  }
  const [bytes, room] = [dtypes[partDType(from)].bytes, dtypes[partDType(to)].bytes];
  return order === target || order >= 3 ? bytes <= room && (bytes < room || order !== target) : bytes < room;
}

/** Which conversions {@link canCast} allows: none; those that keep every element; also those within a kind; all. */
export type Casting = "no" | "equiv" | "safe" | "same_kind" | "unsafe";

const castingOption = choiceOption("no", "equiv", "safe", "same_kind", "unsafe");

/**
 * Whether elements of one dtype may be converted to another.
 *
 * @param from - the dtype of the elements.
 * @param to - the other dtype.
 * @param casting - which conversions are allowed, default "safe"; see {@link Casting}.
 * @example
 * import { canCast } from "@proj/array";
 * [canCast("int8", "int32"), canCast("float32", "int32")]; // → [true, false]
 */
export function canCast(from: DType, to: DType, casting: Casting = "safe"): boolean {
  const source = readArgument("canCast", "from", from, dtypeOption);
  const target = readArgument("canCast", "to", to, dtypeOption);
  switch (readArgument("canCast", "casting", casting, castingOption)) {
    case "no":
    case "equiv":
      return source === target;
    case "safe":
      return isSafe(source, target);
    case "same_kind":
      return isSafe(source, target) || castingOrder(source) <= castingOrder(target);
    case "unsafe":
      return true;
  }
}

/** The kinds of dtypes of the array standard, as {@link isdtype} takes them. */
const standardKinds = {
  bool: ({ kind }) => kind === "bool",
  "signed integer": ({ kind, min }) => kind === "int" && min < 0,
  "unsigned integer": ({ kind, min }) => kind === "int" && min === 0,
  integral: ({ kind }) => kind === "int",
  "real floating": ({ kind }) => kind === "float",
  "complex floating": ({ kind }) => kind === "complex",
  numeric: ({ kind }) => kind !== "bool",
} satisfies Record<string, (info: DTypeInfo) => boolean>;

/** A dtype, or a kind of dtypes: `"integral"`, `"real floating"`, `"numeric"` … */
export type DTypeKind = DType | keyof typeof standardKinds;

const kindOption: OptionReader<DTypeKind> = choiceOption(
  ...([...Object.keys(standardKinds), ...Object.keys(dtypes).filter((dtype) => dtype !== "bool")] as DTypeKind[]),
);

/**
 * Whether a dtype is another one, or of a kind.
 *
 * @param dtype - the dtype.
 * @param kind - a dtype, a kind ({@link DTypeKind}), or a list of them, of which one is enough.
 * @example
 * import { isdtype } from "@proj/array";
 * [isdtype("uint8", "integral"), isdtype("uint8", ["int8", "real floating"])]; // → [true, false]
 */
export function isdtype(dtype: DType, kind: DTypeKind | readonly DTypeKind[]): boolean {
  const known = readArgument("isdtype", "dtype", dtype, dtypeOption);
  const kinds: readonly DTypeKind[] = typeof kind === "object" ? kind : [kind];
  return readArgument("isdtype", "kind", kinds, listOption(kindOption)).some(
    (one) => one === known || (one in standardKinds && standardKinds[one as keyof typeof standardKinds](dtypes[known])),
  );
}

/** NumPy's classes of dtypes, as {@link issubdtype} takes them. */
const classes = {
  generic: () => true,
  number: ({ kind }) => kind !== "bool",
  integer: standardKinds.integral,
  signedinteger: standardKinds["signed integer"],
  unsignedinteger: standardKinds["unsigned integer"],
  inexact: ({ kind }) => kind === "float" || kind === "complex",
  floating: standardKinds["real floating"],
  complexfloating: standardKinds["complex floating"],
} satisfies Record<string, (info: DTypeInfo) => boolean>;

/** A dtype, or a class of dtypes: `"integer"`, `"floating"`, `"inexact"` … */
export type DTypeClass = DType | keyof typeof classes;

const classOption: OptionReader<DTypeClass> = choiceOption(
  ...([...Object.keys(classes), ...Object.keys(dtypes)] as DTypeClass[]),
);

/**
 * Whether a dtype is another one, or belongs to a class.
 *
 * @param dtype - the dtype.
 * @param parent - a dtype or a class, {@link DTypeClass}.
 * @example
 * import { issubdtype } from "@proj/array";
 * [issubdtype("bfloat16", "floating"), issubdtype("int8", "unsignedinteger")]; // → [true, false]
 */
export function issubdtype(dtype: DType, parent: DTypeClass): boolean {
  const known = readArgument("issubdtype", "dtype", dtype, dtypeOption);
  const wanted = readArgument("issubdtype", "parent", parent, classOption);
  return wanted === known || (wanted in classes && classes[wanted as keyof typeof classes](dtypes[known]));
}
