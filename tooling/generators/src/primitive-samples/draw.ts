import type { DType, FloatDType, NDArray, Shape } from "@proj/array";
import { castNumber, dtypes, fromHostData, sizeOf } from "@proj/array/core";

/** A closed interval of numbers. */
export type Interval = readonly [low: number, high: number];

/** Draws operands from a seed: the same seed gives the same values, whatever the float dtype. */
export class Draw {
  /** The dtype of floats: float32 and float16 to test programs, float64 to test derivatives by differences. */
  readonly float: FloatDType;
  #state: number;

  constructor(seed: number, float: FloatDType = "float32") {
    this.float = float;
    this.#state = seed;
  }

  /** A number from 0 to before 1 (Mulberry32, after T. Ettinger). */
  uniform(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let word = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  }

  #fill(shape: Shape, dtype: DType, next: () => number): NDArray {
    const data = dtypes[dtype].allocate(sizeOf(shape));
    for (let i = 0; i < data.length; i++) data[i] = castNumber(next(), dtype);
    return fromHostData(data, shape, dtype);
  }

  /** Floats from the given intervals, all representable in float32. */
  floats(shape: Shape, ...intervals: readonly Interval[]): NDArray {
    const ranges: readonly Interval[] = intervals.length === 0 ? [[-2, 2]] : intervals;
    return this.#fill(shape, this.float, () => {
      const [low, high] = ranges[Math.floor(this.uniform() * ranges.length)]!;
      return Math.fround(low + (high - low) * this.uniform());
    });
  }

  /** Distinct floats in random order, at least 0.01 apart, so that no extreme element is a tie. */
  distinct(shape: Shape): NDArray {
    const size = sizeOf(shape);
    const values = Array.from({ length: size }, (_, i) => Math.fround((i - size / 2) * 0.1 + 0.08 * this.uniform()));
    for (let last = size - 1; last > 0; last--) {
      const other = Math.floor(this.uniform() * (last + 1));
      [values[last], values[other]] = [values[other]!, values[last]!];
    }
    let next = 0;
    return this.#fill(shape, this.float, () => values[next++]!);
  }

  /** Integers from `low` to `high`, both included. */
  integers(shape: Shape, low: number, high: number, dtype: "int32" | "uint32" = "int32"): NDArray {
    return this.#fill(shape, dtype, () => low + Math.floor(this.uniform() * (high - low + 1)));
  }

  /** Words of 32 random bits. */
  words(shape: Shape): NDArray {
    return this.integers(shape, 0, 2 ** 32 - 1, "uint32");
  }

  booleans(shape: Shape): NDArray {
    return this.#fill(shape, "bool", () => (this.uniform() < 0.5 ? 0 : 1));
  }
}
