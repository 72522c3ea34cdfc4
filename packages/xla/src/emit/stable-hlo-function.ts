import type { ForeignFunction } from "@proj/array/core";

/** Symbols and strings of MLIR, of which only the former are names of functions. */
const symbolOrString = /@"[^"]*"|@[\w$.-]+|"(?:[^"\\]|\\.)*"/g;

/** The functions that a module defines. */
const definition = /func\.func (?:public |private )?(@"[^"]*"|@[\w$.-]+)/g;

/** A function that came as a module of StableHLO, whose entry is `@main`; it is written into each module that calls it. */
export class StableHloFunction implements ForeignFunction {
  readonly target = "a device of XLA";
  readonly name: string;
  /** How many arguments it has. */
  readonly arity: number;
  readonly #functions: string;
  readonly #symbols: ReadonlySet<string>;

  constructor(name: string, arity: number, text: string) {
    this.name = name;
    this.arity = arity;
    const start = text.indexOf("{\n", text.indexOf("module "));
    // Attributes of the module stand in braces on its first line.
    this.#functions = text.slice(start + 2, text.lastIndexOf("}")).trimEnd();
    this.#symbols = new Set([...this.#functions.matchAll(definition)].map(([, symbol]) => symbol!));
  }

  /**
   * Its functions, for another module.
   *
   * @param rename - from the name of each to the one that it has there.
   */
  functions(rename: (name: string) => string): string {
    const names = new Map([...this.#symbols].map((symbol) => [symbol, rename(symbol.slice(1).replaceAll('"', ""))]));
    return this.#functions
      .replace(symbolOrString, (word) => (names.has(word) ? `@${names.get(word)!}` : word))
      .replaceAll("func.func public", "func.func private");
  }
}
