import type { BufferId, Carry, ComputeStep, ControlStep, CounterId, IndexComponent, Step, View } from "./program.ts";
import { isComputeStep, visitSteps } from "./walk.ts";

/*
 * What steps read and write. `relocated` is the one place that knows it of steps that compute: it gives every access to its caller
 * and puts what it gets back in its place. `accessesOf` lists what `relocated` meets.
 */

/** One way in which a step touches a buffer. */
export type Access = ViewAccess | BufferAccess;

/** Elements of a buffer: those that a view reaches from the step's domain, or one that is read before the step begins. */
export interface ViewAccess {
  readonly kind: "view" | "element";
  readonly buffer: BufferId;
  readonly writes: boolean;
  readonly view: View;
  /** For each stride of the view, the axis of the step's domain that it belongs to. */
  readonly axes: readonly number[];
  /** The computed indices that are added to the place. */
  readonly displaced: readonly Displacement[];
}

/**
 * A whole buffer: all its elements in order (`whole`), one whose layout is the target's (`packed`), a carried value, or scratch
 * memory for the step's own use.
 */
export interface BufferAccess {
  readonly kind: "whole" | "packed" | "carried" | "workspace";
  readonly buffer: BufferId;
  readonly writes: boolean;
}

/** How far a computed index can move a place. */
export type Displacement = Omit<IndexComponent<unknown>, "value">;

/** Where a step finds elements instead. */
export interface Place {
  readonly view: View;
  /** The strides of the computed indices. */
  readonly displaced: readonly number[];
}

/** Where a step finds what it touches instead. */
export interface Relocation {
  readonly view: (access: ViewAccess) => Place;
  readonly buffer: (access: BufferAccess) => BufferId;
}

const range = (count: number): number[] => Array.from({ length: count }, (_, axis) => axis);

/** A step with everything that it touches elsewhere. What is read is met before what is written. */
export function relocated(step: ComputeStep, to: Relocation): ComputeStep {
  const displace = (
    view: View,
    axes: readonly number[],
    writes: boolean,
    displaced: readonly Displacement[] = [],
  ): Place => to.view({ kind: "view", buffer: view.buffer, writes, view, axes, displaced });
  const read = (view: View, axes: readonly number[]): View => displace(view, axes, false).view;
  const write = (view: View, axes: readonly number[]): View => displace(view, axes, true).view;
  const whole = (kind: BufferAccess["kind"], buffer: BufferId, writes: boolean): BufferId =>
    to.buffer({ kind, buffer, writes });
  switch (step.kind) {
    case "loop": {
      const all = range(step.parallel.length + step.reduced.length);
      const parallel = range(step.parallel.length);
      return {
        ...step,
        expressions: step.expressions.map((expression) => {
          if (expression.op === "load") {
            const view = read(expression.view, all);
            return view === expression.view ? expression : { ...expression, view };
          }
          if (expression.op !== "gather") return expression;
          const { view, displaced } = displace(expression.view, all, false, expression.indices);
          const indices = expression.indices.map((index, n) => ({ ...index, stride: displaced[n]! }));
          return { ...expression, view, indices };
        }),
        stores: step.stores.map(({ view, value }) => ({ view: write(view, parallel), value })),
      };
    }
    case "pack":
      return { ...step, source: read(step.source, [0, 1]), target: whole("packed", step.target, true) };
    case "contract": {
      const batch = range(step.batch.length);
      const [m, n, k] = [batch.length, batch.length + 1, batch.length + 2];
      const lhs = read(step.lhs, [...batch, m, k]);
      const rhs = step.rhs.packed
        ? { packed: true as const, buffer: whole("packed", step.rhs.buffer, false) }
        : { packed: false as const, view: read(step.rhs.view, [...batch, k, n]) };
      if (step.accumulate) read(step.out, [...batch, m, n]);
      const workspace = step.workspace === null ? null : whole("workspace", step.workspace, true);
      return { ...step, lhs, rhs, out: write(step.out, [...batch, m, n]), workspace };
    }
    case "scatter": {
      const all = range(step.domain.length);
      const updates = read(step.updates, all);
      const values = step.indices.map(({ value }) => read(value, all));
      // What no update reaches stays.
      displace(step.target, all, false, step.indices);
      const { view: target, displaced } = displace(step.target, all, true, step.indices);
      const indices = step.indices.map(({ limit }, n) => ({ value: values[n]!, limit, stride: displaced[n]! }));
      return { ...step, updates, indices, target };
    }
    case "sort": {
      const all = range(step.domain.length);
      const keys = step.keys.map((key) => ({ ...key, input: read(key.input, all) }));
      const inputs = step.moved.map(({ input }) => (input === null ? null : read(input, all)));
      return {
        ...step,
        keys,
        moved: step.moved.map((one, n) => ({ ...one, input: inputs[n] ?? null, output: write(one.output, all) })),
        workspace: whole("workspace", step.workspace, true),
      };
    }
    case "cumulative": {
      const all = range(step.domain.length);
      return { ...step, input: read(step.input, all), output: write(step.output, all) };
    }
    case "callback": {
      const operands = step.operands.map((value) => ({ ...value, buffer: whole("whole", value.buffer, false) }));
      const results = step.results.map((value) => ({ ...value, buffer: whole("whole", value.buffer, true) }));
      return { ...step, operands, results };
    }
    case "procedure": {
      const axes = (array: number): number[] => [...range(step.batch.length), step.batch.length + array];
      return {
        ...step,
        operands: step.operands.map((view, n) => read(view, axes(n))),
        results: step.results.map((view, n) => write(view, axes(step.operands.length + n))),
        workspaces: step.workspaces.map((workspace) => whole("workspace", workspace, true)),
      };
    }
  }
}

