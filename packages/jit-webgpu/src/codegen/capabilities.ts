/** What a generated kernel may rely on; `device.ts` reads it off the adapter, tests write it down. */
export interface Capabilities {
  /** Threads in one workgroup. */
  readonly workgroupSize: number;
  /** Whether kernels may use subgroup operations. */
  readonly subgroups: boolean;
  /** Whether the built-in `fma` rounds once; a probe finds out. */
  readonly fusedMultiplyAdd: boolean;
  /** Whether threads of a workgroup wait for each other at little cost: on hardware, not on an adapter made of software. */
  readonly fastBarriers: boolean;
  /** Bytes of workgroup memory. */
  readonly workgroupBytes: number;
}
