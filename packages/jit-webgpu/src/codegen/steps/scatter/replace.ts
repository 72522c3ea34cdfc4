import { sizeOf } from "@proj/array/core";
import type { Scatter } from "@proj/jit/core";
import { sumOf } from "../../wgsl/address.ts";
import type { KernelBuilder } from "../../wgsl/kernel-builder.ts";
import { scatterAxes } from "./axes.ts";
import { ScatterPlaces } from "./places.ts";
import type { Scope } from "../../threads/scope.ts";
import { decompose, forStrided } from "../../threads/loops.ts";

/*
 * Replacement by many updates: of those that go to one place the last one stays. A workgroup has a range of places. Its threads
 * look at all updates and note for each place of the range the number of the last update that goes there; then they write those.
 */

/** Places of one workgroup. */
const rangeLength = 1024;
/** Workgroup memory that they take. */
export const replaceBytes = 4 * rangeLength;

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** The places that updates can go to, relative to where they go apart, from the lowest one in equal steps. */
interface Places {
  readonly low: number;
  readonly step: number;
  readonly count: number;
}

function placesOf(step: Scatter): Places {
  const { domain, indices, target } = step;
  const reaches = [
    ...indices.map(({ stride, limit }) => ({ stride, last: limit })),
    ...scatterAxes(step).meeting.map((axis) => ({ stride: target.strides[axis]!, last: domain[axis]! - 1 })),
  ].filter(({ stride, last }) => stride !== 0 && last > 0);
  const low = reaches.reduce((sum, { stride, last }) => sum + Math.min(0, stride * last), 0);
  const high = reaches.reduce((sum, { stride, last }) => sum + Math.max(0, stride * last), 0);
  const common = reaches.reduce((divisor, { stride }) => greatestCommonDivisor(Math.abs(stride), divisor), 0);
  const distance = Math.max(1, common);
  return { low, step: distance, count: (high - low) / distance + 1 };
}

/** The axes apart along which the indices differ, and those along which all go to the same places. */
function apartBySource(step: Scatter): { readonly indexed: readonly number[]; readonly even: readonly number[] } {
  const { apart } = scatterAxes(step);
  const isIndexed = (axis: number): boolean => step.indices.some(({ value }) => value.strides[axis] !== 0);
  return { indexed: apart.filter(isIndexed), even: apart.filter((axis) => !isIndexed(axis)) };
}

const rangesOf = (step: Scatter): number => Math.ceil(placesOf(step).count / rangeLength);
const lengthsOf = (step: Scatter, axes: readonly number[]): number[] => axes.map((axis) => step.domain[axis]!);

/** How many workgroups the scatter can use. */
export const replaceWorkgroups = (step: Scatter): number =>
  sizeOf(lengthsOf(step, apartBySource(step).indexed)) * rangesOf(step);

/** Adds a scatter that replaces. */
export function emitReplace(kernel: KernelBuilder, step: Scatter, scope: Scope): void {
  const { team } = scope;
  const { indexed, even } = apartBySource(step);
  const { meeting } = scatterAxes(step);
  const { low, step: distance } = placesOf(step);
  const places = new ScatterPlaces(kernel, step, scope);
  const last = kernel.shared("atomic<u32>", rangeLength);
  const threads = `${kernel.capabilities.workgroupSize}u`;
  const names = (axes: readonly number[]): string[] => axes.map((axis) => places.axes[axis]!);
  const updates = sizeOf(lengthsOf(step, meeting));
  const evenPoints = sizeOf(lengthsOf(step, even));
  const units = [...lengthsOf(step, indexed), rangesOf(step)];
  forStrided(kernel, "unit", team.group, sizeOf(units), team.groups, (unit) => {
    decompose(kernel, unit, units, [...names(indexed), "range"]);
    kernel.line(`let first = range * ${rangeLength};`);
    forStrided(kernel, "slot", "lid", rangeLength, threads, (slot) =>
      kernel.line(`atomicStore(&${last}[${slot}], 0u);`),
    );
    kernel.line("workgroupBarrier();");
    forStrided(kernel, "n", "lid", updates, threads, (n) => {
      decompose(kernel, n, lengthsOf(step, meeting), names(meeting));
      // Axes along which all go to the same places are looked at in one point.
      for (const name of names(even)) kernel.line(`let ${name} = 0;`);
      places.ifInside((displacement) => {
        const axes = meeting.map((axis) => ({ stride: step.target.strides[axis]!, value: places.axes[axis]! }));
        const terms = [sumOf(axes), displacement]
          .filter((term) => term !== "")
          .join(" + ")
          .replaceAll("+ -", "- ");
        const relative = `${terms === "" ? "0" : terms}${low === 0 ? "" : ` + ${-low}`}`;
        const place = distance === 1 ? relative : `(${relative}) / ${distance}`;
        kernel.line(`let slot = ${place} - first;`);
        kernel.block(`if (slot >= 0 && slot < ${rangeLength})`, () =>
          kernel.line(`atomicMax(&${last}[slot], ${n} + 1);`),
        );
      });
    });
    kernel.line("workgroupBarrier();");
    forStrided(kernel, "p", "lid", rangeLength * evenPoints, threads, (point) => {
      decompose(kernel, point, [rangeLength, ...lengthsOf(step, even)], ["slot", ...names(even)]);
      kernel.line(`let number = atomicLoad(&${last}[slot]);`);
      kernel.block("if (number != 0)", () => {
        kernel.line("let n = number - 1;");
        decompose(kernel, "n", lengthsOf(step, meeting), names(meeting));
        places.ifInside((displacement) => places.update(displacement));
      });
    });
    if (sizeOf(units) > 1) kernel.line("workgroupBarrier();");
  });
}
