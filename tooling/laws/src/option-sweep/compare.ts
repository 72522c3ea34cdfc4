import { asarray, isNDArray, type ArrayInput, type DType, type NDArray } from "@proj/array";
import { bigintsOf, isComplexDType, isInteger, partDType, toHost } from "@proj/array/core";
import type { Case, Tensor } from "@proj/reference";
import { recordedArray, recordedDType, recordedShape } from "../recorded-array.ts";

/*
 * When results are the reference's. Dtype, weak type and shape exactly; NaN and infinities where they are there; other numbers within
 * some units in the last place of the largest element, since sums and factors round by their terms. Units are those of the narrowest
 * float that takes part.
 */

const lastPlaces: Readonly<Partial<Record<DType, number>>> = {
  bfloat16: 2 ** -7,
  float16: 2 ** -10,
  float32: 2 ** -23,
  float64: 2 ** -52,
};

const unitOf = (dtype: DType): number => lastPlaces[isComplexDType(dtype) ? partDType(dtype) : dtype] ?? 0;

/** How many units an element may be off. */
const ulps = 16;

/** Below it the reference has zeros, as XLA on a CPU takes subnormal numbers. */
const tiny = 2 ** -125;

/** Functions that subtract terms at least as large as 1, or as their arguments: near beside those. */
const ofTerms = /^stats\.(beta|nbinom|multinomial|betabinom|binom)\.|^signal\.detrend$/;

/** The arrays of a result: one, several in a list, or the fields of an object. */
export function listed(result: unknown): readonly NDArray[] {
  if (isNDArray(result)) return [result];
  if (typeof result === "object" && result !== null) return Object.values(result).flatMap(listed);
  return [asarray(result as ArrayInput)];
}

const elementsOf = (x: NDArray): readonly number[] => {
  const { data } = toHost(x, "compare");
  return Array.from(bigintsOf(data) ?? data, Number);
};

const typeOf = (dtype: DType, weak: boolean, shape: readonly number[]): string =>
  `${weak ? "weak " : ""}${dtype}[${shape.join()}]`;

/** What is wide in the reference where nobody asked for 64 bits. */
const narrow: Partial<Record<DType, DType>> = {
  int64: "int32",
  uint64: "uint32",
  float64: "float32",
  complex128: "complex64",
};

/**
 * Where results are not those recorded, in words, or null.
 *
 * @param reads - the arrays that the call reads.
 */
export function disagreement(recorded: Case, results: readonly NDArray[], reads: readonly NDArray[]): string | null {
  const expected = Object.values(recorded.outputs);
  if (results.length !== expected.length) return `${results.length} results instead of ${expected.length}`;
  const weak = (recorded.params["weak"] ?? []) as readonly boolean[];
  const free = (recorded.params["free"] ?? []) as readonly number[];
  const terms = ofTerms.test(recorded.group) ? Math.max(1, ...reads.flatMap(elementsOf).filter(Number.isFinite)) : 0;
  for (const [k, tensor] of expected.entries()) {
    const wrong = disagreementOf(results[k]!, tensor, { weak: weak[k] === true, free: free.includes(k), terms, reads });
    if (wrong !== null) return expected.length === 1 ? wrong : `result ${k}: ${wrong}`;
  }
  return null;
}

interface Expectation {
  readonly weak: boolean;
  /** Only magnitudes are told. */
  readonly free: boolean;
  /** How large the terms of its sums are. */
  readonly terms: number;
  readonly reads: readonly NDArray[];
}

function disagreementOf(found: NDArray, tensor: Tensor, { weak, free, terms, reads }: Expectation): string | null {
  const recorded = recordedDType(tensor);
  const isDefault =
    narrow[recorded] === found.dtype &&
    !reads.some(({ dtype }) => dtype in narrow && isInteger(dtype) === isInteger(recorded));
  const dtype = isDefault ? found.dtype : recorded;
  const type = typeOf(found.dtype, found.weakType, found.shape);
  const wanted = typeOf(dtype, weak, recordedShape(tensor));
  if (type !== wanted) return `${type} instead of ${wanted}`;
  const magnitudes = (elements: readonly number[]): readonly number[] =>
    free ? magnitudesOf(elements, dtype) : elements;
  const values = magnitudes(elementsOf(found));
  const right = magnitudes(elementsOf(recordedArray(tensor)));
  const largest = Math.max(terms, ...right.filter(Number.isFinite).map(Math.abs));
  const unit = unitOf(dtype) === 0 ? 0 : Math.max(unitOf(dtype), ...reads.map((x) => unitOf(x.dtype)));
  const near = unit === 0 ? 0 : ulps * unit * largest + tiny;
  const place = values.findIndex((value, at) => !isNear(value, right[at]!, near));
  if (place < 0) return null;
  // Where one of two is not finite, there is no distance.
  const distances = values.map((value, at) => Math.abs(value - right[at]!)).filter(Number.isFinite);
  const units = unit * largest || 1;
  const off = `off by up to ${Math.ceil(Math.max(0, ...distances) / units)} units`;
  return `element ${place} is ${values[place]} instead of ${right[place]}, ${off}: ${shown(values)} instead of ${shown(right)}`;
}

function magnitudesOf(elements: readonly number[], dtype: DType): readonly number[] {
  if (!isComplexDType(dtype)) return elements.map(Math.abs);
  return elements.flatMap((re, k) => (k % 2 === 0 ? [Math.hypot(re, elements[k + 1]!)] : []));
}

const isNear = (value: number, right: number, distance: number): boolean =>
  value === right || (Number.isNaN(value) && Number.isNaN(right)) || Math.abs(value - right) <= distance;

function shown(values: readonly number[]): string {
  const first = values.slice(0, 8).map((value) => Number(value.toPrecision(7)));
  return `[${first.join(", ")}${values.length > 8 ? ", …" : ""}]`;
}
