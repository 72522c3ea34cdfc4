import { Global } from "./expression.ts";
import type { Local } from "./expression.ts";
import { Callable, FunctionBuilder } from "./function-builder.ts";
import type { Parameters, ResultType, ValueType } from "./types.ts";

/** A function with its body. */
export interface DefinedFunction {
  readonly callable: Callable;
  readonly builder: FunctionBuilder;
}

/** Where a module imports its memory from, and the least number of pages that it must have. */
export interface MemoryImport {
  readonly module: string;
  readonly field: string;
  readonly pages: number;
  /** A shared memory states its maximum. */
  readonly sharedMaximum: number | null;
}

/**
 * Collects one WebAssembly module: what it imports, its functions, variables and exports. `assemble` turns it into bytes,
 * `printModule` into text.
 */
export class ModuleBuilder {
  memory: MemoryImport | null = null;
  readonly imports: { readonly module: string; readonly callable: Callable }[] = [];
  readonly functions: DefinedFunction[] = [];
  readonly globals: { readonly global: Global; readonly initial: number }[] = [];
  readonly exports: { readonly name: string; readonly callable: Callable }[] = [];

  /** Imports a memory of at least `pages` pages of 64 KiB. */
  importMemory(module: string, field: string, pages: number, sharedMaximum: number | null = null): void {
    this.memory = { module, field, pages, sharedMaximum };
  }

  /** Imports a function; importing it again gives the same one. */
  importFunction<P extends Parameters, R extends ResultType>(
    module: string,
    name: string,
    parameters: P,
    result: R,
  ): Callable<P, R> {
    const known = this.imports.find((other) => other.module === module && other.callable.name === name);
    if (known !== undefined) return known.callable as Callable<P, R>;
    const callable = new Callable(name, parameters, result, true, this.imports.length);
    this.imports.push({ module, callable: callable });
    return callable;
  }

  /**
   * Defines a function. `body` emits it through the builder, with the parameters as variables.
   *
   * @returns what other functions call it by; a body may call the functions defined before it.
   */
  function<P extends Parameters, R extends ResultType>(
    name: string,
    parameters: P,
    result: R,
    body: (f: FunctionBuilder, parameters: { readonly [K in keyof P]: Local<P[K]> }) => void,
  ): Callable<P, R> {
    const builder = new FunctionBuilder();
    const locals = Object.fromEntries(Object.entries(parameters).map(([key, type]) => [key, builder.local(type, key)]));
    body(builder, locals as { readonly [K in keyof P]: Local<P[K]> });
    // The body may have defined functions of its own: the position is known only now.
    const callable = new Callable(name, parameters, result, false, this.functions.length);
    this.functions.push({ callable: callable, builder });
    return callable;
  }

  /** Defines a variable of the module. */
  global<T extends Exclude<ValueType, "v128"> = "i32">(initial: number, name: string, type = "i32" as T): Global<T> {
    const global = new Global(type, this.globals.length, name);
    this.globals.push({ global: global, initial });
    return global;
  }

  /** Makes a function visible to JavaScript. */
  export<P extends Parameters, R extends ResultType>(name: string, callable: Callable<P, R>): void {
    this.exports.push({ name, callable: callable });
  }
}