/** What the dynamic indices of a view read, before the step begins. */
function readsOfIndices({ dynamic }: View): ViewAccess[] {
  return dynamic.flatMap((index) => (index.kind === "element" ? readsOfElement(index.at) : []));
}

/** What reading one element, such as the index of a cond, reads. */
export function readsOfElement(view: View): ViewAccess[] {
  return [
    { kind: "element", buffer: view.buffer, writes: false, view, axes: [], displaced: [] },
    ...readsOfIndices(view),
  ];
}

/** What a step reads to decide which steps run: the predicate of a while, the index of a cond. */
export function decisionReads(step: Step): ViewAccess[] {
  if (isComputeStep(step)) return [];
  switch (step.kind) {
    case "while":
      return readsOfElement({ buffer: step.predicate, offset: 0, strides: [], dynamic: [] });
    case "cond":
      return readsOfElement(step.index);
    case "scan":
    case "tiles":
    case "group":
      return [];
  }
}

/** The values that a step itself carries. */
export function carriesOf(step: Step): readonly Carry[] {
  return step.kind === "scan" || step.kind === "while" ? step.carries : [];
}

/** The values that steps carry, those nested in them included. */
export function carriesWithin(steps: readonly Step[]): Carry[] {
  const carries: Carry[] = [];
  visitSteps(steps, (step) => carries.push(...carriesOf(step)));
  return carries;
}

function computeAccesses(step: ComputeStep): Access[] {
  const accesses: Access[] = [];
  relocated(step, {
    view: (access) => {
      accesses.push(access, ...readsOfIndices(access.view));
      return { view: access.view, displaced: access.displaced.map(({ stride }) => stride) };
    },
    buffer: (access) => {
      accesses.push(access);
      return access.buffer;
    },
  });
  return accesses;
}

function controlAccesses(step: ControlStep): Access[] {
  return [
    ...carriesOf(step).flatMap(({ current, next }): Access[] => [
      { kind: "carried", buffer: next, writes: false },
      { kind: "carried", buffer: current, writes: true },
    ]),
    ...decisionReads(step),
  ];
}

const known = new WeakMap<Step, readonly Access[]>();

/** Every way in which a step touches a buffer; what the steps nested in it touch is not included. */
export function accessesOf(step: Step): readonly Access[] {
  let accesses = known.get(step);
  if (accesses === undefined) {
    accesses = isComputeStep(step) ? computeAccesses(step) : controlAccesses(step);
    known.set(step, accesses);
  }
  return accesses;
}

/** Whether an access says which elements it touches. */
export function hasView(access: Access): access is ViewAccess {
  return access.kind === "view" || access.kind === "element";
}

/** The views of a step over its domain: every access but those of elements and of whole buffers. */
export function viewsOf(step: ComputeStep): readonly ViewAccess[] {
  return accessesOf(step).filter((access): access is ViewAccess => access.kind === "view");
}

/** Every way in which steps touch buffers, those nested in them included. */
export function accessesWithin(steps: readonly Step[]): Access[] {
  const accesses: Access[] = [];
  visitSteps(steps, (step) => accesses.push(...accessesOf(step)));
  return accesses;
}

/** The buffers that steps touch, those nested in them included. */
export function touchedBuffers(steps: readonly Step[]): ReadonlySet<BufferId> {
  return new Set(accessesWithin(steps).map(({ buffer }) => buffer));
}

/** The buffers that steps write, those nested in them included. */
export function writtenBuffers(steps: readonly Step[]): ReadonlySet<BufferId> {
  return new Set(accessesWithin(steps).flatMap(({ buffer, writes }) => (writes ? [buffer] : [])));
}

/** The counters that the dynamic indices of a view read. */
export function countersOfView({ dynamic }: View): readonly CounterId[] {
  return dynamic.flatMap((index) => (index.kind === "counter" ? [index.counter] : countersOfView(index.at)));
}

/** The counters that steps read, those nested in them included. */
export function countersWithin(steps: readonly Step[]): ReadonlySet<CounterId> {
  const counters = new Set<CounterId>();
  visitSteps(steps, (step) => {
    for (const access of accessesOf(step))
      if (hasView(access)) countersOfView(access.view).forEach((counter) => counters.add(counter));
    if (step.kind !== "loop") return;
    for (const expression of step.expressions) if (expression.op === "counter") counters.add(expression.counter);
  });
  return counters;
}

/** The stride of a view along an axis of the domain. */
export function strideAlong({ view, axes }: ViewAccess, axis: number): number {
  return view.strides.reduce((sum, stride, n) => sum + (axes[n] === axis ? stride : 0), 0);
}
