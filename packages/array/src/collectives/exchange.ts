import type { Jaxpr } from "../core/jaxpr/jaxpr.ts";
import { bind, type NamedAxis } from "../core/trace.ts";
import { isInexact } from "../core/types/dtype.ts";
import { linearMapRules } from "../differentiation/linear-map.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { stage } from "../staging/stage.ts";
import { ownIndex } from "./named-axes.ts";

/**
 * An exchange between members, with a transpose of its own, which is an exchange as well: that of the composition would hold for
 * every member what all of them have.
 */
export function exchange(
  name: string,
  x: NDArray,
  axes: readonly NamedAxis[],
  forward: (x: NDArray, own: NDArray) => NDArray,
  backward: (cotangent: NDArray) => NDArray,
): NDArray {
  const own = ownIndex(axes);
  if (!isInexact(x.dtype)) return forward(x, own);
  const { jaxpr, consts } = stage(([index, value]) => [forward(value!, index!)], [own.aval, x.aval], name);
  const [{ aval }] = jaxpr.outputs as readonly [Jaxpr["outputs"][number]];
  return bind("customLinear", [...consts, own, x], {
    name,
    numResiduals: consts.length + 1,
    results: [{ shape: aval.shape, dtype: aval.dtype }],
    forward: jaxpr,
    backward: (_, [cotangent]) => [backward(cotangent!)],
    rules: linearMapRules,
  })[0]!;
}
