import type { Contract, View } from "@proj/jit/core";
import { Addresses } from "../../wgsl/address.ts";
import type { KernelBuilder } from "../../wgsl/kernel-builder.ts";
import { literal } from "../../wgsl/literal.ts";
import type { Scope } from "../../threads/scope.ts";

/** The operands and the result of a product in a kernel. */
export class ContractViews {
  readonly #kernel: KernelBuilder;
  readonly #step: Contract;
  readonly #rhs: View;
  readonly #addresses: Addresses;

  constructor(kernel: KernelBuilder, step: Contract, scope: Scope) {
    if (step.rhs.packed)
      throw new Error("a product for WebGPU has a packed operand; this is a defect, please report it");
    this.#kernel = kernel;
    this.#step = step;
    this.#rhs = step.rhs.view;
    this.#addresses = new Addresses(kernel, scope, [step.lhs, this.#rhs, step.out]);
  }

  /** An element of the left operand at (batch…, row, k). */
  lhs(axes: readonly string[]): string {
    return this.#addresses.load(this.#step.lhs, axes);
  }

  /** An element of the right operand at (batch…, k, column). */
  rhs(axes: readonly string[]): string {
    return this.#addresses.load(this.#rhs, axes);
  }

  /** Declares the variable in which the product at (batch…, row, column) adds up. */
  start(name: string, axes: readonly string[]): void {
    const { accumulate, out } = this.#step;
    this.#kernel.line(`var ${name} = ${accumulate ? this.#addresses.load(out, axes) : this.zero};`);
  }

  get zero(): string {
    return literal(this.#step.dtype, 0, this.#kernel);
  }

  /** Adds the products of pairs to a variable. */
  multiplyAdd(sum: string, ...pairs: readonly (readonly [x: string, y: string])[]): void {
    const bool = this.#step.dtype === "bool";
    const products = pairs.map(([x, y]) => (bool ? `(${x} & ${y})` : `${x} * ${y}`));
    this.#kernel.line(bool ? `${sum} = ${[sum, ...products].join(" | ")};` : `${sum} += ${products.join(" + ")};`);
  }

  /** Stores the product at (batch…, row, column). */
  store(axes: readonly string[], value: string): void {
    this.#addresses.store(this.#step.out, axes, value);
  }
}
