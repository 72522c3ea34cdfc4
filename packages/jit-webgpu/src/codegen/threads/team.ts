import type { Capabilities } from "../capabilities.ts";

/*
 * The threads that share the work of a step (a team, as OpenMP says). In a dispatch of its own a step has many workgroups, which
 * cannot wait for each other; among the steps of tiles it has the threads of one workgroup, which meet at barriers between the
 * steps. Emitters divide work by these names and need not know which it is.
 */

/** A number of threads in whole workgroups; the strings are WGSL expressions of type u32. */
export interface Team {
  /** This thread among all threads of the team, and how many they are. */
  readonly lane: string;
  readonly lanes: string;
  /** This workgroup among the workgroups of the team, and how many they are. */
  readonly group: string;
  readonly groups: string;
  /** How many threads there are at least. */
  readonly least: number;
  /** Among how many threads it pays to divide work that could be divided further. */
  readonly threads: number;
}

/** Threads that keep a device busy. */
const busyThreads = 1 << 16;

/**
 * All threads of a dispatch, or of the workgroups from `first` to `first + count` of a dispatch that several steps share.
 *
 * @param capabilities - what the kernel may rely on.
 * @param share - null for a whole dispatch.
 * @param workgroups - how many the team has at least.
 */
export function gridTeam(
  capabilities: Capabilities,
  share: { readonly first: number; readonly count: number } | null = null,
  workgroups = 1,
): Team {
  const size = capabilities.workgroupSize;
  const group = share === null || share.first === 0 ? "group" : `(group - ${share.first}u)`;
  const groups = share === null ? "groups" : `${share.count}u`;
  const [lane, lanes] = [`(${group} * ${size}u + lid)`, `(${groups} * ${size}u)`];
  return { lane, lanes, group, groups, least: size * workgroups, threads: busyThreads };
}

/** The threads of one workgroup. */
export function workgroupTeam(capabilities: Capabilities): Team {
  const { workgroupSize: threads } = capabilities;
  return { lane: "lid", lanes: `${threads}u`, group: "0u", groups: "1u", least: threads, threads };
}
