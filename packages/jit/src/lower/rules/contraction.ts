import { freeAxes, type Atom, type ContractionName, type Equation } from "@proj/array/core";
import type { Block } from "../block.ts";
import { express } from "../express.ts";
import { axisIndexOf, type IndexMap } from "../index-map.ts";
import type { LoweringRule } from "../rule.ts";
import { collapsedStride, denseArray, transposeView, type StridedArray } from "../strided-array.ts";

/** Lengths and strides of one operand's axes, by what the product does with them. */
interface Side {
  readonly atom: Atom;
  readonly batch: readonly number[];
  readonly free: readonly number[];
  readonly contracting: readonly number[];
}

const product = (lengths: readonly number[]): number => lengths.reduce((a, b) => a * b, 1);
const pick = (values: readonly number[], axes: readonly number[]): number[] => axes.map((axis) => values[axis]!);

/**
 * Lowers a general product to a matrix product where that pays, and to a fused loop where it does not: products with a
 * vector move more than they compute, and many tiny matrices would be packed for nothing.
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
  const tiny = lhsBatch.length > 0 && m * n * k <= 512;
  if (m <= 1 || n <= 1 || k <= 1 || tiny) lowerAsLoop(block, equation, left, right);
  else lowerAsContract(block, equation, left, right, { m, n, k });
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
  block.place(output, target, { byLoops: level + 1, byOpaque: level + 1, loop: null });
}

/** An operand as batch axes and two matrix axes, or null if its axes cannot be taken together where they lie. */
function matrixOf(
  place: StridedArray,
  side: Side,
): { readonly batchStrides: number[]; readonly free: number; readonly contracting: number } | null {
  const free = collapsedStride(pick(place.shape, side.free), pick(place.strides, side.free));
  const contracting = collapsedStride(pick(place.shape, side.contracting), pick(place.strides, side.contracting));
  return free === null || contracting === null
    ? null
    : { batchStrides: pick(place.strides, side.batch), free, contracting };
}

function lowerAsContract(
  block: Block,
  equation: Equation<"dotGeneral">,
  left: Side,
  right: Side,
  size: { readonly m: number; readonly n: number; readonly k: number },
): void {
  const { m, n, k } = size;
  const output = equation.outputs[0]!;
  const { dtype } = output.aval;
  const { limits } = block.program;
  let level = 0;
  /** The operand where it lies, or a copy in the order (batch, free, contracting). */
  const operand = (
    side: Side,
  ): { readonly place: StridedArray; readonly matrix: NonNullable<ReturnType<typeof matrixOf>> } => {
    const place = block.located(side.atom);
    const matrix = matrixOf(place, side);
    level = Math.max(level, block.opaqueLevel([side.atom]));
    if (matrix !== null) return { place, matrix };
    const order = [...side.batch, ...side.free, ...side.contracting];
    const copy = block.allocate(pick(place.shape, order), dtype);
    const inverse = order.map((_, axis) => order.indexOf(axis));
    const inOrder = transposeView(copy, inverse);
    level = Math.max(level, block.store(side.atom, inOrder) + 1);
    return { place: inOrder, matrix: matrixOf(inOrder, side)! };
  };
  const x = operand(left);
  const y = operand(right);

  const wanted = block.destination(output);
  const batchRank = left.batch.length;
  const columns = output.aval.shape.length - right.free.length;
  const outSide = (place: StridedArray): readonly [number, number] | null => {
    const rows = collapsedStride(place.shape.slice(batchRank, columns), place.strides.slice(batchRank, columns));
    const cols = collapsedStride(place.shape.slice(columns), place.strides.slice(columns));
    return rows === null || cols === null ? null : [rows, cols];
  };
  const strided = outSide(wanted);
  const target =
    strided === null ? denseArray(block.allocate(output.aval.shape, dtype).buffer, output.aval.shape, dtype) : wanted;
  const [rowStride, columnStride] = strided ?? outSide(target)!;

  const view = (
    place: StridedArray,
    strides: readonly number[],
  ): { buffer: number; offset: number; strides: readonly number[]; dynamic: StridedArray["dynamic"] } => ({
    buffer: place.buffer,
    offset: place.offset,
    strides,
    dynamic: place.dynamic,
  });
  const rhsView = view(y.place, [...y.matrix.batchStrides, y.matrix.contracting, y.matrix.free]);
  const packedSize =
    batchRank === 0 && block.program.depthOf(y.place) < block.depth ? limits.packedSize(k, n, dtype) : null;
  let packed: number | null = null;
  if (packedSize !== null) {
    // The operand does not change in this loop: it is packed once, before the outermost loop that leaves it alone.
    let outer = block;
    while (outer.parent !== null && block.program.depthOf(y.place) < outer.depth - 1) outer = outer.parent;
    packed = block.program.buffer(dtype, packedSize, "scratch", outer.depth - 1);
    outer.prologue.push({ kind: "pack", dtype, k, n, source: rhsView, target: packed });
  }
  const workspaceSize = packed === null ? limits.contractWorkspace(m, n, k, dtype) : 0;
  block.run(level, {
    kind: "contract",
    dtype,
    batch: pick(left.atom.aval.shape, left.batch),
    m,
    n,
    k,
    lhs: view(x.place, [...x.matrix.batchStrides, x.matrix.free, x.matrix.contracting]),
    rhs: packed === null ? { packed: false, view: rhsView } : { packed: true, buffer: packed },
    out: view(target, [...target.strides.slice(0, batchRank), rowStride, columnStride]),
    accumulate: false,
    workspace: workspaceSize === 0 ? null : block.program.buffer(dtype, workspaceSize, "scratch", block.depth),
  });
  block.placeOpaque(output, target, level);
}

export const contractionLoweringRules: { readonly [P in ContractionName]: LoweringRule<P> } = {
  dotGeneral: { role: "opaque", lower: lowerDotGeneral },
};
