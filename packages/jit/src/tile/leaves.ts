import { sizeOf } from "@proj/array/core";
import { nestedSteps } from "../plan.ts";
import type { TargetLimits } from "../target.ts";
import type { Cond, Group, Scan, Step, Tiles, View, While } from "../program.ts";

/** A step that is not control flow. */
export type Leaf = Exclude<Step, Scan | While | Cond | Tiles | Group>;

/** How a leaf addresses one buffer. */
export interface Access {
  readonly view: View;
  /** For each stride of the view, the axis of the leaf's domain that it belongs to. */
  readonly axes: readonly number[];
  readonly writes: boolean;
  /** The computed indices that are added to the place. */
  readonly displaced: readonly { readonly stride: number; readonly limit: number }[];
}

/** Where a leaf is to find a buffer instead. */
export interface Place {
  readonly view: View;
  /** The strides of the computed indices. */
  readonly displaced: readonly number[];
}

export function isLeaf(step: Step): step is Leaf {
  return !["scan", "while", "cond", "tiles", "group"].includes(step.kind);
}

/** All leaves among steps and the steps nested in them, in program order. */
export function leavesOf(steps: readonly Step[]): Leaf[] {
  return steps.flatMap((step) => (isLeaf(step) ? [step] : nestedSteps(step).flatMap(leavesOf)));
}

/** The lengths of the axes over which a leaf works. */
export function domainOf(leaf: Leaf): readonly number[] {
  switch (leaf.kind) {
    case "loop":
      return [...leaf.parallel, ...leaf.reduced];
    case "pack":
      return [leaf.k, leaf.n];
    case "contract":
      return [...leaf.batch, leaf.m, leaf.n, leaf.k];
    default:
      return leaf.domain;
  }
}

/** How many leading axes of the domain can be cut into pieces that do not need each other. */
export function freeAxes(leaf: Leaf): number {
  switch (leaf.kind) {
    case "loop":
      return leaf.parallel.length;
    case "pack":
      return 0;
    case "contract":
      // The columns of a packed operand lie together.
      return leaf.batch.length + (leaf.rhs.packed ? 1 : 2);
    case "scatter":
      return leaf.domain.length;
    case "sort":
    case "cumulative":
      return leaf.domain.length - 1;
  }
}

/** The same leaf with an axis of another length; its views stay. */
export function withLength(leaf: Leaf, axis: number, length: number): Leaf {
  switch (leaf.kind) {
    case "loop":
      return { ...leaf, parallel: leaf.parallel.with(axis, length) };
    case "contract": {
      const rank = leaf.batch.length;
      if (axis === rank) return { ...leaf, m: length };
      if (axis === rank + 1) return { ...leaf, n: length };
      return { ...leaf, batch: leaf.batch.with(axis, length) };
    }
    case "pack":
      return leaf;
    default:
      return { ...leaf, domain: leaf.domain.with(axis, length) };
  }
}

const wholeBuffer = (buffer: number): View => ({ buffer, offset: 0, strides: [], dynamic: [] });

/** Replaces every view of a leaf, workspaces excepted. */
export function mapPlaces(leaf: Leaf, place: (access: Access) => Place): Leaf {
  const range = (count: number): number[] => Array.from({ length: count }, (_, axis) => axis);
  const map = (view: View, axes: readonly number[], writes: boolean): View =>
    place({ view, axes, writes, displaced: [] }).view;
  switch (leaf.kind) {
    case "loop": {
      const all = range(leaf.parallel.length + leaf.reduced.length);
      return {
        ...leaf,
        expressions: leaf.expressions.map((expression) => {
          if (expression.op === "load") return { ...expression, view: map(expression.view, all, false) };
          if (expression.op !== "gather") return expression;
          const { view, displaced } = place({
            view: expression.view,
            axes: all,
            writes: false,
            displaced: expression.indices,
          });
          const indices = expression.indices.map((index, n) => ({ ...index, stride: displaced[n]! }));
          return { ...expression, view, indices };
        }),
        stores: leaf.stores.map(({ view, value }) => ({ view: map(view, range(leaf.parallel.length), true), value })),
      };
    }
    case "pack":
      return {
        ...leaf,
        source: map(leaf.source, [0, 1], false),
        target: map(wholeBuffer(leaf.target), [], true).buffer,
      };
    case "contract": {
      const batch = range(leaf.batch.length);
      const [m, n, k] = [batch.length, batch.length + 1, batch.length + 2];
      if (leaf.accumulate) map(leaf.out, [...batch, m, n], false);
      return {
        ...leaf,
        lhs: map(leaf.lhs, [...batch, m, k], false),
        rhs: leaf.rhs.packed
          ? { packed: true, buffer: map(wholeBuffer(leaf.rhs.buffer), [], false).buffer }
          : { packed: false, view: map(leaf.rhs.view, [...batch, k, n], false) },
        out: map(leaf.out, [...batch, m, n], true),
      };
    }
    case "scatter": {
      const all = range(leaf.domain.length);
      const target = { view: leaf.target, axes: all, displaced: leaf.indices };
      place({ ...target, writes: false });
      const { view, displaced } = place({ ...target, writes: true });
      return {
        ...leaf,
        updates: map(leaf.updates, all, false),
        indices: leaf.indices.map((index, n) => ({
          ...index,
          value: map(index.value, all, false),
          stride: displaced[n]!,
        })),
        target: view,
      };
    }
    case "sort": {
      const all = range(leaf.domain.length);
      return {
        ...leaf,
        operands: leaf.operands.map(({ dtype, input, output }) => ({
          dtype,
          input: map(input, all, false),
          output: map(output, all, true),
        })),
      };
    }
    case "cumulative": {
      const all = range(leaf.domain.length);
      return { ...leaf, input: map(leaf.input, all, false), output: map(leaf.output, all, true) };
    }
  }
}

/** How many elements of scratch memory a leaf needs for its own use. */
export function workspaceSize(leaf: Leaf, limits: TargetLimits): number {
  if ((leaf.kind !== "sort" && leaf.kind !== "contract") || leaf.workspace === null) return 0;
  if (leaf.kind === "contract") return limits.contractWorkspace(leaf.m, leaf.n, leaf.k, leaf.dtype);
  return limits.sortWorkspace(sizeOf(leaf.domain.slice(0, -1)), leaf.domain.at(-1)!);
}

/** What a view that depends on no axis reads, and what its indices read. */
function readsOfDynamic(view: View): Access[] {
  return view.dynamic.flatMap((index) =>
    index.kind === "element"
      ? [{ view: index.at, axes: [], writes: false, displaced: [] }, ...readsOfDynamic(index.at)]
      : [],
  );
}

/** What reading one element, such as the index of a cond, reads. */
export function readsOfElement(view: View): Access[] {
  return [{ view, axes: [], writes: false, displaced: [] }, ...readsOfDynamic(view)];
}

/** Every way in which a leaf addresses a buffer, workspaces excepted. */
export function accessesOf(leaf: Leaf): Access[] {
  const accesses: Access[] = [];
  mapPlaces(leaf, (access) => {
    accesses.push(access, ...readsOfDynamic(access.view));
    return { view: access.view, displaced: access.displaced.map(({ stride }) => stride) };
  });
  return accesses;
}

/** The stride of a view along an axis of the domain. */
export function strideAlong({ view, axes }: Access, axis: number): number {
  return view.strides.reduce((sum, stride, n) => sum + (axes[n] === axis ? stride : 0), 0);
}
