import { freeAxes, type Atom, type ContractionName, type Equation } from "@proj/array/core";
import type { Contract, Pack, Step, View } from "../../program/program.ts";
import type { Block } from "../block.ts";
import { express } from "../express.ts";
import { axisIndexOf, type IndexMap } from "../index-map.ts";
import type { LoweringRule } from "../rule.ts";
import { collapsedStride, transposeView, type StridedArray } from "../strided-array.ts";

/** Lengths and strides of one operand's axes, by what the product does with them. */
interface Side {
  readonly atom: Atom;
  readonly batch: readonly number[];
  readonly free: readonly number[];
  readonly contracting: readonly number[];
}

const product = (lengths: readonly number[]): number => lengths.reduce((a, b) => a * b, 1);
const pick = (values: readonly number[], axes: readonly number[]): number[] => axes.map((axis) => values[axis]!);

/** Up to so many multiplications a product takes no longer as a loop, and is compiled sooner. */
const mostTiny = 256;
/** The same where there are many, each of which would be packed. */
const mostTinyOfBatch = 512;

/**
 * Lowers a general product to a matrix product where that pays, and to a fused loop where it does not: products with a
 * vector move more than they compute, and tiny matrices would be packed for nothing.
 */
function lowerDotGeneral(block: Block, equation: Equation<"dotGeneral">): void {
  const [lhs, rhs] = equation.inputs;
  const { lhsBatch, rhsBatch, lhsContracting, rhsContracting } = equation.params;
  const left: Side = {
    atom: lhs,
    batch: lhsBatch,
    contracting: lhsContracting,
    free: freeAxes(lhs.aval.shape.length, lhsContracting, lhsBatch),
  };
  const right: Side = {
    atom: rhs,
    batch: rhsBatch,
    contracting: rhsContracting,
    free: freeAxes(rhs.aval.shape.length, rhsContracting, rhsBatch),
  };
  const m = product(pick(lhs.aval.shape, left.free));
  const n = product(pick(rhs.aval.shape, right.free));
  const k = product(pick(lhs.aval.shape, lhsContracting));
  const tiny = m * n * k <= (lhsBatch.length > 0 ? mostTinyOfBatch : mostTiny);
  if (m <= 1 || n <= 1 || k <= 1 || tiny) lowerAsLoop(block, equation, left, right);
  else lowerAsContract(block, equation, left, right);
}

function lowerAsLoop(block: Block, equation: Equation<"dotGeneral">, left: Side, right: Side): void {
  const output = equation.outputs[0]!;
  const { shape } = left.atom.aval;
  const batch = pick(shape, left.batch);
  const leftFree = pick(shape, left.free);
  const rightFree = pick(right.atom.aval.shape, right.free);
  const reduced = pick(shape, left.contracting);
  const parallel = [...batch, ...leftFree, ...rightFree];
  const rank = parallel.length + reduced.length;
  const mapOf = (side: Side, freeStart: number): IndexMap => {
    const map = side.atom.aval.shape.map(() => axisIndexOf(0, rank));
    side.batch.forEach((axis, position) => (map[axis] = axisIndexOf(position, rank)));
    side.free.forEach((axis, position) => (map[axis] = axisIndexOf(freeStart + position, rank)));
    side.contracting.forEach((axis, position) => (map[axis] = axisIndexOf(parallel.length + position, rank)));
    return map;
  };
  const { dtype } = output.aval;
  const target = block.destination(output);
  const level = Math.max(block.need(left.atom, false), block.need(right.atom, false));
  const single = product(reduced) === 1 && reduced.length === 0;
  block.storeComputed({
    level,
    parallel,
    reduced,
    fold: single ? null : "sum",
    target,
    value: (context) => {
      const x = express(context, left.atom, mapOf(left, batch.length));
      const y = express(context, right.atom, mapOf(right, batch.length + leftFree.length));
      return context.builder.add({ op: "binary", dtype, name: "mul", x, y });
    },
  });
  block.placeStored(output, target, level);
}

