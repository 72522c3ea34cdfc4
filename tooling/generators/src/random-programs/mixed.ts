import type { DType, NDArray, Shape } from "@proj/array";
import { abstractArray, castNumber, dtypes, fromHostData, onBehalfOfLibrary, sizeOf } from "@proj/array/core";
import { Draw } from "../primitive-samples/index.ts";
import { chance, pick, weighted, whole } from "./choose.ts";
import type { Context, Operation } from "./context.ts";
import { controlFlows } from "./operations/control-flow.ts";
import {
  bitcast,
  comparison,
  conversion,
  exactArithmetic,
  exactFunction,
  extreme,
  gridArithmetic,
  integerPower,
  selection,
  smoothArithmetic,
  smoothFunction,
} from "./operations/elementwise.ts";
import { indexings } from "./operations/indexing.ts";
import { movements } from "./operations/movement.ts";
import { ordering } from "./operations/ordering.ts";
import { product } from "./operations/contraction.ts";
import { randomBits } from "./operations/random.ts";
import { exactReduction, extremeIndex, runningReduction, smoothReduction } from "./operations/reduction.ts";
import type { RandomProgram } from "./program.ts";
import { value, type Trust, type Value } from "./value.ts";

/*
 * Random programs of all primitives and dtypes: continuous operations on rounded floats beside discrete ones on values
 * that every target has the same (see value.ts), inside each other's loops, branches, batches and derivatives. Arguments
 * may be empty, and their floats may be NaN or infinite.
 */

const group =
  (operations: readonly Operation[]): Operation =>
  (context) =>
    pick(context.draw, operations)(context);

const always: readonly (readonly [Operation, number])[] = [
  [smoothFunction, 3],
  [smoothArithmetic, 4],
  [selection, 1],
  [group(movements), 4],
  [smoothReduction, 2],
  [runningReduction, 1],
  [product, 2],
  [group(indexings), 2],
  [ordering, 1],
  [integerPower, 0.5],
];
const exactOnly: readonly (readonly [Operation, number])[] = [
  [exactFunction, 2],
  [exactArithmetic, 3],
  [gridArithmetic, 1],
  [extreme, 1],
  [comparison, 1.5],
  [conversion, 2],
  [bitcast, 0.5],
  [exactReduction, 1.5],
  [extremeIndex, 0.5],
  [randomBits, 0.5],
];
const nested: readonly (readonly [Operation, number])[] = [[group(controlFlows), 7]];

/** Small arrays keep programs fast. */
const largest = 300;

function run(context: Omit<Context, "pool" | "body">, args: readonly Value[], count: number): readonly Value[] {
  const pool = [...args];
  const body: Context["body"] = (seed, inner, around = {}) => {
    const draw = new Draw(seed);
    return run({ ...context, ...around, draw, depth: context.depth + 1 }, inner, whole(draw, 1, 4));
  };
  const operations = [...always, ...exactOnly, ...(context.depth < 3 ? nested : [])];
  for (let step = 0; step < count; step++) {
    const results = weighted(context.draw, operations)({ ...context, pool, body }) ?? [];
    for (const result of results) {
      const { size, ndim } = result.array;
      // Few empty arrays, or they would soon be all there is.
      const wanted = size <= largest && ndim <= 4 && (size > 0 || chance(context.draw, 0.2));
      if (wanted) pool.push(result);
    }
  }
  return pool.slice(args.length);
}

interface Argument {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly trust: Trust;
}

function drawArgument(draw: Draw, float: DType): Argument {
  const length = (): number => (chance(draw, 0.03) ? 0 : chance(draw, 0.15) ? 1 : whole(draw, 2, 6));
  const shape = Array.from({ length: whole(draw, 0, 3) }, length);
  const [dtype, trust] = weighted<readonly [DType, Trust]>(draw, [
    [[float, "rounded"], 4],
    [[float, "grid"], 2],
    [[float, "exact"], 1],
    [["int32", "grid"], 2],
    [["uint32", "grid"], 1.5],
    [["int8", "grid"], 0.5],
    [["int16", "grid"], 0.5],
    [["uint8", "grid"], 0.5],
    [["uint16", "grid"], 0.5],
    [["bool", "grid"], 1.5],
  ]);
  return { shape, dtype, trust };
}

const specials = [NaN, Infinity, -Infinity, 0, -0, 1e30, -1e30, 1e-30, 2 ** 31, -(2 ** 31), 2 ** 32, 0.5, -0.5];

function drawElement(draw: Draw, { dtype, trust }: Argument): number {
  switch (dtype) {
    case "bool":
      return whole(draw, 0, 1);
    case "int32":
      return chance(draw, 0.5)
        ? whole(draw, -4, 8)
        : chance(draw, 0.1)
          ? pick(draw, [2 ** 31 - 1, -(2 ** 31), -1, 0])
          : whole(draw, -(2 ** 31), 2 ** 31 - 1);
    case "int8":
    case "int16":
    case "uint8":
    case "uint16":
    case "uint32":
    case "int64":
    case "uint64": {
      const { min, max } = dtypes[dtype];
      return chance(draw, 0.5)
        ? whole(draw, Math.max(min, -4), 8)
        : whole(draw, Math.max(min, -(2 ** 40)), Math.min(max, 2 ** 40));
    }
    case "bfloat16":
    case "float16":
    case "float32":
    case "float64":
    case "complex64":
    case "complex128":
      if (trust === "rounded") return Math.fround(2 * draw.uniform() - 1);
      if (trust === "exact" && chance(draw, 0.4)) return Math.fround(pick(draw, specials));
      return whole(draw, -32, 32) / 4;
  }
}

function drawValues(draw: Draw, argument: Argument): NDArray {
  const data = dtypes[argument.dtype].allocate(sizeOf(argument.shape));
  for (let k = 0; k < data.length; k++) data[k] = castNumber(drawElement(draw, argument), argument.dtype);
  return fromHostData(data, argument.shape, argument.dtype);
}

/**
 * The program of a seed, drawn from all primitives, dtypes and nestings.
 *
 * @param seed - any integer.
 * @param operationCount - how many operations it has outside of loops; default 3 to 9.
 */
export function randomMixedProgram(seed: number, operationCount?: number): RandomProgram {
  const draw = new Draw(seed * 6007 + 3);
  const float = weighted<DType>(draw, [
    ["float32", 0.86],
    ["float16", 0.08],
    ["float64", 0.06],
  ]);
  const args = Array.from({ length: whole(draw, 2, 4) }, () => drawArgument(draw, float));
  const count = operationCount ?? whole(draw, 3, 9);
  return {
    seed,
    types: args.map(({ shape, dtype }) => abstractArray(shape, dtype)),
    operands: () => {
      const values = new Draw(seed + 1);
      return args.map((argument) => drawValues(values, argument));
    },
    // A comparison that nothing reads is no mistake of a user here.
    apply: (operands) =>
      onBehalfOfLibrary(() => {
        const context = { draw: new Draw(seed * 104729 + 7), float, depth: 0, smooth: false, axisName: null } as const;
        const values = args.map(({ trust }, k) => value(operands[k]!, trust));
        const results = run(context, values, count);
        const outputs = results.length > 0 ? results.slice(-6) : values.slice(0, 1);
        return outputs.map(({ array }) => array);
      }),
  };
}
