import { familyOf, type ElementwiseName, type Family, type NameIn } from "./families.ts";
import type { PrimitiveName } from "./primitives.ts";
import { isBinary, type BinaryName } from "./scalar/binary.ts";
import { isUnary, type UnaryName } from "./scalar/unary.ts";

/** A rule for each primitive: `{ [P in PrimitiveName]: Rule<P> }`. */
type Rules = { readonly [P in PrimitiveName]: unknown };

/** The rules of elementwise primitives: those of functions of numbers follow from the name, others stand in a table. */
export interface ElementwiseRules<R extends Rules> {
  readonly unary: (name: UnaryName) => R[UnaryName];
  readonly binary: (name: BinaryName) => R[BinaryName];
  readonly others: { readonly [P in Exclude<ElementwiseName, UnaryName | BinaryName>]: R[P] };
}

/** The rules of each family of primitives: a table, or what makes one. */
export type RulesByFamily<R extends Rules> = {
  readonly [F in Exclude<Family, "elementwise">]:
    { readonly [P in NameIn<F>]: R[P] } | (() => { readonly [P in NameIn<F>]: R[P] });
} & { readonly elementwise: ElementwiseRules<R> };

/** How an interpreter finds the rule of a primitive, which is made when it is first looked up. */
export function rulesByFamily<R extends Rules>(
  families: RulesByFamily<R>,
): <P extends PrimitiveName>(primitive: P) => R[P] {
  const known: Partial<R> = {};
  const tableOfFamily = (family: Family): Partial<R> => {
    if (family === "elementwise") return families.elementwise.others as Partial<R>;
    const rules = families[family];
    return (typeof rules === "function" ? rules() : rules) as Partial<R>;
  };
  return (primitive) => {
    if (known[primitive] !== undefined) return known[primitive];
    if (isUnary(primitive)) known[primitive] = families.elementwise.unary(primitive);
    else if (isBinary(primitive)) known[primitive] = families.elementwise.binary(primitive);
    else Object.assign(known, tableOfFamily(familyOf(primitive)));
    return known[primitive]!;
  };
}
