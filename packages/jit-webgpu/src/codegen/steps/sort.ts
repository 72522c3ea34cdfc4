import { sizeOf } from "@proj/array/core";
import { linesOf, type Lines, type Sort } from "@proj/jit/core";
import { Addresses } from "../wgsl/address.ts";
import type { Capabilities } from "../capabilities.ts";
import type { KernelBuilder } from "../wgsl/kernel-builder.ts";
import { orderKey } from "../wgsl/order-key.ts";
import type { Scope } from "../threads/scope.ts";
import type { StepEmitter } from "./step-emitter.ts";
import { decompose, forStrided } from "../threads/loops.ts";

/*
 * Stable sorting by ranks: an element's rank is how many elements come before it. In a short row each thread counts for one
 * element. A long row is a workgroup's, which merges: it keeps the order of the row's elements as positions in the workspace;
 * in each pass the rank of an element among two neighbouring runs is its place in its own run and, by bisection, the number of
 * elements of the other run that come before it; the workspace holds the order before and after a pass.
 */

/** Rows up to this length are ranked by counting: that takes length² comparisons, and no barrier. */
const mostCounted = 128;

/** Elements of the workspace for rows of a length. */
export const sortWorkspace = (rows: number, length: number): number => (length <= mostCounted ? 0 : 2 * rows * length);

class SortKernel {
  readonly #kernel: KernelBuilder;
  readonly #step: Sort;
  readonly #addresses: Addresses;
  readonly #lines: Lines;
  readonly #outer: readonly string[];

  constructor(kernel: KernelBuilder, step: Sort, scope: Scope) {
    this.#kernel = kernel;
    this.#step = step;
    this.#addresses = new Addresses(
      kernel,
      scope,
      [...step.keys, ...step.moved].flatMap((array) => [
        ...(array.input === null ? [] : [array.input]),
        ...("output" in array ? [array.output] : []),
      ]),
    );
    this.#lines = linesOf(step);
    this.#outer = this.#lines.outer.map((_, axis) => `i${axis}`);
  }

  byCounting({ team }: Scope): void {
    const [kernel, step] = [this.#kernel, this.#step];
    const [{ length }, points] = [this.#lines, sizeOf(step.domain)];
    forStrided(kernel, "p", team.lane, points, team.lanes, (point) => {
      decompose(kernel, point, step.domain, [...this.#outer, "n"]);
      const own = this.#keys("n");
      kernel.line("var rank = 0;");
      kernel.block(`for (var m = 0; m < ${length}; m++)`, () =>
        kernel.block(`if (${this.#before(this.#keys("m"), own, "m < n")})`, () => kernel.line("rank++;")),
      );
      this.#move("n", "rank");
    });
  }

  byMerging({ team }: Scope): void {
    const [kernel, step] = [this.#kernel, this.#step];
    const { outer, count, length } = this.#lines;
    const { workgroupSize } = kernel.capabilities;
    const { variable } = kernel.layout.place(step.workspace);
    const barrier = variable === "own" ? "workgroupBarrier();" : "storageBarrier();";
    forStrided(kernel, "row", team.group, count, team.groups, (row) => {
      decompose(kernel, row, outer, this.#outer);
      kernel.line(`var now = i32(${row}) * ${2 * length};`);
      kernel.line(`var next = now + ${length};`);
      kernel.block(`for (var n = i32(lid); n < ${length}; n += ${workgroupSize})`, () =>
        kernel.store(step.workspace, "now + n", "n"),
      );
      kernel.line(barrier);
      kernel.block(`for (var run = 1; run < ${length}; run *= 2)`, () => {
        kernel.block(`for (var n = i32(lid); n < ${length}; n += ${workgroupSize})`, () => this.#pass());
        kernel.line(barrier);
        kernel.line("let swapped = now;");
        kernel.line("now = next;");
        kernel.line("next = swapped;");
      });
      kernel.block(`for (var n = i32(lid); n < ${length}; n += ${workgroupSize})`, () =>
        this.#move(kernel.let("source", kernel.load(step.workspace, "now + n")), "n"),
      );
      if (count > 1) kernel.line(barrier);
    });
  }

  /** Moves the element at `n` of the order to its place among its own run and the run beside it. */
  #pass(): void {
    const [kernel, step] = [this.#kernel, this.#step];
    const { length } = this.#lines;
    kernel.line(`let element = ${kernel.load(step.workspace, "now + n")};`);
    const own = this.#keys("element");
    kernel.line("let start = n - n % run;");
    kernel.line("let left = (start / run) % 2 == 0;");
    kernel.line(`let other = select(start - run, min(start + run, ${length}), left);`);
    kernel.line("var low = other;");
    kernel.line(`var high = min(other + run, ${length});`);
    kernel.block("while (low < high)", () => {
      kernel.line("let middle = (low + high) / 2;");
      kernel.line(`let rival = ${kernel.load(step.workspace, "now + middle")};`);
      // Of equal elements those of the left run come first.
      kernel.block(`if (${this.#before(this.#keys("rival"), own, "!left")})`, () => kernel.line("low = middle + 1;"));
      kernel.block("else", () => kernel.line("high = middle;"));
    });
    kernel.line("let rank = n - start + low - other;");
    kernel.store(step.workspace, "next + min(start, other) + rank", "element");
  }

  /** The keys of an element, as integers in the same order. */
  #keys(position: string): readonly string[] {
    return this.#step.keys.map(({ dtype, input }) =>
      this.#kernel.let("key", orderKey(dtype, this.#addresses.load(input, [...this.#outer, position]), this.#kernel)),
    );
  }

  /** Whether one element comes before another: by the first keys that differ, or if the tie says so. */
  #before(a: readonly string[], b: readonly string[], tie: string): string {
    return a.reduceRight((rest, key, index) => {
      const other = b[index]!;
      return `(${key} < ${other}) | ((${key} == ${other}) & (${rest}))`;
    }, tie);
  }

  #move(from: string, to: string): void {
    for (const { input, output } of this.#step.moved) {
      const value = input === null ? `i32(${from})` : this.#addresses.load(input, [...this.#outer, from]);
      this.#addresses.store(output, [...this.#outer, to], value);
    }
  }
}

/** Sorting. */
export const sortEmitter: StepEmitter<Sort> = {
  workgroups(step: Sort, capabilities: Capabilities): number {
    const { count, length } = linesOf(step);
    const counted = length <= mostCounted;
    const wanted = counted ? Math.ceil(sizeOf(step.domain) / capabilities.workgroupSize) : count;
    return Math.min(capabilities.mostWorkgroups, wanted);
  },

  emit(kernel: KernelBuilder, step: Sort, scope: Scope): void {
    const sort = new SortKernel(kernel, step, scope);
    if (linesOf(step).length <= mostCounted) sort.byCounting(scope);
    else sort.byMerging(scope);
  },
};
