import { relocated, strideAlong, type Place, type ViewAccess } from "../program/accesses.ts";
import { domainOf, withLength, workspaceSize } from "../program/domain.ts";
import type { TargetLimits } from "../target.ts";
import type {
  BufferId,
  Carry,
  ComputeStep,
  ControlStep,
  CounterId,
  DynamicIndex,
  Expression,
  Loop,
  ProcedureStep,
  Scan,
  Step,
  View,
} from "../program/program.ts";
import { isComputeStep, someComputeStep } from "../program/walk.ts";
import { withOperands } from "../program/operands.ts";
import type { Declarations } from "../program/declarations.ts";
import type { Locality } from "./locality.ts";
import { amongFewerRows } from "./row-layout.ts";
import type { RowSums } from "./row-sums.ts";
import type { Slice } from "./slice.ts";

/** The rows on which a copy of a body works: `length` rows from `first + length · counter`; all of them if null. */
export interface RowRange {
  readonly first: number;
  readonly length: number;
  readonly counter: CounterId | null;
}

/** The axis of a step's domain that goes along the rows. */
interface Rows {
  readonly domain: readonly number[];
  readonly axis: number;
}

/** Writes a slice of a scan again: on some of the rows, with buffers of its own for some of the buffers. */
export class TileWriter {
  readonly #declarations: Declarations;
  readonly #limits: TargetLimits;
  readonly #locality: Locality;
  readonly #slice: Slice;
  readonly #range: RowRange | null;
  readonly #own: ReadonlyMap<BufferId, BufferId>;
  /** Every copy of a loop counts by itself. */
  readonly #counters = new Map<CounterId, CounterId>();
  /** The sums that a scan takes chunk by chunk; null for none. */
  readonly #sums: RowSums | null;
  /** What counts the chunks, once that scan is written. */
  #chunk: CounterId | null = null;

  constructor(
    declarations: Declarations,
    limits: TargetLimits,
    locality: Locality,
    slice: Slice,
    range: RowRange | null,
    own: ReadonlyMap<BufferId, BufferId>,
    sums: RowSums | null = null,
  ) {
    this.#declarations = declarations;
    this.#limits = limits;
    this.#locality = locality;
    this.#slice = slice;
    this.#range = range;
    this.#own = own;
    this.#sums = sums;
  }

  scan(scan: Scan): Scan {
    return this.#range !== null && this.#sums?.scan === scan
      ? this.#chunks(scan, this.#range, this.#sums)
      : this.#whole(scan);
  }

  #whole(scan: Scan): Scan {
    const counter = this.#declarations.counter(scan.length);
    this.#counters.set(scan.counter, counter);
    return { ...scan, counter, carries: this.#carries(scan.carries), body: this.#steps(scan.body) };
  }

