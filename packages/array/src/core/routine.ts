import type { NDArray } from "../ndarray/ndarray.ts";
import type { HostArray } from "./evaluate/host-array.ts";
import type { Buffer } from "./procedure/buffer.ts";
import type { ProcedureBuilder } from "./procedure/builder.ts";
import type { Procedure } from "./procedure/procedure.ts";
import { UsageError } from "@proj/tree/core";
import { bind } from "./trace.ts";
import { abstractArray, describeArray, type AbstractArray } from "./types/abstract-array.ts";
import { firstLengths, shapesEqual, sizeOf } from "./types/shape.ts";

/*
 * Routines: operations with an algorithm of their own, such as factorisations and transforms.
 *
 * All of them are one primitive, `routine`, whose parameters are the routine and its options. A routine is one constant object
 * that holds every rule of one operation; whoever does not import it does not carry it. How to write one:
 *
 *     const scaled = new Routine<{ readonly factor: number }>({
 *       name: "scaled",
 *       operandRanks: [2],
 *       types: ([a]) => [a],
 *       evaluate: ([a], [result], { factor }) => …,         // one matrix; fills `result`, which is zero
 *       jvp: ([a], [ta], options) => …,                       // in functions of lax
 *       transpose: ([ct], _, options) => …,                    // or { nonlinear: "…" }
 *       procedure: written((p, [a], [result], { factor }) => …), // or { composed: … }, onHost, or { foreign: … }
 *     });
 *     export const scale = (a: NDArray, factor: number) => applyRoutine(scaled, [a], { factor })[0]!;
 *
 * Axes. The last axes of each operand, as many as `operandRanks` says, are its *core*; the axes before them are *batch*
 * axes, which must be equal for all operands. Results have the same batch axes. Types, values and procedures see cores only;
 * derivatives and transposes see whole arrays and must work for any batch axes. `vmap` adds a batch axis in front.
 *
 * Reference. `evaluate` is the meaning: plain loops over host memory, in double precision where that is as easy. Halves
 * come in single-precision arrays and are rounded afterwards.
 *
 * Targets compile `procedure`, which says the same algorithm in the small language of `procedure/procedure.ts`, through
 * the builder of `procedure/builder.ts`, for float32 and float64. The builder comes along with the routines that are `written` with it. Batch axes run around it. A routine whose steps are alike for many
 * elements is better `composed`, in functions of lax of whole arrays: targets then compute several elements at once.
 */

/** What a routine can be told, apart from arrays: plain data. */
export type RoutineOptions = Readonly<Record<string, number | boolean | string | readonly number[]>>;

/** The written absence of a transpose, with its reason. */
export interface NotLinear {
  readonly nonlinear: string;
}

/** A function of another system, which one target alone can call: it knows what stands here. */
export interface Foreign {
  readonly foreign: ForeignFunction;
}

/** What everyone but its target knows of a function of another system. */
export interface ForeignFunction {
  /** Where it can be called, for messages: `"a device of XLA"`. */
  readonly target: string;
}

/** The algorithm for targets in functions of lax, of whole arrays, without arrays that it closes over; it is told whose it is. */
export interface Composed<Options extends RoutineOptions> {
  readonly composed: {
    bivarianceHack(operands: readonly NDArray[], options: Options, routine: Routine<Options>): readonly NDArray[];
  }["bivarianceHack"];
}

/** Everything that is known of one operation. Methods are given cores or whole arrays, as the top of this file says. */
export interface RoutineRules<Options extends RoutineOptions> {
  /** As JAX calls it, in camelCase: for printed programs and messages. */
  readonly name: string;
  /** How many of the last axes of each operand are its core. */
  readonly operandRanks: readonly number[];
  /**
   * The types of the results' cores.
   *
   * @throws UsageError when the operands do not fit.
   */
  types(operands: readonly AbstractArray[], options: Options): readonly AbstractArray[];
  /** Computes the results of one member of the batch into `results`, whose elements are zero. */
  evaluate(operands: readonly HostArray[], results: readonly HostArray[], options: Options): void;
  /**
   * Results and their tangents; `null` is zero. The tangents come from the operands' tangents by linear operations only.
   */
  readonly jvp: RoutineJvp<Options>;
  /** Cotangents of the operands in which a linear routine is linear, or why it is not. */
  readonly transpose: RoutineTranspose<Options> | NotLinear;
  /** Writes the algorithm down for targets, or says whose it is. */
  readonly procedure: WrittenProcedure<Options> | Composed<Options> | Foreign;
}

/** The derivative of a routine, in functions of lax. */
export type RoutineJvp<Options> = {
  bivarianceHack(
    primals: readonly NDArray[],
    tangents: readonly (NDArray | null)[],
    options: Options,
  ): readonly [results: readonly NDArray[], tangents: readonly (NDArray | null)[]];
}["bivarianceHack"];

/**
 * The transpose of a routine, in functions of lax: a cotangent for each operand.
 *
 * `cotangents`: of the results, `null` is zero, at least one is not. `operands`: `null` for those in which the call is linear; for
 * them cotangents are wanted, for the others `null`.
 */
