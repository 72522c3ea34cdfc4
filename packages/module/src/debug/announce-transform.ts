import {
  functionOption,
  isInexact,
  isNDArray,
  readOptions,
  textOption,
  transformationsUnderWay,
  type OptionReaders,
} from "@proj/array/core";
import { customJvp } from "@proj/autodiff";
import { map } from "@proj/tree";

/** Options of {@link announceTransform}. */
export interface AnnounceOptions {
  /** What the values are called. Default: nothing. */
  readonly name?: string;
  /** What is done with each text. Default `console.log`. */
  readonly announce?: (text: string) => void;
}

const readers: OptionReaders<AnnounceOptions> = {
  name: textOption,
  announce: functionOption<(text: string) => void>(),
};

/**
 * The values as they are, and an announcement of the transformations around the call, each time that the program is traced; and of
 * each derivative that is taken of it afterwards.
 *
 * @param x - any tree.
 * @param options - `name`: what the values are called; `announce`: what is done with each text (default `console.log`).
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { vmap } from "@proj/autodiff";
 * import { announceTransform } from "@proj/module";
 * const texts: string[] = [];
 * const f = (x: NDArray) => announceTransform(x, { name: "x", announce: (text) => texts.push(text) }).mul(2);
 * vmap(f)(array([1, 2]));
 * texts; // → ["x: vmap"]
 */
export function announceTransform<T>(x: T, options?: AnnounceOptions): T {
  const read = readOptions("announceTransform", options, readers);
  const prefix = read.name === undefined ? "" : `${read.name}: `;
  // eslint-disable-next-line no-console -- to print is what it is for
  const announce = read.announce ?? ((text: string) => console.log(text));
  const around = transformationsUnderWay();
  announce(prefix + (around.length === 0 ? "no transformation" : around.join(" > ")));
  let isFirst = true;
  return map((leaf: unknown) => {
    if (!isNDArray(leaf) || !isInexact(leaf.dtype) || !isFirst) return leaf;
    isFirst = false;
    const derivative = (): void => {
      announce(`${prefix}derivative in ${transformationsUnderWay().join(" > ")}`);
    };
    return customJvp(
      (y) => y,
      ([y], [t]) => {
        derivative();
        return [y, t];
      },
    )(leaf);
  }, x as unknown) as T;
}
