import { sizeOf } from "@proj/array/core";
import { combines, neutralElement, viewsOf, type Loop } from "@proj/jit/core";
import { Addresses } from "../../wgsl/address.ts";
import type { Capabilities } from "../../capabilities.ts";
import { Expressions } from "./expressions.ts";
import { emitFold, foldWorkgroups } from "./fold.ts";
import type { KernelBuilder } from "../../wgsl/kernel-builder.ts";
import { coalesceAxes } from "./coalesce-axes.ts";
import type { Scope } from "../../threads/scope.ts";
import type { StepEmitter } from "../step-emitter.ts";
import { decompose, forPoints } from "../../threads/loops.ts";
import { copiesOf, operationsInBody } from "./unroll.ts";

/** A fold of nothing is a loop without a fold. */
function withoutEmptyFolds(loop: Loop): Loop {
  if (sizeOf(loop.reduced) > 0) return loop;
  return {
    ...loop,
    reduced: [],
    reductions: [],
    expressions: loop.reductions.map(({ fold, dtype }) => ({
      op: "constant",
      dtype,
      value: combines(fold) ? neutralElement(fold, dtype) : 0,
    })),
  };
}

/** How many points of a thread are written out one after the other. */
const copiesOfPoints = (loop: Loop, capabilities: Capabilities, times = 1): number =>
  copiesOf(sizeOf(loop.parallel) / capabilities.workgroupSize, times, operationsInBody(loop), capabilities);

/** Each point belongs to one thread; neighbouring threads have neighbouring points. */
function emitPoints(kernel: KernelBuilder, loop: Loop, addresses: Addresses, scope: Scope): void {
  const axes = loop.parallel.map((_, axis) => `i${axis}`);
  const expressions = new Expressions(
    kernel,
    loop,
    addresses,
    axes,
    axes.map(() => 1),
    scope,
  );
  expressions.emit(0);
  const copies = copiesOfPoints(loop, kernel.capabilities, scope.times);
  forPoints(kernel, "p", scope.team, sizeOf(loop.parallel), copies, (point) => {
    decompose(kernel, point, loop.parallel, axes);
    expressions.emit(1);
    for (const { view, value } of loop.stores) addresses.store(view, axes, expressions.value(value));
  });
}

/** Elementwise work and reductions. */
export const loopEmitter: StepEmitter<Loop> = {
  workgroups(step: Loop, capabilities: Capabilities): number {
    const points = sizeOf(step.parallel);
    if (points === 0) return 1;
    const loop = coalesceAxes(withoutEmptyFolds(step));
    if (loop.reductions.length > 0) return foldWorkgroups(loop, capabilities);
    const { workgroupSize, mostWorkgroups } = capabilities;
    return Math.min(mostWorkgroups, Math.ceil(points / (workgroupSize * copiesOfPoints(loop, capabilities))));
  },

  emit(kernel: KernelBuilder, step: Loop, scope: Scope): void {
    if (sizeOf(step.parallel) === 0) return;
    const loop = coalesceAxes(withoutEmptyFolds(step));
    const views = viewsOf(loop).map(({ view }) => view);
    const addresses = new Addresses(kernel, scope, views);
    if (loop.reductions.length === 0) emitPoints(kernel, loop, addresses, scope);
    else kernel.borrowing(() => emitFold(kernel, loop, addresses, scope));
  },
};
