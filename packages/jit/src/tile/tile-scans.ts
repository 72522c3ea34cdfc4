import { isComputeStep, nestedSteps, someComputeStep, withNestedSteps } from "../program/walk.ts";
import type { BufferId, Program, Scan, Step } from "../program/program.ts";
import { Declarations } from "../program/declarations.ts";
import { Work } from "../program/work.ts";
import type { TargetLimits } from "../target.ts";
import { localityOf, possibleRows, type Locality } from "./locality.ts";
import { withTiledRuns } from "./row-runs.ts";
import type { Slice } from "./slice.ts";
import { rowSumsOf } from "./row-sums.ts";
import { asOneScan, scanRunOf, type ScanRun } from "./scan-runs.ts";
import { surroundingsOf, type Surroundings } from "./surroundings.ts";
import { Tiling } from "./tiling.ts";

/*
 * Scan planning. A scan whose body is local along rows runs tile by tile: some rows go through all iterations before the next do,
 * or while the others do. What a tile carries stays near, in a cache or in a workgroup's memory, and on a target that computes many
 * things at once the scan is one step instead of many in every iteration.
 *
 * A tile copies its rows of the carried values into private memory, runs the scan on them and copies back what is read later.
 * Arrays that are stacked along the iterations, and operands, are addressed where they lie. What all rows share (counters,
 * random keys) every tile computes for itself; if it is read after the scan, a second scan computes it once more, alone.
 */

/** Longer runs of scans are planned in parts. */
const longestRun = 4;
/** What the scans of a run stack for each other in one tile should stay in a cache, and every thread has its own. */
const mostOwnBytes = 2 ** 23;

class ScanPlanner {
  readonly declarations: Declarations;
  readonly #program: Program<"lowered">;
  readonly #limits: TargetLimits;
  readonly #work: Work;

  constructor(program: Program<"lowered">, limits: TargetLimits) {
    this.#program = program;
    this.#limits = limits;
    this.declarations = new Declarations(program);
    this.#work = new Work(this.declarations.buffers);
  }

