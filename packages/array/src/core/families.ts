import type { Params, PrimitiveName, StructuralPrimitives } from "./primitives.ts";
import { binaryNames, type BinaryName } from "./scalar/binary.ts";
import { unaryNames, type UnaryName } from "./scalar/unary.ts";
import { tableOf } from "./table.ts";

/*
 * The families of primitives. Every interpreter has one file for each family, under the family's name, with a table for the
 * primitives in it; its index puts the tables together. So a primitive is found in the same place on every floor.
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

const structural = {
  select: "elementwise",
  integerPow: "elementwise",
  convertElementType: "elementwise",
  bitcastConvertType: "elementwise",
  complex: "elementwise",
  real: "elementwise",
  imag: "elementwise",
  broadcastInDim: "movement",
  reshape: "movement",
  transpose: "movement",
  reverse: "movement",
  slice: "movement",
  pad: "movement",
  concatenate: "movement",
  split: "movement",
  windows: "movement",
  shardingConstraint: "movement",
  iota: "movement",
  reduceSum: "reduction",
  reduceProd: "reduction",
  reduceMax: "reduction",
  reduceMin: "reduction",
  reduceAnd: "reduction",
  reduceOr: "reduction",
  argmax: "reduction",
  argmin: "reduction",
  cumsum: "reduction",
  cumprod: "reduction",
  cummax: "reduction",
  cummin: "reduction",
  dotGeneral: "contraction",
  dynamicSlice: "indexing",
  dynamicUpdateSlice: "indexing",
  gather: "indexing",
  scatter: "indexing",
  sort: "ordering",
  threefry2x32: "random",
  routine: "routines",
  scan: "controlFlow",
  while: "controlFlow",
  cond: "controlFlow",
  jit: "calls",
  checkpoint: "calls",
  customJvpCall: "calls",
  customVjpCall: "calls",
  customLinear: "calls",
  callback: "callbacks",
  psum: "collectives",
  pmax: "collectives",
  pmin: "collectives",
  allGather: "collectives",
  axisIndex: "collectives",
} as const satisfies { readonly [P in keyof StructuralPrimitives]: Family };

type FamilyTable = typeof structural & { readonly [P in UnaryName | BinaryName]: "elementwise" };

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

/** The family of every primitive. */
export const familyOf: FamilyTable = {
  ...tableOf(unaryNames, () => "elementwise" as const),
  ...tableOf(binaryNames, () => "elementwise" as const),
  ...structural,
};

/** A primitive with its parameters, as an equation has them; a union over the primitives. */
export type Applied<P extends PrimitiveName = PrimitiveName> = {
  [Q in P]: { readonly primitive: Q; readonly params: Params<Q> };
}[P];

/** True for equations of the primitives in one family. */
export function isInFamily<F extends Family>(applied: Applied, family: F): applied is Applied<NameIn<F>> {
  return familyOf[applied.primitive] === family;
}
