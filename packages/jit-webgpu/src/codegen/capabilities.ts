/** How loops are unrolled: several rounds are written out one after the other. */
export interface Unrolling {
  /** How many, at most. */
  readonly copies: number;
  /** Rounds of a whole workgroup below which compiling the longer text takes longer than the loop. */
  readonly leastRounds: number;
}

/** What a generated kernel may rely on; `target.ts` reads it off the adapter, tests write it down. */
export interface Capabilities {
  /** Threads in one workgroup. */
  readonly workgroupSize: number;
  /** Workgroups of one dispatch, beyond which threads take more than one turn. */
  readonly mostWorkgroups: number;
  /** Whether kernels may use subgroup operations. */
  readonly subgroups: boolean;
  /** Whether the built-in `fma` rounds once; a probe finds out. */
  readonly fusedMultiplyAdd: boolean;
  /** Whether threads of a workgroup wait for each other at little cost: on hardware, not on an adapter made of software. */
  readonly fastBarriers: boolean;
  /** Null where the device's compiler does it itself. */
  readonly unrolling: Unrolling | null;
  /** Bytes of workgroup memory. */
  readonly workgroupBytes: number;
}
