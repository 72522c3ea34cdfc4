import type { DType, FloatDType, NDArray, Shape } from "@proj/array";
import {
  bigintsOf,
  castNumber,
  dtypes,
  isComplexDType,
  isFloat,
  isInteger,
  isUnsigned,
  isWide,
  partDType,
  sizeOf,
  toHost,
} from "@proj/array/core";
import type { Draw, Interval } from "../primitive-samples/index.ts";
import { chance, pick, weighted, whole } from "../random-programs/choose.ts";
import { readByCall, type Argument, type Body, type Call, type Input } from "./call.ts";
import { arrayOf, play } from "./play.ts";
import type { Row } from "./row.ts";
import { drawRow } from "./table.ts";

/** A value of the program, which is known while it is drawn. */
export interface Value {
  readonly ref: number;
  readonly array: NDArray;
}

/** Kinds of dtypes. `real` are all but complex ones and booleans, `number` all but booleans. */
export type Kind = "bool" | "integer" | "unsigned" | "float" | "complex" | "inexact" | "real" | "number" | "any";

/** Which array an argument has to be. */
export interface Wanted {
  /** Default `float`. */
  readonly kind?: Kind;
  readonly dtype?: DType;
  readonly shape?: Shape;
  /** The fewest and the most axes; default 0 and 3. */
  readonly ndim?: readonly [least: number, most: number];
  /** The fewest elements; default 0. */
  readonly size?: number;
  /** Where its values lie; default anywhere, with an infinity or NaN at times. */
  readonly domain?: Interval;
  /** Values far from the edges of dtypes and from NaN. */
  readonly tame?: boolean;
  /** Never anything else than `domain` and `tame` say. Otherwise floats have an infinity, NaN, 0 or a large number among them, seldom. */
  readonly always?: boolean;
}

/** Few shapes, so that what other implementations compile for one serves many programs. */
const shapes: readonly (readonly [Shape, number])[] = [
  [[], 2],
  [[3], 4],
  [[4], 2],
  [[1], 0.7],
  [[0], 0.3],
  [[2, 3], 4],
  [[3, 3], 3],
  [[3, 2], 1],
  [[1, 3], 0.7],
  [[2, 0], 0.2],
  [[4, 4], 0.5],
  [[2, 3, 2], 1],
  [[2, 3, 3], 1],
  [[1, 2, 1, 3], 0.2],
];

/** Floats where functions have their limits. */
const edges = [NaN, Infinity, -Infinity, -0, 0, 1, -1, 1e4, 1e-3] as const;

const fits = (dtype: DType, kind: Kind): boolean => {
  switch (kind) {
    case "bool":
      return dtype === "bool";
    case "integer":
      return isInteger(dtype);
    case "unsigned":
      return isInteger(dtype) && isUnsigned(dtype);
    case "float":
      return isFloat(dtype);
    case "complex":
      return isComplexDType(dtype);
    case "inexact":
      return isFloat(dtype) || isComplexDType(dtype);
    case "real":
      return isFloat(dtype) || isInteger(dtype);
    case "number":
      return dtype !== "bool";
    case "any":
      return true;
  }
};

const sixtyFour = (dtype: DType): boolean => isWide(dtype) || dtype === "float64" || dtype === "complex128";

/** What all levels of a program share. */
interface Shared {
  readonly float: FloatDType;
  readonly wide: boolean;
  readonly inputs: Input[];
  readonly values: Map<number, NDArray>;
  next: number;
}

/** A program under way, or a body of one: its values so far, from which calls draw their arguments. */
export class Drawing {
  readonly draw: Draw;
  /** How many bodies are around. */
  readonly depth: number;
  readonly calls: Call[] = [];
  readonly pool: Value[] = [];
  readonly #shared: Shared;

  constructor(draw: Draw, shared: Shared, depth = 0) {
    this.draw = draw;
    this.#shared = shared;
    this.depth = depth;
  }

  /** The dtype of the program's floats. */
  get float(): FloatDType {
    return this.#shared.float;
  }

  get wide(): boolean {
    return this.#shared.wide;
  }

  /** One of the options. */
  pick<T>(...options: readonly T[]): T {
    return pick(this.draw, options);
  }

  chance(probability: number): boolean {
    return chance(this.draw, probability);
  }

  whole(low: number, high: number): number {
    return whole(this.draw, low, high);
  }

  shape(least = 0, most = 3): Shape {
    return weighted(
      this.draw,
      shapes.filter(([{ length }]) => length >= least && length <= most),
    );
  }

  dtype(kind: Kind): DType {
    const { float, wide } = this.#shared;
    const options: (readonly [DType, number])[] = [
      [float, 12],
      ["float32", 3],
      ["float16", 1],
      ["bfloat16", 1],
      ["float64", 1],
      ["int32", 5],
      ["int8", 1],
      ["int16", 0.7],
      ["int64", 2],
      ["uint8", 1],
      ["uint16", 0.5],
      ["uint32", 1.5],
      ["uint64", 1],
      ["bool", 2.5],
      ["complex64", 2],
      ["complex128", 1],
    ];
    return weighted(
      this.draw,
      options.filter(([dtype]) => fits(dtype, kind) && (wide || !sixtyFour(dtype))),
    );
  }

