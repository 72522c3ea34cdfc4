import type { Procedure, ProcedureLocalId } from "../procedure.ts";
import { readsOf } from "./exchanged.ts";
import type { Code, Machine, ScalarType } from "./machine.ts";

/** What the functions of one procedure, each of which is a loop within a loop, have in common. */
export class LoopFunctions {
  readonly #machine: Machine;
  readonly #variables = new Map<string, Code>();
  /** How often each local of the procedure is read. */
  readonly reads: ReadonlyMap<ProcedureLocalId, number>;
  #count = 0;

  constructor(machine: Machine, { body }: Procedure) {
    this.#machine = machine;
    this.reads = readsOf(body);
  }

  /** A name for one more function. */
  newName(): string {
    return `${this.#machine.name}.loop${this.#count++}`;
  }

  /** The variables of the module in which a function gives back locals of some types: all use the same ones. */
  results(types: readonly ScalarType[]): readonly Code<ScalarType>[] {
    return types.map((type, index) => {
      const name = `${this.#machine.name}.${type}.${index}`;
      let variable = this.#variables.get(name);
      if (variable === undefined) this.#variables.set(name, (variable = this.#machine.variable(type, name)));
      return variable as Code<ScalarType>;
    });
  }
}