  steps(steps: readonly Step[]): Step[] {
    const withRuns = withTiledRuns(this.#withScanRuns(steps), this.#program, this.declarations, this.#limits);
    /** What is left of sums that tiles have taken. */
    const totals = new Map<Step, readonly Step[]>();
    return withRuns.flatMap((step, at): readonly Step[] => {
      if (isComputeStep(step)) return totals.get(step) ?? [step];
      switch (step.kind) {
        case "scan":
          return this.#tiled([step], withRuns.slice(at + 1), totals) ?? [{ ...step, body: this.steps(step.body) }];
        case "while":
        case "cond":
          return [withNestedSteps(step, (nested) => this.steps(nested))];
        case "tiles":
        case "group":
          return [step];
      }
    });
  }

  /** The steps with their runs of scans in tiles. */
  #withScanRuns(steps: readonly Step[]): readonly Step[] {
    if (this.#limits.threading === null) return steps;
    const scans = steps.flatMap((step, at) => (step.kind === "scan" ? [{ step, at }] : []));
    for (const [n, { at: from }] of scans.entries())
      for (const { step: last, at } of scans.slice(n + 1, n + longestRun).reverse()) {
        const run = scanRunOf([...steps.slice(from, at), last]);
        if (run === null) continue;
        const totals = new Map<Step, readonly Step[]>();
        const after = [...run.after, ...steps.slice(at + 1)];
        const tiles = this.#tiled(run.members, after, totals);
        if (tiles === null) continue;
        const rest = after.flatMap((step) => totals.get(step) ?? [step]);
        return [...steps.slice(0, from), ...run.before, ...tiles, ...this.#withScanRuns(rest)];
      }
    return steps;
  }

  /** The tiles of a scan, or of a run of scans; tells `totals` which of the steps after it they took over. */
  #tiled(run: ScanRun["members"], after: readonly Step[], totals: Map<Step, readonly Step[]>): readonly Step[] | null {
    const { parallelism, threading } = this.#limits;
    const scan = asOneScan(run);
    // What calls the host does so once for all rows.
    if (hasTiles(scan) || someComputeStep(scan, ({ kind }) => kind === "callback")) return null;
    // A small scan runs in one tile together with its neighbours, which takes fewer steps.
    if (parallelism?.isSmall(scan, this.#work) === true) return null;
    const surroundings = surroundingsOf(this.#program, new Set(run));
    for (const rows of possibleRows(scan)) {
      const locality = localityOf(scan, rows, this.declarations.buffers, this.declarations.positions);
      if (locality === null) continue;
      const tiling = new Tiling(this.declarations, this.#limits, scan, locality, surroundings);
      const length = tiling.tileLength();
      if (length === null || !this.#isWorthwhile(scan, locality, tiling.slice, length)) continue;
      // A device that computes many things at once sums up best in one wide product.
      if (threading === null) return tiling.steps(length);
      const left = after.flatMap((step) => totals.get(step) ?? [step]);
      const best = this.#withSums(run, locality, length, left, totals) ?? tiling;
      return run.length > 1 && best.ownBytes(length) > mostOwnBytes ? null : best.steps(length);
    }
    return null;
  }

  /** The tiles of a run that also take the sums over all rows and iterations of its last scan; null if there are none. */
  #withSums(
    run: ScanRun["members"],
    locality: Locality,
    length: number,
    after: readonly Step[],
    totals: Map<Step, readonly Step[]>,
  ): Tiling | null {
    const around = (sums: readonly Step[]): Surroundings => surroundingsOf(this.#program, new Set([...run, ...sums]));
    const touched = (sums: readonly Step[]): ReadonlySet<BufferId> => around(sums).touched;
    const sums = rowSumsOf(run, locality, length, after, this.declarations, this.#limits, touched);
    if (sums === null) return null;
    for (const [step, left] of sums.totals) totals.set(step, left);
    const surroundings = around([...sums.totals.keys()]);
    return new Tiling(this.declarations, this.#limits, asOneScan(run), locality, surroundings, sums);
  }

  /** Whether a tile computes at least as much for its rows as it repeats of what all share. */
  #isWorthwhile(scan: Scan, { axes, rows }: Locality, slice: Slice, length: number): boolean {
    const work = (steps: readonly Step[], ofRows: boolean): number =>
      steps.reduce((sum, step) => {
        if (isComputeStep(step))
          return sum + (slice.steps.has(step) && axes.has(step) === ofRows ? this.#work.of(step) : 0);
        return sum + (step.kind === "scan" ? step.length : 1) * work(nestedSteps(step).flat(), ofRows);
      }, 0);
    return work(scan.body, false) <= (work(scan.body, true) * length) / rows;
  }
}

function hasTiles(step: Step): boolean {
  return step.kind === "tiles" || nestedSteps(step).some((steps) => steps.some(hasTiles));
}

/**
 * Cuts the scans of a program whose bodies are local along rows, and runs of loops that hand rows to each other, into tiles of rows.
 *
 * @param program - what `lower` gave.
 * @param limits - what the target can do; its `tileRows` says how many rows a tile has.
 * @returns a program that means the same.
 * @example
 * import { makeJaxpr, ones, scan, tanh, type NDArray } from "@proj/array";
 * import { interpreter, lower, simplify, tileScans } from "@proj/jit/core";
 * const { limits } = interpreter({ tileRows: () => 4 });
 * const { jaxpr } = makeJaxpr((x: NDArray) => scan((h: NDArray) => [tanh(h.add(x)), null], x, null, { length: 10 })[0])(ones(12));
 * tileScans(lower("recurrence", simplify(jaxpr), limits), limits).steps.map(({ kind }) => kind); // → ["loop", "tiles", "loop"]
 */
export function tileScans(program: Program<"lowered">, limits: TargetLimits): Program<"tiled"> {
  const planner = new ScanPlanner(program, limits);
  const steps = planner.steps(program.steps);
  return { ...program, stage: "tiled", buffers: planner.declarations.buffers, steps };
}
