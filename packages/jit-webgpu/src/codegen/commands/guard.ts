import { countersOfView, type CounterId, type View } from "@proj/jit/core";
import { Addresses } from "../wgsl/address.ts";
import type { KernelBuilder } from "../wgsl/kernel-builder.ts";
import type { Scope } from "../threads/scope.ts";

/** What a kernel of a loop or branch depends on: it does nothing unless all its guards hold. */
export type Guard =
  /** The arena's word is not 0. */
  | { readonly kind: "flag"; readonly word: number }
  /** The int32, clamped to [0, last], is `branch`. */
  | { readonly kind: "branch"; readonly index: View; readonly last: number; readonly branch: number }
  /** The arena's word is `branch`. */
  | { readonly kind: "chosen"; readonly word: number; readonly branch: number };

/** The counters that guards read. */
export function guardCounters(guards: readonly Guard[]): ReadonlySet<CounterId> {
  return new Set(guards.flatMap((guard) => (guard.kind === "branch" ? countersOfView(guard.index) : [])));
}

function condition(kernel: KernelBuilder, guard: Guard, scope: Scope): string {
  switch (guard.kind) {
    case "flag":
      return `${kernel.loadWord(guard.word)} != 0`;
    case "chosen":
      return `${kernel.loadWord(guard.word)} == ${guard.branch}`;
    case "branch": {
      const { index, last, branch } = guard;
      const value = new Addresses(kernel, scope, [index]).load(index, []);
      if (branch === 0) return `${value} <= 0`;
      return branch === last ? `${value} >= ${branch}` : `${value} == ${branch}`;
    }
  }
}

/** Whether all guards hold, as a WGSL bool. */
export function guardCondition(kernel: KernelBuilder, guards: readonly Guard[], scope: Scope): string {
  return guards.map((guard) => condition(kernel, guard, scope)).join(" && ");
}

/**
 * Adds the lines by which a kernel returns unless its guards hold.
 *
 * @param kernel - where they are added, first of all.
 * @param guards - none adds nothing.
 * @param scope - what surrounds the kernel.
 * @param together - whether the threads of a workgroup meet later. What storage holds is not known to be the same for all of them
 * (WGSL's uniformity analysis), unless one thread tells the others.
 */
export function emitGuards(kernel: KernelBuilder, guards: readonly Guard[], scope: Scope, together: boolean): void {
  if (guards.length === 0) return;
  if (!together) {
    kernel.line(`if (!(${guardCondition(kernel, guards, scope)})) { return; }`);
    return;
  }
  const verdict = kernel.shared("u32", 1);
  kernel.block("if (lid == 0)", () => kernel.line(`${verdict}[0] = u32(${guardCondition(kernel, guards, scope)});`));
  kernel.line(`if (workgroupUniformLoad(&${verdict}[0]) == 0) { return; }`);
}
