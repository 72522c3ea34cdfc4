import { any, max, UsageError, where, type ArrayLike } from "@proj/array";
import {
  choiceOption,
  isInexact,
  isInteger,
  isNDArray,
  listOption,
  readArgument,
  readOptions,
  textOption,
  toArray,
  wrongOption,
  type OptionReaders,
} from "@proj/array/core";
import { callback } from "@proj/array/debug";
import { map } from "@proj/tree";

/** What happens where a check fails: an error, a stop in the debugger, NaN in place of the values, or nothing. */
export type OnError = "raise" | "breakpoint" | "nan" | "off";

/** Options of {@link errorIf}. */
export interface ErrorIfOptions {
  /** What happens where the check fails. Default `"raise"`. */
  readonly onError?: OnError;
}

const readers: OptionReaders<ErrorIfOptions> = { onError: choiceOption("raise", "breakpoint", "nan", "off") };

/** The error of a check that failed while a program ran. */
export class EquinoxRuntimeError extends Error {
  override readonly name: string = "EquinoxRuntimeError";
}

/** The error of a check that failed at once, as its values are known: outside of programs, or while one is traced. */
export class EquinoxTracetimeError extends EquinoxRuntimeError {
  override readonly name: string = "EquinoxTracetimeError";
}

/**
 * The values as they are, and an error where something holds that must not, also inside of compiled programs, loops, branches and
 * `vmap`: there the first member that fails ends the call.
 *
 * On a GPU the error comes when the results of the program are read, or in `effectsBarrier`. Programs for XLA cannot ask the host and
 * refuse it; `onError: "nan"` works on all.
 *
 * @param x - any tree, which is given back.
 * @param pred - whether to fail: a boolean, or an array of them, of which any fails.
 * @param message - what the error says.
 * @param options - `onError`: `"raise"` (the default) an {@link EquinoxRuntimeError}, or, where `pred` is known already, an
 *   {@link EquinoxTracetimeError}, which is one too; `"breakpoint"` stops in the debugger, `"nan"`
 *   gives NaN in place of all real numbers of `x`, `"off"` does nothing.
 * @throws UsageError if `pred` is no boolean.
 * @example
 * import { array, sqrt, type NDArray } from "@proj/array";
 * import { errorIf, filterJit } from "@proj/module";
 * const root = filterJit((x: NDArray) => sqrt(errorIf(x, x.lt(0), "x must not be negative")));
 * root(array(4)).item(); // → 2
 * root(array(-4)); // throws EquinoxRuntimeError: x must not be negative
 */
export function errorIf<T>(x: T, pred: ArrayLike, message: string, options?: ErrorIfOptions): T {
  const operation = "errorIf";
  return check(operation, x, pred, 0, [readArgument(operation, "message", message, textOption)], options);
}

/**
 * {@link errorIf} with one of several messages.
 *
 * @param x - any tree, which is given back.
 * @param pred - whether to fail: a boolean, or an array of them, of which any fails.
 * @param index - which of the messages: an integer, or an array of them, of which the largest counts.
 * @param messages - what the error may say.
 * @param options - as for `errorIf`.
 * @throws UsageError if `pred` is no boolean, `index` no integer or there are no messages.
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { branchedErrorIf, filterJit } from "@proj/module";
 * const check = (x: NDArray) => branchedErrorIf(x, x.abs().gt(1), x.gt(0).astype("int32"), ["too small", "too large"]);
 * filterJit(check)(array(3)); // throws EquinoxRuntimeError: too large
 */
export function branchedErrorIf<T>(
  x: T,
  pred: ArrayLike,
  index: ArrayLike,
  messages: readonly string[],
  options?: ErrorIfOptions,
): T {
  const operation = "branchedErrorIf";
  return check(
    operation,
    x,
    pred,
    index,
    readArgument(operation, "messages", messages, listOption(textOption)),
    options,
  );
}

function check<T>(
  operation: string,
  x: T,
  pred: ArrayLike,
  index: ArrayLike,
  messages: readonly string[],
  options: ErrorIfOptions | undefined,
): T {
  const { onError = "raise" } = readOptions(operation, options, readers);
  const place = { operation, name: "pred" };
  const fails = toArray(pred, operation);
  if (fails.dtype !== "bool") throw wrongOption(place, pred, "a boolean, or an array of them");
  const chosen = typeof index === "number" && Number.isInteger(index) ? toArray(index, operation).astype("int32") : toArray(index, operation); // prettier-ignore
  if (!isInteger(chosen.dtype))
    throw wrongOption({ operation, name: "index" }, index, "an integer, or an array of them");
  if (messages.length === 0)
    throw wrongOption({ operation, name: "messages" }, messages, "a list of at least one text");
  if (onError === "off") return x;
  const anyFails = fails.ndim === 0 ? fails : any(fails);
  if (onError === "nan") {
    const spoilt = (leaf: unknown): unknown =>
      isNDArray(leaf) && isInexact(leaf.dtype) ? where(anyFails, NaN, leaf) : leaf;
    return map(spoilt, x as unknown) as T;
  }
  const which = chosen.ndim === 0 ? chosen : max(chosen);
  const messageAt = (place: number): string => {
    const message = messages[place];
    if (message === undefined) throw noMessage(operation, place, messages.length);
    return message;
  };
  const [knownToFail, knownPlace] = [anyFails.knownScalar(), which.knownScalar()];
  if (knownToFail === 0) return x;
  if (knownToFail !== null && knownPlace !== null && onError === "raise")
    throw new EquinoxTracetimeError(messageAt(Number(knownPlace)));
  callback(
    (failed, which) => {
      if (Number(failed.item()) === 0) return;
      const message = messageAt(Number(which.item()));
      if (onError === "raise") throw new EquinoxRuntimeError(message);
      // eslint-disable-next-line no-debugger -- to stop is what it is for; `message` and `x` are there to look at
      debugger;
    },
    anyFails,
    which,
  );
  return x;
}

function noMessage(operation: string, index: number, count: number): UsageError {
  return new UsageError({
    operation,
    received: `the index ${index} for ${count} messages`,
    expected: `an index from 0 to ${count - 1}`,
    remedy: "give as many messages as there are cases",
  });
}
