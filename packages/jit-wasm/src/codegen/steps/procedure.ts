import type { Machine } from "@proj/array/core";
import type { ProcedureStep } from "@proj/jit/core";
import { select } from "../../assembler/expression.ts";
import type { FunctionBuilder } from "../../assembler/function-builder.ts";
import { f32, f32x4, f64, f64x2, i32, v128 } from "../../assembler/instructions.ts";
import type { ModuleBuilder } from "../../assembler/module-builder.ts";
import { tallestKernel } from "../../gemm/microkernel.ts";
import type { MathLibrary } from "../../math/math-library.ts";
import { ScalarEmitter } from "../emitters/scalar-emitter.ts";
import type { Layout } from "../layout.ts";
import type { Threads } from "../threads.ts";
import type { StepFunction } from "./step-function.ts";
import { ViewPointers } from "./view-pointers.ts";

/**
 * Emits a procedure, which writes itself: a function for one member of the batch, and one that calls it for each.
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
  const machine: Machine = {
    i32,
    f32,
    f64,
    v128,
    f32x4,
    f64x2,
    select,
    name,
    threads,
    fused: library.fused,
    tallestKernel: tallestKernel(library.fused),
    function: (name, parameters, body) => module.function(name, parameters, "void", body),
    variable: (type, name) => module.global(0, name, type),
    elements: (f: FunctionBuilder) => new ScalarEmitter(f, library),
  };
  const parameter = (array: number): string => `array${String(array)}`;
  const parameters = Object.fromEntries(procedure.arrays.map((_, array) => [parameter(array), "i32" as const]));
  const one = module.function(`${name}.one`, parameters, "void", (f, locals) => {
    procedure.emission(
      procedure,
      machine,
      f,
      procedure.arrays.map((_, array) => locals[parameter(array)]!),
    );
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
