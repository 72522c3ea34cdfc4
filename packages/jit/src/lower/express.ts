import {
  binaryFunctions,
  Literal,
  unaryFunctions,
  Variable,
  type Atom,
  type BinaryName,
  type Equation,
  type UnaryName,
} from "@proj/array/core";
import type { Expression, ExpressionId } from "../program.ts";
import type { ExpressionBuilder } from "./expression-builder.ts";
import {
  axisIndexOf,
  composeView,
  fixedIndex,
  indexMapKey,
  isIdentity,
  reshapeMap,
  scaleIndex,
  type AxisIndex,
  type IndexMap,
} from "./index-map.ts";
import type { StridedArray } from "./strided-array.ts";
import { expandThreefry } from "./threefry.ts";

/** What the expressions of one loop are written from. */
export interface LoopContext {
  readonly builder: ExpressionBuilder;
  /** Lengths of the loop's parallel and reduction axes. */
  readonly domain: readonly number[];
  /** The literal that a binder stands for, or the atom itself. */
  readonly resolve: (atom: Atom) => Atom;
  /** Where the loop may read a variable from, or null if it must compute it. */
  readonly locate: (variable: Variable, atIdentity: boolean) => StridedArray | null;
  /** The equation that computes a variable. */
  readonly define: (variable: Variable) => Equation;
  readonly memo: Map<Variable, Map<string, ExpressionId>>;
}

const operandMap = (atom: Atom, map: IndexMap): IndexMap => (atom.aval.shape.length === 0 ? [] : map);

/** The expression for one element of an atom: the one that `map` names at each point of the domain. */
export function express(context: LoopContext, unresolved: Atom, map: IndexMap): ExpressionId {
  const atom = context.resolve(unresolved);
  if (atom instanceof Literal) return context.builder.constant(atom.value, atom.aval.dtype);
  let memo = context.memo.get(atom);
  if (memo === undefined) context.memo.set(atom, (memo = new Map<string, ExpressionId>()));
  const key = indexMapKey(map);
  const known = memo.get(key);
  if (known !== undefined) return known;
  const place = context.locate(atom, isIdentity(map, atom.aval.shape, context.domain));
  const id =
    place === null
      ? expressEquation(context, context.define(atom), atom, map)
      : context.builder.add({ op: "load", dtype: place.dtype, view: composeView(place, map, context.domain.length) });
  memo.set(key, id);
  return id;
}

function unary(context: LoopContext, name: UnaryName, x: ExpressionId, result: Variable): ExpressionId {
  if (name === "stopGradient" || name === "optimizationBarrier") return x;
  return context.builder.add({ op: "unary", dtype: result.aval.dtype, name, x });
}

/** x to an integral power by repeated squaring. */
function integerPower(context: LoopContext, x: ExpressionId, exponent: number): ExpressionId {
  const { builder } = context;
  const dtype = builder.dtypeOf(x);
  const multiply = (a: ExpressionId, b: ExpressionId): ExpressionId =>
    builder.add({ op: "binary", dtype, name: "mul", x: a, y: b });
  let result: ExpressionId | null = null;
  let square = x;
  for (let rest = Math.abs(exponent); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = result === null ? square : multiply(result, square);
    if (rest > 1) square = multiply(square, square);
  }
  const one = builder.constant(1, dtype);
  if (result === null) return one;
  return exponent < 0 ? builder.add({ op: "binary", dtype, name: "div", x: one, y: result }) : result;
}

function expressGather(context: LoopContext, equation: Equation<"gather">, map: IndexMap): ExpressionId {
  const [operand, indices] = equation.inputs;
  const { dimensions, sliceSizes, mode, fillValue } = equation.params;
  const rank = context.domain.length;
  const batchAxes = map.filter((_, axis) => !dimensions.offsetDims.includes(axis));
  const offsetAxes = map.filter((_, axis) => dimensions.offsetDims.includes(axis));
  const place = operand instanceof Variable ? context.locate(operand, false) : null;
  if (place === null)
    throw new Error(
      "lowering: the operand of a gather has no buffer; this is a defect of the library, please report it",
    );
  let window = 0;
  const operandIndex: AxisIndex[] = sliceSizes.map((_, axis) => {
    const batching = dimensions.operandBatchingDims.indexOf(axis);
    if (batching >= 0) return batchAxes[dimensions.indicesBatchingDims[batching]!]!;
    return dimensions.collapsedSliceDims.includes(axis) ? fixedIndex(0, rank) : offsetAxes[window++]!;
  });
  const components = dimensions.startIndexMap.map((axis, component) => {
    const value = express(context, indices, [...batchAxes, fixedIndex(component, rank)]);
    return {
      value: asInt32(context, value),
      limit: place.shape[axis]! - sliceSizes[axis]!,
      stride: place.strides[axis]!,
    };
  });
  return context.builder.add({
    op: "gather",
    dtype: place.dtype,
    view: composeView(place, operandIndex, rank),
    indices: components,
    mode: mode === "fill" ? "fill" : "clip",
    fill: fillValue,
  });
}

