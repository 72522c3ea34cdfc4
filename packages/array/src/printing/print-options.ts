import {
  booleanOption,
  choiceOption,
  functionOption,
  integerOption,
  numberOption,
  readArgument,
  readOptions,
  textOption,
  type OptionReaders,
} from "@proj/tree/core";

/** How {@link arrayStr} and {@link arrayRepr} write arrays. */
export interface PrintOptions {
  /** How many digits floats have after the point at most. Default 8. */
  readonly precision?: number;
  /** Arrays with more elements are abridged. Default 1000. */
  readonly threshold?: number;
  /** How many elements of an abridged axis stand at each end. Default 3. */
  readonly edgeitems?: number;
  /** How many characters a line has at most. Default 75. */
  readonly linewidth?: number;
  /** Whether small numbers are written without an exponent. Default false. */
  readonly suppress?: boolean;
  /** How NaN is written. Default `"nan"`. */
  readonly nanstr?: string;
  /** How infinity is written. Default `"inf"`. */
  readonly infstr?: string;
  /** Before numbers that are not negative: nothing (`"-"`), a plus (`"+"`), or a space (`" "`). Default `"-"`. */
  readonly sign?: "-" | "+" | " ";
  /**
   * Digits of floats: as many as tell the number apart, `precision` at most (`"maxprec"`, the default), the same for all elements
   * (`"maxprec_equal"`), without a bound (`"unique"`), or `precision` always (`"fixed"`).
   */
  readonly floatmode?: "fixed" | "unique" | "maxprec" | "maxprec_equal";
}

export const printReaders: OptionReaders<PrintOptions> = {
  precision: integerOption(0),
  threshold: numberOption,
  edgeitems: integerOption(0),
  linewidth: integerOption(0),
  suppress: booleanOption,
  nanstr: textOption,
  infstr: textOption,
  sign: choiceOption("-", "+", " "),
  floatmode: choiceOption("fixed", "unique", "maxprec", "maxprec_equal"),
};

const defaults: Required<PrintOptions> = Object.freeze({
  precision: 8,
  threshold: 1000,
  edgeitems: 3,
  linewidth: 75,
  suppress: false,
  nanstr: "nan",
  infstr: "inf",
  sign: "-",
  floatmode: "maxprec",
});

let current = defaults;

/**
 * How arrays are written now.
 *
 * @example
 * import { getPrintoptions } from "@proj/array";
 * getPrintoptions().precision; // → 8
 */
export function getPrintoptions(): Required<PrintOptions> {
  return current;
}

/**
 * Changes how arrays are written from now on.
 *
 * @param options - those that change; see {@link PrintOptions}.
 * @throws UsageError for an option that does not exist, or a value that it cannot have.
 * @example
 * import { array, arrayStr, setPrintoptions } from "@proj/array";
 * setPrintoptions({ precision: 2 });
 * arrayStr(array([Math.PI])); // → "[3.14]"
 * setPrintoptions({ precision: 8 });
 */
export function setPrintoptions(options: PrintOptions): void {
  current = Object.freeze({ ...current, ...readOptions("setPrintoptions", options, printReaders) });
}

/**
 * Calls a function while arrays are written in another way.
 *
 * @param options - those that change; see {@link PrintOptions}.
 * @param f - what is called, and ends before it returns.
 * @returns what `f` returns.
 * @throws UsageError for an option that does not exist, or a value that it cannot have.
 * @example
 * import { array, arrayStr, printoptions } from "@proj/array";
 * printoptions({ precision: 2 }, () => arrayStr(array([Math.PI]))); // → "[3.14]"
 */
export function printoptions<T>(options: PrintOptions, f: () => T): T {
  const call = readArgument("printoptions", "f", f, functionOption<() => T>());
  const before = current;
  current = Object.freeze({ ...current, ...readOptions("printoptions", options, printReaders) });
  try {
    return call();
  } finally {
    current = before;
  }
}
