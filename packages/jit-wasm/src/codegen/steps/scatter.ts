import { combiningFunction, foldOfScatter, type Scatter } from "@proj/jit/core";
import type { Label } from "../../assembler/statement.ts";
import { i32 } from "../../assembler/instructions.ts";
import type { ModuleBuilder } from "../../assembler/module-builder.ts";
import type { MathLibrary } from "../../math/math-library.ts";
import { bytesOf, type Layout } from "../layout.ts";
import type { StepFunction } from "./step-function.ts";
import { ScalarEmitter } from "../emitters/scalar-emitter.ts";
import { ViewPointers } from "./view-pointers.ts";

/** Emits writes at computed places, one after the other. */
export function emitScatter(
  module: ModuleBuilder,
  library: MathLibrary,
  layout: Layout,
  name: string,
  step: Scatter,
): StepFunction {
  const { dtype, combine, domain, indices, mode } = step;
  const bytes = bytesOf(dtype);
  const target = layout.view(step.target, domain, indices);
  const updates = layout.view(step.updates, domain);
  const components = indices.map(({ value }) => layout.view(value, domain));
  return module.function(name, {}, "void", (f) => {
    const scalar = new ScalarEmitter(f, library);
    const pointers = new ViewPointers(f, layout, [target, updates, ...components]);
    pointers.forEach(domain, () => {
      f.block((skip: Label) => {
        const pointer = f.let(pointers.at(0), "to");
        indices.forEach(({ limit, stride }, component) => {
          const view = components[component];
          if (view === undefined) return;
          const index = f.let(i32.load(pointers.at(2 + component), view.base), "index");
          if (mode === "fill") {
            f.branchIf(skip, i32.gtU(index, limit));
          } else {
            if (view.dtype === "int32") {
              f.if(i32.ltS(index, 0), () => {
                f.set(index, 0);
              });
            }
            f.if(i32.gtU(index, limit), () => {
              f.set(index, limit);
            });
          }
          f.set(pointer, i32.add(pointer, i32.mul(index, stride * bytes)));
        });
        const place = { pointer, base: target.base, stride: 0, count: 1 };
        const update = scalar.load(dtype, { pointer: pointers.at(1), base: updates.base, stride: 0, count: 1 });
        const fold = foldOfScatter[combine];
        const combined =
          fold === null
            ? update
            : scalar.binary(combiningFunction(fold, dtype), dtype, scalar.load(dtype, place), update);
        scalar.store(dtype, place, combined);
      }, "skip");
    });
  });
}
