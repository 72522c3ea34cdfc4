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

/** Rules that follow from the name of their primitive. */
export interface MadeRules<R> {
  readonly make: { readonly [P in keyof R]: (name: P) => R[P] };
}

/** The rules of each family of primitives. */
export type RulesByFamily<R extends Rules> = {
  readonly [F in Exclude<Family, "elementwise">]: Pick<R, NameIn<F>> | MadeRules<Pick<R, NameIn<F>>>;
} & { readonly elementwise: ElementwiseRules<R> };

/** How an interpreter finds the rule of a primitive. One that follows from the name is made when it is first looked up. */
export function rulesByFamily<R extends Rules>(
  families: RulesByFamily<R>,
): <P extends PrimitiveName>(primitive: P) => R[P] {
  const { unary, binary, others } = families.elementwise;
  const known: Partial<R> = {};
  const structural = <P extends PrimitiveName>(primitive: P): R[P] => {
    const family: Family = familyOf(primitive);
    const rules = (family === "elementwise" ? others : families[family]) as Pick<R, P> | MadeRules<Pick<R, P>>;
    if (!("make" in rules)) return rules[primitive];
    const { make }: MadeRules<Pick<R, P>> = rules;
    return make[primitive](primitive);
  };
  return (primitive) =>
    (known[primitive] ??= isUnary(primitive)
      ? unary(primitive)
      : isBinary(primitive)
        ? binary(primitive)
        : structural(primitive));
}
