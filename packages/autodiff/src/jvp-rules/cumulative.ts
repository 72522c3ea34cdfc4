import { bind, type NDArray } from "@proj/array";
import { add, equal, greater, mul, reverse, select } from "../operations.ts";
import { prefixCombine, type Tuple } from "../prefix.ts";
import { mapTangent, type JvpRule } from "./rule.ts";

type CumulativeName = "cumprod" | "cummax" | "cummin";

interface Cumulative {
  /** What is combined where there is no element. */
  readonly identity: number;
  /** Combines a value and its tangent with those of what comes after. */
  readonly combine: (before: Tuple, after: Tuple) => Tuple;
}

/** The chosen value with its tangent; where both are equal the tangents' mean. */
const choose =
  (prefersFirst: (a: NDArray, b: NDArray) => NDArray) =>
  ([a, da]: Tuple, [b, db]: Tuple): Tuple => {
    const first = prefersFirst(a!, b!);
    const mean = mul(add(da!, db!), 0.5);
    return [select(first, a!, b!), select(equal(a!, b!), mean, select(first, da!, db!))];
  };

const rows: { readonly [N in CumulativeName]: Cumulative } = {
  cumprod: {
    identity: 1,
    combine: ([a, da], [b, db]) => [mul(a!, b!), add(mul(da!, b!), mul(a!, db!))],
  },
  cummax: { identity: -Infinity, combine: choose((a, b) => greater(a, b)) },
  cummin: { identity: Infinity, combine: choose((a, b) => greater(b, a)) },
};

/** A running product or extremum: value and tangent are combined together. */
export const cumulativeRule =
  (name: CumulativeName): JvpRule<CumulativeName> =>
  ([x], [t], params) => {
    const result = bind(name, [x], params)[0];
    const { axis } = params;
    const turn = (y: NDArray): NDArray => (params.reverse ? reverse(y, axis) : y);
    const { identity, combine } = rows[name];
    const tangent = mapTangent(t, (dx) => turn(prefixCombine([turn(x), turn(dx)], axis, [identity, 0], combine)[1]!));
    return [[result], [tangent]];
  };
