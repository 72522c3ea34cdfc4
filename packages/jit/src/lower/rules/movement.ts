import { defect, sizeOf, type Equation, type MovementName, type Variable } from "@proj/array/core";
import type { ExpressionId } from "../../program/program.ts";
import type { Block } from "../block.ts";
import { express, type LoopContext } from "../express.ts";
import {
  fixedIndex,
  identityMap,
  reshapeMap,
  scaleIndex,
  sumOfIndices,
  type AxisIndex,
  type IndexMap,
} from "../index-map.ts";
import type { ElementwiseLowering, LoweringRule, ViewLowering } from "../rule.ts";
import { broadcastView, reshapeView, reverseView, sliceView, transposeView, windowsView } from "../strided-array.ts";

const broadcastLowering: ViewLowering<"broadcastInDim"> = {
  role: "view",
  express(context, { inputs: [x], params: { broadcastDimensions, shape } }, _, map) {
    const rank = context.domain.length;
    const inner = x.aval.shape.map((length, axis) =>
      length === 1 && shape[broadcastDimensions[axis]!] !== 1 ? fixedIndex(0, rank) : map[broadcastDimensions[axis]!]!,
    );
    return express(context, x, inner);
  },
  view: (x, { params }) => broadcastView(x, params.shape, params.broadcastDimensions),
};

const reshapeLowering: ViewLowering<"reshape"> = {
  role: "view",
  express(context, { inputs: [x], params }, _, map) {
    const inner = reshapeMap(map, params.shape, x.aval.shape, context.domain.length);
    if (inner === null) throw defect("lowering: a reshape that needs a buffer reached a loop");
    return express(context, x, inner);
  },
  view: (x, { params }) => reshapeView(x, params.shape),
};

const transposeLowering: ViewLowering<"transpose"> = {
  role: "view",
  express(context, { inputs: [x], params }, _, map) {
    const inner = new Array<AxisIndex>(map.length);
    params.permutation.forEach((axis, position) => (inner[axis] = map[position]!));
    return express(context, x, inner);
  },
  view: (x, { params }) => transposeView(x, params.permutation),
};

const reverseLowering: ViewLowering<"reverse"> = {
  role: "view",
  express: (context, { inputs: [x], params }, _, map) =>
    express(
      context,
      x,
      map.map((index, axis) =>
        params.dimensions.includes(axis) ? scaleIndex(index, -1, x.aval.shape[axis]! - 1) : index,
      ),
    ),
  view: (x, { params }) => reverseView(x, params.dimensions),
};

/** One device has it all; what is not simplified away is a view of itself. */
const shardingConstraintLowering: ViewLowering<"shardingConstraint"> = {
  role: "view",
  express: (context, { inputs: [x] }, _, map) => express(context, x, map),
  view: (x) => x,
};

const sliceLowering: ViewLowering<"slice"> = {
  role: "view",
  express: (context, { inputs: [x], params: { start, strides } }, _, map) =>
    express(
      context,
      x,
      map.map((index, axis) => scaleIndex(index, strides[axis]!, start[axis]!)),
    ),
  view: (x, { params: { start, strides } }, { aval }) => sliceView(x, start, aval.shape, strides),
};

/** Where a result of a split starts along the axis that is cut. */
function startOfPart({ params: { sizes }, outputs }: Equation<"split">, result: Variable): number {
  return sizes.slice(0, outputs.indexOf(result)).reduce((a, b) => a + b, 0);
}

const splitLowering: ViewLowering<"split"> = {
  role: "view",
  express(context, equation, result, map) {
    const start = startOfPart(equation, result);
    const { axis } = equation.params;
    return express(context, equation.inputs[0], map.with(axis, scaleIndex(map[axis]!, 1, start)));
  },
  view(x, equation, result) {
    const origin = x.shape.map(() => 0);
    const unit = x.shape.map(() => 1);
    const start = origin.with(equation.params.axis, startOfPart(equation, result));
    return sliceView(x, start, result.aval.shape, unit);
  },
};

const windowsLowering: ViewLowering<"windows"> = {
  role: "view",
  express(context, { inputs: [x], params: { axis, stride, dilation } }, _, map) {
    const start = scaleIndex(map[axis]!, stride, 0);
    const within = scaleIndex(map.at(-1)!, dilation, 0);
    return express(context, x, map.slice(0, -1).with(axis, sumOfIndices(start, within)));
  },
  view: (x, { params }, { aval }) => windowsView(x, params, aval.shape),
};

