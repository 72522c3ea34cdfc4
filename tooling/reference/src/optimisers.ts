import { readFileSync } from "node:fs";
import type { Json } from "./table.ts";

/** A call as `optimisers.json` writes it: the name of a function, its arguments by position and its options. */
export type RecordedCall = readonly [name: string, args: readonly Json[], options?: Readonly<Record<string, Json>>];

/** A row of `optimisers.json`. */
export interface OptimiserRow {
  readonly name: string;
  readonly call: RecordedCall;
}

/**
 * The list of all optimisers, with the arguments with which they are compared with Optax, documented and timed.
 *
 * @returns the rows in stored order.
 * @example
 * for (const { name, call } of optimiserRows()) console.log(name, madeBy(optim, call));
 */
export function optimiserRows(): readonly OptimiserRow[] {
  const file = new URL("../optimisers.json", import.meta.url);
  const { rows } = JSON.parse(readFileSync(file, "utf8")) as { readonly rows: readonly [string, RecordedCall][] };
  return rows.map(([name, call]) => ({ name, call }));
}

/** Rows that only look at gradients, or that begin with steps too small to be seen. */
const notDescending =
  /^(masked|scaleBy|clip|trace|ema|applyEvery|centralize|normalize|keep|setToZero|addDecayed|adaptive|reduce)/;

/**
 * The rows of {@link optimiserRows} that are whole optimisers, each with its first arguments.
 *
 * @returns the rows in stored order; each goes downhill.
 * @example
 * descendingRows()[0]?.name; // → "sgd"
 */
export function descendingRows(): readonly OptimiserRow[] {
  return optimiserRows().filter(({ name }) => !notDescending.test(name) && !name.includes(" "));
}

type Functions = Readonly<Record<string, unknown>>;

/**
 * What a recorded call makes.
 *
 * @param functions - the functions by their names; classes are constructed.
 * @param call - the call; its arguments may be calls.
 */
export function madeBy(functions: Functions, [name, args, options]: RecordedCall): unknown {
  const read = (value: Json): unknown => {
    if (Array.isArray(value)) return value.map((entry: Json) => read(entry));
    if (typeof value !== "object" || value === null) return value;
    if ("call" in value) return madeBy(functions, value["call"] as unknown as RecordedCall);
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, read(entry)]));
  };
  const given = [...args.map(read), ...(options === undefined ? [] : [read(options)])];
  const found = functions[name];
  if (typeof found !== "function") throw new Error(`madeBy: there is no function ${name}`);
  if (/^[A-Z]/.test(name)) return Reflect.construct(found, given);
  return (found as (...args: readonly unknown[]) => unknown)(...given);
}
