import type { DType } from "@proj/array";
import { combiningFunction, neutralElement, type Cumulative } from "@proj/jit/core";
import type { Expression } from "../../assembler/expression.ts";
import type { ValueType } from "../../assembler/types.ts";
import type { ModuleBuilder } from "../../assembler/module-builder.ts";
import type { MathLibrary } from "../../math/math-library.ts";
import type { Layout } from "../layout.ts";
import type { StepFunction } from "./step-function.ts";
import { ScalarEmitter } from "../emitters/scalar-emitter.ts";
import { ViewPointers } from "./view-pointers.ts";

/** Emits cumulative sums, products, maxima and minima along the last axis; running sums and products of floats in double precision. */
export function emitCumulative(
  module: ModuleBuilder,
  library: MathLibrary,
  layout: Layout,
  name: string,
  step: Cumulative,
): StepFunction {
  const { dtype, fold, reverse, domain } = step;
  const length = domain.at(-1) ?? 1;
  const flip = <V extends { readonly offset: number; readonly strides: readonly number[] }>(view: V): V => {
    if (!reverse || length === 0) return view;
    const last = view.strides.at(-1) ?? 0;
    return { ...view, offset: view.offset + last * (length - 1), strides: [...view.strides.slice(0, -1), -last] };
  };
  const input = layout.view(flip(step.input), domain);
  const output = layout.view(flip(step.output), domain);
  return module.function(name, {}, "void", (f) => {
    const scalar = new ScalarEmitter(f, library);
    const pointers = new ViewPointers(f, layout, [input, output]);
    const wide: DType = dtype === "float32" && (fold === "sum" || fold === "prod") ? "float64" : dtype;
    const start = (): Expression<ValueType> =>
      scalar.constant(wide, neutralElement(fold, wide)) as Expression<ValueType>;
    const sum = f.let(start(), "sum");
    pointers.forEach(domain.slice(0, -1), () => {
      f.set(sum, start());
      pointers.forEach(
        domain,
        () => {
          const element = scalar.load(dtype, { pointer: pointers.at(0), base: input.base, stride: 0, count: 1 });
          const value = scalar.convert(dtype, wide, element);
          f.set(sum, scalar.binary(combiningFunction(fold, wide), wide, sum, value) as Expression<ValueType>);
          const place = { pointer: pointers.at(1), base: output.base, stride: 0, count: 1 };
          scalar.store(dtype, place, scalar.convert(wide, dtype, sum));
        },
        domain.length - 1,
      );
    });
  });
}
