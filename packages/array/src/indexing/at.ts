import type { NDArray } from "../ndarray/ndarray.ts";
import type { ArrayLike } from "../core/operands.ts";
import type { IndexElement } from "./index-element.ts";
import { readIndex, type ReadOptions } from "./read.ts";
import { writeIndex, type WriteOptions } from "./write.ts";

/**
 * A place in an array, from which updated copies are made: `x.at(index).set(value)` is what `x[index] = value` would be if
 * arrays could change.
 *
 * Values broadcast to the shape of the place and are converted to the array's dtype. Where a position comes twice, `add`,
 * `subtract`, `multiply`, `divide`, `min`, `max` and `power` count each update, and it is not defined which `set` wins.
 */
export class IndexReference {
  readonly #array: NDArray;
  readonly #index: readonly IndexElement[];

  constructor(array: NDArray, index: readonly IndexElement[]) {
    this.#array = array;
    this.#index = index;
  }

  /** The elements at the place. */
  get(options?: ReadOptions): NDArray {
    return readIndex("at().get", this.#array, this.#index, options);
  }
  /** A copy with other elements at the place. */
  set(value: ArrayLike, options?: WriteOptions): NDArray {
    return writeIndex("at().set", this.#array, this.#index, "set", value, options);
  }
  /** A copy with the value added at the place. */
  add(value: ArrayLike, options?: WriteOptions): NDArray {
    return writeIndex("at().add", this.#array, this.#index, "add", value, options);
  }
  /** A copy with the value subtracted at the place. */
  subtract(value: ArrayLike, options?: WriteOptions): NDArray {
    return writeIndex("at().subtract", this.#array, this.#index, "subtract", value, options);
  }
  /** A copy with the elements at the place multiplied by the value. */
  multiply(value: ArrayLike, options?: WriteOptions): NDArray {
    return writeIndex("at().multiply", this.#array, this.#index, "multiply", value, options);
  }
  /** A copy with the elements at the place divided by the value. */
  divide(value: ArrayLike, options?: WriteOptions): NDArray {
    return writeIndex("at().divide", this.#array, this.#index, "divide", value, options);
  }
  /** A copy with the smaller of element and value at the place. */
  min(value: ArrayLike, options?: WriteOptions): NDArray {
    return writeIndex("at().min", this.#array, this.#index, "min", value, options);
  }
  /** A copy with the larger of element and value at the place. */
  max(value: ArrayLike, options?: WriteOptions): NDArray {
    return writeIndex("at().max", this.#array, this.#index, "max", value, options);
  }
  /** A copy with the elements at the place raised to the value. */
  power(value: ArrayLike, options?: WriteOptions): NDArray {
    return writeIndex("at().power", this.#array, this.#index, "power", value, options);
  }
  /** A copy with `f` of the elements at the place; a position that comes twice is computed once. */
  apply(f: (elements: NDArray) => ArrayLike, options?: WriteOptions): NDArray {
    return this.set(f(this.get(options?.mode === "wrap" ? { mode: "wrap" } : {})), options);
  }
}