  /** A scan in chunks of iterations, with what sums up after each of them. */
  #chunks(scan: Scan, range: RowRange, sums: RowSums): Scan {
    const length = scan.length / sums.iterations;
    const counter = this.#declarations.counter(length);
    this.#chunk = counter;
    const inner = this.#whole({ ...scan, length: sums.iterations });
    const carries = inner.carries.map(({ current }) => ({ current, next: current }));
    return { ...scan, counter, length, carries, body: [inner, ...sums.afterChunk(range, counter, this.#own)] };
  }

  #steps(steps: readonly Step[]): Step[] {
    return steps.flatMap((step) => {
      if (!someComputeStep(step, (inner) => this.#slice.steps.has(inner))) return [];
      return [isComputeStep(step) ? this.compute(step) : this.#control(step)];
    });
  }

  #control(step: ControlStep): ControlStep {
    switch (step.kind) {
      case "scan":
        return this.scan(step);
      case "while":
        return {
          ...step,
          carries: this.#carries(step.carries),
          condition: this.#steps(step.condition),
          predicate: this.#buffer(step.predicate),
          body: this.#steps(step.body),
        };
      case "cond":
        return {
          ...step,
          index: this.#element(step.index),
          branches: step.branches.map((branch) => this.#steps(branch)),
        };
      case "group":
        return { ...step, steps: this.#steps(step.steps) };
      case "tiles":
        throw new Error("a scan that has tiles inside is not tiled again");
    }
  }

  #carries(carries: readonly Carry[]): Carry[] {
    return carries.flatMap(({ current, next }) =>
      this.#slice.buffers.has(current) ? [{ current: this.#buffer(current), next: this.#buffer(next) }] : [],
    );
  }

  #buffer(id: BufferId): BufferId {
    return this.#own.get(id) ?? id;
  }

  /** A step of the slice. */
  compute(step: ComputeStep): ComputeStep {
    const axis = this.#locality.axes.get(step) ?? null;
    const moved = relocated(step, {
      view: (access) => this.#place(access, axis === null ? null : { domain: domainOf(step), axis }),
      buffer: ({ buffer }) => this.#buffer(buffer),
    });
    const renamed = moved.kind === "loop" ? this.#withCounters(moved, axis) : moved;
    const needed =
      step.kind === "loop" && renamed.kind === "loop" && axis === null ? this.#neededStores(step, renamed) : renamed;
    const cut = axis === null || this.#range === null ? needed : withLength(needed, axis, this.#range.length);
    return this.#withWorkspace(cut);
  }

  /** What a loop of shared values stores and the slice needs. */
  #neededStores(original: Loop, loop: Loop): Loop {
    const needed = loop.stores.filter((_, n) => this.#slice.buffers.has(original.stores[n]!.view.buffer));
    return { ...loop, stores: needed };
  }

  #withWorkspace(step: ComputeStep): ComputeStep {
    if (step.kind === "procedure") return this.#withWorkspaces(step);
    if ((step.kind !== "sort" && step.kind !== "contract") || step.workspace === null || this.#range === null)
      return step;
    const { dtype } = this.#declarations.buffers[step.workspace]!;
    const size = workspaceSize(step, this.#limits);
    // A sort has a workspace of its own even if it needs no element of it.
    if (size === 0 && step.kind === "contract") return { ...step, workspace: null };
    return { ...step, workspace: this.#declarations.buffer(dtype, size, "private") };
  }

  /** Every tile has workspaces of its own. */
  #withWorkspaces(step: ProcedureStep): ProcedureStep {
    if (this.#range === null) return step;
    const own = step.workspaces.map((workspace) => {
      const { dtype, size } = this.#declarations.buffers[workspace]!;
      return this.#declarations.buffer(dtype, size, "private");
    });
    return { ...step, workspaces: own };
  }

  #place(access: ViewAccess, rows: Rows | null): Place {
    const { buffer } = access;
    const placed = rows === null || this.#range === null ? null : this.#placedRows(access, rows, this.#range);
    const { view, displaced } = placed ?? {
      view: access.view,
      displaced: access.displaced.map(({ stride }) => stride),
    };
    const first = view.dynamic.flatMap((index) => this.#dynamic(index, buffer));
    const offset = placed === null || this.#own.has(buffer) ? [] : this.#offsetOfTile(access, rows!.axis);
    return { view: { ...view, buffer: this.#buffer(buffer), dynamic: [...first, ...offset] }, displaced };
  }

  #placedRows(access: ViewAccess, { domain, axis }: Rows, range: RowRange): Place | null {
    const stride = strideAlong(access, axis);
    if (stride === 0) return null;
    if (!this.#own.has(access.buffer)) {
      const view: View = { ...access.view, offset: access.view.offset + stride * range.first };
      return { view, displaced: access.displaced.map((index) => index.stride) };
    }
    const layout = { rows: this.#locality.rows, stride };
    return amongFewerRows(layout, range.length, access, domain, axis, this.#declarations.positions);
  }

  /** A view of one element that all rows share. */
  #element(view: View): View {
    const dynamic = view.dynamic.flatMap((index) => this.#dynamic(index, view.buffer));
    return { ...view, buffer: this.#buffer(view.buffer), dynamic };
  }

  #offsetOfTile(access: ViewAccess, axis: number): DynamicIndex[] {
    const { counter, length } = this.#range!;
    if (counter === null) return [];
    return [{ kind: "counter", counter, stride: strideAlong(access, axis) * length }];
  }

  /** An index of a view of a buffer. */
  #dynamic(index: DynamicIndex, buffer: BufferId): readonly DynamicIndex[] {
    if (index.kind === "element") return [{ ...index, at: this.#element(index.at) }];
    const own: DynamicIndex = { ...index, counter: this.#counters.get(index.counter) ?? index.counter };
    const [chunk, sums] = [this.#chunk, this.#sums];
    if (chunk === null || sums?.scan.counter !== index.counter || sums.rings.has(buffer)) return [own];
    return [own, { kind: "counter", counter: chunk, stride: index.stride * sums.iterations }];
  }

  /** Positions of loops are those of the copies, and rows know which they are. */
  #withCounters(loop: Loop, axis: number | null): Loop {
    const expressions: Expression[] = [];
    const add = (expression: Expression): number => expressions.push(expression) - 1;
    const moved: number[] = [];
    const at = (id: number): number => moved[id]!;
    for (const expression of loop.expressions) moved.push(this.#position(withOperands(expression, at), axis, add));
    const reductions = loop.reductions.map((reduction) => ({ ...reduction, value: at(reduction.value) }));
    const stores =
      loop.reductions.length > 0 ? loop.stores : loop.stores.map(({ view, value }) => ({ view, value: at(value) }));
    return { ...loop, expressions, reductions, stores };
  }

  #position(expression: Expression, axis: number | null, add: (expression: Expression) => number): number {
    const binary = (name: "add" | "mul", x: number, y: number): number =>
      add({ op: "binary", dtype: "int32", name, x, y });
    const constant = (value: number): number => add({ op: "constant", dtype: "int32", value });
    const later = (from: number, counter: CounterId, length: number): number =>
      binary("add", from, binary("mul", add({ op: "counter", dtype: "int32", counter }), constant(length)));
    if (expression.op === "counter") {
      const own = add({ ...expression, counter: this.#counters.get(expression.counter) ?? expression.counter });
      const [chunk, sums] = [this.#chunk, this.#sums];
      return chunk !== null && sums?.scan.counter === expression.counter ? later(own, chunk, sums.iterations) : own;
    }
    const own = add(expression);
    if (expression.op !== "index" || expression.axis !== axis || this.#range === null) return own;
    const { first, length, counter } = this.#range;
    const shifted = first === 0 ? own : binary("add", own, constant(first));
    return counter === null ? shifted : later(shifted, counter, length);
  }
}
