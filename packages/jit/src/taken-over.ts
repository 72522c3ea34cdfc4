import { sizeOf, stridesOf } from "@proj/array/core";
import type { Lifetime } from "./packing.ts";
import type { BufferId, BufferSpec, Loop, Step, View } from "./program/program.ts";

/*
 * A copy of a whole array whose source nobody reads afterwards needs not be made: the new array takes over the place of the old one. So
 * what a loop carries begins as an argument or ends as a result without a copy, where a program has arguments and results copied anyway.
 */

/** Buffers that take over the place and the contents of others, and the steps without the copies. */
export interface TakenOver {
  readonly steps: readonly Step[];
  readonly pairs: readonly (readonly [taker: BufferId, from: BufferId])[];
}

/** Whether a view over a domain goes through a whole buffer, element by element. */
function isWhole({ offset, strides, dynamic }: View, domain: readonly number[], size: number): boolean {
  const dense = stridesOf(domain);
  return (
    offset === 0 &&
    dynamic.length === 0 &&
    sizeOf(domain) === size &&
    strides.every((stride, axis) => stride === dense[axis] || domain[axis] === 1)
  );
}

/** For each store of a loop, the buffer of which it makes a copy; null for one that does more. */
function copiesOf(
  { parallel, reduced, expressions, stores }: Loop,
  buffers: readonly BufferSpec[],
): (BufferId | null)[] {
  return stores.map(({ view, value }) => {
    const load = expressions[value];
    if (reduced.length > 0 || load?.op !== "load") return null;
    const [from, to] = [buffers[load.view.buffer]!, buffers[view.buffer]!];
    const isCopy =
      from.dtype === to.dtype && isWhole(load.view, parallel, from.size) && isWhole(view, parallel, to.size);
    return isCopy ? load.view.buffer : null;
  });
}

/**
 * Finds copies that need not be made among the outermost steps.
 *
 * @param steps - of a program that a target runs one after the other.
 * @param timeOf - when each of them is done.
 * @param lives - when each buffer is in use.
 * @param mayMove - whether a buffer may lie in the place of another.
 */
export function takenOver(
  steps: readonly Step[],
  buffers: readonly BufferSpec[],
  timeOf: readonly number[],
  lives: readonly (Lifetime | null)[],
  mayMove: (buffer: BufferId) => boolean,
): TakenOver {
  const pairs: (readonly [BufferId, BufferId])[] = [];
  const taken = new Set<BufferId>();
  const left = steps.flatMap((step, index): readonly Step[] => {
    if (step.kind !== "loop") return [step];
    const copies = copiesOf(step, buffers);
    const time = timeOf[index]!;
    const stores = step.stores.filter(({ view: { buffer } }, n) => {
      const from = copies[n] ?? null;
      if (from === null || from === buffer || taken.has(from) || !mayMove(from) || !mayMove(buffer)) return true;
      if (lives[from]?.to !== time || lives[buffer]?.from !== time) return true;
      taken.add(from);
      pairs.push([buffer, from]);
      return false;
    });
    if (stores.length === step.stores.length) return [step];
    return stores.length === 0 ? [] : [{ ...step, stores }];
  });
  return { steps: left, pairs };
}
