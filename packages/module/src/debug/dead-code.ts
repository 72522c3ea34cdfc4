import { pureCallback, type NDArray } from "@proj/array";
import { isNDArray } from "@proj/array/core";
import { customJvp } from "@proj/autodiff";
import { map } from "@proj/tree";
import { treeFormat } from "../tree-format.ts";

/** An array that was watched, and whether a program has computed it. */
class Watched {
  readonly #type: string;
  isComputed = false;

  constructor(type: string) {
    this.#type = type;
  }

  toString(): string {
    return this.isComputed ? this.#type : "<removed>";
  }
}

/** For each name the trees that were watched, with {@link Watched} in place of arrays. */
const entries = new Map<unknown, unknown[]>();

/**
 * The values as they are; {@link inspectDce} tells afterwards which of their arrays compiled programs compute, and which they leave
 * out because nothing depends on them.
 *
 * @param x - any tree.
 * @param name - a name for this place, by which it can be looked at alone. Default: none.
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { wasm } from "@proj/jit-wasm";
 * import { filterJit, inspectDce, storeDce } from "@proj/module";
 * const f = filterJit((x: NDArray) => storeDce([x.pow(2), x.add(1)], "pair")[0]!, { target: wasm() });
 * f(array([3, 4]));
 * inspectDce("pair"); // → "1 call of storeDce\n[float32[2], <removed>]"
 */
export function storeDce<T>(x: T, name: unknown = null): T {
  const entry = map((leaf: unknown) => (isNDArray(leaf) ? new Watched(leaf.describe()) : leaf), x as unknown);
  const known = entries.get(name);
  if (known === undefined) entries.set(name, [entry]);
  else known.push(entry);
  const watch = (leaf: unknown, watched: unknown): unknown => {
    if (!isNDArray(leaf) || !(watched instanceof Watched)) return leaf;
    const seen = (y: NDArray): NDArray => {
      watched.isComputed = true;
      return y;
    };
    const identity = (y: NDArray): NDArray => pureCallback(seen, y, [y], { vmapMethod: "expandDims" });
    return customJvp(identity, ([y], [t]) => [identity(y), t])(leaf);
  };
  return map(watch, x as unknown, entry) as T;
}

/**
 * What became of the arrays that went through {@link storeDce}, once the programs have run.
 *
 * @param name - the name that was given there. Default: none.
 * @returns a text, with a line for each call: arrays by dtype and shape, or that they were removed.
 * @example
 * import { inspectDce } from "@proj/module";
 * inspectDce("nowhere"); // → "0 calls of storeDce"
 */
export function inspectDce(name: unknown = null): string {
  const found = entries.get(name) ?? [];
  const lines = found.map((entry) => treeFormat(entry));
  return [`${found.length} ${found.length === 1 ? "call" : "calls"} of storeDce`, ...lines].join("\n");
}
