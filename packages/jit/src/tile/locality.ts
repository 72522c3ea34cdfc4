import { nestedSteps } from "../plan.ts";
import type { BufferId, BufferSpec, Carry, CounterId, Scan, Step } from "../program.ts";
import {
  accessesOf,
  domainOf,
  freeAxes,
  isLeaf,
  leavesOf,
  readsOfElement,
  strideAlong,
  type Access,
  type Leaf,
} from "./leaves.ts";
import { rowStride } from "./row-layout.ts";

/*
 * Which scans are local: what the body computes for one row of its arrays depends on that row alone, from one iteration to the
 * next, and on values that all rows share.
 *
 * Every buffer that the body writes holds either rows, at a certain stride, or a shared value; every step works either on all
 * rows, along one axis of its domain, or on shared values. The analysis begins with everything that could be rows by its sizes,
 * and takes back what contradicts: a step that reads another row, or something shared that is computed from rows, makes all that
 * it touches shared. What is left is the largest part of the body that is local. Buffers that the body only reads are free:
 * a row may need any part of them.
 */

/** What a scan's body does by rows. */
export interface Locality {
  /** How many rows there are. */
  readonly rows: number;
  /** The buffers that the body writes: the stride of their rows, or null if their value is shared. */
  readonly strides: ReadonlyMap<BufferId, number | null>;
  /** The axis of each leaf's domain that goes along the rows; a leaf that works on shared values has none. */
  readonly axes: ReadonlyMap<Leaf, number>;
}

/** What a buffer can hold. */
type Holding = number | "shared";

/** The carried values of a scan and of the loops in its body. */
export function carriesOf(step: Step): readonly Carry[] {
  const own = step.kind === "scan" || step.kind === "while" ? step.carries : [];
  return [...own, ...nestedSteps(step).flat().flatMap(carriesOf)];
}

/** What control flow reads: predicates, and the indices of branches. */
export function controlReads(step: Step): Access[] {
  if (step.kind === "cond") return readsOfElement(step.index);
  if (step.kind !== "while") return [];
  return readsOfElement({ buffer: step.predicate, offset: 0, strides: [], dynamic: [] });
}

class Analysis {
  readonly #rows: number;
  readonly #buffers: readonly BufferSpec[];
  readonly #positions: ReadonlyMap<CounterId, number>;
  readonly #leaves: readonly { readonly leaf: Leaf; readonly accesses: readonly Access[] }[];
  readonly #carries: readonly Carry[];
  readonly #axes = new Map<Leaf, readonly number[]>();
  /** What each written buffer can hold; undefined before anything is known. */
  readonly #holdings = new Map<BufferId, ReadonlySet<Holding> | undefined>();
  #changed = false;

