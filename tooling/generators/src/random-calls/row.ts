import type { Argument } from "./call.ts";
import type { Drawing } from "./drawing.ts";

/** A function that is called with what a row draws. */
export type Called = (...args: readonly never[]) => unknown;

/** The arguments of a call. */
export interface Drawn {
  readonly args: readonly Argument[];
  readonly options?: Readonly<Record<string, Argument>>;
}

/** How near a result has to be to another implementation's; the rules themselves belong to whoever compares. */
export type Nearness =
  /** Nothing is rounded: elements are moved, chosen, counted or compared. */
  | "exact"
  /** Each element is a function of elements, near by itself. */
  | "element"
  /** The same, but a sum of terms about 1 large, near beside 1. */
  | "terms"
  /** Elements are sums of many, near beside the largest. */
  | "composed"
  /** The same, from factors of matrices, which are those of matrices that differ in each place by units of the largest element. */
  | "factored";

/** One function: how its arguments are drawn, how it is called here, and how it is called in JAX. */
export interface Row {
  readonly ours: Called;
  /** A Python expression: a function that takes the same arguments by position, and options by their names in snake case. */
  readonly jax: string;
  readonly draw: (drawing: Drawing) => Drawn | null;
  readonly nearness: Nearness;
  /** Units in the last place by which correct results may differ, if it is not the usual number; with a reason beside it. */
  readonly ulps?: number;
  /** Its result has a shape that depends on values, or is no array, so that it cannot be in a body. */
  readonly concrete?: true;
  /** How often it is drawn beside others of its family; default 1. */
  readonly weight?: number;
}

/** Rows by their names. */
export type Rows = Readonly<Record<string, Row>>;

/** The name as Python writes it. */
export const snakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * Rows for functions that are called alike.
 *
 * @param place - the module in JAX.
 * @param functions - ours.
 * @param names - ours, separated by spaces; `variance=var` where JAX's is not the same in snake case.
 * @param row - what they have in common.
 */
export function alike(
  place: string,
  functions: Readonly<Record<string, unknown>>,
  names: string,
  row: Omit<Row, "ours" | "jax">,
): Rows {
  return Object.fromEntries(
    names
      .trim()
      .split(/\s+/)
      .map((entry) => {
        const [name = "", theirs = snakeCase(name)] = entry.split("=");
        const ours = functions[name];
        if (typeof ours !== "function") throw new Error(`there is no function ${name} for ${place}`);
        return [`${place}.${theirs}`, { ...row, ours: ours as Called, jax: `${place}.${theirs}` }];
      }),
  );
}
