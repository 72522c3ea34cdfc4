import { arange, countNonzero, maximum, type NDArray } from "@proj/array";
import { convert, customDerivative } from "@proj/array/core";

/** Where the projection of a vector onto the simplex is positive. */
function project(values: NDArray): NDArray {
  const sorted = values.sort().get("::-1");
  const sums = sorted.cumsum();
  const places = convert(arange(1, values.size + 1), values.dtype);
  const positive = places
    .pow(-1)
    .add(sorted.sub(sums.div(places)))
    .gt(0);
  const count = countNonzero(positive);
  const shift = sums.get(count.sub(1)).sub(1).div(convert(count, values.dtype));
  return maximum(values.sub(shift), 0);
}

/** The nearest vector to another one whose elements are not negative and sum to 1 (Duchi et al. 2008), with the derivative on its face. */
export function unitSimplex(values: NDArray): NDArray {
  return customDerivative("unitSimplex", [values], project, [
    (t, x) => {
      const face = convert(project(x).gt(0), t.dtype);
      return face.mul(t.sub(face.mul(t).sum().div(face.sum())));
    },
  ]);
}
