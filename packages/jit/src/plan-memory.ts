import { accessesOf } from "./program/accesses.ts";
import type { BufferId, BufferSpec, Program, Step } from "./program/program.ts";
import { nestedSteps } from "./program/walk.ts";
import type { TargetLimits } from "./target.ts";

/** From the first to the last step, counted in program order, during which a buffer holds something. */
interface Lifetime {
  from: number;
  to: number;
}

const alignment = 64;

/** What memory planning looks at. */
type Unplanned = Pick<Program<"scheduled">, "buffers" | "inputs" | "outputs" | "steps">;

/**
 * The lifetime of every buffer. A buffer that is touched both inside and outside a loop lives through the whole loop, since
 * the loop's iterations come back to it. Where several things run at once, everything they touch lives as long as all of them:
 * the steps of a group, and, on a parallel target, the positions of tiles.
 */
function lifetimes(program: Unplanned, parallel: boolean): (Lifetime | null)[] {
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
  const loops: Lifetime[] = [];
  const walk = (steps: readonly Step[], touched: Set<BufferId>): void => {
    for (const step of steps) {
      const from = time++;
      const own = accessesOf(step);
      for (const { buffer } of own) {
        touched.add(buffer);
        extend(buffer, from, from);
      }
      const nested = nestedSteps(step);
      if (nested.length === 0) continue;
      const inside = new Set<BufferId>();
      for (const steps of nested) walk(steps, inside);
      const to = time++;
      for (const { buffer } of own) extend(buffer, from, to);
      loops.push({ from, to });
      const atOnce = step.kind === "group" || (step.kind === "tiles" && parallel);
      for (const buffer of inside) {
        touched.add(buffer);
        if (atOnce && program.buffers[buffer]!.role !== "private") extend(buffer, from, to);
      }
    }
  };
  walk(program.steps, new Set());
  for (const buffer of program.inputs) if (buffer !== null && lives[buffer] !== null) extend(buffer, -1, -1);
  for (const buffer of program.outputs) extend(buffer, time, time);
  // Inner loops come first in `loops`, so that a life that grows over an inner one is seen by the outer one.
  for (const loop of loops) {
    for (const life of lives) {
      if (life === null) continue;
      const inside = life.from <= loop.to && life.to >= loop.from;
      const outside = life.from < loop.from || life.to > loop.to;
      if (!inside || !outside) continue;
      life.from = Math.min(life.from, loop.from);
      life.to = Math.max(life.to, loop.to);
    }
  }
  return lives;
}

/** Gives some of the buffers offsets so that none overlap that live at the same time; the result is the bytes needed. */
function pack(
  buffers: readonly BufferId[],
  lives: readonly (Lifetime | null)[],
  sizes: readonly number[],
  offsets: number[],
): number {
  const placed: BufferId[] = [];
  let bytes = 0;
  for (const buffer of [...buffers].sort((a, b) => sizes[b]! - sizes[a]!)) {
    const life = lives[buffer]!;
    const neighbours = placed
      .filter((other) => lives[other]!.from <= life.to && lives[other]!.to >= life.from)
      .sort((a, b) => offsets[a]! - offsets[b]!);
    let offset = 0;
    for (const other of neighbours) {
      if (offset + sizes[buffer]! <= offsets[other]!) break;
      offset = Math.max(offset, offsets[other]! + sizes[other]!);
    }
    offsets[buffer] = offset;
    bytes = Math.max(bytes, offset + sizes[buffer]!);
    placed.push(buffer);
  }
  return bytes;
}

const alignedSizes = ({ buffers }: Unplanned, limits: TargetLimits): number[] =>
  buffers.map(({ dtype, size }) => Math.ceil((Math.max(1, size) * limits.bytesOf(dtype)) / alignment) * alignment);

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
  const lives = lifetimes(program, limits.parallelism !== null);
  const sizes = alignedSizes(program, limits);
  const alive = [...program.buffers.keys()].filter((buffer) => lives[buffer] !== null);
  const roleOf = (buffer: BufferId): BufferSpec["role"] => program.buffers[buffer]!.role;
  const bound = alive
    .filter((buffer) => roleOf(buffer) === "input" || roleOf(buffer) === "output")
    .sort((a, b) => sizes[b]! - sizes[a]!)
    .slice(0, limits.bindings)
    .sort((a, b) => a - b);
  const apart = (buffer: BufferId): boolean => limits.parallelism !== null && roleOf(buffer) === "private";
  const offsets = program.buffers.map(() => 0);
  const bytes = pack(
    alive.filter((buffer) => !bound.includes(buffer) && !apart(buffer)),
    lives,
    sizes,
    offsets,
  );
  const privateBytes = pack(alive.filter(apart), lives, sizes, offsets);
  // An argument that no step reads has no place to be copied to.
  const inputs = program.inputs.map((buffer) => (buffer !== null && lives[buffer] !== null ? buffer : null));
  return { ...program, stage: "planned", inputs, arena: { offsets, bytes, privateBytes, bound } };
}

/** The memory that the private buffers of steps will take on a target that runs the positions of tiles at once. */
export function privateBytesOf(buffers: readonly BufferSpec[], steps: readonly Step[], limits: TargetLimits): number {
  const program: Unplanned = { buffers, inputs: [], outputs: [], steps };
  const lives = lifetimes(program, true);
  const own = [...buffers.keys()].filter((buffer) => lives[buffer] !== null && buffers[buffer]!.role === "private");
  return pack(
    own,
    lives,
    alignedSizes(program, limits),
    buffers.map(() => 0),
  );
}
