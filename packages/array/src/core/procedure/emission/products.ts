import type { Floats } from "./floats.ts";
import type { Machine, MachineThreads } from "./machine.ts";
import { emitProduct, type Product, type Strides } from "./product.ts";
import { emitSharedProduct } from "./shared-product.ts";

/** The products of one procedure, each emitted once. */
export class Products {
  readonly #machine: Machine;
  readonly #known = new Map<string, Product>();

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /**
   * @param threads - share it where it is large; null if the running thread computes it.
   */
  of(
    floats: Floats,
    sign: 1 | -1,
    strides: readonly [Strides, Strides, Strides],
    threads: MachineThreads | null,
  ): Product {
    const machine = this.#machine;
    const key = [threads !== null, floats.type, sign, ...strides.flatMap(({ row, column }) => [row, column])].join(" ");
    let product = this.#known.get(key);
    if (product === undefined) {
      const one = threads === null ? null : this.of(floats, sign, strides, null);
      const name = `${machine.name}.product${this.#known.size}`;
      product =
        threads === null || one === null
          ? emitProduct(machine, name, floats, sign, strides)
          : emitSharedProduct(machine, threads, name, one, floats, strides);
      this.#known.set(key, product);
    }
    return product;
  }
}
