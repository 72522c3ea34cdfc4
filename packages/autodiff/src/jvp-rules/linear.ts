import type { NDArray } from "@proj/array";
import { bind, type JvpRule, type PrimitiveName } from "@proj/array/core";

/** The primitives of one operand that are linear in it: tangents go the way of the values. */
export type LinearName =
  | "broadcastInDim"
  | "reshape"
  | "transpose"
  | "reverse"
  | "slice"
  | "split"
  | "windows"
  | "shardingConstraint"
  | "reduceSum"
  | "cumsum";

/** The rule of a primitive of one operand that is linear in it. */
export const linearRule =
  <P extends LinearName>(name: P): JvpRule<P> =>
  (operands, tangents, params) => {
    const apply = (x: NDArray): readonly NDArray[] => bind<PrimitiveName>(name, [x], params);
    const results = apply(operands[0]);
    const [t] = tangents;
    return [results, t === null ? results.map(() => null) : apply(t)];
  };

/** The rule of a primitive whose results do not change with small changes of its operands. */
export const locallyConstantRule =
  <P extends PrimitiveName>(name: P): JvpRule<P> =>
  (operands, _, params) => {
    const results = bind<P>(name, operands, params) as readonly NDArray[];
    return [results, results.map(() => null)];
  };
