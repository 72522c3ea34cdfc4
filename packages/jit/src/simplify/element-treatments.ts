import {
  valueOfName,
  type BinaryName,
  type PrimitiveName,
  type StructuralPrimitives,
  type TableByValue,
  type UnaryName,
} from "@proj/array/core";

/**
 * What a primitive does with elements: moves them; chooses among them, or computes what their dtype holds in any case; computes what has
 * to be rounded to their dtype or wrapped; or has Jaxprs that do, or an axis with a name.
 */
export type Treatment = "moved" | "chosen" | "computed" | "outer";

/** Functions of numbers are computed unless they stand here. */
const treatments = {
  chosen: "max min rem and or xor reduceOr cummax cummin sort",
  moved:
    "stopGradient optimizationBarrier select convertElementType bitcastConvertType complex real imag broadcastInDim reshape transpose reverse slice split windows shardingConstraint gather concatenate pad dynamicSlice dynamicUpdateSlice callback",
  computed:
    "integerPow threefry2x32 iota reduceSum reduceProd reduceMax reduceMin reduceAnd argmax argmin cumsum cumprod dotGeneral scatter routine",
  outer: "jit checkpoint scan while cond customJvpCall customVjpCall customLinear psum pmax pmin allGather axisIndex",
} as const satisfies { readonly [T in Treatment]: string };

const writtenTreatment: (primitive: keyof Treatments) => Treatment | undefined = valueOfName(treatments);

type Treatments = Total<TableByValue<typeof treatments>> & { readonly [P in UnaryName | BinaryName]?: Treatment };
/** A table in which no primitive is missing. */
type Total<Table extends { readonly [P in keyof StructuralPrimitives]: Treatment }> = Table;

/** What a primitive does with elements, for passes that let other dtypes stand for some. */
export function treatmentOf(primitive: PrimitiveName): Treatment {
  return writtenTreatment(primitive) ?? "computed";
}
