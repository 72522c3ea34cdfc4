/*
 * A program as a module: one function per step, and `run`, which calls them in order. Scans, while-loops and conditionals are
 * structured control flow in `run`; nothing but callbacks goes through JavaScript.
 */
import { assertNever } from "@proj/array/core";
import type { BufferId, Callback, Carry, CounterId, Loop, Program, Step, Tiles } from "@proj/jit/core";
import type { Expression } from "../assembler/expression.ts";
import type { FunctionBuilder } from "../assembler/function-builder.ts";
import { i32, memory } from "../assembler/instructions.ts";
import { ModuleBuilder } from "../assembler/module-builder.ts";
import { GemmLibrary } from "../gemm/gemm.ts";
import type { Float64InPairs } from "./float64-in-pairs.ts";
import { MathLibrary } from "../math/math-library.ts";
import { mostPages, pageBytes } from "../webassembly.ts";
import { emitContract, emitPack } from "./steps/contract.ts";
import { emitCumulative } from "./steps/cumulative.ts";
import { align, arenaBase, countersOf, Layout } from "./layout.ts";
import { alikeLoops, type AlikeLoop } from "./steps/loop/alike-loops.ts";
import { emitLoop, placeName, type LoopFunction } from "./steps/loop/loop.ts";
import type { StepFunction } from "./steps/step-function.ts";
import { emitProcedure } from "./steps/procedure.ts";
import { emitScatter } from "./steps/scatter.ts";
import { emitSort } from "./steps/sort.ts";
import { isShared, Threads } from "./threads.ts";

/** A program's module and how much memory it wants. */
export interface EmittedProgram {
  readonly module: ModuleBuilder;
  readonly layout: Layout;
  /** Bytes of memory, from address 0, on one thread. */
  readonly bytes: number;
  /** How many of them each thread has to itself: those of others follow. 0 for a program that needs no threads. */
  readonly ownBytes: number;
  /** What it imports of the mathematics of the host, and whether that is `Math` alone, which every thread has. */
  readonly library: Pick<MathLibrary, "imported" | "importsMathAlone">;
  /** The names of the steps, in the order of their numbers. */
  readonly stepNames: readonly string[];
  /** The steps that leave the module, in the order of their numbers. */
  readonly callbacks: readonly Callback[];
}

/** How a program is emitted. */
export interface EmissionOptions {
  /** Whether multiply-add instructions of relaxed SIMD may be used. */
  readonly fused: boolean;
  /** What computes doubles two at a time; null computes them one by one, with the functions of the host. */
  readonly float64: Float64InPairs | null;
  /** Whether the module calls the imports `profile.start` and `profile.end(step)` around every step that is not control flow. */
  readonly profiled: boolean;
  /** Whether the pieces of tiles are run by the import `threads.fork`, in a memory that threads share. */
  readonly threaded: boolean;
}

/** The module from which the functions of a profile are imported. */
export const profileModule = "profile";

/** The module from which the function is imported that runs a callback, by its number. */
export const callbackModule = "host";

/** Emits a program. */
export function emitProgram(program: Program, options: EmissionOptions): EmittedProgram {
  const module = new ModuleBuilder();
  const threads = options.threaded ? new Threads(module, program) : null;
  const layout = new Layout(program, countersOf(program, module), threads?.own);
  const end = threads === null ? arenaBase + program.arena.bytes : threads.own.begin + program.arena.privateBytes;
  const emitter = new ProgramEmitter(module, program, layout, options, end, threads);
  const run = module.function("run", {}, "void", (f) => {
    emitter.steps(f, program.steps);
  });
  module.export("run", run);
  threads?.export();
  const bytes = align(emitter.top);
  module.importMemory("env", "memory", Math.ceil(bytes / pageBytes), options.threaded ? mostPages : null);
  const ownBytes = threads === null ? 0 : bytes - threads.own.begin;
  const { library, names, callbacks } = emitter;
  return { module, layout, bytes, ownBytes, library, stepNames: names, callbacks };
}

class ProgramEmitter {
  readonly #module: ModuleBuilder;
  readonly #layout: Layout;
  readonly library: MathLibrary;
  readonly #gemm: GemmLibrary;
  readonly #profiled: boolean;
  readonly names: string[] = [];
  readonly callbacks: Callback[] = [];
  /** The end of the memory in use. */
  top: number;
  /** Null if the program runs on one thread. */
  readonly #threads: Threads | null;
  /** The counters of the loops around the current step. */
  readonly #around: CounterId[] = [];
  #isInRegion = false;
  readonly #alike: ReadonlyMap<Step, AlikeLoop>;
  readonly #loops = new Map<string, LoopFunction>();

  constructor(
    module: ModuleBuilder,
    program: Program,
    layout: Layout,
    { fused, float64, profiled }: EmissionOptions,
    top: number,
    threads: Threads | null,
  ) {
    this.#threads = threads;
    this.#module = module;
    this.#layout = layout;
    this.library = new MathLibrary(module, fused, float64);
    this.#gemm = new GemmLibrary(module, fused);
    this.#profiled = profiled;
    this.#alike = alikeLoops(program, layout);
    this.top = top;
  }

  steps(f: FunctionBuilder, steps: readonly Step[]): void {
    for (const step of steps) this.#step(f, step);
  }

