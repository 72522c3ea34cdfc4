import type { Contract, Expression, Pack, View } from "@proj/jit/core";
import { i32 } from "../../assembler/instructions.ts";
import type { ModuleBuilder } from "../../assembler/module-builder.ts";
import type { GemmLibrary } from "../../gemm/gemm.ts";
import { panelColumns } from "../../gemm/microkernel.ts";
import { packedElements } from "../../gemm/pack.ts";
import type { MathLibrary } from "../../math/math-library.ts";
import type { Layout } from "../layout.ts";
import type { AccumulatingLoop } from "./loop/loop-nest.ts";
import { emitLoop } from "./loop/loop.ts";
import type { StepFunction } from "./step-function.ts";
import { ViewPointers } from "./view-pointers.ts";

/** Whether the right operand of a product is worth packing beforehand: not for a single column. */
export function isPacked(n: number, dtype: string): boolean {
  return dtype === "float32" && n > 1;
}

/** Emits the packing of a right operand. */
export function emitPack(
  module: ModuleBuilder,
  gemm: GemmLibrary,
  layout: Layout,
  name: string,
  step: Pack,
): StepFunction {
  const source = layout.view(step.source, [step.k, step.n]);
  const [rowStride = 0, columnStride = 0] = source.strides;
  const packer = gemm.packer(step.n, rowStride, columnStride);
  return module.function(name, {}, "void", (f) => {
    const start = layout.start(f, source) ?? i32.const(0);
    f.run(packer.call({ k: step.k, source: i32.add(start, source.base), target: layout.place(step.target) }));
  });
}

/** Emits a product: by micro-kernels where it is in single precision and has a workspace, else as a plain loop. */
export function emitContract(
  module: ModuleBuilder,
  gemm: GemmLibrary,
  library: MathLibrary,
  layout: Layout,
  name: string,
  step: Contract,
): StepFunction {
  const oriented = orient(step);
  if (oriented === null) {
    const loops = toLoops(step).map((loop, part) =>
      emitLoop(module, library, layout, `${name}.part${String(part)}`, loop),
    );
    return module.function(name, {}, "void", (f) => {
      for (const loop of loops) f.run(loop.call({}));
    });
  }
  const { m, n, k, batch } = oriented;
  const lhs = layout.view(oriented.lhs, [...batch, m, k]);
  const out = layout.view(oriented.out, [...batch, m, n]);
  const rhs = oriented.rhs.packed ? null : layout.view(oriented.rhs.view, [...batch, k, n]);
  const axis = batch.length;
  const product = gemm.gemm(`${name}.gemm`, {
    m,
    n,
    k,
    aRowStride: lhs.strides[axis] ?? 0,
    aStepStride: lhs.strides[axis + 1] ?? 0,
    aElements: (lhs.end - lhs.begin) / 4,
    b: rhs === null ? null : { rowStride: rhs.strides[axis] ?? 0, columnStride: rhs.strides[axis + 1] ?? 0 },
    cRowStride: out.strides[axis] ?? 0,
    accumulate: step.accumulate,
  });
  return module.function(name, {}, "void", (f) => {
    const pointers = new ViewPointers(f, layout, rhs === null ? [lhs, out] : [lhs, out, rhs]);
    const workspace = step.workspace === null ? i32.const(0) : layout.place(step.workspace);
    pointers.forEach(batch, () => {
      const b = oriented.rhs.packed ? layout.place(oriented.rhs.buffer) : i32.add(pointers.at(2), rhs?.base ?? 0);
      f.run(product.call({ a: i32.add(pointers.at(0), lhs.base), b, c: i32.add(pointers.at(1), out.base), workspace }));
    });
  });
}

/**
 * The product with neighbouring columns of the result, possibly as that of the transposed matrices; null if the micro-kernels do
 * not pay or do not fit.
 */
