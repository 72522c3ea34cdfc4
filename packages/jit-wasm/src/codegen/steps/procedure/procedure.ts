import type { ProcedureStep } from "@proj/jit/core";
import { i32 } from "../../../assembler/instructions.ts";
import type { ModuleBuilder } from "../../../assembler/module-builder.ts";
import type { MathLibrary } from "../../../math/math-library.ts";
import type { Layout } from "../../layout.ts";
import type { Threads } from "../../threads.ts";
import type { StepFunction } from "../step-function.ts";
import { ViewPointers } from "../view-pointers.ts";
import { Products, Statements } from "./statements.ts";

/**
 * Emits a procedure: a function for one member of the batch, and one that calls it for each.
 *
 * @param threads - share its products and its loops; null if the running thread does everything.
 */
export function emitProcedure(
  module: ModuleBuilder,
  library: MathLibrary,
  layout: Layout,
  name: string,
  { procedure, batch, operands, results, workspaces }: ProcedureStep,
  threads: Threads | null,
): StepFunction {
  const parameter = (array: number): string => `array${String(array)}`;
  const parameters = Object.fromEntries(procedure.arrays.map((_, array) => [parameter(array), "i32" as const]));
  const surroundings = { library, name, procedure, threads, products: new Products(library, name) };
  const one = module.function(`${name}.one`, parameters, "void", (f, locals) => {
    const addresses = procedure.arrays.map((_, array) => locals[parameter(array)]!);
    new Statements(f, addresses, surroundings).emit(procedure.body);
  });
  const views = [...operands, ...results].map((view, array) =>
    layout.view(view, [...batch, procedure.arrays[array]!.size]),
  );
  return module.function(name, {}, "void", (f) => {
    const pointers = new ViewPointers(f, layout, views);
    pointers.forEach(batch, () => {
      const given = views.map(({ base }, array) => i32.add(pointers.at(array), base));
      const own = workspaces.map((workspace) => layout.place(workspace));
      f.run(one.call(Object.fromEntries([...given, ...own].map((address, array) => [parameter(array), address]))));
    });
  });
}
