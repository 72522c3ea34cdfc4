import { dropUnread, inOrderOfEffects, type AbstractArray, type Jaxpr } from "@proj/array/core";
import type { Mesh, NamedSharding } from "@proj/array/sharding";
import { functionText, Module } from "./emit/module.ts";
import { emitEquation } from "./emit/rules/index.ts";

/** How the arguments and results of a program lie on many devices. */
export interface Spread {
  readonly mesh: Mesh;
  readonly ins: readonly NamedSharding[];
  readonly outs: readonly NamedSharding[];
}

/**
 * A program as a module of StableHLO: its function is `@main`.
 *
 * @param name - of the module.
 * @param jaxpr - what tracing gave.
 * @param spread - how arguments and results lie, for a program of many devices, which Shardy's attributes say.
 */
export function stableHlo(name: string, jaxpr: Jaxpr, spread: Spread | null = null): string {
  const program = dropUnread(inOrderOfEffects(jaxpr));
  const module = new Module(emitEquation);
  const attributes = (shardings: readonly NamedSharding[] = [], types: readonly { readonly aval: AbstractArray }[]) =>
    shardings.map(
      (sharding, k) => ` {sdy.sharding = #sdy.sharding${module.sharding(sharding, types[k]!.aval.shape.length)}}`,
    );
  const { signature, block } = functionText(
    module,
    program.binders.map(({ aval }) => aval),
    (body, args) => body.inline(program, args).slice(0, jaxpr.outputs.length),
    { ins: attributes(spread?.ins, jaxpr.binders), outs: attributes(spread?.outs, jaxpr.outputs) },
  );
  const functions = [`func.func public @main${signature} ${block}`, ...module.functions];
  const text = [...module.meshes, ...functions].map((one) => one.replace(/^/gm, "  ")).join("\n");
  const devices =
    spread === null ? "" : ` attributes {mhlo.num_partitions = ${spread.mesh.size} : i32, mhlo.num_replicas = 1 : i32}`;
  return `module @${name.replace(/\W/g, "_")}${devices} {\n${text}\n}\n`;
}