function orient(step: Contract): Contract | null {
  const { batch, m, n, k, lhs, rhs, out, dtype } = step;
  if (dtype !== "float32" || m === 0 || n === 0 || batch.includes(0)) return null;
  if (n === 1 || m === 1) return rhs.packed && columnsAreNeighbours(step) ? step : null;
  if (!rhs.packed && step.workspace === null) return null;
  if (columnsAreNeighbours(step)) return nonNegativeRows(step);
  if (rhs.packed || stride(out, batch.length) !== 1) return null;
  const swapped: Contract = {
    ...step,
    m: n,
    n: m,
    k,
    lhs: swapLast(rhs.view),
    rhs: { packed: false, view: swapLast(lhs) },
    out: swapLast(out),
  };
  return nonNegativeRows(swapped);
}

const stride = (view: View, axis: number): number => view.strides[axis] ?? 0;

function columnsAreNeighbours({ out, batch }: Contract): boolean {
  return stride(out, batch.length + 1) === 1;
}

/** Rows of the result are addressed by immediate offsets, which are unsigned. */
function nonNegativeRows(step: Contract): Contract | null {
  return stride(step.out, step.batch.length) >= 0 ? step : null;
}

function swapLast(view: View): View {
  const [last = 0, beforeLast = 0] = [view.strides.at(-1), view.strides.at(-2)];
  return { ...view, strides: [...view.strides.slice(0, -2), last, beforeLast] };
}

/** Neighbouring columns of a product. */
interface Columns {
  /** The axes that run through the columns, and the strides of the right operand along them. */
  readonly lengths: readonly number[];
  readonly rhsStrides: readonly number[];
  /** Steps of columns along these axes. */
  readonly steps: readonly number[];
  readonly first: number;
  readonly rhsOffset: number;
}

/** The columns of a product in parts that are affine in their axes: packed panels, of which the last may be narrower. */
function columnParts({ n, k, rhs, batch }: Contract): Columns[] {
  if (!rhs.packed) {
    const rhsStrides = [stride(rhs.view, batch.length + 1)];
    return [{ lengths: [n], rhsStrides, steps: [1], first: 0, rhsOffset: rhs.view.offset }];
  }
  const full = Math.floor(n / panelColumns);
  const panel = packedElements(k, panelColumns);
  const parts = [
    { panels: full, columns: panelColumns, first: 0 },
    { panels: 1, columns: n % panelColumns, first: full * panelColumns },
  ];
  return parts
    .filter(({ panels, columns }) => panels > 0 && columns > 0)
    .map(({ panels, columns, first }) => ({
      lengths: [panels, columns],
      rhsStrides: [panel, 1],
      steps: [panelColumns, 1],
      first,
      rhsOffset: (first / panelColumns) * panel,
    }));
}

/** The product as loops that sum over k, one for each part of the columns. */
function toLoops(step: Contract): AccumulatingLoop[] {
  const { batch, m, k, dtype, lhs, rhs, out } = step;
  const axis = batch.length;
  const outer = (view: View): readonly number[] => view.strides.slice(0, axis);
  return columnParts(step).map(({ lengths, rhsStrides, steps, first, rhsOffset }) => {
    const none = lengths.map(() => 0);
    const left: View = { ...lhs, strides: [...outer(lhs), stride(lhs, axis), ...none, stride(lhs, axis + 1)] };
    const right: View = rhs.packed
      ? {
          buffer: rhs.buffer,
          offset: rhsOffset,
          strides: [...batch.map(() => 0), 0, ...rhsStrides, panelColumns],
          dynamic: [],
        }
      : { ...rhs.view, strides: [...outer(rhs.view), 0, ...rhsStrides, stride(rhs.view, axis)] };
    const column = stride(out, axis + 1);
    const result: View = {
      ...out,
      offset: out.offset + first * column,
      strides: [...outer(out), stride(out, axis), ...steps.map((columns) => columns * column)],
    };
    const expressions: Expression[] = [
      { op: "load", dtype, view: left },
      { op: "load", dtype, view: right },
      { op: "binary", dtype, name: "mul", x: 0, y: 1 },
    ];
    return {
      kind: "loop",
      parallel: [...batch, m, ...lengths],
      reduced: [k],
      expressions,
      reductions: [{ fold: "sum", value: 2, dtype }],
      stores: [{ view: result, value: 0 }],
      initial: [step.accumulate ? result : null],
    };
  });
}
