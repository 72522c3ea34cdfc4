import type { BufferId, BufferSpec, Program, Step, View } from "./program.ts";
import type { TargetLimits } from "./target.ts";

/** From the first to the last step, counted in program order, during which a buffer holds something. */
interface Lifetime {
  from: number;
  to: number;
}

const alignment = 64;

/** Calls `use` with every buffer that a step itself (not the steps nested in it) touches. */
export function visitBuffers(step: Step, use: (buffer: BufferId) => void): void {
  const view = ({ buffer, dynamic }: View): void => {
    use(buffer);
    for (const index of dynamic) if (index.kind === "element") view(index.at);
  };
  switch (step.kind) {
    case "loop":
      for (const expression of step.expressions)
        if (expression.op === "load" || expression.op === "gather") view(expression.view);
      for (const store of step.stores) view(store.view);
      break;
    case "pack":
      view(step.source);
      use(step.target);
      break;
    case "contract":
      view(step.lhs);
      if (step.rhs.packed) use(step.rhs.buffer);
      else view(step.rhs.view);
      view(step.out);
      if (step.workspace !== null) use(step.workspace);
      break;
    case "scatter":
      view(step.updates);
      view(step.target);
      for (const index of step.indices) view(index.value);
      break;
    case "sort":
      for (const { input, output } of step.operands) [input, output].forEach(view);
      use(step.workspace);
      break;
    case "cumulative":
      view(step.input);
      view(step.output);
      break;
    case "scan":
      for (const { current, next } of step.carries) [current, next].forEach(use);
      break;
    case "while":
      for (const { current, next } of step.carries) [current, next].forEach(use);
      use(step.predicate);
      break;
    case "cond":
      view(step.index);
      break;
    case "tiles":
    case "group":
      break;
  }
}

/** The lists of steps nested in a step. */
export function nestedSteps(step: Step): readonly (readonly Step[])[] {
  switch (step.kind) {
    case "scan":
      return [step.body];
    case "while":
      return [step.condition, step.body];
    case "cond":
      return step.branches;
    case "tiles":
      return [step.body];
    case "group":
      return [step.steps];
    default:
      return [];
  }
}

/** Every buffer that steps touch, those nested in them included. */
export function touchedBuffers(steps: readonly Step[]): Set<BufferId> {
  const touched = new Set<BufferId>();
  const walk = (list: readonly Step[]): void => {
    for (const step of list) {
      visitBuffers(step, (buffer) => touched.add(buffer));
      nestedSteps(step).forEach(walk);
    }
  };
  walk(steps);
  return touched;
}

/**
 * The lifetime of every buffer. A buffer that is touched both inside and outside a loop lives through the whole loop, since
 * the loop's iterations come back to it. Where several things run at once, everything they touch lives as long as all of them:
 * the steps of a group, and, on a parallel target, the positions of tiles.
 */
function lifetimes(program: Program<"lowered">, parallel: boolean): (Lifetime | null)[] {
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
      visitBuffers(step, (buffer) => {
        touched.add(buffer);
        extend(buffer, from, from);
      });
      const nested = nestedSteps(step);
      if (nested.length === 0) continue;
      const inside = new Set<BufferId>();
      for (const steps of nested) walk(steps, inside);
      const to = time++;
      visitBuffers(step, (buffer) => extend(buffer, from, to));
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

/**
 * Gives every buffer a place in one arena; buffers that live at different times share memory.
 *
 * @param program - what `lower` gave.
 * @param limits - what the target can do.
 * @returns the same steps, with the arena.
 * @example
 * import { makeJaxpr, ones, type NDArray } from "@proj/array";
 * import { lower, plan, simplify } from "@proj/jit";
 * import { wasm } from "@proj/jit-wasm";
 * const { jaxpr } = makeJaxpr((x: NDArray) => x.add(1))(ones(16));
 * const { limits } = wasm();
 * plan(lower("increment", simplify(jaxpr), limits), limits).arena.bytes; // → 128
 */
export function plan(program: Program<"lowered">, limits: TargetLimits): Program {
  const lives = lifetimes(program, limits.parallelism !== null);
  const sizes = program.buffers.map(
    ({ dtype, size }) => Math.ceil((Math.max(1, size) * limits.bytesOf(dtype)) / alignment) * alignment,
  );
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
  return { ...program, inputs, arena: { offsets, bytes, privateBytes, bound } };
}
