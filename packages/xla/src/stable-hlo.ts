import { UsageError, type TypedArray } from "@proj/array";
import { dropUnread, inOrderOfEffects, type AbstractArray, type Jaxpr } from "@proj/array/core";
import type { Mesh, NamedSharding } from "@proj/array/sharding";
import { functionText, Module, type CallHost } from "./emit/module.ts";
import { emitEquation } from "./emit/rules/index.ts";

/** How the arguments and results of a program lie on many devices. */
export interface Spread {
  readonly mesh: Mesh;
  readonly ins: readonly NamedSharding[];
  readonly outs: readonly NamedSharding[];
}

const refuseCallbacks: CallHost = ({ function: f }) => {
  throw new UsageError({
    operation: f.name,
    received: "a program that others run, who cannot call functions of this process",
    expected: "programs that this process runs",
    remedy: "leave it out of what is exported, or return the values from the program and call the function with them",
  });
};

/**
 * A program as a module of StableHLO: its function is `@main`.
 *
 * @param name - of the module.
 * @param jaxpr - what tracing gave.
 * @param spread - how arguments and results lie, for a program of many devices, which Shardy's attributes say.
 * @param constants - the values of the first arguments, which are written into the module.
 * @param callHost - what becomes of callbacks.
 */
export function stableHlo(
  name: string,
  jaxpr: Jaxpr,
  spread: Spread | null = null,
  constants: readonly TypedArray[] = [],
  callHost: CallHost = refuseCallbacks,
): string {
  const program = dropUnread(inOrderOfEffects(jaxpr));
  const module = new Module(emitEquation, spread?.mesh ?? null, callHost);
  const attributes = (shardings: readonly NamedSharding[] = [], types: readonly { readonly aval: AbstractArray }[]) =>
    shardings.map(
      (sharding, k) => ` {sdy.sharding = #sdy.sharding${module.sharding(sharding, types[k]!.aval.shape.length)}}`,
    );
  const types = program.binders.map(({ aval }) => aval);
  const { signature, block } = functionText(
    module,
    types.slice(constants.length),
    (body, args) => {
      const known = constants.map((values, k) => body.data(values, types[k]!));
      return body.inline(program, [...known, ...args]).slice(0, jaxpr.outputs.length);
    },
    {
      ins: attributes(spread?.ins, jaxpr.binders).slice(constants.length),
      outs: attributes(spread?.outs, jaxpr.outputs),
    },
  );
  const functions = [`func.func public @main${signature} ${block}`, ...module.functions];
  const text = [...module.meshes, ...functions].map((one) => one.replace(/^/gm, "  ")).join("\n");
  const devices =
    spread === null ? "" : ` attributes {mhlo.num_partitions = ${spread.mesh.size} : i32, mhlo.num_replicas = 1 : i32}`;
  return `module @${name.replace(/\W/g, "_")}${devices} {\n${text}\n}\n`;
}
