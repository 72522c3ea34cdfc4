import type { ConcreteArray } from "../ndarray/concrete-array.ts";

/** The arrays made while it is noted which there are. It keeps none of them from the garbage collector. */
export class ArrayRegister {
  readonly #noted = new Set<WeakRef<ConcreteArray>>();
  readonly #collected = new FinalizationRegistry<WeakRef<ConcreteArray>>((reference) => this.#noted.delete(reference));

  /** Notes an array that was just made. */
  note(array: ConcreteArray): void {
    const reference = new WeakRef(array);
    this.#noted.add(reference);
    this.#collected.register(array, reference);
  }

  /** Those that still have values, in the order in which they were made. */
  get live(): ConcreteArray[] {
    return Array.from(this.#noted).flatMap((reference) => {
      const array = reference.deref();
      return array?.hasValues === true ? [array] : [];
    });
  }
}
