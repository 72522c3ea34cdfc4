import { sizeOf } from "@proj/array/core";
import { neutralElement, type Cumulative } from "@proj/jit/core";
import { Addresses } from "../wgsl/address.ts";
import type { Capabilities } from "../capabilities.ts";
import { combine } from "../wgsl/combine.ts";
import type { KernelBuilder } from "../wgsl/kernel-builder.ts";
import { fromWord, toWord } from "../wgsl/layout.ts";
import { literal } from "../wgsl/literal.ts";
import type { Scope } from "../threads/scope.ts";
import type { StepEmitter } from "./step-emitter.ts";
import { decompose, forStrided } from "../threads/loops.ts";

/*
 * Cumulative sums, products, maxima and minima along the last axis. A row belongs to one thread if there are rows for all threads,
 * or if it is short. Otherwise it belongs to a workgroup: each thread folds a chunk, then the chunks before its own, then goes
 * through its chunk again. A sum of floats is then rounded in another order than row by row, but in the same one every time.
 */

/** Rows that keep a device busy with a thread each. */
const busyRows = 4096;

const lengthOf = ({ domain }: Cumulative): number => domain.at(-1) ?? 1;
const rowsOf = ({ domain }: Cumulative): number => sizeOf(domain.slice(0, -1));

/** Whether a row is the work of a workgroup. */
function isShared(step: Cumulative, { workgroupSize }: Capabilities): boolean {
  return rowsOf(step) < busyRows && lengthOf(step) >= 2 * workgroupSize;
}

class CumulativeKernel {
  readonly #kernel: KernelBuilder;
  readonly #step: Cumulative;
  readonly #addresses: Addresses;
  readonly #outer: readonly string[];

  constructor(kernel: KernelBuilder, step: Cumulative, scope: Scope) {
    this.#kernel = kernel;
    this.#step = step;
    this.#addresses = new Addresses(kernel, scope, [step.input, step.output]);
    this.#outer = step.domain.slice(0, -1).map((_, axis) => `i${axis}`);
  }

  rowPerThread({ team }: Scope): void {
    const { domain } = this.#step;
    forStrided(this.#kernel, "row", team.lane, rowsOf(this.#step), team.lanes, (row) => {
      decompose(this.#kernel, row, domain.slice(0, -1), this.#outer);
      this.#start("total");
      this.#along("0", String(lengthOf(this.#step)), (axes) => {
        this.#fold("total", this.#addresses.load(this.#step.input, axes));
        this.#addresses.store(this.#step.output, axes, "total");
      });
    });
  }

  rowPerWorkgroup({ team }: Scope): void {
    const [kernel, { domain, dtype, input, output }] = [this.#kernel, this.#step];
    const { workgroupSize } = kernel.capabilities;
    const length = lengthOf(this.#step);
    const chunk = Math.ceil(length / workgroupSize);
    const totals = kernel.shared("u32", workgroupSize);
    const first = kernel.let("first", `i32(lid) * ${chunk}`);
    const end = kernel.let("end", `min(${first} + ${chunk}, ${length})`);
    const rows = rowsOf(this.#step);
    forStrided(kernel, "row", team.group, rows, team.groups, (row) => {
      decompose(kernel, row, domain.slice(0, -1), this.#outer);
      this.#start("total");
      this.#along(first, end, (axes) => this.#fold("total", this.#addresses.load(input, axes)));
      kernel.line(`${totals}[lid] = ${toWord(dtype, "total")};`);
      kernel.line("workgroupBarrier();");
      this.#start("before");
      kernel.block("for (var s = 0u; s < lid; s++)", () => this.#fold("before", fromWord(dtype, `${totals}[s]`)));
      this.#along(first, end, (axes) => {
        this.#fold("before", this.#addresses.load(input, axes));
        this.#addresses.store(output, axes, "before");
      });
      if (rows > 1) kernel.line("workgroupBarrier();");
    });
  }

  /** Adds a loop over the positions from `first` to before `end`, in the direction of the fold. */
  #along(first: string, end: string, body: (axes: readonly string[]) => void): void {
    const kernel = this.#kernel;
    const n = kernel.fresh("n");
    kernel.block(`for (var ${n} = ${first}; ${n} < ${end}; ${n}++)`, () => {
      const position = this.#step.reverse ? kernel.let("at", `${lengthOf(this.#step) - 1} - ${n}`) : n;
      body([...this.#outer, position]);
    });
  }

  #start(name: string): void {
    const { fold, dtype } = this.#step;
    this.#kernel.line(`var ${name} = ${literal(dtype, neutralElement(fold, dtype), this.#kernel)};`);
  }

  #fold(name: string, value: string): void {
    const { fold, dtype } = this.#step;
    this.#kernel.line(`${name} = ${combine(this.#kernel, fold, dtype, name, value)};`);
  }
}

/** Cumulative sums, products, maxima and minima. */
export const cumulativeEmitter: StepEmitter<Cumulative> = {
  workgroups(step: Cumulative, capabilities: Capabilities): number {
    const rows = rowsOf(step);
    const { mostWorkgroups, workgroupSize } = capabilities;
    return Math.min(mostWorkgroups, isShared(step, capabilities) ? rows : Math.ceil(rows / workgroupSize));
  },

  emit(kernel: KernelBuilder, step: Cumulative, scope: Scope): void {
    const running = new CumulativeKernel(kernel, step, scope);
    if (isShared(step, kernel.capabilities)) running.rowPerWorkgroup(scope);
    else running.rowPerThread(scope);
  },
};
