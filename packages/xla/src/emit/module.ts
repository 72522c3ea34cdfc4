import type { Equation, Jaxpr } from "@proj/array/core";
import { Body, type Value } from "./body.ts";
import { tensor, type Type } from "./types.ts";

/** Bodies of loops and branches from this many equations on are functions of their own, which equal ones share. */
const worthAFunction = 12;

/** Writes one equation. */
export type Emit = (body: Body, equation: Equation, operands: readonly Value[]) => readonly Value[];

/** The functions of a module. Those that come out with the same text are one function. */
export class Module {
  readonly emit: Emit;
  readonly functions: string[] = [];
  readonly #byText = new Map<string, string>();
  readonly #names = new Set<string>(["main"]);
  readonly #byJaxpr = new Map<Jaxpr, string>();

  constructor(emit: Emit) {
    this.emit = emit;
  }

  /**
   * Makes a private function, or finds the one that is like it.
   *
   * @returns its name.
   */
  function(
    name: string,
    parameters: readonly Type[],
    write: (body: Body, args: readonly Value[]) => readonly Value[],
  ): string {
    const { signature, block } = functionText(this, parameters, write);
    const text = `${signature} ${block}`;
    let found = this.#byText.get(text);
    if (found === undefined) {
      found = this.#unusedName(name);
      this.#byText.set(text, found);
      this.functions.push(`func.func private @${found}${text}`);
    }
    return found;
  }

  /** A call of a Jaxpr that is a function of its own. */
  callJaxpr(body: Body, name: string, jaxpr: Jaxpr, args: readonly Value[]): Value[] {
    const types = jaxpr.outputs.map(({ aval }) => aval);
    let known = this.#byJaxpr.get(jaxpr);
    if (known === undefined) {
      const parameters = jaxpr.binders.map(({ aval }) => aval);
      known = this.function(name, parameters, (inner, given) => inner.inline(jaxpr, given));
      this.#byJaxpr.set(jaxpr, known);
    }
    return body.call(known, args, types);
  }

  /** The body of a loop or a branch: in place if it is short, else a function. */
  inlineOrCall(body: Body, name: string, jaxpr: Jaxpr, args: readonly Value[]): Value[] {
    const isShort = jaxpr.equations.length < worthAFunction;
    return isShort ? body.inline(jaxpr, args) : this.callJaxpr(body, name, jaxpr, args);
  }

  #unusedName(wanted: string): string {
    const word = wanted.replace(/\W/g, "_");
    let name = word;
    for (let k = 1; this.#names.has(name); k++) name = `${word}_${k}`;
    this.#names.add(name);
    return name;
  }
}

/** A function's parameters and results, and its block. */
export function functionText(
  module: Module,
  parameters: readonly Type[],
  write: (body: Body, args: readonly Value[]) => readonly Value[],
): { readonly signature: string; readonly block: string } {
  const body = new Body(module);
  const args = parameters.map((type) => body.argument(type));
  const results = write(body, args);
  const types = results.map(tensor);
  body.line(
    results.length === 0 ? "return" : `return ${results.map(({ name }) => name).join(", ")} : ${types.join(", ")}`,
  );
  const signature = `(${args.map((arg) => `${arg.name}: ${tensor(arg)}`).join(", ")}) -> (${types.join(", ")})`;
  return { signature, block: `{\n${body.text}\n}` };
}
