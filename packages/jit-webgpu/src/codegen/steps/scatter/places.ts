import { foldOfScatter, type IndexComponent, type Scatter, type View } from "@proj/jit/core";
import { Addresses, sumOf } from "../../wgsl/address.ts";
import { combine } from "../../wgsl/combine.ts";
import type { KernelBuilder } from "../../wgsl/kernel-builder.ts";
import { fromWord, toWord } from "../../wgsl/layout.ts";
import { bare } from "../../wgsl/text.ts";
import type { Scope } from "../../threads/scope.ts";

/** The updates of a scatter and the places that they go to, in a kernel. */
export class ScatterPlaces {
  /** The position along each axis of the domain. */
  readonly axes: readonly string[];
  readonly #kernel: KernelBuilder;
  readonly #step: Scatter;
  readonly #addresses: Addresses;

  constructor(kernel: KernelBuilder, step: Scatter, scope: Scope) {
    this.#kernel = kernel;
    this.#step = step;
    const views: View[] = [step.updates, step.target, ...step.indices.map(({ value }) => value)];
    this.#addresses = new Addresses(kernel, scope, views);
    this.axes = step.domain.map((length, axis) => (length === 1 ? "0" : `i${axis}`));
  }

  /** Adds a body that is run unless the update is dropped; it gets what the indices add to the place, empty for nothing. */
  ifInside(body: (displacement: string) => void): void {
    const [kernel, { indices, mode }] = [this.#kernel, this.#step];
    const components = indices.map(({ value }) => kernel.let("index", this.#addresses.load(value, this.axes)));
    const isUnsigned = ({ value }: IndexComponent<View>): boolean => kernel.layout.dtype(value.buffer) === "uint32";
    const clipped = (index: IndexComponent<View>, component: string): string => {
      if (index.limit === 0) return "0";
      return isUnsigned(index) ? `i32(min(${component}, ${index.limit}u))` : `clamp(${component}, 0, ${index.limit})`;
    };
    const inside = (index: IndexComponent<View>, component: string): string =>
      isUnsigned(index) ? `i32(${component})` : component;
    const displacement = (value: typeof clipped): string =>
      sumOf(indices.map((index, at) => ({ stride: index.stride, value: value(index, components[at]!) })));
    if (mode === "clip" || indices.length === 0) {
      body(displacement(clipped));
      return;
    }
    // A negative index is a large one without its sign.
    const isInside = indices.map(({ limit }, at) => `(bitcast<u32>(${components[at]!}) <= ${limit})`);
    kernel.block(`if (${bare(isInside.join(" & "))})`, () => body(displacement(inside)));
  }

  /** Adds the lines that combine the update with what is at its place, while no other thread touches the place. */
  update(displacement: string): void {
    const [kernel, { dtype, combine: how, target, updates }] = [this.#kernel, this.#step];
    const place = displacement === "" ? "" : kernel.let("place", displacement);
    const update = this.#addresses.load(updates, this.axes);
    const fold = foldOfScatter[how];
    const value =
      fold === null ? update : combine(kernel, fold, dtype, this.#addresses.load(target, this.axes, place), update);
    this.#addresses.store(target, this.axes, value, place);
  }

  /** Adds the lines that combine the update with what is at its place, while other threads do the same. */
  updateAtomically(displacement: string): void {
    const [kernel, { dtype, combine: how, target, updates }] = [this.#kernel, this.#step];
    const fold = foldOfScatter[how];
    if (fold === null) throw new Error("the order of replacements matters");
    const place = displacement === "" ? "" : kernel.let("place", displacement);
    const update = kernel.let("update", this.#addresses.load(updates, this.axes));
    const word = kernel.let("word", this.#addresses.atomic(target, this.axes, place));
    if (fold === "sum" && (dtype === "int32" || dtype === "uint32")) {
      kernel.line(`atomicAdd(${word}, ${toWord(dtype, update)});`);
      return;
    }
    kernel.line(`var old = atomicLoad(${word});`);
    kernel.block("loop", () => {
      kernel.line(`let combined = ${toWord(dtype, combine(kernel, fold, dtype, fromWord(dtype, "old"), update))};`);
      kernel.line(`let exchange = atomicCompareExchangeWeak(${word}, old, combined);`);
      kernel.line("if (exchange.exchanged) { break; }");
      kernel.line("old = exchange.old_value;");
    });
  }
}
