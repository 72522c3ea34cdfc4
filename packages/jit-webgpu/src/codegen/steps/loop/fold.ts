import { isFloat, sizeOf } from "@proj/array/core";
import type { DType } from "@proj/array";
import { combines, viewsOf, type Loop, type Reduction } from "@proj/jit/core";
import { accumulator, type Accumulator } from "./accumulator.ts";
import type { Addresses } from "../../wgsl/address.ts";
import type { Capabilities } from "../../capabilities.ts";
import { foldTogether } from "./cooperative-fold.ts";
import { Expressions } from "./expressions.ts";
import type { KernelBuilder } from "../../wgsl/kernel-builder.ts";
import type { Scope } from "../../threads/scope.ts";
import { gridTeam } from "../../threads/team.ts";
import { decompose, forCopies, forSteps, forStrided } from "../../threads/loops.ts";
import { copiesOf, operationsInBody } from "./unroll.ts";

/*
 * Loops with reductions. `share` consecutive threads of a workgroup work on one result: each folds every share-th element, then
 * they fold what they have together. With a share of 1 a thread has a result to itself and walks the reduction axes in nested
 * loops, and no thread waits.
 */

/** Fewer elements for a thread cost more, when threads meet, than they give. */
const leastElements = 8;

/** How many threads share a result: as many as are idle otherwise, and enough to read runs of neighbours together. */
function shareOf(loop: Loop, threads: number, { workgroupSize }: Capabilities): number {
  const [results, elements] = [sizeOf(loop.parallel), sizeOf(loop.reduced)];
  const rank = loop.parallel.length;
  const read = viewsOf(loop).filter(({ writes }) => !writes);
  const contiguous = (axis: number): number =>
    read.filter(({ view }) => Math.abs(view.strides[axis] ?? 0) === 1).length;
  const alongFold = contiguous(rank + loop.reduced.length - 1) > contiguous(rank - 1);
  const wanted = Math.max(alongFold ? 32 : 1, threads / results);
  const most = Math.min(workgroupSize, wanted, elements / leastElements);
  return most < 2 ? 1 : 2 ** Math.floor(Math.log2(most));
}

/** Whether workgroup memory has a place for what each thread has, next to private buffers. */
function hasRoom({ capabilities, layout }: KernelBuilder, loop: Loop): boolean {
  const words = loop.reductions.reduce((sum, { fold }) => sum + (combines(fold) ? 1 : 2), 0);
  return layout.program.arena.privateBytes + 4 * words * capabilities.workgroupSize <= capabilities.workgroupBytes;
}

/** How many workgroups a loop with reductions can use. */
export function foldWorkgroups(loop: Loop, capabilities: Capabilities): number {
  const perGroup = capabilities.workgroupSize / shareOf(loop, gridTeam(capabilities).threads, capabilities);
  return Math.min(capabilities.mostWorkgroups, Math.ceil(sizeOf(loop.parallel) / perGroup));
}

/** Numbers that a sum of floats takes before another begins, so that a long sum is a sum of sums and loses few digits. */
const block = 64;
/** Numbers up to which a thread adds one after the other. */
const leastForBlocks = 256;

/** The variables of every reduction, and those of the blocks of each that is a sum of floats. */
class Accumulators {
  readonly all: readonly Accumulator[];
  readonly #kernel: KernelBuilder;
  readonly #loop: Loop;
  /** Of the blocks that are being folded, from the outermost in; null for reductions that need none. */
  readonly #parts: (readonly (Accumulator | null)[])[] = [];

  constructor(kernel: KernelBuilder, loop: Loop) {
    this.#kernel = kernel;
    this.#loop = loop;
    this.all = loop.reductions.map((reduction, index) =>
      accumulator(kernel, `r${index}`, reduction, this.#dtype(reduction)),
    );
  }

  #dtype({ value }: Reduction): DType {
    return this.#loop.expressions[value]!.dtype;
  }

  #isRounded(reduction: Reduction): boolean {
    return reduction.fold === "sum" && isFloat(this.#dtype(reduction));
  }

  /** Whether sums of floats are among the folds. */
  get areRounded(): boolean {
    return this.#loop.reductions.some((reduction) => this.#isRounded(reduction));
  }

  declare(first: string): void {
    for (const one of this.all) one.declare(first);
  }