  #step(f: FunctionBuilder, step: Step): void {
    const [module, library, layout, gemm] = [this.#module, this.library, this.#layout, this.#gemm];
    const id = this.names.length;
    const name = `${step.kind}${String(id)}`;
    this.names.push(name);
    const call = (made: StepFunction): void => {
      calling(made.call({}));
    };
    const calling = (made: Expression): void => {
      if (this.#profiled) f.run(module.importFunction(profileModule, "start", {}, "void").call({}));
      f.run(made);
      if (this.#profiled)
        f.run(module.importFunction(profileModule, "end", { step: "i32" }, "void").call({ step: id }));
    };
    switch (step.kind) {
      case "loop":
        calling(this.#loop(name, step));
        return;
      case "pack":
        call(emitPack(module, gemm, layout, name, step));
        return;
      case "contract":
        call(emitContract(module, gemm, library, layout, name, step));
        return;
      case "scatter":
        call(emitScatter(module, library, layout, name, step, this.#sharing(step)));
        return;
      case "sort":
        call(emitSort(module, library, layout, name, step, this.#sharing(step)));
        return;
      case "cumulative":
        call(emitCumulative(module, library, layout, name, step));
        return;
      case "callback": {
        const callback = module.importFunction(callbackModule, "call", { callback: "i32" }, "void");
        f.run(callback.call({ callback: this.callbacks.push(step) - 1 }));
        return;
      }
      case "procedure":
        call(emitProcedure(module, library, layout, name, step, this.#sharing(step)));
        return;
      case "scan": {
        if (step.length === 0) return;
        const counter = layout.counter(step.counter);
        const n = f.let(i32.const(step.length), "n");
        f.setGlobal(counter, step.reverse ? step.length - 1 : 0);
        f.loop((again) => {
          this.#around.push(step.counter);
          this.steps(f, step.body);
          this.#around.pop();
          this.#takeNext(f, step.carries);
          f.setGlobal(counter, i32.add(counter, step.reverse ? -1 : 1));
          f.set(n, i32.sub(n, 1));
          f.branchIf(again, n);
        }, name);
        return;
      }
      case "tiles":
        if (this.#threads !== null && !this.#isInRegion) this.#fork(f, this.#threads, [step]);
        else this.#step(f, { ...step, kind: "scan", length: step.count, reverse: false, carries: [] });
        return;
      case "group": {
        const tiles = step.steps.filter((inner) => inner.kind === "tiles");
        const isRegion = this.#threads !== null && !this.#isInRegion && tiles.length === step.steps.length;
        if (this.#threads !== null && isRegion) this.#fork(f, this.#threads, tiles);
        else this.steps(f, step.steps);
        return;
      }
      case "while": {
        const predicate = layout.place(step.predicate);
        f.block((done) => {
          f.loop((again) => {
            this.steps(f, step.condition);
            f.branchIf(done, i32.eqz(i32.load8U(predicate)));
            this.steps(f, step.body);
            this.#takeNext(f, step.carries);
            f.branch(again);
          }, name);
        }, "done");
        return;
      }
      case "cond": {
        const last = step.branches.length - 1;
        const index = layout.element(f, step.index, last);
        const from = (branch: number): void => {
          const steps = step.branches[branch];
          if (steps === undefined) return;
          if (branch === last) {
            this.steps(f, steps);
            return;
          }
          f.if(
            i32.eq(index, branch),
            () => {
              this.steps(f, steps);
            },
            () => {
              from(branch + 1);
            },
          );
        };
        from(0);
        return;
      }
      default:
        assertNever(step, "step");
    }
  }

  #loop(name: string, step: Loop): Expression<"void"> {
    const { key = "", buffers = [] } = this.#alike.get(step) ?? {};
    let made = this.#loops.get(key);
    if (made === undefined) {
      made = emitLoop(this.#module, this.library, this.#layout, name, step, buffers);
      if (buffers.length > 0) this.#loops.set(key, made);
    }
    return made.call(
      Object.fromEntries(buffers.map((buffer, index) => [placeName(index), this.#layout.place(buffer)])),
    );
  }

  /** The threads that share a step from the inside; null if there are none. */
  #sharing(step: Step): Threads | null {
    return isShared(step) && !this.#isInRegion ? this.#threads : null;
  }

  #fork(f: FunctionBuilder, threads: Threads, tiles: readonly Tiles[]): void {
    const around = [...this.#around];
    this.#isInRegion = true;
    const pieces = tiles.map(({ count, counter, body }) => {
      const name = `tile${String(counter)}`;
      const run = this.#module.function(name, { position: "i32" }, "void", (inner, { position }) => {
        threads.recall(inner, this.#layout, around);
        inner.setGlobal(this.#layout.counter(counter), position);
        this.steps(inner, body);
      });
      return { count, run };
    });
    this.#isInRegion = false;
    threads.fork(f, this.#layout, around, pieces);
  }

  /** Makes the next value of every carry its current one, as if all at once. */
  #takeNext(f: FunctionBuilder, carries: readonly Carry[]): void {
    const moved = carries.filter(({ current, next }) => current !== next);
    const overwritten = new Set<BufferId>(moved.map(({ current }) => current));
    const layout = this.#layout;
    // A next value that lies in another carry's place would be overwritten before it is read.
    const staged = new Map<BufferId, Expression<"i32">>();
    for (const { next } of moved) {
      if (!overwritten.has(next) || staged.has(next)) continue;
      const address = align(this.top);
      this.top = address + layout.bytes(next);
      const place = layout.owned(address, true);
      staged.set(next, place);
      f.run(memory.copy(place, layout.place(next), layout.bytes(next)));
    }
    for (const { current, next } of moved) {
      f.run(memory.copy(layout.place(current), staged.get(next) ?? layout.place(next), layout.bytes(current)));
    }
  }
}
