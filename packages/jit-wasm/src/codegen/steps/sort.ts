/*
 * A stable sort of several arrays by the first few: positions are merged bottom-up between the two halves of the workspace, then
 * every array is read in their order. Lengths are static, so the number of passes is too.
 */
import { linesOf, type Sort } from "@proj/jit/core";
import { select } from "../../assembler/expression.ts";
import type { Expression } from "../../assembler/expression.ts";
import type { FunctionBuilder } from "../../assembler/function-builder.ts";
import { i32, memory } from "../../assembler/instructions.ts";
import type { ModuleBuilder } from "../../assembler/module-builder.ts";
import type { MathLibrary } from "../../math/math-library.ts";
import type { Value } from "../emitters/emitter.ts";
import type { ByteView, Layout } from "../layout.ts";
import type { StepFunction } from "./step-function.ts";
import { ScalarEmitter } from "../emitters/scalar-emitter.ts";
import { ViewPointers } from "./view-pointers.ts";

type Int = Expression<"i32">;

/** Emits a sort. */
export function emitSort(
  module: ModuleBuilder,
  library: MathLibrary,
  layout: Layout,
  name: string,
  step: Sort,
): StepFunction {
  const { domain, numKeys, operands } = step;
  const { outer, length } = linesOf(step);
  const inputs = operands.map(({ input }) => layout.view(input, domain));
  const outputs = operands.map(({ output }) => layout.view(output, domain));
  const keys = inputs.slice(0, numKeys);

  // Whether the element at position `right` must come before that at `left`.
  const parameters = Object.fromEntries([
    ["left", "i32"],
    ["right", "i32"],
    ...keys.map((_, key) => [`key${String(key)}`, "i32"]),
  ]) as Record<string, "i32">;
  const before = module.function(`${name}.before`, parameters, "i32", (f, locals) => {
    const scalar = new ScalarEmitter(f, library);
    keys.forEach((view, key) => {
      const at = (position: Int | undefined): Value => {
        const pointer = i32.add(
          locals[`key${String(key)}`] ?? i32.const(0),
          i32.mul(position ?? i32.const(0), view.strides.at(-1) ?? 0),
        );
        return scalar.let(scalar.load(view.dtype, { pointer, base: view.base, stride: 0, count: 1 }));
      };
      const [left, right] = [at(locals.left), at(locals.right)];
      const less = (x: Value, y: Value): Int => lessWithNaNLast(scalar, view, x, y);
      f.if(less(right, left), () => {
        f.return(i32.const(1));
      });
      f.if(less(left, right), () => {
        f.return(i32.const(0));
      });
    });
    f.return(i32.const(0));
  });

  return module.function(name, {}, "void", (f) => {
    const scalar = new ScalarEmitter(f, library);
    const pointers = new ViewPointers(f, layout, [...inputs, ...outputs]);
    pointers.forEach(outer, () => {
      const source = f.let(layout.place(step.workspace), "source");
      const target = f.let(i32.add(source, 4 * length), "target");
      const i = f.local("i32", "i");
      f.for(i, 0, length, 1, () => {
        f.run(i32.store(i32.add(source, i32.mul(i, 4)), i));
      });
      const call = (left: Int, right: Int): Int =>
        before.call(
          Object.fromEntries([
            ["left", left],
            ["right", right],
            ...keys.map((_, key) => [`key${String(key)}`, pointers.at(key)]),
          ]) as Record<string, Int>,
        );
      for (let run = 1; run < length; run *= 2) {
        mergeRuns(f, source, target, length, run, call);
        const swap = f.let(source, "swap");
        f.set(source, target);
        f.set(target, swap);
      }
      f.for(i, 0, length, 1, () => {
        const position = f.let(i32.load(i32.add(source, i32.mul(i, 4))), "position");
        inputs.forEach((input, index) => {
          const output = outputs[index];
          if (output === undefined) return;
          const at = (view: ByteView, index: number, place: Int) => ({
            pointer: i32.add(pointers.at(index), i32.mul(place, view.strides.at(-1) ?? 0)),
            base: view.base,
            stride: 0,
            count: 1,
          });
          const value = scalar.load(input.dtype, at(input, index, position));
          scalar.store(output.dtype, at(output, inputs.length + index, i), value);
        });
      });
    });
  });
}

/** x < y in the order in which NaN comes last. */
function lessWithNaNLast(scalar: ScalarEmitter, { dtype }: ByteView, x: Value, y: Value): Int {
  const less = scalar.binary("lt", dtype, x, y) as Int;
  if (dtype !== "float32" && dtype !== "float64") return less;
  const onlyYIsNaN = i32.and(scalar.binary("eq", dtype, x, x) as Int, scalar.binary("ne", dtype, y, y) as Int);
  return i32.or(less, onlyYIsNaN);
}

/** Merges neighbouring sorted runs of `run` positions from `source` to `target`. */
function mergeRuns(
  f: FunctionBuilder,
  source: Int,
  target: Int,
  length: number,
  run: number,
  before: (left: Int, right: Int) => Int,
): void {
  const atMost = (value: Int): Int => {
    const v = f.let(value, "bound");
    return f.let(select(v, i32.const(length), i32.ltS(v, length)), "bound");
  };
  const start = f.local("i32", "start");
  const [left, right, to] = [f.local("i32", "left"), f.local("i32", "right"), f.local("i32", "to")];
  const load = (position: Int): Int => i32.load(i32.add(source, i32.mul(position, 4)));
  f.for(start, 0, length, 2 * run, () => {
    const middle = atMost(i32.add(start, run));
    const end = atMost(i32.add(start, 2 * run));
    f.set(left, start);
    f.set(right, middle);
    f.set(to, i32.add(target, i32.mul(start, 4)));
    f.block((done) => {
      f.loop((again) => {
        f.branchIf(done, i32.or(i32.geS(left, middle), i32.geS(right, end)));
        const [a, b] = [f.let(load(left), "a"), f.let(load(right), "b")];
        f.if(
          before(a, b),
          () => {
            f.run(i32.store(to, b));
            f.set(right, i32.add(right, 1));
          },
          () => {
            f.run(i32.store(to, a));
            f.set(left, i32.add(left, 1));
          },
        );
        f.set(to, i32.add(to, 4));
        f.branch(again);
      });
    }, "done");
    const copy = (from: Int, until: Int): void => {
      const bytes = f.let(i32.mul(i32.sub(until, from), 4), "bytes");
      f.run(memory.copy(to, i32.add(source, i32.mul(from, 4)), bytes));
      f.set(to, i32.add(to, bytes));
    };
    copy(left, middle);
    copy(right, end);
  });
}