  /** A value that there is, more often a late one, or a new input. */
  array(wanted: Wanted = {}): Value {
    const { kind = "float", ndim = [0, 3], size = 0 } = wanted;
    const fitting = this.pool.filter(({ array }) => {
      const { dtype, shape } = array;
      return (
        (wanted.dtype === undefined ? fits(dtype, kind) : dtype === wanted.dtype) &&
        (wanted.shape === undefined
          ? shape.length >= ndim[0] && shape.length <= ndim[1]
          : shape.join() === wanted.shape.join()) &&
        sizeOf(shape) >= size &&
        (wanted.tame !== true || isTame(array))
      );
    });
    const known = fitting.length > 0 && this.chance(wanted.domain === undefined ? 0.65 : 0.2);
    return known ? fitting[Math.floor(Math.sqrt(this.draw.uniform()) * fitting.length)]! : this.input(wanted);
  }

  /** A new input. */
  input(wanted: Wanted = {}): Value {
    const dtype = wanted.dtype ?? this.dtype(wanted.kind ?? "float");
    let shape = wanted.shape ?? this.shape(...(wanted.ndim ?? [0, 3]));
    while (wanted.shape === undefined && sizeOf(shape) < (wanted.size ?? 0))
      shape = this.shape(...(wanted.ndim ?? [0, 3]));
    const weak = wanted.shape === undefined && wanted.dtype === undefined && this.chance(0.06) && canBeWeak(dtype);
    return this.#enter(dtype, shape, weak, this.#elements(dtype, sizeOf(shape), wanted));
  }

  /** A new input with the given values. */
  constant(dtype: DType, shape: Shape, values: readonly number[]): Value {
    return this.#enter(dtype, shape, false, values);
  }

