import { accessesOf, carriesWithin, decisionReads, strideAlong, type Access } from "../program/accesses.ts";
import { domainOf, freeAxes } from "../program/domain.ts";
import type { BufferId, BufferSpec, Carry, ComputeStep, CounterId, Scan } from "../program/program.ts";
import { computeStepsOf, visitSteps } from "../program/walk.ts";
import { rowStride } from "./row-layout.ts";

/*
 * Which scans are local: what the body computes for one row of its arrays depends on that row alone, from one iteration to the
 * next, and on values that all rows share.
 *
 * Every buffer that the body writes holds either rows, at a certain stride, or a shared value; every step works either on all
 * rows, along one axis of its domain, or on shared values. The analysis begins with everything that could be rows by its sizes,
 * and gives up what is contradicted: a step that reads another row, or something shared that is computed from rows, makes all that
 * it touches shared. What is left is the largest part of the body that is local. Buffers that the body only reads are free:
 * a row may need any part of them.
 */

/** What a scan's body does by rows. */
export interface Locality {
  /** How many rows there are. */
  readonly rows: number;
  /** The buffers that the body writes: the stride of their rows, or null if their value is shared. */
  readonly strides: ReadonlyMap<BufferId, number | null>;
  /** The axis of each step's domain that goes along the rows; a step that works on shared values has none. */
  readonly axes: ReadonlyMap<ComputeStep, number>;
}

/** What a buffer can hold. */
type Holding = number | "shared";

class Analysis {
  readonly #rows: number;
  readonly #buffers: readonly BufferSpec[];
  readonly #positions: ReadonlyMap<CounterId, number>;
  readonly #steps: readonly { readonly step: ComputeStep; readonly accesses: readonly Access[] }[];
  readonly #carries: readonly Carry[];
  readonly #axes = new Map<ComputeStep, readonly number[]>();
  /** What each written buffer can hold; undefined before anything is known. */
  readonly #holdings = new Map<BufferId, ReadonlySet<Holding> | undefined>();
  #changed = false;

  constructor(scan: Scan, rows: number, buffers: readonly BufferSpec[], positions: ReadonlyMap<CounterId, number>) {
    this.#rows = rows;
    this.#buffers = buffers;
    this.#positions = positions;
    const steps = computeStepsOf(scan.body).map((step) => ({
      step,
      accesses: accessesOf(step).filter(({ kind }) => kind !== "workspace"),
    }));
    this.#carries = carriesWithin([scan]);
    for (const { current, next } of this.#carries) for (const id of [current, next]) this.#holdings.set(id, undefined);
    for (const { accesses } of steps)
      for (const { buffer, writes } of accesses) if (writes) this.#holdings.set(buffer, undefined);
    // Only what the body writes constrains anything.
    this.#steps = steps.map(({ step, accesses }) => ({
      step,
      accesses: accesses.filter(({ buffer }) => this.#holdings.has(buffer)),
    }));
    for (const { step } of steps) {
      const along = domainOf(step).flatMap((length, axis) => (length === rows && axis < freeAxes(step) ? [axis] : []));
      this.#axes.set(step, along);
    }
    visitSteps([scan], (step) => {
      for (const { buffer } of decisionReads(step)) this.#narrow(buffer, new Set(["shared"]));
    });
  }

  run(): Locality | null {
    do {
      this.#settle();
    } while (this.#choose());
    const axes = new Map([...this.#axes].flatMap(([step, [axis]]) => (axis === undefined ? [] : [[step, axis]])));
    if (axes.size === 0) return null;
    const strides = new Map<BufferId, number | null>();
    for (const [buffer, holdings] of this.#holdings) {
      const [holding = "shared"] = holdings ?? [];
      strides.set(buffer, holding === "shared" ? null : holding);
    }
    return { rows: this.#rows, strides, axes };
  }

  /** Gives up what is contradicted until nothing is. */
  #settle(): void {
    do {
      this.#changed = false;
      for (const { step, accesses } of this.#steps) {
        const before = this.#axes.get(step)!;
        const axes = before.filter((axis) => accesses.every((access) => this.#allows(step, axis, access)));
        if (axes.length !== before.length) {
          this.#axes.set(step, axes);
          this.#changed = true;
        }
        for (const access of accesses) {
          const holdings = axes.map((axis) => this.#holdingUnder(step, axis, access)!);
          this.#narrow(access.buffer, new Set(axes.length === 0 ? ["shared"] : holdings));
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

  /** Decides for one axis where a step has several; false if no step does. */
  #choose(): boolean {
    for (const [step, axes] of this.#axes) {
      if (axes.length < 2) continue;
      this.#axes.set(step, axes.slice(0, 1));
      return true;
    }
    return false;
  }

  /** What the buffer of an access holds if an axis of the step goes along the rows; null if that cannot be. */
  #holdingUnder(step: ComputeStep, axis: number, access: Access): Holding | null {
    if (access.kind !== "view" || strideAlong(access, axis) === 0) return access.writes ? null : "shared";
    return rowStride(access, this.#buffers[access.buffer]!.size, domainOf(step), axis, this.#positions);
  }

  #allows(step: ComputeStep, axis: number, access: Access): boolean {
    const holding = this.#holdingUnder(step, axis, access);
    return holding !== null && (this.#holdings.get(access.buffer)?.has(holding) ?? true);
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
  const lengths = computeStepsOf(scan.body).flatMap((step) => domainOf(step).slice(0, freeAxes(step)));
  return [...new Set(lengths)].filter((length) => length > 1).sort((a, b) => b - a);
}
