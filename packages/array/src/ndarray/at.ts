import { listOption, readArgument } from "@proj/tree/core";
import type { ArrayLike } from "../core/operands.ts";
import { isInexact } from "../core/types/dtype.ts";
import { ownElement, type IndexElement } from "../indexing/index-element.ts";
import { readIndex, type ReadOptions } from "../indexing/read.ts";
import { writeIndex, type Update, type WriteOptions } from "../indexing/write.ts";
import { bitwiseXor } from "../lax/binary.ts";
import { fullLike } from "../lax/elementwise.ts";
import { add, divide, multiply, negative, power, subtract } from "../numpy/arithmetic.ts";
import { toFloat, toNumber, toStrong } from "../numpy/elementwise.ts";
import { maximum, minimum } from "../numpy/selection.ts";
import type { NDArray } from "./ndarray.ts";

/** The methods that write, each with how its values join what is there. */
const updates = {
  set: { join: null, accumulate: (x, value, scatter) => scatter(x, value, "replace") },
  add: { join: add, accumulate: (x, value, scatter) => scatter(x, value, x.dtype === "bool" ? "max" : "add") },
  subtract: {
    join: (current, value) => (current.dtype === "bool" ? bitwiseXor(current, value) : subtract(current, value)),
    accumulate: (x, value, scatter) => scatter(x, negative(value), "add"),
  },
  multiply: {
    join: multiply,
    accumulate: (x, value, scatter) => scatter(x, value, x.dtype === "bool" ? "min" : "mul"),
  },
  min: { join: minimum, accumulate: (x, value, scatter) => scatter(x, value, "min") },
  max: { join: maximum, accumulate: (x, value, scatter) => scatter(x, value, "max") },
  divide: {
    prepare: toFloat,
    join: divide,
    accumulate: (x, value, scatter) => divide(x, scatter(fullLike(x, 1), value, "mul")),
  },
  power: {
    // Powers of integers are definite.
    prepare: (x) => (isInexact(x.dtype) ? x : toStrong(toNumber(x))),
    join: power,
    accumulate: (x, value, scatter) => power(x, scatter(fullLike(x, 1), value, "mul")),
  },
} as const satisfies Record<string, Update>;

const indexOption = listOption((element) => ownElement(element as IndexElement));

/**
 * A place in an array, from which updated copies are made: `x.at(index).set(value)` is what `x[index] = value` would be if
 * arrays could change.
 *
 * Values broadcast to the shape of the place. The operation computes in the common dtype of array and value, and the result is
 * converted to the array's; `divide` gives floats, whatever the array was. Where a position comes twice, `add`,
 * `subtract`, `multiply`, `divide`, `min`, `max` and `power` count each update, and it is not defined which `set` wins.
 */
export class IndexReference {
  readonly #array: NDArray;
  readonly #index: readonly IndexElement[];

  constructor(array: NDArray, index: readonly IndexElement[]) {
    this.#array = array;
    this.#index = readArgument("IndexReference", "index", index, indexOption);
  }

  #write(method: keyof typeof updates, value: ArrayLike, options: WriteOptions | undefined): NDArray {
    return writeIndex(`at().${method}`, this.#array, this.#index, updates[method], value, options);
  }

  /** The elements at the place. */
  get(options?: ReadOptions): NDArray {
    return readIndex("at().get", this.#array, this.#index, options);
  }
  /** A copy with other elements at the place. */
  set(value: ArrayLike, options?: WriteOptions): NDArray {
    return this.#write("set", value, options);
  }
  /** A copy with the value added at the place. */
  add(value: ArrayLike, options?: WriteOptions): NDArray {
    return this.#write("add", value, options);
  }
  /** A copy with the value subtracted at the place. */
  subtract(value: ArrayLike, options?: WriteOptions): NDArray {
    return this.#write("subtract", value, options);
  }
  /** A copy with the elements at the place multiplied by the value. */
  multiply(value: ArrayLike, options?: WriteOptions): NDArray {
    return this.#write("multiply", value, options);
  }
  /** Another name of {@link multiply}. */
  mul(value: ArrayLike, options?: WriteOptions): NDArray {
    return this.#write("multiply", value, options);
  }
  /** A copy with the elements at the place divided by the value. */
  divide(value: ArrayLike, options?: WriteOptions): NDArray {
    return this.#write("divide", value, options);
  }
  /** A copy with the smaller of element and value at the place. */
  min(value: ArrayLike, options?: WriteOptions): NDArray {
    return this.#write("min", value, options);
  }
  /** A copy with the larger of element and value at the place. */
  max(value: ArrayLike, options?: WriteOptions): NDArray {
    return this.#write("max", value, options);
  }
  /** A copy with the elements at the place raised to the value. */
  power(value: ArrayLike, options?: WriteOptions): NDArray {
    return this.#write("power", value, options);
  }
  /** A copy with `f` of the elements at the place; a position that comes twice is computed once. */
  apply(f: (elements: NDArray) => ArrayLike, options?: WriteOptions): NDArray {
    return this.set(f(this.get(options?.mode === "wrap" ? { mode: "wrap" } : {})), options);
  }
}
