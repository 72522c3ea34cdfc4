import { defect, dtypes } from "@proj/array/core";
import type { DType } from "@proj/array";
import {
  counterOf,
  visitSteps,
  type BufferId,
  type CounterId,
  type DynamicIndex,
  type Program,
  type View,
} from "@proj/jit/core";
import type { Expression, Global, Local } from "../assembler/expression.ts";
import type { FunctionBuilder } from "../assembler/function-builder.ts";
import { i32 } from "../assembler/instructions.ts";
import type { ModuleBuilder } from "../assembler/module-builder.ts";

/** The arena starts here, so that small negative displacements within it are still addresses. */
export const arenaBase = 64;

/** The next multiple of the size of a cache line. */
export const align = (address: number): number => Math.ceil(address / 64) * 64;

/** Whether values of a dtype are single-precision numbers; halves are, here and in memory. */
export const isSingle = (dtype: DType): boolean => dtype === "float32" || dtype === "float16";

/** Bytes of one element. */
export const bytesOf = (dtype: DType): number => (isSingle(dtype) ? 4 : dtypes[dtype].bytes);

/** The position of a scan, as a variable of the module. */
export interface Counter {
  readonly global: Global<"i32">;
  readonly length: number;
}

/** A view in bytes: the address is `pointer + base`, the pointer growing from 0 by the strides and the dynamic indices. */
export interface ByteView {
  readonly dtype: DType;
  /** Never negative: it includes what negative strides can subtract. */
  readonly base: number;
  /** Bytes per step along each axis. */
  readonly strides: readonly number[];
  readonly dynamic: readonly DynamicIndex[];
  /** What the pointer starts from, so that it is never negative. */
  readonly shift: number;
  /** Bytes that the buffer occupies; those of the first thread if each has its own. */
  readonly begin: number;
  readonly end: number;
  /** Whether each thread has a buffer of its own. */
  readonly own: boolean;
  /** Where the buffer is, if the function is told so: the address grows by it. */
  readonly place: Local<"i32"> | null;
}

/** Where the memory is that each thread of a program has to itself. */
export interface OwnMemory {
  /** That of the first thread. */
  readonly begin: number;
  /** How far from there that of the running thread is. */
  readonly displacement: Global<"i32">;
}

/** The counters of a program as variables of a module. */
export function countersOf(program: Program, module: ModuleBuilder): ReadonlyMap<CounterId, Counter> {
  const counters = new Map<CounterId, Counter>();
  visitSteps(program.steps, (step) => {
    const own = counterOf(step);
    if (own === null) return;
    const global = module.global(0, `counter${String(own.counter)}`);
    counters.set(own.counter, { global, length: own.positions });
  });
  return counters;
}

/** Where the program's buffers and counters are. */
export class Layout {
  readonly #program: Program;
  readonly #counters: ReadonlyMap<CounterId, Counter>;
  /** Null if the program runs on one thread, whose private buffers are like all others. */
  readonly #own: OwnMemory | null;
  /** Where a function is told that buffers are, by where they are for one of those who call it. */
  readonly #told: ReadonlyMap<string, Local<"i32">>;

  constructor(
    program: Program,
    counters: ReadonlyMap<CounterId, Counter>,
    own: OwnMemory | null = null,
    told: ReadonlyMap<string, Local<"i32">> = new Map(),
  ) {
    this.#program = program;
    this.#counters = counters;
    this.#own = own;
    this.#told = told;
  }

