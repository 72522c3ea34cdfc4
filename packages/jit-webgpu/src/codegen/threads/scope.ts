import type { CounterId } from "@proj/jit/core";
import type { Team } from "./team.ts";

/** What surrounds a step: who works on it, and the values of the counters around it. */
export interface Scope {
  readonly team: Team;
  /** WGSL expressions of type i32. */
  readonly counters: ReadonlyMap<CounterId, string>;
  /** How often the step is run, by one workgroup after another and in the loops around it; 1 if absent. */
  readonly times?: number;
}
