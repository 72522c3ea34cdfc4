import type { DType } from "@proj/array";
import {
  castScalar,
  contentsOf,
  dtypes,
  isFloat,
  isInFamily,
  Literal,
  Variable,
  withBodies,
  type AbstractArray,
  type Atom,
  type Equation,
  type Jaxpr,
  type Params,
  type PrimitiveName,
} from "@proj/array/core";
import { JaxprBuilder } from "./builder.ts";
import { carrierOf, Carriers, isNarrow } from "./carriers.ts";
import { treatmentOf } from "./element-treatments.ts";

/*
 * Integers of 8 and 16 bits and bfloat16 are for storage, and programs do not even store them: they hold them as int32 and float32
 * numbers, compute with those, and write down after each operation how its result wraps or is rounded. So no target has to know of
 * these dtypes.
 */

const carried = <A extends AbstractArray>(aval: A): A =>
  isNarrow(aval.dtype) ? { ...aval, dtype: carrierOf(aval.dtype) } : aval;

/** Whether a program, or one within it, has elements of a narrow dtype anywhere. */
export const hasNarrow = (jaxpr: Jaxpr): boolean => [...contentsOf(jaxpr).dtypes].some(isNarrow);

/** An equation whose operands or results are narrow: its parts, and the dtypes that they had. */
interface Narrow<P extends PrimitiveName> {
  readonly carriers: Carriers;
  /** The operands, as carriers. */
  readonly inputs: readonly Atom[];
  readonly params: Params<P>;
  readonly from: readonly DType[];
  readonly to: readonly DType[];
  /** The types of the results, as carriers. */
  readonly types: readonly AbstractArray[];
}

type Rule<P extends PrimitiveName> = (equation: Narrow<P>) => readonly Atom[];

/** What a fold of nothing gives belongs to the dtype. */
const extremum =
  (primitive: "reduceMax" | "reduceMin"): Rule<"reduceMax" | "reduceMin"> =>
  ({ carriers, inputs, params, to }) => {
    const folded = carriers.builder.emitOne(primitive, inputs, params);
    const isEmpty = params.axes.some((axis) => inputs[0]!.aval.shape[axis] === 0);
    if (!isEmpty || isFloat(to[0]!)) return [folded];
    const { min, max } = dtypes[to[0]!];
    return [carriers.binary("min", carriers.binary("max", folded, min), max)];
  };

/** Primitives of which more becomes than the same ones on carriers, whose results are fitted if they are computed. */
const rules: { readonly [P in PrimitiveName]?: Rule<P> } = {
  convertElementType: ({ carriers, inputs, params, from, to }) => [
    isNarrow(to[0]!)
      ? carriers.converted(inputs[0]!, from[0]!, to[0]!, params.weakType)
      : carriers.convert(inputs[0]!, to[0]!, params.weakType),
  ],
  bitcastConvertType: ({ carriers, inputs, from, to }) => [
    carriers.fromBits(carriers.bitsOf(inputs[0]!, from[0]!), to[0]!),
  ],
  iota: ({ carriers, params, to, types }) => [
    carriers.fitted(carriers.builder.emitOne("iota", [], { ...params, dtype: types[0]!.dtype }), to[0]!),
  ],
  nextAfter: ({ carriers, inputs }) => [carriers.next(inputs[0]!, inputs[1]!, "bfloat16")],
  gather: ({ carriers, inputs, params, to, types }) =>
    carriers.builder.emit("gather", inputs, { ...params, fillValue: castScalar(params.fillValue, to[0]!) }, types),
  shiftRightLogical: ({ carriers, inputs, from, to }) => [
    carriers.fitted(carriers.binary("shiftRightLogical", carriers.bitsOf(inputs[0]!, from[0]!), inputs[1]!), to[0]!),
  ],
  shiftRightArithmetic: ({ carriers, inputs, to }) => {
    const spare = 32 - 8 * dtypes[to[0]!].bytes;
    const signed = carriers.binary("shiftRightArithmetic", carriers.binary("shiftLeft", inputs[0]!, spare), spare);
    return [carriers.fitted(carriers.binary("shiftRightArithmetic", signed, inputs[1]!), to[0]!)];
  },
  callback: ({ carriers, inputs, params, from, types }) =>
    carriers.builder.emit(
      "callback",
      inputs,
      { ...params, results: types, function: params.function.ofCarriers(params, from) },
      types,
    ),
  reduceMax: extremum("reduceMax"),
  reduceMin: extremum("reduceMin"),
};

/** The results of one equation, over carriers. */
function rewritten(carriers: Carriers, equation: Equation, inputs: readonly Atom[]): readonly Atom[] {
  const { primitive, outputs } = equation;
  const params = isInFamily(equation, "controlFlow") ? withBodies(equation, withoutNarrow) : equation.params;
  const from = equation.inputs.map(({ aval }) => aval.dtype);
  const to = outputs.map(({ aval }) => aval.dtype);
  const types = outputs.map(({ aval }) => carried(aval));
  const isConcerned = from.some(isNarrow) || to.some(isNarrow);
  const rule = rules[primitive] as Rule<PrimitiveName> | undefined;
  if (isConcerned && rule !== undefined) return rule({ carriers, inputs, params, from, to, types });
  const results = carriers.builder.emit(primitive, inputs, params, types);
  if (!isConcerned || treatmentOf(primitive) !== "computed") return results;
  return results.map((result, k) => (isNarrow(to[k]!) ? carriers.fitted(result, to[k]!) : result));
}

/**
 * The same function without integers of 8 and 16 bits and without bfloat16; see the top of this file.
 *
 * @param jaxpr - a Jaxpr that `simplify` has been through.
 * @returns a Jaxpr whose binders and results have the dtypes that hold those of the given one; the given one if there is nothing to do.
 */
export function withoutNarrow(jaxpr: Jaxpr): Jaxpr {
  if (!hasNarrow(jaxpr)) return jaxpr;
  const carriers = new Carriers(new JaxprBuilder());
  const atoms = new Map<Variable, Atom>();
  const read = (atom: Atom): Atom =>
    atom instanceof Literal ? new Literal(atom.value, carried(atom.aval)) : atoms.get(atom)!;
  const binders = jaxpr.binders.map((binder) => {
    const held = new Variable(carried(binder.aval));
    atoms.set(binder, held);
    return held;
  });
  for (const equation of jaxpr.equations) {
    const results = rewritten(carriers, equation, equation.inputs.map(read));
    equation.outputs.forEach((output, k) => atoms.set(output, results[k]!));
  }
  return carriers.builder.finish(binders, jaxpr.outputs.map(read));
}
