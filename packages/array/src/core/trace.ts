import type { AbstractArray } from "./types/abstract-array.ts";
import type { TypedArray } from "./types/dtype.ts";
import { UsageError } from "@proj/tree/core";
import type { NDArray } from "../ndarray/ndarray.ts";
import type { Operands, Params, PrimitiveName, Results } from "./primitives.ts";
import { axisNames, axisNamesOf } from "./axis-names.ts";
import { hasUnread, noteRead, noteTruth } from "./truth-values.ts";
import { cannotBeCloned } from "./types/array-brand.ts";
import type { Jaxpr } from "./jaxpr/jaxpr.ts";
import type { MappedMesh } from "./sharding/exchange.ts";

/*
 * How an operation finds its meaning.
 *
 * Every transformation that is under way has a Trace on one stack; an array that it handed out (a tracer) names its trace.
 * `bind` gives a primitive to the innermost trace among its operands, or to the innermost *staging* trace if that is
 * further in: while a function is being staged, operations on constants are staged as well. The trace computes with what
 * lies below it by calling `bind` again, until the base trace evaluates.
 *
 * The stack always unwinds (`try/finally`); a tracer that is used after its trace has ended is an error with its origin.
 */

/** An axis that an enclosing `vmap` has named, for collectives. */
export interface NamedAxis {
  readonly name: string;
  /** The number of members along it. */
  readonly size: number;
  /** The mesh whose axis it is; null for the axis of a `vmap`. */
  readonly mesh: MappedMesh | null;
}

/** One interpretation of primitives that is under way. */
export abstract class Trace {
  /** Depth in the stack of traces; 0 is evaluation. */
  readonly level: number;
  /** What the user called, for messages: `"grad of loss"`. */
  readonly description: string;
  /** True when operations on constants belong to this trace too. */
  readonly stages: boolean = false;
  /** The axis that this interpretation has named, if it is that of a vmap which names one. */
  readonly namedAxis: NamedAxis | null = null;
  /** Refuses `structuredClone` and `postMessage` of the arrays that belong to the trace. */
  readonly cloning = cannotBeCloned;

  constructor(description: string) {
    this.level = stack.length + 1;
    this.description = description;
  }

  /** Gives a primitive its meaning here. Operands may belong to this trace or to any below it. */
  abstract process<P extends PrimitiveName>(
    primitive: P,
    operands: Operands<P, NDArray>,
    params: Params<P>,
  ): Results<P, NDArray>;
}

/** The trace below all others: evaluation of primitives on concrete arrays. */
export interface BaseTrace {
  process<P extends PrimitiveName>(
    primitive: P,
    operands: Operands<P, NDArray>,
    params: Params<P>,
  ): Results<P, NDArray>;
  /** A concrete array on the host; `data` is taken over, not copied. */
  wrap(data: TypedArray, aval: AbstractArray): NDArray;
  /** A number as an array that stands for it; as an integer beside integers, if it is one and may be. */
  wrapNumber(value: number, integral: boolean): NDArray;
}

const stack: Trace[] = [];
/** The innermost staging trace; null also where traces on the stack record nothing for now. */
let staging: Trace | null = null;
/** How many traces on the stack have named an axis. */
let namedTraces = 0;
let base: BaseTrace | null = null;

/** Names the evaluator. Arrays' methods need operations and operations need arrays: this call ties the knot, once. */
export function installBaseTrace(trace: BaseTrace): void {
  base = trace;
}

function baseTrace(): BaseTrace {
  if (base === null) throw new Error("@proj/array is not completely loaded");
  return base;
}

/** A concrete array on the host; `data` is taken over, not copied. */
export function wrapHostData(data: TypedArray, aval: AbstractArray): NDArray {
  return baseTrace().wrap(data, aval);
}

/**
 * A JavaScript number as a concrete array on the host: alone a weak float32, see {@link NumberForms}.
 *
 * @param integral - whether beside integers it is one of them.
 */
export function wrapNumber(value: number, integral: boolean): NDArray {
  return baseTrace().wrapNumber(value, integral);
}