  /** The layout for a function that is told where buffers are. */
  told(buffers: readonly BufferId[], places: readonly Local<"i32">[]): Layout {
    const told = new Map(buffers.map((buffer, index) => [this.placeOf(buffer), places[index]!]));
    return new Layout(this.#program, this.#counters, this.#own, told);
  }

  /** Where a buffer is, in words: equal for buffers in one place. */
  placeOf(buffer: BufferId): string {
    return `${String(this.#begin(buffer))}${this.#isOwn(buffer) ? " own" : ""}`;
  }

  dtype(buffer: BufferId): DType {
    return this.#buffer(buffer).dtype;
  }

  /** The number of bytes of a buffer. */
  bytes(buffer: BufferId): number {
    const { dtype, size } = this.#buffer(buffer);
    return size * bytesOf(dtype);
  }

  /** The address of a buffer's first element, which is not private. */
  address(buffer: BufferId): number {
    if (this.#isOwn(buffer)) throw defect(`one address of the private buffer ${String(buffer)}`);
    return this.#begin(buffer);
  }

  /** Where a buffer's first element is when the running thread looks for it. */
  place(buffer: BufferId): Expression<"i32"> {
    return this.owned(this.#begin(buffer), this.#isOwn(buffer));
  }

  /** An address in the memory of the first thread, where the running thread has it if each has its own. */
  owned(address: number, isOwn: boolean): Expression<"i32"> {
    return isOwn && this.#own !== null ? i32.add(this.#own.displacement, address) : i32.const(address);
  }

  #begin(buffer: BufferId): number {
    return (this.#isOwn(buffer) ? this.#own!.begin : arenaBase) + (this.#program.arena.offsets[buffer] ?? 0);
  }

  #isOwn(buffer: BufferId): boolean {
    return this.#own !== null && this.#buffer(buffer).role === "private";
  }

  counter(id: CounterId): Global<"i32"> {
    return this.#counterOf(id).global;
  }

  /** `extra`: displacements besides the axes, as number of steps and elements per step. */
  view(
    view: View,
    lengths: readonly number[],
    extra: readonly { readonly limit: number; readonly stride: number }[] = [],
  ): ByteView {
    const dtype = this.dtype(view.buffer);
    const bytes = bytesOf(dtype);
    let least = 0;
    const reach = (stride: number, steps: number): void => {
      least += Math.min(0, stride * steps);
    };
    view.strides.forEach((stride, axis) => {
      reach(stride, Math.max(0, (lengths[axis] ?? 1) - 1));
    });
    for (const index of view.dynamic)
      reach(index.stride, index.kind === "counter" ? this.#counterOf(index.counter).length - 1 : index.limit);
    for (const { limit, stride } of extra) reach(stride, limit);
    const shift = -bytes * least;
    const begin = this.#begin(view.buffer);
    const place = this.#told.size === 0 ? null : (this.#told.get(this.placeOf(view.buffer)) ?? null);
    return {
      dtype,
      base: (place === null ? begin : 0) + view.offset * bytes - shift,
      strides: view.strides.map((stride) => stride * bytes),
      dynamic: view.dynamic,
      shift,
      begin,
      end: begin + this.bytes(view.buffer),
      own: place === null && this.#isOwn(view.buffer),
      place,
    };
  }

  /** The pointer at the first point of a view's domain, or null if it is 0. */
  start(
    f: FunctionBuilder,
    { dtype, dynamic, shift, own, place }: Pick<ByteView, "dtype" | "dynamic" | "shift" | "own" | "place">,
  ): Expression<"i32"> | null {
    const bytes = bytesOf(dtype);
    const terms = dynamic.map((index) => {
      const position = index.kind === "counter" ? this.counter(index.counter) : this.element(f, index.at, index.limit);
      return i32.mul(position, index.stride * bytes);
    });
    if (shift !== 0) terms.push(i32.const(shift));
    if (place !== null) terms.push(place);
    if (own && this.#own !== null) terms.push(this.#own.displacement);
    return terms.length === 0 ? null : terms.reduce((sum, term) => i32.add(sum, term));
  }

  /** An integer element, clamped to [0, limit]. */
  element(f: FunctionBuilder, at: View, limit: number): Expression<"i32"> {
    const view = this.view(at, []);
    const value = f.let(i32.load(this.start(f, view) ?? i32.const(0), view.base), "index");
    if (view.dtype === "int32") {
      f.if(i32.ltS(value, 0), () => {
        f.set(value, 0);
      });
    }
    f.if(i32.gtU(value, limit), () => {
      f.set(value, limit);
    });
    return value;
  }

  #buffer(id: BufferId) {
    return this.#program.buffers[id]!;
  }

  #counterOf(id: CounterId): Counter {
    return this.#counters.get(id)!;
  }
}
