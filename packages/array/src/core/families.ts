import type { Params, PrimitiveName, StructuralPrimitives } from "./primitives.ts";
import { isBinary, type BinaryName } from "./scalar/binary.ts";
import { isUnary, type UnaryName } from "./scalar/unary.ts";
import { valueOfName, type TableByValue } from "./table.ts";

/*
 * The families of primitives. Every interpreter has one file for each family, under the family's name, with a table for the
 * primitives in it; its index names the tables (`rules-by-family.ts`). So a primitive is found in the same place on every floor.
 */

/** A family of primitives. */
export type Family =
  /** Each element of a result follows from the same element of the operands. */
  | "elementwise"
  /** Elements go to places that the shapes say; also `iota`, whose elements are places. */
  | "movement"
  /** Elements along axes become one, or as many running ones. */
  | "reduction"
  /** Sums of products. */
  | "contraction"
  /** Elements are read or written at places that are computed. */
  | "indexing"
  | "ordering"
  | "random"
  /** What has an algorithm of its own. */
  | "routines"
  /** Jaxprs that run as often as the values say. */
  | "controlFlow"
  /** Functions staged on their own, with rules of their own. */
  | "calls"
  /** Functions outside of the program. */
  | "callbacks"
  /** What refers to a named axis of an enclosing `vmap`. */
  | "collectives";

/** Functions of numbers are elementwise; all other primitives stand here. */
const structural = {
  elementwise: "select integerPow convertElementType bitcastConvertType complex real imag",
  movement: "broadcastInDim reshape transpose reverse slice pad concatenate split windows shardingConstraint iota",
  reduction: "reduceSum reduceProd reduceMax reduceMin reduceAnd reduceOr argmax argmin cumsum cumprod cummax cummin",
  contraction: "dotGeneral",
  indexing: "dynamicSlice dynamicUpdateSlice gather scatter",
  ordering: "sort",
  random: "threefry2x32",
  routines: "routine",
  controlFlow: "scan while cond",
  calls: "jit checkpoint customJvpCall customVjpCall customLinear",
  callbacks: "callback",
  collectives: "psum pmax pmin allGather axisIndex",
} as const satisfies { readonly [F in Family]: string };

const structuralFamily = valueOfName(structural);

type FamilyTable = Total<TableByValue<typeof structural>> & { readonly [P in UnaryName | BinaryName]: "elementwise" };
/** A table in which no primitive is missing. */
type Total<Table extends { readonly [P in keyof StructuralPrimitives]: Family }> = Table;

/** The names of the primitives in one family. */
export type NameIn<F extends Family> = {
  [P in PrimitiveName]: FamilyTable[P] extends F ? P : never;
}[PrimitiveName];

/** The primitives of the family `elementwise`. */
export type ElementwiseName = NameIn<"elementwise">;
/** The primitives of the family `movement`. */
export type MovementName = NameIn<"movement">;
/** The primitives of the family `reduction`. */
export type ReductionName = NameIn<"reduction">;
/** The primitives of the family `contraction`. */
export type ContractionName = NameIn<"contraction">;
/** The primitives of the family `indexing`. */
export type IndexingName = NameIn<"indexing">;
/** The primitives of the family `ordering`. */
export type OrderingName = NameIn<"ordering">;
/** The primitives of the family `random`. */
export type RandomName = NameIn<"random">;
/** The primitives of the family `routines`. */
export type RoutineName = NameIn<"routines">;
/** The primitives of the family `controlFlow`. */
export type ControlFlowName = NameIn<"controlFlow">;
/** The primitives of the family `calls`. */
export type CallName = NameIn<"calls">;
/** The primitives of the family `callbacks`. */
export type CallbackName = NameIn<"callbacks">;
/** The primitives of the family `collectives`. */
export type CollectiveName = NameIn<"collectives">;

/** The family of a primitive. */
export function familyOf<P extends PrimitiveName>(primitive: P): FamilyTable[P] {
  const isOfNumbers = isUnary(primitive) || isBinary(primitive);
  return (isOfNumbers ? "elementwise" : structuralFamily(primitive)) as FamilyTable[P];
}

/** A primitive with its parameters, as an equation has them; a union over the primitives. */
export type Applied<P extends PrimitiveName = PrimitiveName> = {
  [Q in P]: { readonly primitive: Q; readonly params: Params<Q> };
}[P];

/** True for equations of the primitives in one family. */
export function isInFamily<F extends Family>(applied: Applied, family: F): applied is Applied<NameIn<F>> {
  return familyOf(applied.primitive) === family;
}
