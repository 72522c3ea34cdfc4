import { isinf, isnan, logicalNot, logicalOr, type ArrayLike, type NDArray } from "@proj/array";
import { convert, functionOption, isNDArray, readArgument, toArray, UsageError } from "@proj/array/core";
import { valueAndGrad } from "@proj/autodiff";
import { condTrees, trainableLeaves, withLeaves } from "../arrays.ts";
import { get } from "../tree-math/state.ts";

/**
 * The loss and its gradient as a line search left them in the state of its optimiser; computed only if they are not there, as before the
 * first step. The state has to be that of an update to these very parameters.
 *
 * @param valueFn - the loss: a function of the parameters and of whatever else it needs.
 * @returns a function of the parameters, the state and whatever else `valueFn` needs.
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { lbfgs, valueAndGradFromState } from "@proj/optim";
 * const loss = (w: NDArray) => w.mul(w).sum();
 * const w = array([3]);
 * const [value, grad] = valueAndGradFromState(loss)(w, lbfgs().init(w));
 * value.item(); // → 9
 * grad.toList(); // → [6]
 * ```
 */
export function valueAndGradFromState<Params, Args extends readonly unknown[]>(
  valueFn: (params: Params, ...args: Args) => ArrayLike,
): (params: Params, state: unknown, ...args: Args) => readonly [value: NDArray, grad: Params] {
  const operation = "valueAndGradFromState";
  readArgument(operation, "valueFn", valueFn, functionOption());
  return (params, state, ...args) => {
    const [value, grad] = [get(state, "value"), get(state, "grad")];
    if (!isNDArray(value) || grad === null || grad === undefined) {
      throw new UsageError({
        operation,
        received: `a state without ${isNDArray(value) ? "grad" : "value"}`,
        expected: "the state of an optimiser that stores both",
        remedy: "use scaleByZoomLinesearch, lbfgs, or scaleByBacktrackingLinesearch with storeGrad: true",
      });
    }
    const arrays = trainableLeaves(params);
    const [found, gradients] = condTrees(
      logicalNot(logicalOr(isinf(value), isnan(value))),
      (): readonly [NDArray, readonly NDArray[]] => [value, trainableLeaves(grad)],
      () => {
        const loss = (leaves: readonly NDArray[]): NDArray => toArray(valueFn(withLeaves(params, leaves), ...args));
        const [computed, gradient] = valueAndGrad(loss)(arrays);
        return [convert(computed, value.dtype), gradient];
      },
    );
    return [found, withLeaves(params, gradients)];
  };
}
