import { treeNode } from "./classes.ts";
import { functionOption, readArgument } from "./core/options.ts";
import type { NodeRule } from "./node.ts";
import type { NodeType, treeType } from "./types.ts";

/**
 * A function with its first arguments, as a tree: the arguments are its children, so that transformations see the arrays
 * among them; the function is part of the structure.
 *
 * @example
 * import { leaves, map, Partial } from "@proj/tree";
 * const power = new Partial((scale: number, x: number) => scale * x ** 2, 3);
 * power.call(2); // → 12
 * leaves(power); // → [3]
 * map((scale) => scale * 10, power).call(2); // → 120
 */
export class Partial<First extends readonly unknown[], Rest extends readonly unknown[], Result> {
  declare readonly [treeType]: NodeType<First>;
  readonly function: (...args: [...First, ...Rest]) => Result;
  readonly args: First;

  /**
   * @param f - the function, told apart from others by its identity.
   * @param args - its first arguments: trees.
   * @throws UsageError if `f` is no function.
   */
  constructor(f: (...args: [...First, ...Rest]) => Result, ...args: First) {
    this.function = readArgument("Partial", "f", f, functionOption());
    this.args = args;
  }

  /** Calls the function with its first arguments and further ones. */
  call(...rest: Rest): Result {
    return this.function(...this.args, ...rest);
  }

  get [treeNode](): NodeRule<Partial<readonly unknown[], readonly unknown[], unknown>> {
    return partialRule;
  }
}

const partialRule: NodeRule<Partial<readonly unknown[], readonly unknown[], unknown>> = {
  flatten: (node) => ({ children: node.args, aux: node.function }),
  unflatten: (f, args) => new Partial(f as (...all: readonly unknown[]) => unknown, ...args),
};