  constructor(scan: Scan, rows: number, buffers: readonly BufferSpec[], positions: ReadonlyMap<CounterId, number>) {
    this.#rows = rows;
    this.#buffers = buffers;
    this.#positions = positions;
    const leaves = leavesOf(scan.body).map((leaf) => ({ leaf, accesses: accessesOf(leaf) }));
    this.#carries = carriesOf(scan);
    for (const { current, next } of this.#carries) for (const id of [current, next]) this.#holdings.set(id, undefined);
    for (const { accesses } of leaves)
      for (const { view, writes } of accesses) if (writes) this.#holdings.set(view.buffer, undefined);
    // Only what the body writes constrains anything.
    this.#leaves = leaves.map(({ leaf, accesses }) => ({
      leaf,
      accesses: accesses.filter(({ view }) => this.#holdings.has(view.buffer)),
    }));
    for (const { leaf } of leaves) {
      const along = domainOf(leaf).flatMap((length, axis) => (length === rows && axis < freeAxes(leaf) ? [axis] : []));
      this.#axes.set(leaf, along);
    }
    const control = (step: Step): void => {
      for (const { view } of controlReads(step)) this.#narrow(view.buffer, new Set(["shared"]));
      for (const list of nestedSteps(step)) list.forEach(control);
    };
    control(scan);
  }

  run(): Locality | null {
    do {
      this.#settle();
    } while (this.#choose());
    const axes = new Map([...this.#axes].flatMap(([leaf, [axis]]) => (axis === undefined ? [] : [[leaf, axis]])));
    if (axes.size === 0) return null;
    const strides = new Map<BufferId, number | null>();
    for (const [buffer, holdings] of this.#holdings) {
      const [holding = "shared"] = holdings ?? [];
      strides.set(buffer, holding === "shared" ? null : holding);
    }
    return { rows: this.#rows, strides, axes };
  }

  /** Takes back what contradicts until nothing does. */
  #settle(): void {
    do {
      this.#changed = false;
      for (const { leaf, accesses } of this.#leaves) {
        const before = this.#axes.get(leaf)!;
        const axes = before.filter((axis) => accesses.every((access) => this.#allows(leaf, axis, access)));
        if (axes.length !== before.length) {
          this.#axes.set(leaf, axes);
          this.#changed = true;
        }
        for (const access of accesses) {
          const holdings = axes.map((axis) => this.#holdingUnder(leaf, axis, access)!);
          this.#narrow(access.view.buffer, new Set(axes.length === 0 ? ["shared"] : holdings));
        }
      }
      for (const { current, next } of this.#carries) {
        for (const [id, other] of [
          [current, next],
          [next, current],
        ] as const) {
          const holdings = this.#holdings.get(other);
          if (holdings !== undefined) this.#narrow(id, holdings);
        }
      }
    } while (this.#changed);
  }

  /** Decides for one axis where a leaf has several; false if no leaf does. */
  #choose(): boolean {
    for (const [leaf, axes] of this.#axes) {
      if (axes.length < 2) continue;
      this.#axes.set(leaf, axes.slice(0, 1));
      return true;
    }
    return false;
  }

  /** What the buffer of an access holds if an axis of the leaf goes along the rows; null if that cannot be. */
  #holdingUnder(leaf: Leaf, axis: number, access: Access): Holding | null {
    if (strideAlong(access, axis) === 0) return access.writes ? null : "shared";
    return rowStride(access, this.#buffers[access.view.buffer]!.size, domainOf(leaf), axis, this.#positions);
  }

  #allows(leaf: Leaf, axis: number, access: Access): boolean {
    const holding = this.#holdingUnder(leaf, axis, access);
    return holding !== null && (this.#holdings.get(access.view.buffer)?.has(holding) ?? true);
  }

  #narrow(buffer: BufferId, holdings: ReadonlySet<Holding>): void {
    if (!this.#holdings.has(buffer)) return;
    const before = this.#holdings.get(buffer);
    const common = before === undefined ? holdings : new Set([...before].filter((holding) => holdings.has(holding)));
    const after = common.size > 0 ? common : new Set<Holding>(["shared"]);
    if (before?.size === after.size && [...after].every((holding) => before.has(holding))) return;
    this.#holdings.set(buffer, after);
    this.#changed = true;
  }
}

/**
 * What the body of a scan does by rows, if it has this many.
 *
 * @param positions - how many positions each counter of the program has.
 * @returns null if no step of the body works by rows.
 */
export function localityOf(
  scan: Scan,
  rows: number,
  buffers: readonly BufferSpec[],
  positions: ReadonlyMap<CounterId, number>,
): Locality | null {
  return new Analysis(scan, rows, buffers, positions).run();
}

/** The numbers of rows that a scan's body could have, the largest first. */
export function possibleRows(scan: Scan): number[] {
  const lengths = leavesOf(scan.body).flatMap((leaf) => domainOf(leaf).slice(0, freeAxes(leaf)));
  return [...new Set(lengths)].filter((length) => length > 1).sort((a, b) => b - a);
}

/** Whether a step or one nested in it is a leaf that satisfies a condition. */
export function hasLeaf(step: Step, condition: (leaf: Leaf) => boolean): boolean {
  return isLeaf(step)
    ? condition(step)
    : nestedSteps(step)
        .flat()
        .some((inner) => hasLeaf(inner, condition));
}