/** Indices of type uint32 as int32; those beyond its range become negative, hence out of bounds, as they must. */
function asInt32(context: LoopContext, value: ExpressionId): ExpressionId {
  return context.builder.dtypeOf(value) === "int32"
    ? value
    : context.builder.add({ op: "bitcast", dtype: "int32", x: value });
}

function expressEquation(context: LoopContext, equation: Equation, result: Variable, map: IndexMap): ExpressionId {
  const { builder, domain } = context;
  const rank = domain.length;
  const operand = (position: number): ExpressionId =>
    express(context, equation.inputs[position]!, operandMap(equation.inputs[position]!, map));
  const { dtype } = result.aval;
  switch (equation.primitive) {
    case "select":
      return builder.add({ op: "select", dtype, condition: operand(0), onTrue: operand(1), onFalse: operand(2) });
    case "integerPow":
      return integerPower(context, operand(0), equation.params.exponent);
    case "convertElementType": {
      const x = operand(0);
      return builder.dtypeOf(x) === dtype ? x : builder.add({ op: "convert", dtype, x });
    }
    case "bitcastConvertType": {
      const x = operand(0);
      return builder.dtypeOf(x) === dtype ? x : builder.add({ op: "bitcast", dtype, x });
    }
    case "threefry2x32":
      return expandThreefry(builder, operand(0), operand(1), operand(2), operand(3))[equation.outputs.indexOf(result)]!;
    case "iota":
      return expressIota(context, map[equation.params.dimension]!, dtype);
    case "broadcastInDim": {
      const [x] = equation.inputs;
      const { broadcastDimensions, shape } = equation.params;
      return express(
        context,
        x,
        x.aval.shape.map((length, axis) =>
          length === 1 && shape[broadcastDimensions[axis]!] !== 1
            ? fixedIndex(0, rank)
            : map[broadcastDimensions[axis]!]!,
        ),
      );
    }
    case "transpose": {
      const inner = new Array<AxisIndex>(map.length);
      equation.params.permutation.forEach((axis, position) => (inner[axis] = map[position]!));
      return express(context, equation.inputs[0], inner);
    }
    case "reverse": {
      const [x] = equation.inputs;
      return express(
        context,
        x,
        map.map((index, axis) =>
          equation.params.dimensions.includes(axis) ? scaleIndex(index, -1, x.aval.shape[axis]! - 1) : index,
        ),
      );
    }
    case "slice":
      return express(
        context,
        equation.inputs[0],
        map.map((index, axis) => scaleIndex(index, equation.params.strides[axis]!, equation.params.start[axis]!)),
      );
    case "split": {
      const { sizes, axis } = equation.params;
      const start = sizes.slice(0, equation.outputs.indexOf(result)).reduce((a, b) => a + b, 0);
      return express(
        context,
        equation.inputs[0],
        map.map((index, k) => (k === axis ? scaleIndex(index, 1, start) : index)),
      );
    }
    case "reshape": {
      const [x] = equation.inputs;
      const inner = reshapeMap(map, equation.params.shape, x.aval.shape, rank);
      if (inner === null)
        throw new Error(
          "lowering: a reshape that needs a buffer reached a loop; this is a defect of the library, please report it",
        );
      return express(context, x, inner);
    }
    case "gather":
      return expressGather(context, equation, map);
    default:
      if (equation.primitive in unaryFunctions)
        return unary(context, equation.primitive as UnaryName, operand(0), result);
      if (equation.primitive in binaryFunctions) {
        return builder.add({
          op: "binary",
          dtype,
          name: equation.primitive as BinaryName,
          x: operand(0),
          y: operand(1),
        });
      }
      throw new Error(
        `lowering: ${equation.primitive} is no scalar function; this is a defect of the library, please report it`,
      );
  }
}

function expressIota(context: LoopContext, index: AxisIndex, dtype: Expression["dtype"]): ExpressionId {
  const { builder } = context;
  const term = (name: BinaryName, x: ExpressionId, y: ExpressionId): ExpressionId =>
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

/** The map that follows axes `from`, `from + 1`, … of the domain. */
export function consecutiveAxes(from: number, count: number, rank: number): IndexMap {
  return Array.from({ length: count }, (_, axis) => axisIndexOf(from + axis, rank));
}