/** The position along an axis is what the map says of it. */
function expressIota(
  { builder }: LoopContext,
  equation: Equation<"iota">,
  { aval: { dtype } }: Variable,
  map: IndexMap,
): ExpressionId {
  const index = map[equation.params.dimension]!;
  const term = (name: "add" | "mul", x: ExpressionId, y: ExpressionId): ExpressionId =>
    builder.add({ op: "binary", dtype: "int32", name, x, y });
  let sum: ExpressionId | null = null;
  for (const [axis, coefficient] of index.coefficients.entries()) {
    if (coefficient === 0) continue;
    const position = builder.add({ op: "index", dtype: "int32", axis });
    const scaled = coefficient === 1 ? position : term("mul", position, builder.constant(coefficient, "int32"));
    sum = sum === null ? scaled : term("add", sum, scaled);
  }
  if (sum === null) return builder.constant(index.offset, dtype);
  const value: ExpressionId = index.offset === 0 ? sum : term("add", sum, builder.constant(index.offset, "int32"));
  if (dtype === "int32") return value;
  if (dtype === "uint32") return builder.add({ op: "bitcast", dtype, x: value });
  return builder.add({ op: "convert", dtype, x: value });
}

const iotaLowering: ElementwiseLowering<"iota"> = { role: "elementwise", cost: () => 1, express: expressIota };

/** Each operand is stored into its part of the result by the loop that computes it. */
function lowerConcatenate(block: Block, equation: Equation<"concatenate">): void {
  const { dimension } = equation.params;
  const output = equation.outputs[0]!;
  const target = block.destination(output);
  const unit = target.shape.map(() => 1);
  let start = 0;
  let level = 0;
  for (const operand of equation.inputs) {
    const { shape } = operand.aval;
    const part = sliceView(
      target,
      target.shape.map((_, axis) => (axis === dimension ? start : 0)),
      shape,
      unit,
    );
    if (sizeOf(shape) > 0) level = Math.max(level, block.store(operand, part));
    start += shape[dimension]!;
  }
  block.placeStored(output, target, level);
}

/** The padding value is stored everywhere first, then the elements that stay inside. */
function lowerPad(block: Block, equation: Equation<"pad">): void {
  const [x, value] = equation.inputs;
  const { low, high, interior } = equation.params;
  const output = equation.outputs[0]!;
  const target = block.destination(output);
  const fill = block.need(value, false);
  block.storeEach(fill, target, (context) => express(context, value, []));

  // Element i of an axis goes to low + i · (interior + 1); those outside are cut.
  const first = low.map((amount, axis) => Math.max(0, Math.ceil(-amount / (interior[axis]! + 1))));
  const last = x.aval.shape.map(
    (length, axis) => length - Math.max(0, Math.ceil(-high[axis]! / (interior[axis]! + 1))),
  );
  const kept = first.map((begin, axis) => Math.max(0, last[axis]! - begin));
  const start = low.map((amount, axis) => amount + first[axis]! * (interior[axis]! + 1));
  const level = Math.max(fill + 1, block.need(x, false));
  if (sizeOf(kept) > 0) {
    const steps = interior.map((amount) => amount + 1);
    block.storeEach(level, sliceView(target, start, kept, steps), (context) => express(context, x, shifted(first)));
  }
  block.placeStored(output, target, level);
}

const shifted = (offsets: readonly number[]): AxisIndex[] =>
  identityMap(offsets.length).map((index, axis) => ({ ...index, offset: offsets[axis]! }));

export const movementLoweringRules: { readonly [P in MovementName]: LoweringRule<P> } = {
  broadcastInDim: broadcastLowering,
  reshape: reshapeLowering,
  transpose: transposeLowering,
  reverse: reverseLowering,
  slice: sliceLowering,
  pad: { role: "assembly", lower: lowerPad },
  concatenate: { role: "assembly", lower: lowerConcatenate },
  split: splitLowering,
  windows: windowsLowering,
  shardingConstraint: shardingConstraintLowering,
  iota: iotaLowering,
};
