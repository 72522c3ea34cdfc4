import type { Callback } from "@proj/jit/core";

/** One WGSL module with the entry point `main`. */
export interface Kernel {
  /** What it does, for people and profilers. */
  readonly label: string;
  readonly code: string;
}

/** What the queue of a device does, in order. */
export type Command =
  | { readonly kind: "dispatch"; readonly kernel: number; readonly workgroups: number }
  /** The body, recorded that often. */
  | { readonly kind: "repeat"; readonly times: number; readonly body: readonly Command[] }
  /**
   * `condition`, and while it leaves something else than 0 in the arena's word `flag`, `body` and `condition` again. The kernels
   * of both do nothing once the flag is 0, so that several iterations can be recorded before the flag is read.
   */
  | {
      readonly kind: "while";
      readonly flag: number;
      readonly condition: readonly Command[];
      readonly body: readonly Command[];
    }
  /**
   * The host does the step with what the arena holds at this point; where it has results, nothing is recorded before they are
   * there. Not if the arena's word `wanted` is 0; null for a step that no loop or branch can leave out.
   */
  | { readonly kind: "call"; readonly step: Callback; readonly wanted: number | null };

/** A program as a device runs it. */
export interface DeviceProgram {
  readonly kernels: readonly Kernel[];
  readonly commands: readonly Command[];
  /** Size of the arena, the words of loops included. */
  readonly arenaBytes: number;
}
