import type { NDArray } from "@proj/array";
import { bind, runningCombinations, type JvpRule } from "@proj/array/core";
import { add, max, min, mul } from "@proj/array/lax";
import { above, below, share } from "./binary.ts";
import { mapTangent } from "./rule.ts";

type CumulativeName = "cumprod" | "cummax" | "cummin";

/** A value and its tangent. */
type Pair = readonly [value: NDArray, tangent: NDArray];

/** The larger or smaller value with its tangent; where both are equal, the mean of the tangents. */
const choose =
  (choice: typeof max, order: typeof above) =>
  ([a, da]: Pair, [b, db]: Pair): Pair => [choice(a, b), add(mul(da, share(a, b, order)), mul(db, share(b, a, order)))];

/** How a value and its tangent are combined with those of what comes after. */
const combinations: { readonly [N in CumulativeName]: (before: Pair, after: Pair) => Pair } = {
  cumprod: ([a, da], [b, db]) => [mul(a, b), add(mul(da, b), mul(a, db))],
  cummax: choose(max, above),
  cummin: choose(min, below),
};

/** A running product or extremum: values and tangents are combined together. */
export const cumulativeRule =
  (name: CumulativeName): JvpRule<CumulativeName> =>
  ([x], [t], params) => {
    const result = bind(name, [x], params)[0];
    const combine = ([a, da]: readonly NDArray[], [b, db]: readonly NDArray[]): Pair =>
      combinations[name]([a!, da!], [b!, db!]);
    const tangents = (dx: NDArray) => runningCombinations(combine, [x, dx], params.axis, params.reverse)[1]!;
    return [[result], [mapTangent(t, tangents)]];
  };
