import { convert } from "../core/operands.ts";
import { isStoredFloat } from "../core/types/dtype.ts";
import type { NDArray } from "../ndarray/ndarray.ts";

/** A formula with many roundings, of halves computed in single precision and rounded once. */
export function inSinglePrecision<Args extends NDArray[]>(
  args: readonly [...Args],
  formula: (...args: NoInfer<Args>) => NDArray,
): NDArray {
  const { dtype } = args[0];
  if (!isStoredFloat(dtype)) return formula(...(args as Args));
  const result = formula(...(args.map((x) => convert(x, "float32", x.weakType)) as Args));
  return convert(result, dtype, result.weakType);
}