  /** Adds the loop over a block of elements, whose sums are added to those around it. */
  blockwise(loop: () => void): void {
    const around = this.#innermost;
    const parts = this.#loop.reductions.map((reduction) => {
      if (!this.#isRounded(reduction)) return null;
      return accumulator(this.#kernel, this.#kernel.fresh("part"), reduction, this.#dtype(reduction));
    });
    for (const part of parts) part?.declare("0");
    this.#parts.push(parts);
    loop();
    this.#parts.pop();
    parts.forEach((part, index) => part !== null && around[index]!.add(part.result, "0"));
  }

  get #innermost(): readonly Accumulator[] {
    return this.#parts.at(-1)?.map((part, index) => part ?? this.all[index]!) ?? this.all;
  }

  add(expressions: Expressions, position: string): void {
    const into = this.#innermost;
    this.#loop.reductions.forEach(({ value }, index) => into[index]!.add(expressions.value(value), position));
  }
}

/** How many rounds of a loop are in a block, for blocks and blocks of blocks from the outermost in. */
type Spans = readonly number[];

/**
 * The blocks of a loop.
 *
 * @param rounds - how many it has.
 * @param numbers - how many numbers a round adds to a sum.
 * @returns the blocks, and how many numbers the loop then adds to the sums around it.
 */
function blocksOf(rounds: number, numbers: number): { readonly spans: Spans; readonly numbers: number } {
  const spans: number[] = [];
  let left = rounds * numbers;
  let span = Math.max(1, Math.floor(block / numbers));
  while (left > leastForBlocks) {
    spans.unshift(span);
    left = Math.ceil(rounds / span);
    span *= block;
  }
  return { spans, numbers: left };
}

/**
 * Adds a loop over `from`, `from + step`, … below a length, in blocks.
 *
 * @param from - a number or a thread; it is less than the step.
 * @param copies - how many rounds are written out one after the other; it divides the blocks.
 */
function foldAlong(
  kernel: KernelBuilder,
  accumulators: Accumulators,
  name: string,
  { from, length, step, spans }: { from: string; length: number; step: number; spans: Spans },
  copies: number,
  body: (position: string) => void,
): void {
  const nest = (depth: number, start: string, below: string, most: number, whole: boolean): void => {
    const span = spans[depth];
    if (span === undefined) {
      const steps = { name, from: start, below, step: String(step * copies) };
      if (copies === 1) forSteps(kernel, steps, body);
      else forCopies(kernel, steps, { count: copies, apart: step, exact: whole && most % (step * copies) === 0 }, body);
      return;
    }
    const reach = span * step;
    const next = kernel.fresh("block");
    forSteps(kernel, { name: next, from: start, below, step: String(reach) }, () => {
      const isWhole = whole && most % reach === 0;
      const end = isWhole ? `${next} + ${reach}` : kernel.let("end", `min(${next} + ${reach}, ${below})`);
      accumulators.blockwise(() => nest(depth + 1, next, end, reach, isWhole));
    });
  };
  nest(0, from, String(length), length, true);
}

/** Adds a loop with reduction axes, over coalesced axes. */
export function emitFold(kernel: KernelBuilder, loop: Loop, addresses: Addresses, scope: Scope): void {
  const share = hasRoom(kernel, loop) ? shareOf(loop, scope.team.threads, kernel.capabilities) : 1;
  if (share === 1) emitAlone(kernel, loop, addresses, scope);
  else emitShared(kernel, loop, addresses, scope, share);
}

