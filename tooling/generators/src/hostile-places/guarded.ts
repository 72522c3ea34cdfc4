import type { TypedArray } from "@proj/array";
import { keepsPrivateApart, type BufferId, type BufferSpec, type Program, type TargetLimits } from "@proj/jit/core";

/*
 * Checked memory: every buffer of a program in a place of its own, between zones that no step knows of. The zones are arguments and
 * results of the program at once, so that any target can be asked what became of them.
 */

/** Words of a zone: more than any window of the drawn programs can stray. */
const zoneWords = 512;
const alignment = 64;

/** A planned program with zones around its buffers. */
export interface GuardedProgram {
  readonly program: Program;
  /** The values of the zones, which follow the arguments and, untouched, the results. */
  readonly zones: readonly TypedArray[];
}

const upTo = (multiple: number, bytes: number): number => Math.ceil(bytes / multiple) * multiple;

/** A word that no program means, another one at each place. */
const pattern = (place: number): number => (0xa5c3_0f00 + Math.imul(place, 0x9e37_79b1)) >>> 0;

/**
 * The program in checked memory.
 *
 * @param planned - what `planMemory` gave.
 * @param limits - those that it was planned for.
 */
export function guarded(planned: Program, limits: TargetLimits): GuardedProgram {
  const buffers: BufferSpec[] = [...planned.buffers];
  const offsets = [...planned.arena.offsets];
  const ids: BufferId[] = [];
  const zones: TypedArray[] = [];
  const takers = new Set(planned.arena.takenOver.map(([taker]) => taker));
  let end = 0;
  const zone = (): void => {
    const begin = upTo(4, end);
    end = upTo(alignment, begin + 4 * zoneWords);
    const size = (end - begin) / 4;
    const id = buffers.push({ dtype: "uint32", size, role: "input" }) - 1;
    offsets[id] = begin;
    ids.push(id);
    zones.push(Uint32Array.from({ length: size }, (_, word) => pattern(begin / 4 + word)));
  };
  planned.buffers.forEach(({ dtype, size, role }, id) => {
    if (role === "private" && keepsPrivateApart(limits)) return;
    if (takers.has(id)) return;
    zone();
    offsets[id] = end;
    end += size * limits.bytesOf(dtype);
  });
  zone();
  // In the order of the steps, so that what is taken over has its place by then.
  for (const [taker, from] of planned.arena.takenOver) offsets[taker] = offsets[from]!;
  const program: Program = {
    ...planned,
    buffers,
    inputs: [...planned.inputs, ...ids],
    outputs: [...planned.outputs, ...ids],
    arena: { ...planned.arena, offsets, bytes: end, bound: [] },
  };
  return { program, zones };
}