/** Runs `body` with a new trace on the stack, and takes it off whatever happens. */
export function withTrace<T extends Trace, R>(makeTrace: () => T, body: (trace: T) => R): R {
  const trace = makeTrace();
  const before = staging;
  stack.push(trace);
  if (trace.stages) staging = trace;
  if (trace.namedAxis !== null) namedTraces++;
  try {
    return body(trace);
  } finally {
    stack.pop();
    staging = before;
    if (trace.namedAxis !== null) namedTraces--;
  }
}

/** Runs a function whose operations on concrete arrays are evaluated, also while a function around it is staged. */
export function withoutStaging<R>(body: () => R): R {
  const before = staging;
  staging = null;
  try {
    return body();
  } finally {
    staging = before;
  }
}

/** What is under way, from the outermost transformation to the innermost, as the user called it. */
export function transformationsUnderWay(): readonly string[] {
  return stack.map(({ description }) => description);
}

/** True while `trace` is on the stack. */
export function isActive(trace: Trace): boolean {
  return stack[trace.level - 1] === trace;
}

/** The innermost staging trace, if a function is being staged. */
export function stagingTrace(): Trace | null {
  return staging;
}

/** The innermost trace that has named the axis `name`, or null. */
function traceOfAxis(name: string): Trace | null {
  for (let index = stack.length - 1; index >= 0; index--) {
    if (stack[index]!.namedAxis?.name === name) return stack[index]!;
  }
  return null;
}

/** The innermost axis of this name, or null where no enclosing vmap has it. */
export function namedAxis(name: string): NamedAxis | null {
  return traceOfAxis(name)?.namedAxis ?? null;
}

/** All named axes of enclosing vmaps, from the outermost to the innermost. */
export function namedAxes(): NamedAxis[] {
  return namedTraces === 0 ? [] : stack.flatMap((trace) => trace.namedAxis ?? []);
}

/** True where collectives of a program refer to an axis that an enclosing vmap has named. */
export function refersToNamedAxis(jaxpr: Jaxpr): boolean {
  return namedTraces > 0 && axisNames(jaxpr).some((name) => traceOfAxis(name) !== null);
}

/**
 * Refuses a traced array whose transformation has ended.
 *
 * @param operation - what is about to use it.
 */
export function checkAlive(operation: string, array: NDArray): void {
  const { tracing: trace } = array;
  if (trace === null || isActive(trace)) return;
  throw new UsageError({
    operation,
    received: `a traced array ${array.describe()} that outlived ${trace.description}${array.origin}`,
    expected: "arrays that are still being traced, or concrete arrays",
    remedy: "return the value from the function instead of storing it outside",
  });
}

let depth = 0;

/** Runs library code that binds primitives on its own account, as the rules of transformations do. */
export function onBehalfOfLibrary<R>(body: () => R): R {
  depth++;
  try {
    return body();
  } finally {
    depth--;
  }
}

/** True while the primitive being processed was applied by the user's function itself, not by a rule of some trace. */
export function appliedByUser(): boolean {
  return depth === 1;
}

/** Applies a primitive: gives it to the innermost interpretation that concerns its operands. */
export function bind<P extends PrimitiveName>(
  primitive: P,
  operands: Operands<P, NDArray>,
  params: Params<P>,
): Results<P, NDArray> {
  let top = staging;
  const notes = hasUnread();
  for (const operand of operands as readonly NDArray[]) {
    if (notes) noteRead(operand);
    const trace = operand.tracing;
    if (trace === null) continue;
    checkAlive(primitive, operand);
    if (top === null || trace.level > top.level) top = trace;
  }
  if (namedTraces > 0) {
    for (const name of axisNamesOf(primitive, params)) {
      const named = traceOfAxis(name);
      if (named !== null && (top === null || named.level > top.level)) top = named;
    }
  }
  depth++;
  try {
    const results = (top ?? baseTrace()).process(primitive, operands, params);
    if (depth === 1 && top?.stages !== true) noteTruth(primitive, results);
    return results;
  } finally {
    depth--;
  }
}
