import * as np from "@proj/array";
import { array, isNDArray, type NDArray } from "@proj/array";
import { grad, jvp } from "@proj/autodiff";
import { leaves } from "@proj/tree";
import { describe, expect, test } from "vitest";

/*
 * Values of an array decide how large some results are. A derivative is taken of an array whose values are known, so that such
 * functions give under `jvp` and `grad` what they give outside, as in JAX.
 */

const x = array([0, 3, -1, 3, 0, 2, 0], "float64");

const functions: Readonly<Record<string, (x: NDArray) => unknown>> = {
  nonzero: (a) => np.nonzero(a),
  flatnonzero: (a) => np.flatnonzero(a),
  argwhere: (a) => np.argwhere(a),
  "where of a condition alone": (a) => np.where(a),
  "indexing by a mask": (a) => a.get(a.gt(0)),
  extract: (a) => np.extract(a, a),
  compress: (a) => np.compress(a.gt(0), a),
  trimZeros: (a) => np.trimZeros(a),
  roots: (a) => np.roots(a),
  unique: (a) => np.unique(a),
  uniqueAll: (a) => np.uniqueAll(a),
  uniqueCounts: (a) => np.uniqueCounts(a),
  uniqueInverse: (a) => np.uniqueInverse(a),
  uniqueValues: (a) => np.uniqueValues(a),
  union1d: (a) => np.union1d(a, a.add(1)),
  intersect1d: (a) => np.intersect1d(a, a.add(1)),
  setdiff1d: (a) => np.setdiff1d(a, a.add(1)),
  setxor1d: (a) => np.setxor1d(a, a.add(1)),
  "deleteAt by a mask": (a) => np.deleteAt(a, np.flatnonzero(a)),
  "repeat by counts": (a) => np.repeat(a, np.abs(a).astype("int32")),
};

const values = (tree: unknown): unknown[] => leaves(tree).map((leaf) => (isNDArray(leaf) ? leaf.toList() : leaf));

describe.each(Object.entries(functions))("%s, whose shape depends on values,", (_, f) => {
  test("is the same where derivatives are taken", () => {
    const [primals] = jvp(f as (x: NDArray) => NDArray, [x], [x]);
    expect(values(primals)).toEqual(values(f(x)));
  });

  test("has gradients of its floats", () => {
    const loss = (a: NDArray): NDArray =>
      leaves(f(a))
        .filter((leaf): leaf is NDArray => isNDArray(leaf) && leaf.dtype !== "int32")
        .reduce((sum, leaf) => sum.add(np.abs(leaf).sum()), a.sum());
    const along = x.add(1);
    const [, slope] = jvp(loss, [x], [along]);
    expect(grad(loss)(x).mul(along).sum().item()).toBeCloseTo(slope.item(), 10);
  });
});
