import type { CallbackParams, Equation, Jaxpr } from "@proj/array/core";
import { PartitionSpec, type Mesh, type NamedSharding, type SpecEntry } from "@proj/array/sharding";
import { Body, type Value } from "./body.ts";
import type { StableHloFunction } from "./stable-hlo-function.ts";
import { tensor, type Type } from "./types.ts";

/** Bodies of loops and branches from this many equations on are functions of their own, which equal ones share. */
const worthAFunction = 12;

/** Writes one equation. */
export type Emit = (body: Body, equation: Equation, operands: readonly Value[]) => readonly Value[];

/**
 * Lets a program call a function of the process that has it compiled.
 *
 * @param arity - how many operands it is called with.
 * @returns by which number the program calls it.
 * @throws UsageError where no process is there to be called.
 */
export type CallHost = (params: CallbackParams, arity: number) => number;

/** The functions of a module. Those that come out with the same text are one function. */
export class Module {
  readonly emit: Emit;
  /** The devices of a mesh on which it runs; null for one device without a mesh. */
  readonly mesh: Mesh | null;
  readonly callHost: CallHost;
  readonly functions: string[] = [];
  readonly #byText = new Map<string, string>();
  readonly #names = new Set<string>(["main"]);
  readonly #byJaxpr = new Map<Jaxpr, string>();
  readonly #foreign = new Map<StableHloFunction, string>();
  readonly #meshes = new Map<string, string>();
  #firstDevice: string | null = null;

  constructor(emit: Emit, mesh: Mesh | null, callHost: CallHost) {
    this.emit = emit;
    this.mesh = mesh;
    this.callHost = callHost;
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

  /** A call of a function that came as StableHLO. */
  callForeign(body: Body, callee: StableHloFunction, args: readonly Value[], types: readonly Type[]): Value[] {
    let known = this.#foreign.get(callee);
    if (known === undefined) {
      const names = new Map<string, string>();
      const text = callee.functions((name) => {
        const own = this.#unusedName(name === "main" ? callee.name : name);
        names.set(name, own);
        return own;
      });
      this.functions.push(text);
      this.#foreign.set(callee, (known = names.get("main")!));
    }
    return body.call(known, args, types);
  }

  /** The body of a loop or a branch: in place if it is short, else a function. */
  inlineOrCall(body: Body, name: string, jaxpr: Jaxpr, args: readonly Value[]): Value[] {
    const isShort = jaxpr.equations.length < worthAFunction;
    return isShort ? body.inline(jaxpr, args) : this.callJaxpr(body, name, jaxpr, args);
  }

  /** The meshes that shardings of the module name. */
  get meshes(): readonly string[] {
    const named = [...this.#meshes].map(([axes, name]) => `sdy.mesh @${name} = <[${axes}]>`);
    return this.#firstDevice === null ? named : [...named, `sdy.mesh @${this.#firstDevice} = <[], device_ids=[0]>`];
  }

  /** Arrays that are whole, and on the first device of the mesh alone, as Shardy writes it. */
  onFirstDevice(count: number): string {
    this.#firstDevice ??= this.#unusedName("first_device");
    return `[${Array.from({ length: count }, () => `<@${this.#firstDevice}, []>`).join(", ")}]`;
  }

  /** A sharding of an array as Shardy writes it. Devices are known by their places, which are those of the mesh. */
  sharding({ mesh, spec }: NamedSharding, rank: number): string {
    const axes = Array.from({ length: rank }, (_, axis) => axisSharding(spec.entries[axis] ?? null));
    return `<@${this.#nameOf(mesh)}, [${axes.join(", ")}]>`;
  }

  #nameOf(mesh: Mesh): string {
    const axes = mesh.axisNames.map((name, k) => `${JSON.stringify(name)}=${mesh.axisSizes[k]!}`).join(", ");
    let name = this.#meshes.get(axes);
    if (name === undefined) this.#meshes.set(axes, (name = this.#unusedName("mesh")));
    return name;
  }

  #unusedName(wanted: string): string {
    const word = wanted.replace(/\W/g, "_");
    let name = word;
    for (let k = 1; this.#names.has(name); k++) name = `${word}_${k}`;
    this.#names.add(name);
    return name;
  }
}

/** What an axis is cut along; `?` leaves it to whatever comes. */
function axisSharding(entry: SpecEntry): string {
  if (entry === PartitionSpec.UNCONSTRAINED) return "{?}";
  const names = typeof entry === "string" ? [entry] : (entry ?? []);
  return `{${names.map((name) => JSON.stringify(name)).join(", ")}}`;
}

/** A function's parameters and results, and its block. */
export function functionText(
  module: Module,
  parameters: readonly Type[],
  write: (body: Body, args: readonly Value[]) => readonly Value[],
  attributes: { readonly ins: readonly string[]; readonly outs: readonly string[] } = { ins: [], outs: [] },
): { readonly signature: string; readonly block: string } {
  const body = new Body(module);
  const args = parameters.map((type) => body.argument(type));
  const results = write(body, args);
  const types = results.map(tensor);
  body.line(
    results.length === 0 ? "return" : `return ${results.map(({ name }) => name).join(", ")} : ${types.join(", ")}`,
  );
  const ins = args.map((arg, k) => `${arg.name}: ${tensor(arg)}${attributes.ins[k] ?? ""}`);
  const outs = types.map((type, k) => `${type}${attributes.outs[k] ?? ""}`);
  const signature = `(${ins.join(", ")}) -> (${outs.join(", ")})`;
  return { signature, block: `{\n${body.text}\n}` };
}
