import { dropUnread, inOrderOfEffects, type Jaxpr } from "@proj/array/core";
import { functionText, Module } from "./emit/module.ts";
import { emitEquation } from "./emit/rules/index.ts";

/**
 * A program as a module of StableHLO: its function is `@main`.
 *
 * @param name - of the module.
 * @param jaxpr - what tracing gave.
 */
export function stableHlo(name: string, jaxpr: Jaxpr): string {
  const program = dropUnread(inOrderOfEffects(jaxpr));
  const module = new Module(emitEquation);
  const { signature, block } = functionText(
    module,
    program.binders.map(({ aval }) => aval),
    (body, args) => body.inline(program, args).slice(0, jaxpr.outputs.length),
  );
  const functions = [`func.func public @main${signature} ${block}`, ...module.functions];
  const text = functions.map((one) => one.replace(/^/gm, "  ")).join("\n");
  return `module @${name.replace(/\W/g, "_")} {\n${text}\n}\n`;
}
