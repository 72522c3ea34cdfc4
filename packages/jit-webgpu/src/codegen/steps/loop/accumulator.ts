import type { DType } from "@proj/array";
import { combines, neutralElement, type CombiningFold, type Reduction } from "@proj/jit/core";
import type { KernelBuilder } from "../../wgsl/kernel-builder.ts";
import { combineInto } from "../../wgsl/combine.ts";
import { fromWord, toWord } from "../../wgsl/layout.ts";
import { literal } from "../../wgsl/literal.ts";
import { orderKey, reverseOrderKey } from "../../wgsl/order-key.ts";

/** The variables in which one thread folds. */
export interface Accumulator {
  /** The variables as words, for other threads. */
  readonly words: readonly string[];
  /** What the fold gives so far. */
  readonly result: string;
  /** Adds the line that declares the variables; `first` is the position of the thread's first element, an i32. */
  declare(first: string): void;
  /** Adds the lines that fold an element at a position; a thread meets its elements in the order of their positions. */
  add(value: string, position: string): void;
  /** Adds the lines that fold in what another thread has, as words. */
  merge(words: readonly string[]): void;
}

/** A fold whose result is of the kind of its elements. */
class Total implements Accumulator {
  readonly #kernel: KernelBuilder;
  readonly #name: string;
  readonly #fold: CombiningFold;
  readonly #dtype: DType;

  constructor(kernel: KernelBuilder, name: string, fold: CombiningFold, dtype: DType) {
    this.#kernel = kernel;
    this.#name = name;
    this.#fold = fold;
    this.#dtype = dtype;
  }

  get words(): readonly string[] {
    return [toWord(this.#dtype, this.#name)];
  }

  get result(): string {
    return this.#name;
  }

  declare(): void {
    const neutral = literal(this.#dtype, neutralElement(this.#fold, this.#dtype), this.#kernel);
    this.#kernel.line(`var ${this.#name} = ${neutral.replace(/^\((-.*)\)$/, "$1")};`);
  }

  add(value: string): void {
    combineInto(this.#kernel, this.#fold, this.#dtype, this.#name, value);
  }

  merge([word = ""]: readonly string[]): void {
    this.add(this.#kernel.let("other", fromWord(this.#dtype, word)));
  }
}

/** The position of an extremum: its place in the order, and where it is. */
class ExtremumPosition implements Accumulator {
  readonly #kernel: KernelBuilder;
  readonly #name: string;
  readonly #keyOf: (value: string) => string;

  constructor(kernel: KernelBuilder, name: string, fold: "argmax" | "argmin", dtype: DType) {
    this.#kernel = kernel;
    this.#name = name;
    this.#keyOf = (value) => (fold === "argmax" ? orderKey : reverseOrderKey)(dtype, value, kernel);
  }

  get words(): readonly string[] {
    return [this.#name, `u32(${this.result})`];
  }

  get result(): string {
    return `${this.#name}_at`;
  }

  declare(first: string): void {
    // With the lowest of keys at its own first position, a thread without elements loses to every other.
    this.#kernel.line(`var ${this.#name} = 0u;`);
    this.#kernel.line(`var ${this.result} = ${first};`);
  }

  add(value: string, position: string): void {
    const key = this.#kernel.let("key", this.#keyOf(value));
    this.#take(`${key} > ${this.#name}`, key, position);
  }

  merge([key = "", position = ""]: readonly string[]): void {
    const [otherKey, other] = [this.#kernel.let("key", key), this.#kernel.let("at", `i32(${position})`)];
    this.#take(
      `(${otherKey} > ${this.#name}) | ((${otherKey} == ${this.#name}) & (${other} < ${this.result}))`,
      otherKey,
      other,
    );
  }

  #take(condition: string, key: string, position: string): void {
    this.#kernel.block(`if (${condition})`, () => {
      this.#kernel.line(`${this.#name} = ${key};`);
      this.#kernel.line(`${this.result} = ${position};`);
    });
  }
}

/**
 * The variables of a reduction.
 *
 * @param kernel - where they are declared.
 * @param name - a prefix of their names.
 * @param reduction - the reduction.
 * @param dtype - of the elements.
 */
export function accumulator(kernel: KernelBuilder, name: string, reduction: Reduction, dtype: DType): Accumulator {
  const { fold } = reduction;
  return combines(fold) ? new Total(kernel, name, fold, dtype) : new ExtremumPosition(kernel, name, fold, dtype);
}