/** Lengths and strides of axes of one operand. */
interface Axes {
  readonly lengths: readonly number[];
  readonly strides: readonly number[];
}

const axesAt = (place: StridedArray, axes: readonly number[]): Axes => ({
  lengths: pick(place.shape, axes),
  strides: pick(place.strides, axes),
});

/** How many of the last axes can be taken together where they lie. */
function collapsible({ lengths, strides }: Axes): number {
  let count = lengths.length;
  while (collapsedStride(lengths.slice(-count), strides.slice(-count)) === null) count--;
  return count;
}

/** The axes before the last `count`, and those as one. */
function splitOff({ lengths, strides }: Axes, count: number): { outer: Axes; length: number; stride: number } {
  const cut = lengths.length - count;
  return {
    outer: { lengths: lengths.slice(0, cut), strides: strides.slice(0, cut) },
    length: product(lengths.slice(cut)),
    stride: collapsedStride(lengths.slice(cut), strides.slice(cut))!,
  };
}

/** Whether a place has more elements than memory, as windows have, so that copying them would cost more than it saves. */
function overlaps({ shape, strides }: StridedArray): boolean {
  const span = shape.reduce((sum, length, axis) => sum + (length - 1) * Math.abs(strides[axis]!), 1);
  return span < product(shape);
}

/** The most products into which a sum over axes that cannot be taken together is cut, and the least terms of each. */
const mostParts = 32;
const leastTerms = 8;

/** The offsets that all positions along some axes have in an array, in row-major order. */
function offsetsAlong({ lengths, strides }: Axes): number[] {
  return lengths.reduce<number[]>(
    (offsets, length, axis) =>
      offsets.flatMap((offset) => Array.from({ length }, (_, index) => offset + index * strides[axis]!)),
    [0],
  );
}