/** A thread for each result. */
function emitAlone(kernel: KernelBuilder, loop: Loop, addresses: Addresses, scope: Scope): void {
  const rank = loop.parallel.length;
  const axes = [...loop.parallel, ...loop.reduced].map((_, axis) => `i${axis}`);
  const depths = axes.map((_, axis) => Math.max(1, axis - rank + 2));
  const expressions = new Expressions(kernel, loop, addresses, axes, depths, scope);
  const accumulators = new Accumulators(kernel, loop);
  // From the innermost axis out: a loop inside a round of another adds its numbers to the same sums.
  const spans: Spans[] = [];
  let numbers = 1;
  for (let axis = loop.reduced.length - 1; axis >= 0; axis--) {
    const blocks = accumulators.areRounded ? blocksOf(loop.reduced[axis]!, numbers) : { spans: [], numbers: 1 };
    spans[axis] = blocks.spans;
    numbers = blocks.numbers;
  }
  expressions.emit(0);
  forStrided(kernel, "p", scope.team.lane, sizeOf(loop.parallel), scope.team.lanes, (point) => {
    decompose(kernel, point, loop.parallel, axes);
    expressions.emit(1);
    accumulators.declare("0");
    const nest = (axis: number): void => {
      const position = axes[axis]!;
      const length = loop.reduced[axis - rank]!;
      if (axis + 1 === axes.length) {
        const { times = 1 } = scope;
        const shares = (sizeOf(loop.parallel) * sizeOf(loop.reduced)) / (length * kernel.capabilities.workgroupSize);
        const copies = copiesOf(length, times * shares, operationsInBody(loop), kernel.capabilities);
        const name = copies === 1 ? position : kernel.fresh("q");
        const along = { from: "0", length, step: 1, spans: spans[axis - rank]! };
        foldAlong(kernel, accumulators, name, along, copies, (element) => {
          if (element !== position) kernel.line(`let ${position} = ${element};`);
          expressions.emit(depths[axis]!);
          accumulators.add(expressions, position);
        });
      } else {
        const along = { from: "0", length, step: 1, spans: spans[axis - rank]! };
        foldAlong(kernel, accumulators, position, along, 1, () => {
          expressions.emit(depths[axis]!);
          nest(axis + 1);
        });
      }
    };
    if (loop.reduced.length === 0) accumulators.add(expressions, "0");
    else nest(rank);
    for (const { view, value } of loop.stores) addresses.store(view, axes, accumulators.all[value]!.result);
  });
}

/** Several threads for each result. */
function emitShared(kernel: KernelBuilder, loop: Loop, addresses: Addresses, scope: Scope, share: number): void {
  const { workgroupSize } = kernel.capabilities;
  const rank = loop.parallel.length;
  const [results, elements] = [sizeOf(loop.parallel), sizeOf(loop.reduced)];
  const perGroup = workgroupSize / share;
  const axes = [...loop.parallel, ...loop.reduced].map((_, axis) => `i${axis}`);
  const expressions = new Expressions(
    kernel,
    loop,
    addresses,
    axes,
    axes.map((_, axis) => (axis < rank ? 1 : 2)),
    scope,
  );
  const accumulators = new Accumulators(kernel, loop);
  const { spans } = accumulators.areRounded ? blocksOf(elements / share, 1) : { spans: [] };
  const member = perGroup === 1 ? "lid" : `lid % ${share}`;
  const units = Math.ceil(results / perGroup);
  expressions.emit(0);
  forStrided(kernel, "unit", scope.team.group, units, scope.team.groups, (unit) => {
    // The last workgroup may have threads for results that there are not; they meet the others at the barriers.
    const partial = results !== perGroup * units;
    const first = unit === "0u" ? "" : perGroup === 1 ? unit : `${unit} * ${perGroup}`;
    const own = perGroup === 1 ? "" : `lid / ${share}`;
    const sum = [first, own].filter((term) => term !== "").join(" + ");
    const point = sum === "" || sum === unit ? sum : kernel.let("p", sum);
    const ifThere = (body: () => void): void => {
      if (partial) kernel.block(`if (${point} < ${results})`, body);
      else body();
    };
    decompose(kernel, point, loop.parallel, axes);
    accumulators.declare(`i32(${member})`);
    ifThere(() => {
      expressions.emit(1);
      const copies = copiesOf(
        elements / share,
        ((scope.times ?? 1) * results) / perGroup,
        operationsInBody(loop),
        kernel.capabilities,
      );
      const along = { from: member, length: elements, step: share, spans };
      foldAlong(kernel, accumulators, kernel.fresh("q"), along, copies, (element) => {
        decompose(kernel, element, loop.reduced, axes.slice(rank));
        expressions.emit(2);
        accumulators.add(expressions, axes[rank] ?? "0");
      });
    });
    foldTogether(kernel, accumulators.all, share, () =>
      ifThere(() => {
        for (const { view, value } of loop.stores) addresses.store(view, axes, accumulators.all[value]!.result);
      }),
    );
    // The memory in which threads meet is used again for the next result.
    if (units > 1) kernel.line("workgroupBarrier();");
  });
}
