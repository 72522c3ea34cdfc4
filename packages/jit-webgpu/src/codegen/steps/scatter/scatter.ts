import { sizeOf } from "@proj/array/core";
import type { Scatter } from "@proj/jit/core";
import type { Capabilities } from "../../capabilities.ts";
import type { KernelBuilder } from "../../wgsl/kernel-builder.ts";
import { scatterAxes } from "./axes.ts";
import { emitReplace, replaceBytes, replaceWorkgroups } from "./replace.ts";
import { ScatterPlaces } from "./places.ts";
import type { Scope } from "../../threads/scope.ts";
import type { StepEmitter } from "../step-emitter.ts";
import { decompose, forStrided } from "../../threads/loops.ts";

/*
 * Updates at computed places, in one of three ways.
 *
 * In order: along some axes points can never meet, whatever the indices are; each point of those axes belongs to one thread, which
 * goes through the other axes in row-major order. Every element gets its updates in the order that the program says.
 *
 * At once, if that would take a thread too long: each update belongs to one thread, and combines with its place atomically.
 * Integers, booleans, maxima and minima come out the same in any order; the rounding of float sums and products differs from run
 * to run.
 *
 * The last one only, for many updates that replace (replace.ts): the result is the one of the order.
 */

type Way = "in order" | "at once" | "the last one";

/** The longest way for a thread. */
const mostInOrder = 1024;

const lengthsOf = ({ domain }: Scatter, axes: readonly number[]): number[] => axes.map((axis) => domain[axis]!);

/** The way of a scatter that has workgroups enough. */
function wayOf(step: Scatter): Way {
  if (sizeOf(lengthsOf(step, scatterAxes(step).meeting)) <= mostInOrder) return "in order";
  return step.combine === "replace" ? "the last one" : "at once";
}

/** The way of a scatter in a kernel: a single workgroup among other steps may lack memory, and private memory has no atomics. */
function wayIn(kernel: KernelBuilder, step: Scatter, { team }: Scope): Way {
  const way = wayOf(step);
  if (team.groups !== "1u" || way === "in order") return way;
  const { layout, capabilities } = kernel;
  const hasRoom = layout.program.arena.privateBytes + replaceBytes <= capabilities.workgroupBytes;
  return way === "the last one" && hasRoom ? way : "in order";
}

function emitInOrder(kernel: KernelBuilder, step: Scatter, scope: Scope): void {
  const places = new ScatterPlaces(kernel, step, scope);
  const { apart, meeting } = scatterAxes(step);
  const nest = (depth: number): void => {
    const axis = meeting[depth];
    if (axis === undefined) {
      places.ifInside((displacement) => places.update(displacement));
      return;
    }
    const name = places.axes[axis]!;
    kernel.block(`for (var ${name} = 0; ${name} < ${step.domain[axis]!}; ${name}++)`, () => nest(depth + 1));
  };
  const lengths = lengthsOf(step, apart);
  forStrided(kernel, "p", scope.team.lane, sizeOf(lengths), scope.team.lanes, (point) => {
    const names = apart.map((axis) => places.axes[axis]!);
    decompose(kernel, point, lengths, names);
    nest(0);
  });
}

function emitAtOnce(kernel: KernelBuilder, step: Scatter, scope: Scope): void {
  const places = new ScatterPlaces(kernel, step, scope);
  const axes = step.domain.flatMap((length, axis) => (length > 1 ? [axis] : []));
  const lengths = lengthsOf(step, axes);
  forStrided(kernel, "p", scope.team.lane, sizeOf(lengths), scope.team.lanes, (point) => {
    const names = axes.map((axis) => places.axes[axis]!);
    decompose(kernel, point, lengths, names);
    places.ifInside((displacement) => places.updateAtomically(displacement));
  });
}

/** Updates at computed places. */
export const scatterEmitter: StepEmitter<Scatter> = {
  workgroups(step: Scatter, { mostWorkgroups, workgroupSize }: Capabilities): number {
    const way = wayOf(step);
    if (way === "the last one") return Math.min(mostWorkgroups, replaceWorkgroups(step));
    const points = way === "at once" ? sizeOf(step.domain) : sizeOf(lengthsOf(step, scatterAxes(step).apart));
    return Math.min(mostWorkgroups, Math.ceil(points / workgroupSize));
  },

  emit(kernel: KernelBuilder, step: Scatter, scope: Scope): void {
    const way = wayIn(kernel, step, scope);
    if (way === "in order") emitInOrder(kernel, step, scope);
    else if (way === "at once") emitAtOnce(kernel, step, scope);
    else emitReplace(kernel, step, scope);
  },
};
