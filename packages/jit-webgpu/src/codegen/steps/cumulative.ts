import { isFloat } from "@proj/array/core";
import { linesOf, neutralElement, type Cumulative, type Lines } from "@proj/jit/core";
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
 *
 * A running sum of floats is that of the blocks before and that within the block, and so on for blocks of blocks: each takes few
 * numbers, so that a long sum loses few digits.
 */

/** Rows that keep a device busy with a thread each. */
const busyRows = 4096;
/** Elements that one sum of floats takes. */
const block = 64;

/** Whether a row is the work of a workgroup. */
function isShared(step: Cumulative, { workgroupSize }: Capabilities): boolean {
  const { count, length } = linesOf(step);
  return count < busyRows && length >= 2 * workgroupSize;
}

class CumulativeKernel {
  readonly #kernel: KernelBuilder;
  readonly #step: Cumulative;
  readonly #addresses: Addresses;
  readonly #lines: Lines;
  readonly #outer: readonly string[];

  constructor(kernel: KernelBuilder, step: Cumulative, scope: Scope) {
    this.#kernel = kernel;
    this.#step = step;
    this.#addresses = new Addresses(kernel, scope, [step.input, step.output]);
    this.#lines = linesOf(step);
    this.#outer = this.#lines.outer.map((_, axis) => `i${axis}`);
  }

  rowPerThread({ team }: Scope): void {
    const { outer, count, length } = this.#lines;
    forStrided(this.#kernel, "row", team.lane, count, team.lanes, (row) => {
      decompose(this.#kernel, row, outer, this.#outer);
      this.#start("total");
      this.#along("total", "0", String(length), length, (axes, folded) =>
        this.#addresses.store(this.#step.output, axes, folded),
      );
    });
  }

  rowPerWorkgroup({ team }: Scope): void {
    const [kernel, { dtype, output }] = [this.#kernel, this.#step];
    const { outer, count, length } = this.#lines;
    const { workgroupSize } = kernel.capabilities;
    const chunk = Math.ceil(length / workgroupSize);
    const totals = kernel.shared("u32", workgroupSize);
    const first = kernel.let("first", `i32(lid) * ${chunk}`);
    const end = kernel.let("end", `min(${first} + ${chunk}, ${length})`);
    forStrided(kernel, "row", team.group, count, team.groups, (row) => {
      decompose(kernel, row, outer, this.#outer);
      this.#start("total");
      this.#along("total", first, end, chunk, null);
      kernel.line(`${totals}[lid] = ${toWord(dtype, "total")};`);
      kernel.line("workgroupBarrier();");
      this.#start("before");
      kernel.block("for (var s = 0u; s < lid; s++)", () => this.#fold("before", fromWord(dtype, `${totals}[s]`)));
      this.#along("before", first, end, chunk, (axes, folded) => this.#addresses.store(output, axes, folded));
      if (count > 1) kernel.line("workgroupBarrier();");
    });
  }

  /**
   * Adds the loop that folds what is at the positions from `first` to before `end`, in the direction of the fold.
   *
   * @param total - the variable that it is folded into.
   * @param most - how many positions there are at most.
   * @param visit - adds what becomes of a position, given what is folded up to it.
   */
  #along(
    total: string,
    first: string,
    end: string,
    most: number,
    visit: ((axes: readonly string[], folded: string) => void) | null,
  ): void {
    const kernel = this.#kernel;
    const { fold, dtype, reverse, input } = this.#step;
    const isRounded = fold === "sum" && isFloat(dtype);
    const nest = (totals: readonly string[], from: string, below: string, length: number): void => {
      const inner = totals.at(-1)!;
      if (!isRounded || length <= block) {
        const n = kernel.fresh("n");
        kernel.block(`for (var ${n} = ${from}; ${n} < ${below}; ${n}++)`, () => {
          const position = reverse ? kernel.let("at", `${this.#lines.length - 1} - ${n}`) : n;
          const axes = [...this.#outer, position];
          this.#fold(inner, this.#addresses.load(input, axes));
          visit?.(
            axes,
            totals.reduceRight((sum, total) => `(${total} + ${sum})`),
          );
        });
        return;
      }
      let span = block;
      while (span * block < length) span *= block;
      const [start, part] = [kernel.fresh("start"), kernel.fresh("part")];
      kernel.block(`for (var ${start} = ${from}; ${start} < ${below}; ${start} += ${span})`, () => {
        const stop = kernel.let("stop", `min(${start} + ${span}, ${below})`);
        this.#start(part);
        nest([...totals, part], start, stop, span);
        this.#fold(inner, part);
      });
    };
    nest([total], first, end, most);
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
    const { count } = linesOf(step);
    const { mostWorkgroups, workgroupSize } = capabilities;
    return Math.min(mostWorkgroups, isShared(step, capabilities) ? count : Math.ceil(count / workgroupSize));
  },

  emit(kernel: KernelBuilder, step: Cumulative, scope: Scope): void {
    const running = new CumulativeKernel(kernel, step, scope);
    if (isShared(step, kernel.capabilities)) running.rowPerWorkgroup(scope);
    else running.rowPerThread(scope);
  },
};
