import type { Carry } from "@proj/jit/core";
import type { Capabilities } from "../capabilities.ts";
import type { KernelBuilder } from "../wgsl/kernel-builder.ts";
import type { Layout } from "../wgsl/layout.ts";
import type { Team } from "../threads/team.ts";
import { forStrided } from "../threads/loops.ts";

/** The carries whose next value lies elsewhere. */
export const movedCarries = (carries: readonly Carry[]): readonly Carry[] =>
  carries.filter(({ current, next }) => current !== next);

/** How many workgroups taking the next values can use. */
export function carryWorkgroups(carries: readonly Carry[], layout: Layout, { workgroupSize }: Capabilities): number {
  const sizes = movedCarries(carries).map(({ current }) => layout.program.buffers[current]!.size);
  // One workgroup copies a little before a second one would have begun.
  return Math.max(1, Math.ceil(Math.max(0, ...sizes) / (4 * workgroupSize)));
}

/**
 * Adds the lines that make the next value of every carry its current one, as if all at once. A next value may lie in another
 * carry's place; then both have one size, and so one thread moves an element of the one and of the other: it reads all its
 * elements before it writes any.
 */
export function emitCarries(kernel: KernelBuilder, carries: readonly Carry[], team: Team): void {
  const bySize = new Map<number, Carry[]>();
  for (const carry of movedCarries(carries)) {
    const { size } = kernel.layout.program.buffers[carry.current]!;
    if (size === 0) continue;
    const known = bySize.get(size);
    if (known === undefined) bySize.set(size, [carry]);
    else known.push(carry);
  }
  for (const [size, alike] of bySize) {
    forStrided(kernel, "p", team.lane, size, team.lanes, (place) => {
      const values = alike.map(({ next }) => kernel.let("next", kernel.load(next, place)));
      alike.forEach(({ current }, index) => kernel.store(current, place, values[index]!));
    });
  }
}
