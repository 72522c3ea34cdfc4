import {
  binaryFunctions,
  castScalar,
  convertScalar,
  evaluateBinary,
  evaluateUnary,
  familyOf,
  isBinary,
  isUnary,
  lazily,
  isZero,
  Literal,
  sameScalar,
  shapesEqual,
  unaryFunctions,
  type Atom,
  type BinaryName,
  type Equation,
  type Params,
  type PrimitiveName,
  type ScalarValue,
  type StructuralPrimitives,
  type UnaryName,
  type Words,
} from "@proj/array/core";
import type { JaxprBuilder } from "./builder.ts";

/*
 * Local identities, applied while a Jaxpr is written again: each rule sees one equation with its operands in simplified
 * form and may name an atom that equals its result. Only identities that hold for every value, NaN and -0 included, are here.
 */

/** Primitives of which no identity holds for all values. */
type WithoutIdentity =
  Words<"bitcastConvertType complex real imag split windows argmax argmin cumsum cumprod cummax cummin dotGeneral dynamicSlice dynamicUpdateSlice gather scatter sort threefry2x32 routine jit checkpoint scan while cond customJvpCall customVjpCall customLinear callback psum pmax pmin allGather axisIndex">;

type WithIdentity = Exclude<keyof StructuralPrimitives, WithoutIdentity> | "stopGradient" | "optimizationBarrier";

/** Gives an atom that equals the equation's only result, or null to keep the equation. */
type Identity<P extends PrimitiveName> = (
  builder: JaxprBuilder,
  inputs: readonly Atom[],
  params: Params<P>,
) => Atom | null;

const isLiteral = (atom: Atom | undefined, value: ScalarValue): boolean =>
  atom instanceof Literal && sameScalar(atom.value, value);
const isIdentityPermutation = (axes: readonly number[]): boolean => axes.every((axis, position) => axis === position);

/** Keeps `atom` for a result of its own shape only: scalars stand for arrays in operands, not in results. */
function unlessBroadcast(atom: Atom, other: Atom): Atom | null {
  return atom.aval.shape.length >= other.aval.shape.length ? atom : null;
}

function foldUnary(name: UnaryName, [x]: readonly Atom[], params: Params<UnaryName>): Atom | null {
  if (!(x instanceof Literal)) return null;
  const value = evaluateUnary(name, x.value, x.aval.dtype, params);
  const dtype = unaryFunctions[name].result === "bool" ? "bool" : x.aval.dtype;
  return value === null ? null : new Literal(value, { ...x.aval, dtype });
}

function foldBinary(name: BinaryName, [x, y]: readonly Atom[]): Atom | null {
  const { result, rightIdentity, commutative } = binaryFunctions[name];
  const { dtype } = x!.aval;
  if (x instanceof Literal && y instanceof Literal) {
    const value = evaluateBinary(name, x.value, y.value, dtype);
    return value === null ? null : new Literal(value, { ...x.aval, dtype: result === "bool" ? "bool" : dtype });
  }
  if (rightIdentity === null) return null;
  const neutral = castScalar(rightIdentity, dtype);
  if (isLiteral(y, neutral)) return unlessBroadcast(x!, y!);
  return commutative && isLiteral(x, neutral) ? unlessBroadcast(y!, x!) : null;
}

/** An operand of an elementwise equation in its cheapest form: a broadcast scalar is the scalar. */
function scalarForm(builder: JaxprBuilder, atom: Atom): Atom {
  const broadcast = builder.applied(atom, "broadcastInDim");
  const source = broadcast?.inputs[0];
  return source !== undefined && source.aval.shape.length === 0 ? source : atom;
}

/** Replaces broadcast scalars among elementwise operands by the scalars, as long as one operand keeps the shape. */
export function withScalarOperands(
  builder: JaxprBuilder,
  equation: Pick<Equation, "primitive">,
  inputs: readonly Atom[],
): readonly Atom[] {
  if (inputs.length < 2 || familyOf(equation.primitive) !== "elementwise") return inputs;
  const scalars = inputs.map((input) => scalarForm(builder, input));
  if (scalars.some((atom) => atom.aval.shape.length > 0)) return scalars;
  return inputs;
}