function lowerAsContract(block: Block, equation: Equation<"dotGeneral">, left: Side, right: Side): void {
  const output = equation.outputs[0]!;
  const { dtype } = output.aval;
  const { limits } = block.program;
  let level = 0;
  /** The operand in an order in which its free and its contracted axes can be taken together. */
  const inOrder = (side: Side, place: StridedArray): StridedArray => {
    const order = [...side.batch, ...side.free, ...side.contracting];
    const copy = block.allocate(pick(place.shape, order), dtype);
    const inverse = order.map((_, axis) => order.indexOf(axis));
    level = Math.max(level, block.store(side.atom, transposeView(copy, inverse)) + 1);
    return transposeView(copy, inverse);
  };
  /** The operand where it lies, or a copy: windows stay where they are if their sum falls into few parts. */
  const operand = (side: Side): StridedArray => {
    const place = block.located(side.atom);
    level = Math.max(level, block.opaqueLevel([side.atom]));
    const [free, contracting] = [axesAt(place, side.free), axesAt(place, side.contracting)];
    const whole = collapsible(free) === side.free.length && collapsible(contracting) === side.contracting.length;
    if (whole) return place;
    const { outer, length } = splitOff(contracting, collapsible(contracting));
    return overlaps(place) && product(outer.lengths) <= mostParts && length >= leastTerms
      ? place
      : inOrder(side, place);
  };
  const x = operand(left);
  const y = operand(right);

  const wanted = block.destination(output);
  const batchRank = left.batch.length;
  const batch = axesAt(x, left.batch);
  const columnAxes = output.aval.shape.length - right.free.length;
  const [xFree, yFree] = [axesAt(x, left.free), axesAt(y, right.free)];
  const rowsOf = (place: StridedArray, from: number, to: number): Axes => ({
    lengths: place.shape.slice(from, to),
    strides: place.strides.slice(from, to),
  });
  const rowCount = collapsible(xFree);
  const columnCount = collapsible(yFree);
  const fits = (place: StridedArray): boolean =>
    collapsible(rowsOf(place, columnAxes - rowCount, columnAxes)) === rowCount &&
    collapsible(rowsOf(place, place.shape.length - columnCount, place.shape.length)) === columnCount;
  const target = fits(wanted) ? wanted : block.allocate(output.aval.shape, dtype);
  const rows = splitOff(xFree, rowCount);
  const columns = splitOff(yFree, columnCount);
  const outRows = splitOff(rowsOf(target, batchRank, columnAxes), rowCount);
  const outColumns = splitOff(rowsOf(target, columnAxes, target.shape.length), columnCount);

  // Axes that cannot be taken together with their neighbours are further axes in step.
  const none = (axes: Axes): number[] => axes.lengths.map(() => 0);
  const m = rows.length;
  const n = columns.length;
  const terms = Math.min(collapsible(axesAt(x, left.contracting)), collapsible(axesAt(y, right.contracting)));
  const xTerms = splitOff(axesAt(x, left.contracting), terms);
  const yTerms = splitOff(axesAt(y, right.contracting), terms);
  const k = xTerms.length;
  const view = (place: StridedArray, offset: number, strides: readonly number[]): View => ({
    buffer: place.buffer,
    offset: place.offset + offset,
    strides,
    dynamic: place.dynamic,
  });
  const shared = batchRank === 0 && columns.outer.lengths.length === 0;
  // An operand that does not change in this loop is packed once, before the outermost loop that leaves it alone.
  const isInvariant = block.program.depthOf(y) < block.depth;
  const packedSize =
    shared && (isInvariant || (product(rows.outer.lengths) > 1 && xTerms.stride === 1))
      ? limits.packedSize(k, n, dtype)
      : null;
  let outer = block;
  if (isInvariant) while (outer.parent !== null && block.program.depthOf(y) < outer.depth - 1) outer = outer.parent;
  const workspaceSize = packedSize === null ? limits.contractWorkspace(m, n, k, dtype) : 0;
  const workspace = workspaceSize === 0 ? null : block.program.buffer(dtype, workspaceSize, "scratch", block.depth);
  const yOffsets = offsetsAlong(yTerms.outer);
  const steps = offsetsAlong(xTerms.outer).flatMap((xOffset, part): Step[] => {
    const source = view(y, yOffsets[part]!, [
      ...pick(y.strides, right.batch),
      ...none(rows.outer),
      ...columns.outer.strides,
      yTerms.stride,
      columns.stride,
    ]);
    const before: Step[] = [];
    let rhs: Contract["rhs"] = { packed: false, view: source };
    if (packedSize !== null) {
      const buffer = block.program.buffer(dtype, packedSize, "scratch", isInvariant ? outer.depth - 1 : block.depth);
      const pack: Pack = {
        kind: "pack",
        dtype,
        k,
        n,
        source: { ...source, strides: source.strides.slice(-2) },
        target: buffer,
      };
      (isInvariant ? outer.prologue : before).push(pack);
      rhs = { packed: true, buffer };
    }
    const contract: Contract = {
      kind: "contract",
      dtype,
      batch: [...batch.lengths, ...rows.outer.lengths, ...columns.outer.lengths],
      m,
      n,
      k,
      lhs: view(x, xOffset, [
        ...batch.strides,
        ...rows.outer.strides,
        ...none(columns.outer),
        rows.stride,
        xTerms.stride,
      ]),
      rhs,
      out: view(target, 0, [
        ...target.strides.slice(0, batchRank),
        ...outRows.outer.strides,
        ...outColumns.outer.strides,
        outRows.stride,
        outColumns.stride,
      ]),
      accumulate: part > 0,
      workspace,
    };
    return [...before, contract];
  });
  block.run(level, ...steps);
  block.placeOpaque(output, target, level);
}

export const contractionLoweringRules: { readonly [P in ContractionName]: LoweringRule<P> } = {
  dotGeneral: { role: "opaque", lower: lowerDotGeneral },
};
