import type { Jaxpr } from "../core/jaxpr/jaxpr.ts";
import { bind, type NamedAxis } from "../core/trace.ts";
import { linearMapRules } from "../differentiation/linear-map.ts";
import type { Exchange, ExchangeOperation } from "../core/sharding/exchange.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { stage } from "../staging/stage.ts";
import type { Groups } from "./groups.ts";
import { ownIndex } from "./named-axes.ts";

/** What it is between the devices of a mesh, if the members are its devices. */
function exchangeOn(
  axes: readonly NamedAxis[],
  operation: ExchangeOperation,
  groups: Groups | null,
  rank: number,
): { readonly exchange?: Exchange } {
  const [{ mesh }] = axes as readonly [NamedAxis];
  if (mesh === null || axes.some((axis) => axis.mesh !== mesh)) return {};
  const over = axes.map(({ name }) => name);
  return { exchange: mesh.exchange(operation, over, groups, rank) };
}

/**
 * An exchange between members, with a transpose of its own, which is an exchange as well: that of the composition would hold for
 * every member what all of them have. The array has as many axes before and after it.
 */
export function exchange(
  name: string,
  x: NDArray,
  axes: readonly NamedAxis[],
  groups: Groups | null,
  operation: ExchangeOperation,
  forward: (x: NDArray, own: NDArray) => NDArray,
  backward: (cotangent: NDArray) => NDArray,
): NDArray {
  const own = ownIndex(axes);
  const { jaxpr, consts } = stage(([index, value]) => [forward(value!, index!)], [own.aval, x.aval], name);
  const [{ aval }] = jaxpr.outputs as readonly [Jaxpr["outputs"][number]];
  return bind("customLinear", [...consts, own, x], {
    name,
    numResiduals: consts.length + 1,
    results: [aval],
    forward: jaxpr,
    backward: (_, [cotangent]) => [backward(cotangent!)],
    ...exchangeOn(axes, operation, groups, x.ndim),
    rules: linearMapRules,
  })[0]!;
}
