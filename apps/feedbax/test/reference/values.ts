import { array, type NDArray } from "@proj/array";
import { readFileSync } from "node:fs";
import { expect } from "vitest";

/** What the reference has at one place of a file. */
export class Values {
  readonly #value: unknown;

  constructor(value: unknown) {
    this.#value = value;
  }

  /** What is at a place within: names of fields and numbers of elements, from the outside in. */
  at(...path: readonly (string | number)[]): Values {
    let value = this.#value;
    for (const name of path) value = (value as Readonly<Record<string | number, unknown>>)[name];
    expect(value, path.join(".")).toBeDefined();
    return new Values(value);
  }

  /** Its elements. */
  get items(): readonly Values[] {
    return (this.#value as readonly unknown[]).map((value) => new Values(value));
  }

  /** The names of its fields. */
  get names(): readonly string[] {
    return Object.keys(this.#value as object);
  }

  get isNull(): boolean {
    return this.#value === null;
  }

  get number(): number {
    return Number(this.#value);
  }

  get text(): string {
    return String(this.#value);
  }

  /** The value as it stands in the file. */
  get plain(): unknown {
    return this.#value;
  }

  /** All its numbers, row by row. */
  get numbers(): readonly number[] {
    return [this.#value].flat(9).map(Number);
  }

  /** Nested lists as an array, in double precision unless told. */
  array(dtype: "float32" | "float64" = "float64"): NDArray {
    const shape: number[] = [];
    for (let value = this.#value; Array.isArray(value); value = value[0]) shape.push(value.length);
    return array(this.numbers, { dtype }).reshape(shape);
  }
}

/** A file of values that Feedbax computed. */
export function referenceValues(name: string): Values {
  const text = readFileSync(new URL(`values/${name}.json`, import.meta.url), "utf8");
  return new Values(JSON.parse(text));
}

/** Expects the numbers of an array within a tolerance, relative for those above 1. */
export function expectClose(
  found: NDArray | null | undefined,
  expected: Values | NDArray,
  tolerance: number,
  what = "",
) {
  const listed = expected instanceof Values ? expected.numbers : Array.from(expected.dataSync(), Number);
  const wanted = found!.dtype === "float32" ? listed.map(Math.fround) : listed;
  const numbers = Array.from(found!.dataSync(), Number);
  expect(numbers.length, what).toBe(wanted.length);
  const isClose = (x: number, y: number): boolean =>
    Object.is(x, y) || x === y || Math.abs(x - y) <= tolerance * Math.max(1, Math.abs(y));
  const worst = numbers.findIndex((x, index) => !isClose(x, wanted[index]!));
  expect(worst < 0 ? "" : `${what} [${worst}]: ${numbers[worst]} instead of ${wanted[worst]}`).toBe("");
}

/** A number of every element, by the formula of the reference. */
export function formulaWeights(shape: readonly number[], seed: number, limit: number): NDArray {
  const size = shape.reduce((product, length) => product * length, 1);
  const numbers = Array.from({ length: size }, (_, k) => {
    const q = Number((BigInt(k) * BigInt(k) * 7919n + BigInt(k) * 104729n + BigInt(seed) * 15485863n) % 20011n);
    return ((q / 20011) * 2 - 1) * limit;
  });
  return array(numbers).reshape([...shape]);
}
