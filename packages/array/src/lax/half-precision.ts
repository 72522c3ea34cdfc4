import { convert } from "../core/operands.ts";
import type { DType } from "../core/types/dtype.ts";
import type { NDArray } from "../ndarray/ndarray.ts";

/** True for floats whose arithmetic is that of single precision, rounded. */
const isHalf = (dtype: DType): boolean => dtype !== "float32" && dtype !== "float64";

/** A formula with many roundings, of halves computed in single precision and rounded once. */
export function inSinglePrecision<Args extends NDArray[]>(
  args: readonly [...Args],
  formula: (...args: NoInfer<Args>) => NDArray,
): NDArray {
  const { dtype } = args[0];
  if (!isHalf(dtype)) return formula(...(args as Args));
  const result = formula(...(args.map((x) => convert(x, "float32", x.weakType)) as Args));
  return convert(result, dtype, result.weakType);
}
