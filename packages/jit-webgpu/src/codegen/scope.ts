import type { CounterId } from "@proj/jit";
import type { Team } from "./team.ts";

/** What surrounds a step: who works on it, and the values of the counters around it. */
export interface Scope {
  readonly team: Team;
  /** WGSL expressions of type i32. */
  readonly counters: ReadonlyMap<CounterId, string>;
}
