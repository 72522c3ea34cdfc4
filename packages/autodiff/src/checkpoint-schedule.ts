import type { NDArray } from "@proj/array";
import {
  add,
  bitwiseOr,
  broadcastedIota,
  concatenate,
  dynamicSlice,
  dynamicUpdateSlice,
  eq,
  full,
  lt,
  reshape,
  select,
} from "@proj/array/lax";

/*
 * Which states of a loop are kept, while nobody knows how many steps it will take.
 *
 * Wang, Moin and Iaccarino, Minimal repetition dynamic checkpointing algorithm for unsteady adjoint calculation, SIAM J. Sci.
 * Comput. 31 (2009). The state before the current step is always kept. Each checkpoint has a level; one is dispensable if a
 * later one has a higher level. A new checkpoint takes a free slot, or that of the last dispensable one, and has level 0; or it
 * takes the slot of the one before it, and is a level higher than that. With k checkpoints beside the current state no
 * step is repeated more than t times while there are at most (k + t choose t) steps; no algorithm repeats less.
 *
 * Levels do not rise from one checkpoint to the next, except at the one that was promoted last; so the last dispensable
 * checkpoint is the one before that, if its level is lower. Checkpoints are a list, linked backwards; free slots are another.
 */

/** Which slot holds what; all integers are int32. */
export interface Schedule {
  /** The slot of the last checkpoint. */
  readonly last: NDArray;
  /** The slot of the checkpoint that was promoted last, or the first slot. */
  readonly promoted: NDArray;
  /** The first free slot, or the number of slots. */
  readonly free: NDArray;
  /** A row for each slot: the slot before it in its list, its level, and the step before which its state was. */
  readonly table: NDArray;
}

/** The level of the first state, which is always kept. */
const highest = 0x3fffffff;

const int = (value: number): NDArray => full([], value, "int32");

const cell = (x: NDArray): NDArray => reshape(x, [1, 1]);

const row = (previous: NDArray, level: NDArray, step: NDArray): NDArray =>
  concatenate([previous, level, step].map(cell), 1);

const entry = (table: NDArray, slot: NDArray, column: number): NDArray =>
  reshape(dynamicSlice(table, [slot, column], [1, 1]), []);

/** The schedule of a loop that has not begun; there are at least two slots, and slot 0 holds the first state. */
export function firstCheckpoint(numSlots: number): Schedule {
  const next = add(broadcastedIota("int32", [numSlots - 1, 1], 0), 2);
  const others = concatenate([next, full([numSlots - 1, 2], 0, "int32")], 1);
  return {
    last: int(0),
    promoted: int(0),
    free: int(1),
    table: concatenate([row(int(0), int(highest), int(0)), others], 0),
  };
}

/** The step before which the last checkpoint was taken. */
export const lastStep = ({ table, last }: Schedule): NDArray => entry(table, last, 2);

/** Makes room for the state before a step; it goes into the slot that is the last one then. */
export function pushCheckpoint({ last, promoted, free, table }: Schedule, step: NDArray): Schedule {
  const hasFree = lt(free, table.shape[0]!);
  const before = entry(table, promoted, 0);
  const isDispensable = lt(entry(table, before, 1), entry(table, promoted, 1));
  const isNew = bitwiseOr(hasFree, isDispensable);
  const slot = select(hasFree, free, select(isDispensable, before, last));
  const linked = select(hasFree, before, select(isDispensable, entry(table, before, 0), before));
  const without = dynamicUpdateSlice(table, cell(linked), [promoted, 0]);
  const previous = select(isNew, last, entry(without, last, 0));
  const level = select(isNew, int(0), add(entry(table, last, 1), 1));
  return {
    last: slot,
    promoted: select(isNew, promoted, slot),
    free: select(hasFree, entry(table, free, 0), free),
    table: dynamicUpdateSlice(without, row(previous, level, step), [slot, 0]),
  };
}

/** Frees the slot of the last checkpoint. */
export function popCheckpoint({ last, promoted, free, table }: Schedule): Schedule {
  return {
    last: entry(table, last, 0),
    promoted: select(eq(promoted, last), int(0), promoted),
    free: last,
    table: dynamicUpdateSlice(table, cell(free), [last, 0]),
  };
}