/** An array is its own reduction over no axes. */
const overNoAxes = (
  _: JaxprBuilder,
  [x]: readonly Atom[],
  { axes }: { readonly axes: readonly number[] },
): Atom | null => (axes.length === 0 ? x! : null);

/** What is known of primitives that are more than functions of numbers. */
const identities = lazily((): { readonly [P in WithIdentity]: Identity<P> } => ({
  stopGradient: (_, [x]) => x!,
  optimizationBarrier: () => null,
  convertElementType: (_, [x], { dtype, weakType }) => {
    if (x instanceof Literal)
      return new Literal(convertScalar(x.value, x.aval.dtype, dtype), { ...x.aval, dtype, weakType });
    return x!.aval.dtype === dtype ? x! : null;
  },
  iota: (_, __, { dtype, shape }) => (shape.length === 0 ? new Literal(0, { shape, dtype, weakType: false }) : null),
  integerPow: (_, [x], { exponent }) => (exponent === 1 ? x! : null),
  select: (_, [condition, onTrue, onFalse]) => {
    if (condition instanceof Literal) {
      const [chosen, other] = isZero(condition.value) ? [onFalse!, onTrue!] : [onTrue!, onFalse!];
      return unlessBroadcast(chosen, other);
    }
    return onTrue === onFalse && onTrue!.aval.shape.length >= condition!.aval.shape.length ? onTrue! : null;
  },
  reshape: (builder, [x], { shape }) => {
    if (shapesEqual(x!.aval.shape, shape)) return x!;
    const inner = builder.applied(x!, "reshape");
    if (inner === undefined) return null;
    const [source] = inner.inputs;
    return shapesEqual(source.aval.shape, shape) ? source : builder.emitOne("reshape", [source], { shape });
  },
  transpose: (builder, [x], { permutation }) => {
    if (isIdentityPermutation(permutation)) return x!;
    const inner = builder.applied(x!, "transpose");
    if (inner === undefined) return null;
    const composed = permutation.map((axis) => inner.params.permutation[axis]!);
    return isIdentityPermutation(composed)
      ? inner.inputs[0]
      : builder.emitOne("transpose", [inner.inputs[0]], { permutation: composed });
  },
  broadcastInDim: (builder, [x], { shape, broadcastDimensions }) => {
    if (shapesEqual(x!.aval.shape, shape) && isIdentityPermutation(broadcastDimensions)) return x!;
    const inner = builder.applied(x!, "broadcastInDim");
    if (inner === undefined) return null;
    const composed = inner.params.broadcastDimensions.map((axis) => broadcastDimensions[axis]!);
    return builder.emitOne("broadcastInDim", [inner.inputs[0]], { shape, broadcastDimensions: composed });
  },
  slice: (_, [x], { start, limit, strides }) =>
    start.every((begin) => begin === 0) && strides.every((stride) => stride === 1) && shapesEqual(limit, x!.aval.shape)
      ? x!
      : null,
  reverse: (_, [x], { dimensions }) => (dimensions.every((axis) => x!.aval.shape[axis]! <= 1) ? x! : null),
  pad: (_, [x], { low, high, interior }) =>
    [low, high, interior].every((amounts) => amounts.every((amount) => amount === 0)) ? x! : null,
  shardingConstraint: (_, [x]) => x!,
  concatenate: (_, inputs) => (inputs.length === 1 ? inputs[0]! : null),
  reduceSum: overNoAxes,
  reduceProd: overNoAxes,
  reduceMax: overNoAxes,
  reduceMin: overNoAxes,
  reduceAnd: overNoAxes,
  reduceOr: overNoAxes,
}));

/** An atom that equals the only result of an equation, if a local identity gives one. */
export function simplerAtom<P extends PrimitiveName>(
  builder: JaxprBuilder,
  primitive: P,
  inputs: readonly Atom[],
  params: Params<P>,
): Atom | null {
  const rules: { readonly [Q in PrimitiveName]?: Identity<Q> } = identities();
  const identity = rules[primitive];
  if (identity !== undefined) return identity(builder, inputs, params);
  if (isUnary(primitive)) return foldUnary(primitive, inputs, params as Params<UnaryName>);
  return isBinary(primitive) ? foldBinary(primitive, inputs) : null;
}
