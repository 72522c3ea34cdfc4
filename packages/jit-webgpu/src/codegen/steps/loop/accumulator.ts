import type { DType } from "@proj/array";
import type { Fold, Reduction } from "@proj/jit";
import { foldIdentity } from "../fold-identity.ts";
import type { KernelBuilder } from "../../wgsl/kernel-builder.ts";
import { fromWord, toWord } from "../../wgsl/layout.ts";
import { literal } from "../../wgsl/literal.ts";
import { binaryFunction } from "../../../math/functions.ts";
import { orderKey, reverseOrderKey } from "../../wgsl/order-key.ts";
import { bare } from "../../wgsl/text.ts";

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
  readonly #fold: Exclude<Fold, "argmax" | "argmin">;
  readonly #dtype: DType;

  constructor(kernel: KernelBuilder, name: string, fold: Exclude<Fold, "argmax" | "argmin">, dtype: DType) {
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
    const identity = literal(this.#dtype, foldIdentity(this.#fold, this.#dtype), this.#kernel);
    this.#kernel.line(`var ${this.#name} = ${identity.replace(/^\((-.*)\)$/, "$1")};`);
  }

  add(value: string): void {
    this.#kernel.line(`${this.#name} ${this.#assignment(value)};`);
  }

  merge([word = ""]: readonly string[]): void {
    this.add(this.#kernel.let("other", fromWord(this.#dtype, word)));
  }

  #assignment(value: string): string {
    const call = (name: "max" | "min"): string =>
      `= ${bare(binaryFunction(name, this.#dtype, this.#name, value, this.#kernel))}`;
    const [all, any] = [`= ${this.#name} && ${value}`, `= ${this.#name} || ${value}`];
    const bool = this.#dtype === "bool";
    switch (this.#fold) {
      case "sum":
        return bool ? any : `+= ${value}`;
      case "prod":
        return bool ? all : `*= ${value}`;
      case "or":
        return bool ? any : `|= ${value}`;
      case "and":
        return bool ? all : `&= ${value}`;
      case "max":
        return bool ? any : call("max");
      case "min":
        return bool ? all : call("min");
    }
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
      `${otherKey} > ${this.#name} || (${otherKey} == ${this.#name} && ${other} < ${this.result})`,
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
  return fold === "argmax" || fold === "argmin"
    ? new ExtremumPosition(kernel, name, fold, dtype)
    : new Total(kernel, name, fold, dtype);
}
