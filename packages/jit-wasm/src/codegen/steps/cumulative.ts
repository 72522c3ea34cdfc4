import type { DType } from "@proj/array";
import { isFloat } from "@proj/array/core";
import { combiningFunction, linesOf, neutralElement, type Cumulative } from "@proj/jit/core";
import type { Expression } from "../../assembler/expression.ts";
import { i32 } from "../../assembler/instructions.ts";
import type { ValueType } from "../../assembler/types.ts";
import type { ModuleBuilder } from "../../assembler/module-builder.ts";
import type { MathLibrary } from "../../math/math-library.ts";
import type { Place, Value } from "../emitters/emitter.ts";
import type { ByteView, Layout } from "../layout.ts";
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
  const { outer, length } = linesOf(step);
  const flip = <V extends { readonly offset: number; readonly strides: readonly number[] }>(view: V): V => {
    if (!reverse || length === 0) return view;
    const last = view.strides.at(-1) ?? 0;
    return { ...view, offset: view.offset + last * (length - 1), strides: [...view.strides.slice(0, -1), -last] };
  };
  const input = layout.view(flip(step.input), domain);
  const output = layout.view(flip(step.output), domain);
  const axis = domain.length - 1;
  const isRounded = isFloat(dtype) && (fold === "sum" || fold === "prod");
  const wide: DType = isRounded ? "float64" : dtype;
  // Elements of one round. What a few doubles give by themselves may overflow where the total does not.
  const atOnce = isRounded && dtype === "float64" ? 1 : 4;
  return module.function(name, {}, "void", (f) => {
    const scalar = new ScalarEmitter(f, library);
    const pointers = new ViewPointers(f, layout, [input, output]);
    const folded = (x: Value, y: Value): Value => scalar.let(scalar.binary(combiningFunction(fold, wide), wide, x, y));
    const place = (view: ByteView, index: number, element: number): Place => ({
      pointer: pointers.at(index),
      base: view.base + element * (view.strides[axis] ?? 0),
      stride: 0,
      count: 1,
    });
    const start = (): Expression<ValueType> =>
      scalar.constant(wide, neutralElement(fold, wide)) as Expression<ValueType>;
    const total = f.let(start(), "total");
    // The next elements are folded by themselves, so that the total waits for one operation in each round.
    const round = (count: number): void => {
      let own: Value | null = null;
      for (let element = 0; element < count; element++) {
        const value = scalar.convert(dtype, wide, scalar.load(dtype, place(input, 0, element)));
        own = own === null ? scalar.let(value) : folded(own, value);
        scalar.store(dtype, place(output, 1, element), scalar.convert(wide, dtype, folded(total, own)));
      }
      if (own !== null) f.set(total, folded(total, own) as Expression<ValueType>);
      pointers.advance(axis, count);
    };
    const rounds = Math.floor(length / atOnce);
    pointers.forEach(outer, () => {
      f.set(total, start());
      if (rounds > 0) {
        const n = f.let(i32.const(rounds), "n");
        f.loop((again) => {
          round(atOnce);
          f.set(n, i32.sub(n, 1));
          f.branchIf(again, n);
        });
      }
      round(length % atOnce);
      pointers.advance(axis, -length);
    });
  });
}
