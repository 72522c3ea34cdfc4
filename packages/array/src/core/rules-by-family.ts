import { familyOf, type Family, type NameIn } from "./families.ts";
import type { PrimitiveName } from "./primitives.ts";

/** What makes the rules of each family of primitives. */
export type RulesByFamily<Rules extends { readonly [P in PrimitiveName]: unknown }> = {
  readonly [F in Family]: () => { readonly [P in NameIn<F>]: Rules[P] };
};

/** How an interpreter finds the rule of a primitive: in the table of its family, which is made when it is first looked into. */
export function rulesByFamily<Rules extends { readonly [P in PrimitiveName]: unknown }>(
  families: RulesByFamily<Rules>,
): <P extends PrimitiveName>(primitive: P) => Rules[P] {
  const tables = new Map<Family, Partial<Rules>>();
  const known: Partial<Rules> = {};
  const find = <P extends PrimitiveName>(primitive: P): Rules[P] => {
    const family = familyOf(primitive);
    const table = tables.get(family) ?? (families[family]() as Partial<Rules>);
    tables.set(family, table);
    return table[primitive]!;
  };
  return (primitive) => (known[primitive] ??= find(primitive));
}
