import { abstractArraysEqual, type AbstractArray } from "../core/types/abstract-array.ts";
import { isFloat, isInteger } from "../core/types/dtype.ts";
import { castScalar, type ScalarValue } from "../core/types/scalar-value.ts";
import { Literal, makeEquation, Variable, type Atom, type Equation, type Jaxpr } from "../core/jaxpr/jaxpr.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { convert, scalar } from "../core/operands.ts";
import { joinTypes } from "../core/types/promotion.ts";
import { shapesEqual } from "../core/types/shape.ts";

/*
 * When a value may be taken for one of another type without a change of meaning: if only the weakness differs, or if the
 * value's dtype is weak and gives way to the other (a number in a carry of float64, an integral number among integers).
 * Loop carries and the branches of a conditional are brought to one type by this rule and by no other.
 */

/** Whether a value of type `from`, perhaps a known number, may be taken for a `to`. */
export function givesWay(from: AbstractArray, known: ScalarValue | null, to: AbstractArray): boolean {
  if (!shapesEqual(from.shape, to.shape)) return false;
  if (from.dtype === to.dtype) return true;
  if (!from.weakType) return false;
  if (joinTypes(from, to).dtype === to.dtype) return true;
  return isInteger(to.dtype) && (typeof known === "bigint" || Number.isInteger(known));
}

/** {@link givesWay} for what a Jaxpr reads. */
export function atomGivesWay(atom: Atom, to: AbstractArray): boolean {
  return givesWay(atom.aval, atom instanceof Literal ? atom.value : null, to);
}

/** A weak array as the dtype that a loop body makes of it, if it gives way; else the same array. As in JAX it is not weak then. */
export function promoteWeak(array: NDArray, to: AbstractArray): NDArray {
  const known = array.knownScalar();
  if (!array.weakType || to.dtype === array.dtype || !givesWay(array.aval, known, to)) return array;
  // A known number stays known, so that no conversion appears in a program that is being staged.
  return known === null || array.numberForms() !== null ? convert(array, to.dtype) : scalar(known, to.dtype);
}

/** A number as what it is for a `to`, if it gives way; else the same array. */
export function adoptNumber(operation: string, array: NDArray, to: AbstractArray): NDArray {
  const number = array.weakType ? array.numberForms() : null;
  if (number === null || to.dtype === array.dtype || !shapesEqual(to.shape, [])) return array;
  return isFloat(to.dtype) || (isInteger(to.dtype) && number.integral)
    ? number.as(operation, to.dtype, true, "promote")
    : array;
}

/**
 * A Jaxpr whose outputs have the given types, to which they give way.
 *
 * @param exact - what known outputs are in these types, where that is known better than through their own; default nowhere.
 */
export function withOutputTypes(
  jaxpr: Jaxpr,
  types: readonly AbstractArray[],
  exact: readonly (ScalarValue | null)[] = [],
): Jaxpr {
  const conversions: Equation[] = [];
  const outputs = jaxpr.outputs.map((output, index) => {
    const type = types[index]!;
    if (abstractArraysEqual(output.aval, type)) return output;
    if (output instanceof Literal) return new Literal(castScalar(exact[index] ?? output.value, type.dtype), type);
    const converted = new Variable(type);
    conversions.push(
      makeEquation("convertElementType", [output], { dtype: type.dtype, weakType: type.weakType }, [converted]),
    );
    return converted;
  });
  return conversions.length === 0 && outputs.every((output, index) => output === jaxpr.outputs[index])
    ? jaxpr
    : { ...jaxpr, equations: [...jaxpr.equations, ...conversions], outputs };
}

/** The type among those of some values that all of them may be taken for, a strong one if there is one; or null. */
export function commonType(atoms: readonly Atom[]): AbstractArray | null {
  const types = atoms.map((atom) => atom.aval);
  const strongFirst = [...types.filter((type) => !type.weakType), ...types.filter((type) => type.weakType)];
  return strongFirst.find((type) => atoms.every((atom) => atomGivesWay(atom, type))) ?? null;
}
