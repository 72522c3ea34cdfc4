import { sizeOf } from "@proj/array/core";
import { strideAlong, viewsOf } from "../program/accesses.ts";
import type { Declarations } from "../program/declarations.ts";
import type { BufferId, BufferSpec, Loop, Program, Scan, Step } from "../program/program.ts";
import type { TargetLimits } from "../target.ts";
import { localityOf } from "./locality.ts";
import { surroundingsOf } from "./surroundings.ts";
import { Tiling } from "./tiling.ts";

/*
 * Runs of loops that hand rows to each other, as the maximum, the exponentials, their sum and the quotient of a softmax do. On a target
 * that runs one step after the other, a run goes tile by tile where its arrays are larger than the cache: some rows go through
 * all its loops before the next do, so that what one loop writes the next still finds near, and what nobody else reads needs no memory for
 * more rows than a tile has. A run is planned like a scan of one iteration.
 */

/** Longer runs are planned in parts. */
const longestRun = 32;

/** A loop whose leading axes are one, of this many rows; null if they cannot be. */
function withRows(loop: Loop, rows: number): Loop | null {
  let [axes, count] = [0, 1];
  while (axes < loop.parallel.length && count < rows) count *= loop.parallel[axes++]!;
  if (count !== rows || axes === 0) return null;
  if (axes === 1) return loop;
  const inner = axes - 1;
  const lengths = loop.parallel;
  const isOne = viewsOf(loop).every((access) =>
    lengths
      .slice(0, inner)
      .every((_, axis) => strideAlong(access, axis) === strideAlong(access, axis + 1) * lengths[axis + 1]!),
  );
  const knowsPositions = loop.expressions.some((expression) => expression.op === "index" && expression.axis <= inner);
  if (!isOne || knowsPositions) return null;
  const cut = <V extends { readonly strides: readonly number[] }>(view: V): V => ({
    ...view,
    strides: view.strides.slice(inner),
  });
  return {
    ...loop,
    parallel: [rows, ...lengths.slice(axes)],
    expressions: loop.expressions.map((expression) => {
      if (expression.op === "load" || expression.op === "gather") return { ...expression, view: cut(expression.view) };
      return expression.op === "index" ? { ...expression, axis: expression.axis - inner } : expression;
    }),
    stores: loop.stores.map((store) => ({ ...store, view: cut(store.view) })),
  };
}

/** The numbers of rows that the first loops of a run could have, the largest first. */
function possibleRows(run: readonly Loop[]): number[] {
  const counts = run.flatMap(({ parallel }) => parallel.map((_, axis) => sizeOf(parallel.slice(0, axis + 1))));
  return [...new Set(counts)].filter((count) => count > 1).sort((a, b) => b - a);
}

/** The tiles of the first loops of a run, and how many loops they are; null if it is better left as it is. */
function tiled(
  run: readonly Loop[],
  program: Program<"lowered">,
  declarations: Declarations,
  limits: TargetLimits,
): { readonly steps: readonly Step[]; readonly length: number } | null {
  let best: { readonly steps: readonly Step[]; readonly length: number } | null = null;
  for (const rows of possibleRows(run.slice(0, 2))) {
    const body: Loop[] = [];
    for (const loop of run) {
      const withThem = withRows(loop, rows);
      if (withThem === null) break;
      body.push(withThem);
    }
    for (; body.length > Math.max(1, best?.length ?? 0); body.pop()) {
      const scan: Scan = { kind: "scan", counter: -1, length: 1, reverse: false, carries: [], body: [...body] };
      const locality = localityOf(scan, rows, declarations.buffers, declarations.positions);
      if (locality === null) continue;
      if (body.some((loop) => locality.axes.get(loop) !== 0)) continue;
      if ([...locality.strides.values()].includes(null)) continue;
      const surroundings = surroundingsOf(program, new Set(run.slice(0, body.length)));
      const tiling = new Tiling(declarations, limits, scan, locality, surroundings);
      const length = tiling.tileLength();
      if (length === null || length >= rows) continue;
      best = { steps: tiling.steps(length), length: body.length };
      break;
    }
  }
  return best;
}

/** Whether a loop of a run reads an array of another that is worth tiles. */
function handsOnMuch(run: readonly Loop[], { buffers }: Declarations, limits: TargetLimits): boolean {
  const written = new Set<BufferId>();
  return run.some((loop) => {
    const views = viewsOf(loop);
    const found = views.some(({ buffer, writes }) => {
      const { size, dtype } = buffers[buffer]!;
      return !writes && written.has(buffer) && limits.tileRows(size, limits.bytesOf(dtype)) !== null;
    });
    for (const { buffer, writes } of views) if (writes) written.add(buffer);
    return found;
  });
}

/**
 * Steps with their runs of loops in tiles, where that is worth it.
 *
 * @param steps - some of the program's steps, in order.
 */
export function withTiledRuns(
  steps: readonly Step[],
  program: Program<"lowered">,
  declarations: Declarations,
  limits: TargetLimits,
): readonly Step[] {
  const isMuch = ({ size, dtype }: BufferSpec): boolean => limits.tileRows(size, limits.bytesOf(dtype)) !== null;
  if (limits.parallelism !== null || !declarations.buffers.some(isMuch)) return steps;
  const planned: Step[] = [];
  for (let at = 0; at < steps.length;) {
    const run: Loop[] = [];
    for (let next = steps[at]; next?.kind === "loop" && run.length < longestRun; next = steps[at + run.length])
      run.push(next);
    const tiles = handsOnMuch(run, declarations, limits) ? tiled(run, program, declarations, limits) : null;
    planned.push(...(tiles?.steps ?? [steps[at]!]));
    at += tiles?.length ?? 1;
  }
  return planned;
}
