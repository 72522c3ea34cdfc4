import type { TypedArray } from "@proj/array";
import { dtypes, isFloat } from "@proj/array/core";
import { interpreter, type BufferSpec, type Loop, type Program, type TargetLimits } from "@proj/jit/core";

/** Values for a buffer, the same for the same seed: floats from -1 to 1, small integers. */
export function fill({ dtype, size }: BufferSpec, seed: number): TypedArray {
  const data = dtypes[dtype].allocate(size);
  let state = seed * 2654435761 + 1;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const u = (state >>> 8) / 2 ** 24;
    data[i] = dtype === "bool" ? (u < 0.5 ? 0 : 1) : isFloat(dtype) ? 2 * u - 1 : Math.floor(24 * u) - 8;
  }
  return data;
}

/** Memory for the results of a program. */
export const blankResults = ({ outputs, buffers }: Program): TypedArray[] =>
  outputs.map((id) => dtypes[buffers[id]!.dtype].allocate(buffers[id]!.size));

/** The loop that folds magnitudes instead: how much rounding a sum in another order may make. */
function ofMagnitudes(loop: Loop): Loop {
  const expressions = [...loop.expressions];
  const reductions = loop.reductions.map((reduction) => {
    const { value, dtype, fold } = reduction;
    if (!isFloat(dtype) || fold !== "sum") return reduction;
    return { ...reduction, value: expressions.push({ op: "unary", name: "abs", dtype, x: value }) - 1 };
  });
  return { ...loop, expressions, reductions };
}

/** Where the stores of a loop into a buffer go. */
function storedPlaces(loop: Loop, buffer: number): number[] {
  return loop.stores.flatMap(({ view }) => {
    if (view.buffer !== buffer) return [];
    return loop.parallel.reduce<number[]>(
      (places, length, axis) =>
        places.flatMap((place) => Array.from({ length }, (_, i) => place + i * view.strides[axis]!)),
      [view.offset],
    );
  });
}

/** What the sum of a few thousand numbers may lose, relative to the sum of their magnitudes. */
const rounding = 2 ** -18;

/** A result that is not what a loop means. */
export interface Misunderstanding {
  /** The loop's position in the program. */
  readonly step: number;
  readonly message: string;
}

/**
 * The first result that differs from what the interpreter gives, beyond rounding; null if there is none. Elements that no point
 * stores keep what the memory held, which is nobody's business.
 *
 * @param loops - the steps of the program.
 * @param program - as the target got it.
 * @param inputs - what it was given.
 * @param actual - what it gave.
 * @param limits - those that the program was planned for.
 */
export function misunderstanding(
  loops: readonly Loop[],
  program: Program,
  inputs: readonly TypedArray[],
  actual: readonly TypedArray[],
  limits: Partial<TargetLimits> = {},
): Misunderstanding | null {
  const interpreted = (steps: readonly Loop[]): TypedArray[] => {
    const results = blankResults(program);
    interpreter(limits)
      .compile({ ...program, steps })
      .run(inputs, results);
    return results;
  };
  const [expected, magnitudes] = [interpreted(loops), interpreted(loops.map(ofMagnitudes))];
  for (const [index, id] of program.outputs.entries()) {
    const step = loops.findIndex((loop) => storedPlaces(loop, id).length > 0);
    if (step < 0) continue;
    for (const place of storedPlaces(loops[step]!, id)) {
      const [got, wanted] = [actual[index]![place]!, expected[index]![place]!];
      if (Object.is(got, wanted) || got === wanted) continue;
      const magnitude = Math.abs(magnitudes[index]![place]!);
      // What overflows in one order need not in another.
      if (magnitude === Infinity || Math.abs(got - wanted) <= rounding * Math.max(1, magnitude)) continue;
      return { step, message: `%${id}[${place}] is ${got} instead of ${wanted} with ${JSON.stringify(loops[step])}` };
    }
  }
  return null;
}
