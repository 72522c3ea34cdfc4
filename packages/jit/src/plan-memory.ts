import { packed, type Lifetime, type Parcel } from "./packing.ts";
import { accessesOf, writtenBuffers } from "./program/accesses.ts";
import type { BufferId, BufferSpec, Program, Step } from "./program/program.ts";
import { nestedSteps } from "./program/walk.ts";
import { keepsPrivateApart } from "./program/private-memory.ts";
import { takenOver } from "./taken-over.ts";
import type { TargetLimits } from "./target.ts";

const alignment = 64;

/** Inputs of so many bytes are worth being known again when a program is called with them the next time. */
const leastKept = 2 ** 16;

/** A loop, and the loop around it. */
interface Around extends Lifetime {
  readonly around: Around | null;
}

/** What memory planning looks at. */
type Unplanned = Pick<Program<"scheduled">, "buffers" | "inputs" | "outputs" | "steps">;

/**
 * The lifetime of every buffer, in steps counted in program order. A buffer that is touched both inside and outside a loop lives
 * through the whole loop, since
 * the iterations come back to it. Where several things run at once, everything they touch lives as long as all of them:
 * the steps of a group, and, on a parallel target, the positions of tiles.
 */
function lifetimes(
  program: Unplanned,
  parallel: () => boolean,
): { readonly lives: (Lifetime | null)[]; readonly timeOf: readonly number[]; readonly end: number } {
  const lives: (Lifetime | null)[] = program.buffers.map(() => null);
  let time = 0;
  const extend = (buffer: BufferId, from: number, to: number): void => {
    const life = lives[buffer];
    if (life === null || life === undefined) lives[buffer] = { from, to };
    else {
      life.from = Math.min(life.from, from);
      life.to = Math.max(life.to, to);
    }
  };
  /** The innermost loop around each step. */
  const loopAt: (Around | null)[] = [];
  const walk = (steps: readonly Step[], touched: Set<BufferId>, around: Around | null): void => {
    for (const step of steps) {
      const from = time++;
      loopAt.push(around);
      const own = accessesOf(step);
      for (const { buffer } of own) {
        touched.add(buffer);
        extend(buffer, from, from);
      }
      const nested = nestedSteps(step);
      if (nested.length === 0) continue;
      const inside = new Set<BufferId>();
      const loop: Around = { from, to: from, around };
      loopAt[from] = loop;
      for (const steps of nested) walk(steps, inside, loop);
      const to = time++;
      loopAt.push(loop);
      loop.to = to;
      for (const { buffer } of own) extend(buffer, from, to);
      const atOnce = step.kind === "group" || (step.kind === "tiles" && parallel());
      for (const buffer of inside) {
        touched.add(buffer);
        if (atOnce && program.buffers[buffer]!.role !== "private") extend(buffer, from, to);
      }
    }
  };
  const timeOf = program.steps.map((step) => {
    const begin = time;
    walk([step], new Set(), null);
    return begin;
  });
  for (const buffer of program.inputs) if (buffer !== null && lives[buffer] !== null) extend(buffer, -1, -1);
  for (const buffer of program.outputs) extend(buffer, time, time);
  for (const life of lives) {
    if (life === null) continue;
    const { from, to } = life;
    for (let loop = loopAt[from] ?? null; loop !== null && loop.to < to; loop = loop.around) life.from = loop.from;
    for (let loop = loopAt[to] ?? null; loop !== null && loop.from > from; loop = loop.around) life.to = loop.to;
  }
  return { lives, timeOf, end: time };
}

const alignedSizes = ({ buffers }: Unplanned, limits: TargetLimits): number[] =>
  buffers.map(({ dtype, size }) => Math.ceil((Math.max(1, size) * limits.bytesOf(dtype)) / alignment) * alignment);

const parcelsOf = (
  buffers: readonly BufferId[],
  lives: readonly (Lifetime | null)[],
  sizes: readonly number[],
): Parcel[] => buffers.map((buffer) => ({ life: lives[buffer]!, size: sizes[buffer]! }));