  #enter(dtype: DType, shape: Shape, weak: boolean, values: readonly number[]): Value {
    const data = dtypes[dtype].allocate(sizeOf(shape));
    const bigints = bigintsOf(data);
    const part = isComplexDType(dtype) ? partDType(dtype) : dtype;
    values.forEach((value, k) => {
      if (bigints === null) data[k] = castNumber(value, part);
      else bigints[k] = BigInt(value);
    });
    const number = this.#shared.next++;
    const input: Input = { number, dtype, shape, weak, data };
    this.#shared.inputs.push(input);
    const value = { ref: number, array: arrayOf(input) };
    this.#shared.values.set(number, value.array);
    this.pool.push(value);
    return value;
  }

  #elements(dtype: DType, size: number, wanted: Wanted): number[] {
    const elements = this.#usual(dtype, size, wanted);
    const { domain, tame = false, always = false } = wanted;
    const bounded = isFloat(dtype) && (tame || domain !== undefined) && !always;
    if (bounded && size > 0 && this.chance(0.02)) elements[this.whole(0, size - 1)] = this.pick(...edges);
    return elements;
  }

  #usual(dtype: DType, size: number, { domain, tame = false }: Wanted): number[] {
    const length = isComplexDType(dtype) ? 2 * size : size;
    if (dtype === "bool") return Array.from({ length }, () => this.whole(0, 1));
    if (isInteger(dtype)) return Array.from({ length }, this.#integers(dtype, domain, tame));
    if (domain !== undefined) {
      const [low, high] = domain;
      return Array.from({ length }, () => Math.fround(low + (high - low) * this.draw.uniform()));
    }
    const grid = this.chance(0.5);
    // Every library has its own opinion of complex infinities.
    const edgy = !tame && !isComplexDType(dtype) && this.chance(0.12);
    return Array.from({ length }, () => {
      if (edgy && this.chance(0.35)) return this.pick(...edges);
      return grid ? this.whole(-12, 12) / 4 : Math.fround(6 * this.draw.uniform() - 3);
    });
  }

  #integers(dtype: DType, domain: Interval | undefined, tame: boolean): () => number {
    if (domain !== undefined) return () => this.whole(Math.ceil(domain[0]), Math.floor(domain[1]));
    const { min, max } = dtypes[dtype];
    const low = isUnsigned(dtype) ? 0 : -6;
    const edgy = !tame && this.chance(0.12);
    // The ends of 64-bit integers are no numbers.
    const [least, most] = isWide(dtype) ? [Math.max(min, -(2 ** 53)), 2 ** 53] : [min, max];
    return () => (edgy && this.chance(0.35) ? this.pick(least, most, most - 1, 0, 1) : this.whole(low, 7));
  }

  /** A number to stand beside an array of a dtype. */
  number(dtype: DType): Argument {
    if (isInteger(dtype)) return this.whole(isUnsigned(dtype) ? 0 : -3, 4);
    const value = this.pick(0, 1, 2, -1, 0.5, -2.5, 3);
    return { float: value };
  }

  /** An array, or at times a number beside an array. */
  operand(beside: Value, wanted: Wanted = {}): Argument {
    const { dtype, shape } = beside.array;
    if (this.chance(0.2)) return this.number(dtype);
    const other = this.array({
      ...wanted,
      shape: this.chance(0.03) ? this.shape() : this.chance(0.2) ? [] : this.chance(0.2) ? shape.slice(1) : shape,
      ...(this.chance(0.6) && wanted.dtype === undefined ? { dtype } : {}),
    });
    return { ref: other.ref };
  }

  /** One of an array's axes, counted from either end; seldom one that it does not have. */
  axis({ array: { ndim } }: Value): number {
    if (this.chance(0.01)) return ndim;
    const axis = this.whole(0, Math.max(0, ndim - 1));
    return this.chance(0.4) ? axis - ndim : axis;
  }

  /** None, one or several axes. */
  axes(x: Value): Argument {
    const { ndim } = x.array;
    if (ndim === 0 || this.chance(0.35)) return null;
    if (ndim === 1 || this.chance(0.6)) return this.axis(x);
    return Array.from({ length: ndim }, (_, k) => k).filter(() => this.chance(0.6));
  }

  /** Adds a call and its results, if it has any; null if it is refused. */
  call(name: string, { draw, concrete }: Row): readonly Value[] | null {
    if (concrete === true && this.depth > 0) return null;
    const drawn = draw(this);
    if (drawn === null) return null;
    const call = { row: name, args: drawn.args, options: drawn.options ?? {} };
    return this.make(call);
  }

  /** Makes a call with arguments that are known. */
  make(call: Omit<Call, "results">): readonly Value[] | null {
    const { values } = this.#shared;
    let leaves;
    try {
      leaves = play({ ...call, results: [] }, values);
    } catch {
      // The refusal of a call is held to the other implementation's; in a body it would be that of the whole.
      if (this.depth === 0) this.calls.push({ ...call, results: [] });
      return null;
    }
    const made = leaves.map((leaf): Value | null => {
      const ref = this.#shared.next++;
      if (typeof leaf !== "object") return null;
      values.set(ref, leaf);
      return { ref, array: leaf };
    });
    const first = this.#shared.next - leaves.length;
    this.calls.push({ ...call, results: leaves.map((_, k) => first + k) });
    const results = made.filter((value) => value !== null);
    for (const value of results) if (this.#wanted(value.array)) this.pool.push(value);
    return results;
  }

  /** Small arrays keep programs fast; few of numbers that are none, or they would soon be all there is. */
  #wanted(x: NDArray): boolean {
    if (x.size > 64 || x.ndim > 4) return false;
    if (x.size === 0) return this.chance(0.2);
    const { data } = toHost(x, "drawing");
    if (bigintsOf(data) !== null) return true;
    const finite = data.filter((element) => Number.isFinite(element) && Math.abs(element) < 1e6).length;
    return finite === data.length || this.chance(0.15);
  }

  /**
   * A body of a few calls.
   *
   * @param examples - values that its arguments may have.
   * @param finish - picks what it returns, and may add calls to that end.
   */
  body<R extends Value | readonly Value[]>(
    examples: readonly NDArray[],
    finish: (inner: Drawing, params: readonly Value[]) => R,
    around = false,
  ): { readonly body: Body; readonly result: R } {
    const inner = new Drawing(this.draw, this.#shared, this.depth + 1);
    const params = examples.map((array): Value => {
      const ref = this.#shared.next++;
      this.#shared.values.set(ref, array);
      return { ref, array };
    });
    if (around) inner.pool.push(...this.pool.filter(() => this.chance(0.3)));
    inner.pool.push(...params);
    const count = this.whole(1, 3);
    for (let step = 0; step < count; step++) inner.call(...drawRow(inner));
    const result = finish(inner, params);
    const returned = "ref" in result ? result.ref : result.map(({ ref }) => ref);
    const calls = readCalls(inner.calls, "ref" in result ? [result.ref] : result.map(({ ref }) => ref));
    return { body: { params: params.map(({ ref }) => ref), calls, result: returned }, result };
  }
}

/** The calls that results depend on; a comparison that nobody reads would be taken for an `if`. */
function readCalls(calls: readonly Call[], results: readonly number[]): readonly Call[] {
  const read = new Set(results);
  return calls
    .toReversed()
    .filter((call) => {
      if (!call.results.some((number) => read.has(number))) return false;
      for (const number of readByCall(call)) read.add(number);
      return true;
    })
    .toReversed();
}

/** A start for a program. */
export function newDrawing(
  draw: Draw,
  float: FloatDType,
  wide: boolean,
): { drawing: Drawing; inputs: readonly Input[] } {
  const inputs: Input[] = [];
  return { drawing: new Drawing(draw, { float, wide, inputs, values: new Map(), next: 0 }), inputs };
}

/** Whether all elements are finite and not large. */
function isTame(x: NDArray): boolean {
  const { data } = toHost(x, "drawing");
  return Array.from(bigintsOf(data) ?? data, Number).every((element) => Math.abs(element) < 1e3);
}

const canBeWeak = (dtype: DType): boolean => dtype === "float32" || dtype === "int32" || dtype === "complex64";
