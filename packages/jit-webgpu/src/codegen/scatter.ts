import { sizeOf } from "@proj/array";
import type { IndexComponent, Scatter, View } from "@proj/jit";
import { Addresses, sumOf } from "./address.ts";
import type { Capabilities } from "./capabilities.ts";
import { combine } from "./combine.ts";
import type { KernelBuilder } from "./kernel-builder.ts";
import type { Scope } from "./scope.ts";
import type { StepEmitter } from "./step-emitter.ts";
import { decompose, forStrided } from "./threads.ts";

/*
 * Updates at computed places. Along some axes points can never meet, whatever the indices are; each point of those axes is a
 * thread's, which goes through the other axes in row-major order. So every element gets its updates in the order that the program
 * says, and the result is the same every time.
 */

const mostWorkgroups = 16384;

/** Whether sums of `stride · i`, 0 ≤ i < length, are different for different positions. */
function areDistinct(steps: readonly { readonly stride: number; readonly length: number }[]): boolean {
  let reach = 0;
  for (const { stride, length } of [...steps].sort((a, b) => Math.abs(a.stride) - Math.abs(b.stride))) {
    if (length === 1) continue;
    if (Math.abs(stride) <= reach) return false;
    reach += Math.abs(stride) * (length - 1);
  }
  return true;
}

/** The axes along which points never meet, and the others. */
export function divideAxes(step: Scatter): { readonly apart: readonly number[]; readonly inOrder: readonly number[] } {
  const { domain, target, indices } = step;
  const displacements = indices.map(({ limit, stride }) => ({ stride, length: limit + 1 }));
  const apart: number[] = [];
  domain.forEach((length, axis) => {
    if (length === 1) return;
    const axes = [...apart, axis].map((one) => ({ stride: target.strides[one]!, length: domain[one]! }));
    if (target.strides[axis] !== 0 && areDistinct([...displacements, ...axes])) apart.push(axis);
  });
  const inOrder = domain.flatMap((length, axis) => (length > 1 && !apart.includes(axis) ? [axis] : []));
  return { apart, inOrder };
}

class ScatterKernel {
  readonly #kernel: KernelBuilder;
  readonly #step: Scatter;
  readonly #addresses: Addresses;
  readonly #axes: readonly string[];

  constructor(kernel: KernelBuilder, step: Scatter, scope: Scope) {
    this.#kernel = kernel;
    this.#step = step;
    const views: View[] = [step.updates, step.target, ...step.indices.map(({ value }) => value)];
    this.#addresses = new Addresses(kernel, scope, views);
    this.#axes = step.domain.map((length, axis) => (length === 1 ? "0" : `i${axis}`));
  }

  inOrder({ team }: Scope): void {
    const [kernel, { domain }] = [this.#kernel, this.#step];
    const { apart, inOrder } = divideAxes(this.#step);
    const lengths = apart.map((axis) => domain[axis]!);
    const nest = (depth: number): void => {
      const axis = inOrder[depth];
      if (axis === undefined) {
        this.#update();
        return;
      }
      const name = this.#axes[axis]!;
      kernel.block(`for (var ${name} = 0; ${name} < ${domain[axis]!}; ${name}++)`, () => nest(depth + 1));
    };
    forStrided(kernel, "p", team.lane, sizeOf(lengths), team.lanes, (point) => {
      const names = apart.map((axis) => this.#axes[axis]!);
      if (lengths.length > 0) decompose(kernel, point, lengths, names);
      nest(0);
    });
  }

  #update(): void {
    const [kernel, { indices, mode }] = [this.#kernel, this.#step];
    const components = indices.map(({ value }) => kernel.let("index", this.#addresses.load(value, this.#axes)));
    const displacement = sumOf(
      indices.map(({ limit, stride }: IndexComponent<View>, component) => ({
        stride,
        value: limit === 0 ? "0" : `clamp(${components[component]!}, 0, ${limit})`,
      })),
    );
    if (mode === "clip" || indices.length === 0) {
      this.#write(displacement);
      return;
    }
    // A negative index is a large one without its sign.
    const inside = indices.map(({ limit }, component) => `bitcast<u32>(${components[component]!}) <= ${limit}`);
    kernel.block(`if (${inside.join(" && ")})`, () =>
      this.#write(sumOf(indices.map(({ stride }, component) => ({ stride, value: components[component]! })))),
    );
  }

  #write(displacement: string): void {
    const [kernel, { dtype, combine: how, target, updates }] = [this.#kernel, this.#step];
    const place = displacement === "" ? "" : kernel.let("place", displacement);
    const update = this.#addresses.load(updates, this.#axes);
    const value =
      how === "replace" ? update : combine(kernel, how, dtype, this.#addresses.load(target, this.#axes, place), update);
    this.#addresses.store(target, this.#axes, value, place);
  }
}

/** Updates at computed places. */
export const scatterEmitter: StepEmitter<Scatter> = {
  workgroups(step: Scatter, capabilities: Capabilities): number {
    const points = sizeOf(divideAxes(step).apart.map((axis) => step.domain[axis]!));
    return Math.min(mostWorkgroups, Math.ceil(points / capabilities.workgroupSize));
  },

  emit(kernel: KernelBuilder, step: Scatter, scope: Scope): void {
    new ScatterKernel(kernel, step, scope).inOrder(scope);
  },
};
