import { nestedSteps } from "../plan.ts";
import type { BufferId, Scan, Step } from "../program.ts";
import { accessesOf, leavesOf, type Leaf } from "./leaves.ts";
import { carriesOf, controlReads, hasLeaf } from "./locality.ts";

/** A part of a scan's body that needs nothing of the rest. */
export interface Slice {
  readonly leaves: ReadonlySet<Leaf>;
  /** The buffers whose values it needs or is there to compute. */
  readonly buffers: ReadonlySet<BufferId>;
}

/** The part of a scan that is needed to compute some leaves and buffers. */
export function sliceOf(scan: Scan, roots: Iterable<Leaf>, results: Iterable<BufferId>): Slice {
  const leaves = new Set<Leaf>();
  const buffers = new Set(results);
  const all = leavesOf(scan.body).map((leaf) => ({ leaf, accesses: accessesOf(leaf) }));
  const carries = carriesOf(scan);
  const keep = (leaf: Leaf): void => {
    leaves.add(leaf);
    for (const { view, writes } of all.find((one) => one.leaf === leaf)!.accesses)
      if (!writes) buffers.add(view.buffer);
  };
  for (const leaf of roots) keep(leaf);
  const control = (step: Step): void => {
    if (!hasLeaf(step, (leaf) => leaves.has(leaf))) return;
    for (const { view } of controlReads(step)) buffers.add(view.buffer);
    for (const list of nestedSteps(step)) list.forEach(control);
  };
  for (let before = -1; before !== leaves.size + buffers.size;) {
    before = leaves.size + buffers.size;
    for (const { leaf, accesses } of all)
      if (!leaves.has(leaf) && accesses.some(({ view, writes }) => writes && buffers.has(view.buffer))) keep(leaf);
    for (const { current, next } of carries) {
      if (!buffers.has(current) && !buffers.has(next)) continue;
      buffers.add(current);
      buffers.add(next);
    }
    scan.body.forEach(control);
  }
  return { leaves, buffers };
}
