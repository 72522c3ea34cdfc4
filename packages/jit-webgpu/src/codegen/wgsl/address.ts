import type { DynamicIndex, View } from "@proj/jit/core";
import type { KernelBuilder } from "./kernel-builder.ts";
import type { Scope } from "../threads/scope.ts";
import { atom } from "./text.ts";

/** A sum of strides times values; empty if there is nothing to add, and starting with a minus if nothing is positive. */
export function sumOf(terms: readonly { readonly stride: number; readonly value: string }[]): string {
  const used = terms.filter(({ stride, value }) => stride !== 0 && value !== "0");
  const ordered = [...used.filter(({ stride }) => stride > 0), ...used.filter(({ stride }) => stride < 0)];
  return ordered
    .map(({ stride, value }, position) => {
      const magnitude = Math.abs(stride);
      const product = magnitude === 1 ? (stride < 0 ? atom(value) : value) : `${atom(value)} * ${magnitude}`;
      if (stride > 0) return position === 0 ? product : ` + ${product}`;
      return position === 0 ? `-${product}` : ` - ${product}`;
    })
    .join("");
}

/**
 * The addresses of a step's views. What is constant during the step is computed where the step starts, before it writes
 * anything: make the object there.
 */
export class Addresses {
  readonly #kernel: KernelBuilder;
  readonly #scope: Scope;
  /** The names of what dynamic indices add up to, by what they are. */
  readonly #bases = new Map<string, string>();

  /**
   * @param kernel - where the step is emitted.
   * @param scope - what surrounds the step.
   * @param views - all that {@link load} and {@link store} will be asked for.
   */
  constructor(kernel: KernelBuilder, scope: Scope, views: readonly View[]) {
    this.#kernel = kernel;
    this.#scope = scope;
    for (const { dynamic } of views) this.#base(dynamic);
  }

  /**
   * The element that a view has at a point.
   *
   * @param view - the view.
   * @param axes - an i32 for each axis of the domain; `0` for axes of length 1.
   * @param displacement - an i32 that is added to the index; empty for none.
   */
  load(view: View, axes: readonly string[], displacement = ""): string {
    return this.#kernel.load(view.buffer, this.#index(view, axes, displacement), view.offset);
  }

  /** Stores a value in the element that a view has at a point; see {@link load}. */
  store(view: View, axes: readonly string[], value: string, displacement = ""): void {
    this.#kernel.store(view.buffer, this.#index(view, axes, displacement), value, view.offset);
  }

  /** An element as an atomic word; see {@link load}. */
  atomic(view: View, axes: readonly string[], displacement = ""): string {
    return this.#kernel.atomic(view.buffer, this.#index(view, axes, displacement), view.offset);
  }

  #index(view: View, axes: readonly string[], displacement: string): string {
    return sumOf([
      ...view.strides.map((stride, axis) => ({ stride, value: axes[axis]! })),
      ...[displacement, this.#base(view.dynamic)].map((value) => ({ stride: value === "" ? 0 : 1, value })),
    ]);
  }

  #base(dynamic: readonly DynamicIndex[]): string {
    if (dynamic.length === 0) return "";
    const key = JSON.stringify(dynamic);
    const known = this.#bases.get(key);
    if (known !== undefined) return known;
    const sum = sumOf(dynamic.map((index) => ({ stride: index.stride, value: this.#dynamic(index) })));
    const name = sum === "" ? "" : this.#kernel.let("base", sum);
    this.#bases.set(key, name);
    return name;
  }

  #dynamic(index: DynamicIndex): string {
    if (index.kind === "counter") {
      const counter = this.#scope.counters.get(index.counter);
      if (counter === undefined) throw new Error(`counter t${index.counter} is read outside its scan`);
      return counter;
    }
    const { at, limit } = index;
    const element = this.#kernel.load(at.buffer, this.#base(at.dynamic), at.offset);
    return this.#kernel.layout.dtype(at.buffer) === "uint32"
      ? `i32(min(${element}, ${limit}u))`
      : `clamp(${element}, 0, ${limit})`;
  }
}
