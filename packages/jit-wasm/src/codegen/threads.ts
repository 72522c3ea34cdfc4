import { defect } from "@proj/array/core";
import { counterOf, visitSteps, type CounterId, type Program, type Step } from "@proj/jit/core";
import type { Expression, Local } from "../assembler/expression.ts";
import type { Arguments, Callable, FunctionBuilder } from "../assembler/function-builder.ts";
import { f32, f64, i32 } from "../assembler/instructions.ts";
import type { ModuleBuilder } from "../assembler/module-builder.ts";
import { align, arenaBase, type Layout, type OwnMemory } from "./layout.ts";

/** The module from which `fork` is imported, which runs all pieces of a region. */
export const threadsModule = "threads";

/** Pieces of a region that one function runs: how many there are, if that is known, and the function that runs one. */
interface Pieces {
  readonly count: number | null;
  readonly run: Callable<{ readonly position: "i32" }, "void">;
}

/** How many scalars the pieces of a region can read. */
const mostValues = 128;

const valueBytes = 8;

const instructions = { i32, f32, f64 };

/** Whether threads share a step from the inside. */
export function isShared(step: Step): boolean {
  return "shared" in step && step.shared;
}

/**
 * The regions of a program: what several threads may do at once. Each thread has an instance of the module with variables of its
 * own, so what pieces have to know of the calling thread is written to memory for the others: where it stands in the loops around a
 * region, and scalars.
 */
export class Threads {
  readonly own: OwnMemory;
  readonly #module: ModuleBuilder;
  readonly #counters: ReadonlyMap<CounterId, number>;
  /** Where the scalars of the region that is open are; one place serves all regions. */
  readonly #values: number;
  readonly #regions: (readonly Pieces[])[] = [];

  constructor(module: ModuleBuilder, program: Program) {
    this.#module = module;
    let end = arenaBase + program.arena.bytes;
    const sharing: Step[] = [];
    const counters = new Map<CounterId, number>();
    visitSteps(program.steps, (step) => {
      if (isShared(step)) sharing.push(step);
      const counter = counterOf(step);
      if (counter === null) return;
      counters.set(counter.counter, end);
      end += 4;
    });
    this.#counters = counters;
    this.#values = align(end);
    if (sharing.length > 0) end = this.#values + mostValues * valueBytes;
    this.own = { begin: align(end), displacement: module.global(0, "own") };
  }

  /** Runs a region of pieces, as many as are known, from the calling thread. */
  fork(
    f: FunctionBuilder,
    layout: Layout,
    around: readonly CounterId[],
    pieces: readonly (Pieces & { count: number })[],
  ): void {
    for (const id of around) f.run(i32.store(this.#counters.get(id) ?? 0, layout.counter(id)));
    this.#open(f, pieces, i32.const(pieces.reduce((sum, piece) => sum + piece.count, 0)));
  }

  /** Where the loops around a region stand. */
  recall(f: FunctionBuilder, layout: Layout, around: readonly CounterId[]): void {
    for (const id of around) f.setGlobal(layout.counter(id), i32.load(this.#counters.get(id) ?? 0));
  }

  /**
   * Runs a region in the middle of a function.
   *
   * @param count - how many pieces there are, at least 1.
   * @param types - of what the pieces read.
   * @param body - emits a piece; is given its number and the values.
   * @param isWorthIt - whether others are asked at all; default that they are.
   */
  share<P extends Readonly<Record<string, "i32" | "f32" | "f64">>>(
    f: FunctionBuilder,
    name: string,
    count: Expression<"i32">,
    types: P,
    values: Arguments<P>,
    body: (f: FunctionBuilder, position: Local<"i32">, values: { readonly [K in keyof P]: Local<P[K]> }) => void,
    isWorthIt?: Expression<"i32">,
  ): void {
    const all = Object.entries(types);
    if (all.length > mostValues) throw defect(`${String(all.length)} values of a piece`);
    const at = (index: number): number => this.#values + index * valueBytes;
    const run = this.#module.function(name, { position: "i32" }, "void", (inner, { position }) => {
      const known = all.map(([key, type], index) => [key, inner.let(instructions[type].load(at(index)), key)]);
      body(inner, position, Object.fromEntries(known) as { readonly [K in keyof P]: Local<P[K]> });
    });
    all.forEach(([key, type], index) => {
      f.run(instructions[type].store(at(index), values[key] as never));
    });
    const open = (): void => {
      this.#open(f, [{ count: null, run }], count);
    };
    if (isWorthIt === undefined) open();
    else
      f.if(isWorthIt, open, () => {
        const position = f.local("i32", "position");
        f.for(position, 0, count, 1, () => {
          f.run(run.call({ position }));
        });
      });
  }

  #open(f: FunctionBuilder, pieces: readonly Pieces[], count: Expression<"i32">): void {
    const fork = this.#module.importFunction(threadsModule, "fork", { region: "i32", count: "i32" }, "void");
    f.run(fork.call({ region: this.#regions.push(pieces) - 1, count }));
  }

  /** Makes the function that runs a piece visible. */
  export(): void {
    const parameters = { region: "i32", position: "i32", own: "i32" } as const;
    const piece = this.#module.function("piece", parameters, "void", (f, { region, position, own }) => {
      f.setGlobal(this.own.displacement, own);
      this.#regions.forEach((pieces, number) => {
        f.if(i32.eq(region, number), () => {
          let first = 0;
          for (const { count, run } of pieces) {
            const before = first;
            const call = (): void => {
              f.run(run.call({ position: i32.sub(position, before) }));
            };
            if (count === null) call();
            else f.if(i32.and(i32.geS(position, before), i32.ltS(position, before + count)), call);
            first += count ?? 0;
          }
          f.return();
        });
      });
    });
    this.#module.export("piece", piece);
  }
}
