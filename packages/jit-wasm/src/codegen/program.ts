/*
 * A program as a module: one function per step, and `run`, which calls them in order. Scans, while-loops and conditionals are
 * structured control flow in `run`; nothing but callbacks goes through JavaScript.
 */
import { assertNever } from "@proj/array/core";
import type { BufferId, Callback, Carry, Program, Step } from "@proj/jit/core";
import type { FunctionBuilder } from "../assembler/function-builder.ts";
import { i32, memory } from "../assembler/instructions.ts";
import { ModuleBuilder } from "../assembler/module-builder.ts";
import { GemmLibrary } from "../gemm/gemm.ts";
import { MathLibrary } from "../math/math-library.ts";
import { pageBytes } from "../webassembly.ts";
import { emitContract, emitPack } from "./steps/contract.ts";
import { emitCumulative } from "./steps/cumulative.ts";
import { Layout, arenaBase } from "./layout.ts";
import { emitLoop } from "./steps/loop/loop.ts";
import type { StepFunction } from "./steps/step-function.ts";
import { emitProcedure } from "./steps/procedure/procedure.ts";
import { emitScatter } from "./steps/scatter.ts";
import { emitSort } from "./steps/sort.ts";

/** A program's module and how much memory it wants. */
export interface EmittedProgram {
  readonly module: ModuleBuilder;
  readonly layout: Layout;
  /** Bytes of memory, from address 0. */
  readonly bytes: number;
  /** The names of the steps, in the order of their numbers. */
  readonly stepNames: readonly string[];
  /** The steps that leave the module, in the order of their numbers. */
  readonly callbacks: readonly Callback[];
}

/** How a program is emitted. */
export interface EmissionOptions {
  /** Whether multiply-add instructions of relaxed SIMD may be used. */
  readonly fused: boolean;
  /** Whether the module calls the imports `profile.start` and `profile.end(step)` around every step that is not control flow. */
  readonly profiled: boolean;
}

/** The module from which the functions of a profile are imported. */
export const profileModule = "profile";

/** The module from which the function is imported that runs a callback, by its number. */
export const callbackModule = "host";

/** Emits a program. */
export function emitProgram(program: Program, options: EmissionOptions): EmittedProgram {
  const module = new ModuleBuilder();
  const layout = new Layout(program, module);
  const emitter = new ProgramEmitter(module, layout, options, arenaBase + program.arena.bytes);
  const run = module.function("run", {}, "void", (f) => {
    emitter.steps(f, program.steps);
  });
  module.export("run", run);
  const bytes = emitter.top;
  module.importMemory("env", "memory", Math.ceil(bytes / pageBytes));
  return { module, layout, bytes, stepNames: emitter.names, callbacks: emitter.callbacks };
}

class ProgramEmitter {
  readonly #module: ModuleBuilder;
  readonly #layout: Layout;
  readonly #library: MathLibrary;
  readonly #gemm: GemmLibrary;
  readonly #profiled: boolean;
  readonly names: string[] = [];
  readonly callbacks: Callback[] = [];
  /** The end of the memory in use. */
  top: number;

  constructor(module: ModuleBuilder, layout: Layout, { fused, profiled }: EmissionOptions, top: number) {
    this.#module = module;
    this.#layout = layout;
    this.#library = new MathLibrary(module, fused);
    this.#gemm = new GemmLibrary(module, fused);
    this.#profiled = profiled;
    this.top = top;
  }

  steps(f: FunctionBuilder, steps: readonly Step[]): void {
    for (const step of steps) this.#step(f, step);
  }

  #step(f: FunctionBuilder, step: Step): void {
    const [module, library, layout, gemm] = [this.#module, this.#library, this.#layout, this.#gemm];
    const id = this.names.length;
    const name = `${step.kind}${String(id)}`;
    this.names.push(name);
    const call = (made: StepFunction): void => {
      if (this.#profiled) f.run(module.importFunction(profileModule, "start", {}, "void").call({}));
      f.run(made.call({}));
      if (this.#profiled)
        f.run(module.importFunction(profileModule, "end", { step: "i32" }, "void").call({ step: id }));
    };
    switch (step.kind) {
      case "loop":
        call(emitLoop(module, library, layout, name, step));
        return;
      case "pack":
        call(emitPack(module, gemm, layout, name, step));
        return;
      case "contract":
        call(emitContract(module, gemm, library, layout, name, step));
        return;
      case "scatter":
        call(emitScatter(module, library, layout, name, step));
        return;
      case "sort":
        call(emitSort(module, library, layout, name, step));
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
        call(emitProcedure(module, library, layout, name, step));
        return;
      case "scan": {
        if (step.length === 0) return;
        const counter = layout.counter(step.counter);
        const n = f.let(i32.const(step.length), "n");
        f.setGlobal(counter, step.reverse ? step.length - 1 : 0);
        f.loop((again) => {
          this.steps(f, step.body);
          this.#takeNext(f, step.carries);
          f.setGlobal(counter, i32.add(counter, step.reverse ? -1 : 1));
          f.set(n, i32.sub(n, 1));
          f.branchIf(again, n);
        }, name);
        return;
      }
      case "tiles":
        this.#step(f, { ...step, kind: "scan", length: step.count, reverse: false, carries: [] });
        return;
      case "group":
        this.steps(f, step.steps);
        return;
      case "while": {
        const predicate = layout.address(step.predicate);
        f.block((done) => {
          f.loop((again) => {
            this.steps(f, step.condition);
            f.branchIf(done, i32.eqz(i32.load8U(0, predicate)));
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

  /** Makes the next value of every carry its current one, as if all at once. */
  #takeNext(f: FunctionBuilder, carries: readonly Carry[]): void {
    const moved = carries.filter(({ current, next }) => current !== next);
    const overwritten = new Set<BufferId>(moved.map(({ current }) => current));
    const layout = this.#layout;
    // A next value that lies in another carry's place would be overwritten before it is read.
    const staged = new Map<BufferId, number>();
    for (const { next } of moved) {
      if (!overwritten.has(next) || staged.has(next)) continue;
      const address = Math.ceil(this.top / 64) * 64;
      this.top = address + layout.bytes(next);
      staged.set(next, address);
      f.run(memory.copy(address, layout.address(next), layout.bytes(next)));
    }
    for (const { current, next } of moved) {
      f.run(memory.copy(layout.address(current), staged.get(next) ?? layout.address(next), layout.bytes(current)));
    }
  }
}