export type RoutineTranspose<Options> = {
  bivarianceHack(
    cotangents: readonly (NDArray | null)[],
    operands: readonly (NDArray | null)[],
    options: Options,
  ): readonly (NDArray | null)[];
}["bivarianceHack"];

/** Writes the statements that compute the results of one member of the batch; results hold anything at first. */
export type RoutineProcedure<Options> = {
  bivarianceHack(p: ProcedureBuilder, operands: readonly Buffer[], results: readonly Buffer[], options: Options): void;
}["bivarianceHack"];

/** The procedure of a routine for cores of given types. */
export type WrittenProcedure<Options> = {
  bivarianceHack(operands: readonly AbstractArray[], results: readonly AbstractArray[], options: Options): Procedure;
}["bivarianceHack"];

/** An operation with an algorithm of its own; see the top of this file. */
export class Routine<Options extends RoutineOptions = RoutineOptions> {
  readonly rules: RoutineRules<Options>;

  constructor(rules: RoutineRules<Options>) {
    this.rules = rules;
  }

  get name(): string {
    return this.rules.name;
  }

  /**
   * The types of the results: the rule's for the cores, behind the batch axes that all operands have.
   *
   * @throws UsageError when the operands do not fit.
   */
  resultTypes(operands: readonly AbstractArray[], options: Options): readonly AbstractArray[] {
    const { rules } = this;
    const { name, operandRanks } = rules;
    const batches = operands.map(({ shape }, k) => firstLengths(shape, shape.length - operandRanks[k]!));
    const batch = batches[0]!;
    const fit = (shape: readonly number[], k: number): boolean =>
      operands[k]!.shape.length >= operandRanks[k]! && shapesEqual(shape, batch);
    if (!batches.every(fit)) {
      throw new UsageError({
        operation: name,
        received: operands.map(describeArray).join(" and "),
        expected: `arrays that end with ${operandRanks.join(" and ")} axes, and agree in the axes before them`,
        remedy: "broadcast the arrays to the same leading axes",
      });
    }
    const cores = operands.map(({ shape, dtype, weakType }) =>
      abstractArray(shape.slice(batch.length), dtype, weakType),
    );
    return rules
      .types(cores, options)
      .map(({ shape, dtype, weakType }) => abstractArray([...batch, ...shape], dtype, weakType));
  }

  /** Refuses to be part of a compiled program, if another target computes it. */
  checkCompiles(operands: readonly { readonly aval: AbstractArray }[]): void {
    const { name, procedure } = this.rules;
    if (typeof procedure === "function" || "composed" in procedure) return;
    const types = operands.map(({ aval }) => aval);
    throw cannotRun(name, procedure.foreign, "a compiled program", types);
  }

  /** Evaluates one member of the batch after the other into results whose elements are zero. */
  computeInto(results: readonly HostArray[], operands: readonly HostArray[], options: Options): void {
    const { rules } = this;
    const [first] = operands;
    const rank = first!.shape.length - rules.operandRanks[0]!;
    const count = sizeOf(first!.shape.slice(0, rank));
    for (let index = 0; index < count; index++) {
      const cores = (arrays: readonly HostArray[]): HostArray[] => arrays.map((x) => member(x, rank, index, count));
      rules.evaluate(cores(operands), cores(results), options);
    }
  }

  /**
   * Cotangents of the operands, of which `null` are those in which the call is linear.
   *
   * @throws UsageError for a routine that is not linear.
   */
  transposed(
    cotangents: readonly (NDArray | null)[],
    operands: readonly (NDArray | null)[],
    options: Options,
  ): readonly (NDArray | null)[] {
    const { name, transpose } = this.rules;
    if (typeof transpose === "function") return transpose(cotangents, operands, options);
    throw new UsageError({
      operation: name,
      received: `its transpose: ${transpose.nonlinear}`,
      expected: "a linear function",
      remedy: "transpose its derivative instead, with vjp or grad",
    });
  }
}

/**
 * The error for a function of another system where it cannot run.
 *
 * @param where - what is to run it: `"a compiled program"`.
 */
export function cannotRun(
  name: string,
  { target }: ForeignFunction,
  where: string,
  operands: readonly Pick<AbstractArray, "dtype">[],
): UsageError {
  return new UsageError({
    operation: name,
    received: `${where}, with ${name} of ${operands.map(({ dtype }) => dtype).join(" and ")}`,
    expected: `arrays on ${target}, which alone can call it`,
    remedy: "place the arguments there with devicePut(x, device), or make it the default device",
  });
}

/** The part of an array that belongs to one member of a batch. */
function member({ shape, dtype, data }: HostArray, rank: number, index: number, count: number): HostArray {
  const size = data.length / count;
  return { shape: shape.slice(rank), dtype, data: data.subarray(index * size, (index + 1) * size) };
}

/**
 * Applies a routine.
 *
 * @param operands - with equal batch axes, of the dtypes that the routine takes.
 * @param options - all of the routine's options.
 * @returns its results.
 */
export function applyRoutine<Options extends RoutineOptions>(
  routine: Routine<Options>,
  operands: readonly NDArray[],
  options: Options,
): readonly NDArray[] {
  return bind("routine", operands, { routine, options });
}