/**
 * Gives every buffer a place in one arena; buffers that live at different times share memory.
 *
 * @param program - what `schedule` gave.
 * @param limits - what the target can do.
 * @returns the same steps, with the arena.
 * @example
 * import { makeJaxpr, ones, type NDArray } from "@proj/array";
 * import { lower, planMemory, schedule, simplify, tileScans } from "@proj/jit/core";
 * import { wasm } from "@proj/jit-wasm";
 * const { jaxpr } = makeJaxpr((x: NDArray) => x.add(1))(ones(16));
 * const { limits } = wasm();
 * const scheduled = schedule(tileScans(lower("increment", simplify(jaxpr), limits), limits), limits);
 * planMemory(scheduled, limits).arena.bytes; // → 128
 */
export function planMemory(program: Program<"scheduled">, limits: TargetLimits): Program {
  const { lives, timeOf, end } = lifetimes(program, () => keepsPrivateApart(limits));
  const sizes = alignedSizes(program, limits);
  const alive = [...program.buffers.keys()].filter((buffer) => lives[buffer] !== null);
  const roleOf = (buffer: BufferId): BufferSpec["role"] => program.buffers[buffer]!.role;
  const bound = alive
    .filter((buffer) => roleOf(buffer) === "input" || roleOf(buffer) === "output")
    .sort((a, b) => sizes[b]! - sizes[a]!)
    .slice(0, limits.bindings)
    .sort((a, b) => a - b);
  const isSequential = limits.parallelism === null;
  const { steps, pairs } = isSequential
    ? takenOver(program.steps, program.buffers, timeOf, lives, (buffer) => !bound.includes(buffer))
    : { steps: program.steps, pairs: [] };
  // A place lives as long as all who take it over.
  const places = new Map<BufferId, BufferId>();
  for (const [taker, from] of pairs) {
    const place = places.get(from) ?? from;
    places.set(taker, place);
    lives[place]!.to = lives[taker]!.to;
  }
  const written = writtenBuffers(steps);
  const givenAway = new Set(places.values());
  const kept = alive.filter((buffer) => {
    if (!isSequential || roleOf(buffer) !== "input" || sizes[buffer]! < leastKept) return false;
    return !bound.includes(buffer) && !written.has(buffer) && !givenAway.has(buffer);
  });
  for (const buffer of kept) lives[buffer]!.to = end;
  const apart = (buffer: BufferId): boolean => roleOf(buffer) === "private" && keepsPrivateApart(limits);
  const offsets = program.buffers.map(() => 0);
  const place = (buffers: readonly BufferId[]): number => {
    const { offsets: places, size } = packed(parcelsOf(buffers, lives, sizes));
    buffers.forEach((buffer, index) => (offsets[buffer] = places[index]!));
    return size;
  };
  const bytes = place(alive.filter((buffer) => !bound.includes(buffer) && !apart(buffer) && !places.has(buffer)));
  for (const [taker, from] of places) offsets[taker] = offsets[from]!;
  const privateBytes = place(alive.filter(apart));
  // An argument that no step reads has no place to be copied to.
  const inputs = program.inputs.map((buffer) => (buffer !== null && lives[buffer] !== null ? buffer : null));
  return {
    ...program,
    stage: "planned",
    inputs,
    steps,
    arena: { offsets, bytes, privateBytes, bound, takenOver: pairs, kept },
  };
}

/** The memory that the private buffers of steps will take on a target that runs the positions of tiles at once. */
export function privateBytesOf(buffers: readonly BufferSpec[], steps: readonly Step[], limits: TargetLimits): number {
  const program: Unplanned = { buffers, inputs: [], outputs: [], steps };
  const { lives } = lifetimes(program, () => true);
  const own = [...buffers.keys()].filter((buffer) => lives[buffer] !== null && buffers[buffer]!.role === "private");
  return packed(parcelsOf(own, lives, alignedSizes(program, limits))).size;
}
