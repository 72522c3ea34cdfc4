import type { DType } from "@proj/array";
import { combiningFunction, foldOfScatter, type Scatter } from "@proj/jit/core";
import type { Expression, Local } from "../../assembler/expression.ts";
import type { Label } from "../../assembler/statement.ts";
import type { FunctionBuilder } from "../../assembler/function-builder.ts";
import { i32 } from "../../assembler/instructions.ts";
import type { ModuleBuilder } from "../../assembler/module-builder.ts";
import type { MathLibrary } from "../../math/math-library.ts";
import { bytesOf, type Layout } from "../layout.ts";
import type { Threads } from "../threads.ts";
import type { StepFunction } from "./step-function.ts";
import type { Emitter } from "../emitters/emitter.ts";
import { ScalarEmitter } from "../emitters/scalar-emitter.ts";
import { VectorEmitter } from "../emitters/vector-emitter.ts";
import { ViewPointers } from "./view-pointers.ts";

/** What {@link VectorEmitter} computes with as it is. */
const vectorDTypes: readonly DType[] = ["float32", "int32", "uint32"];

/** How many of the last axes of a scatter its indices do not depend on: those of a window that is written as a whole. */
function windowAxes({ domain, indices }: Scatter): number {
  const outer = domain.findLastIndex((_, axis) => indices.some(({ value }) => (value.strides[axis] ?? 0) !== 0));
  return domain.length - 1 - outer;
}

/** Into how many ranges a target is cut for threads. Each goes through all indices, which takes less time than the writes. */
const ranges = 4;

/**
 * Emits writes at computed places, one after the other; a window is written in vectors where its elements are neighbours.
 *
 * @param threads - share it: each piece goes through all indices, and writes what belongs in its range of the target, so that what is written
 * to a place keeps its order. Null if the running thread writes everything.
 */
export function emitScatter(
  module: ModuleBuilder,
  library: MathLibrary,
  layout: Layout,
  name: string,
  step: Scatter,
  threads: Threads | null,
): StepFunction {
  const { dtype, combine, domain, indices, mode } = step;
  const bytes = bytesOf(dtype);
  const target = layout.view(step.target, domain, indices);
  const updates = layout.view(step.updates, domain);
  const components = indices.map(({ value }) => layout.view(value, domain));
  const window = windowAxes(step);
  const outer = domain.slice(0, domain.length - window);
  const row = domain.at(-1) ?? 1;
  const areNeighbours = [target, updates].every(({ strides }) => strides.at(-1) === bytes);
  const isInVectors = window > 0 && row >= 4 && vectorDTypes.includes(dtype) && areNeighbours;
  const views = [target, updates, ...components];
  const rangeBytes = Math.ceil((bytes * indices.reduce((sum, { limit, stride }) => sum + limit * stride, 1)) / ranges);
  /** Emits the writes, or those whose places are in the range from `begin` on. */
  const writes = (f: FunctionBuilder, starts?: readonly Expression<"i32">[], begin?: Expression<"i32">): void => {
    const [scalar, vector] = [new ScalarEmitter(f, library), new VectorEmitter(f, library)];
    const pointers = new ViewPointers(f, layout, views, starts);
    const write = (lanes: Emitter, to: Expression<"i32">, from: Expression<"i32">, count: number): void => {
      const stride = count > 1 ? bytes : 0;
      const place = { pointer: to, base: target.base, stride, count };
      const update = lanes.load(dtype, { pointer: from, base: updates.base, stride, count });
      const fold = foldOfScatter[combine];
      const combined =
        fold === null
          ? update
          : lanes.binary(combiningFunction(fold, dtype), dtype, lanes.load(dtype, place), update, null);
      lanes.store(dtype, place, combined);
    };
    const writeRow = (to: Local<"i32">, from: Local<"i32">): void => {
      const n = f.let(i32.const(Math.floor(row / 4)), "n");
      f.loop((again) => {
        write(vector, to, from, 4);
        f.set(to, i32.add(to, 4 * bytes));
        f.set(from, i32.add(from, 4 * bytes));
        f.set(n, i32.sub(n, 1));
        f.branchIf(again, n);
      });
      for (let rest = 0; rest < row % 4; rest++)
        write(scalar, i32.add(to, rest * bytes), i32.add(from, rest * bytes), 1);
    };
    pointers.forEach(outer, () => {
      f.block((skip: Label) => {
        const displaced = f.let(i32.const(0), "displaced");
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
          f.set(displaced, i32.add(displaced, i32.mul(index, stride * bytes)));
        });
        if (begin !== undefined) f.branchIf(skip, i32.geU(i32.sub(displaced, begin), rangeBytes));
        pointers.forEach(
          isInVectors ? domain.slice(0, -1) : domain,
          () => {
            const to = f.let(i32.add(pointers.at(0), displaced), "to");
            if (isInVectors) writeRow(to, f.let(pointers.at(1), "from"));
            else write(scalar, to, pointers.at(1), 1);
          },
          outer.length,
        );
      }, "skip");
    });
  };
  return module.function(name, {}, "void", (f) => {
    if (threads === null) {
      writes(f);
      return;
    }
    const pointers = new ViewPointers(f, layout, views);
    const keys = views.map((_, index) => `pointer${String(index)}`);
    const types = Object.fromEntries(keys.map((key) => [key, "i32" as const]));
    const starts = Object.fromEntries(keys.map((key, index) => [key, pointers.at(index)]));
    threads.share(f, `${name}.range`, i32.const(ranges), types, starts, (inner, position, given) => {
      const begin = inner.let(i32.mul(position, rangeBytes), "begin");
      writes(inner, keys.map((key) => given[key]!), begin); // prettier-ignore
    });
  });
}
