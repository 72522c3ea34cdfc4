import type * as core from "@proj/array/core";
import * as lax from "@proj/array/lax";
import * as special from "@proj/array/special";
import * as np from "@proj/array";
import type { NDArray } from "@proj/array";
import { checkJaxpr, evaluateJaxpr, stage } from "@proj/array/core";
import { describe, expect, test } from "vitest";

const x = np.array([
  [0.5, -1.5, 2],
  [3, 0.25, -0.75],
]);
const y = np.array([
  [1, 2, 3],
  [4, 5, 6],
]);
const i = np.array([1, 0, -1], { dtype: "int32" });

/** Functions of x, y (float32[2,3]) and i (int32[3]), one for each way of computing. */
const functions: Record<string, (x: NDArray, y: NDArray, i: NDArray) => NDArray | readonly NDArray[]> = {
  arithmetic: (a, b) => [np.floorDivide(np.remainder(np.power(a, 3), b), 0.3), ...np.divmod(a, b)],
  "integer powers": (_, __, n) => np.power(n, np.abs(n)),
  hypot: (a, b) => np.hypot(a, b),
  logaddexp: (a, b) => np.logaddexp(a, b),
  rounding: (a) => [np.round(a, 1), np.trunc(a)],
  comparisons: (a, b) => [np.isclose(a, b), np.all(np.isclose(a, b)), np.all(np.equal(a, b))],
  bits: (_, __, n) => [np.bitwiseXor(n, 3), np.rightShift(n, 1)],
  special: (a, b) => [special.xlogy(a, b), special.entr(np.abs(a)), special.erfinv(np.clip(a, -0.9, 0.9))],
  "special values": (a) => np.nanToNum(np.log(a)),
  positions: (a) => np.nonzero(a.gt(0), { size: 4, fillValue: -1 }),
  select: (a, b) => np.select([a.lt(0), a.lt(1)], [b, 2], a),
  creation: (a) => [
    np.zerosLike(a),
    np.full([2], a.sum()),
    np.array([
      [a.sum(), 1],
      [2, a.max()],
    ]),
  ],
  linspace: (a, b) => np.linspace(a, b, 4, { axis: 1 }),
  matrices: (a) => [np.tril(a), np.diag(a.get(0), 1), np.diagonal(a, { offset: 1 }), np.trace(a)],
  meshgrid: (a, b) => np.meshgrid([a.get(0), b.get(1)]),
  reductions: (a) => [
    np.mean(a),
    np.std(a, { axis: 0, ddof: 1 }),
    special.logsumexp(a, { axis: 1 }),
    np.nanmax(np.log(a)),
    np.argmax(a, { axis: 1 }),
    np.countNonzero(a),
  ],
  "running reductions": (a) => [np.cumsum(a, { axis: 1, reverse: true }), np.cummax(a)],
  reshaping: (a) => [np.moveaxis(a, 0, 1), np.expandDims(a, 1), np.swapaxes(a, 0, 1), np.atleast3d(a)],
  joining: (a, b) => [np.stack([a, b], 1), np.hstack([a, b]), ...np.split(a, 3, 1), ...np.arraySplit(a, 2, 1)],
  rearranging: (a) => [
    np.roll(a, 1, 1),
    np.rot90(a),
    np.tile(a, 2),
    np.repeat(a, [1, 2], 0),
    np.pad(a, 2, { mode: "reflect" }),
  ],
  sorting: (a) => [
    np.sort(a),
    np.argsort(a, { descending: true }),
    ...lax.topK(a, 2),
    np.searchsorted(np.array([-1, 0, 1]), a),
  ],
  products: (a, b) => [
    np.matmul(a, b.T),
    np.inner(a, b),
    np.outer(a, b),
    np.tensordot(a, b),
    np.cross(a, b),
    np.vdot(a, b),
  ],
  einsum: (a, b) => np.einsum("ij,kj,k->i", a, b, b.get(":", 0)),
  differences: (a, b) => [np.diff(a), np.trapezoid(a, { x: b }), np.interp(a, np.array([-1, 0, 2]), b.get(0))],
  activations: (a) => [np.nn.relu(a), np.nn.gelu(a), np.nn.elu(a), np.nn.softmax(a), np.nn.logSoftmax(a, 0)],
  "one-hot vectors": (_, __, n) => np.nn.oneHot(n, 3),
  "reading by index": (a, _, n) => [
    a.get(n.get(0)),
    a.get(":", n),
    a.get(n.get(0), n),
    a.get("::-1", null, [0, 2]),
    a.at(n).get({ mode: "fill" }),
  ],
  "writing by index": (a, b, n) => [
    a.at(":", n).add(b),
    a.at(n.get(0)).set(7),
    a.at(0, "::2").multiply(b.get(1, "1:")),
    a.at(":", n).min(0, { mode: "wrap" }),
  ],
  taking: (a, _, n) => [
    np.take(a, n),
    np.take(a, n, { axis: 0, mode: "wrap" }),
    np.takeAlongAxis(a, n.reshape([1, 3]), 0),
  ],
  windows: (a, b, n) => [
    lax.dynamicSlice(a, [0, n.get(0)], [1, 2]),
    lax.dynamicUpdateSlice(a, b.get("1:", ":2"), [n.get(1), n.get(2)]),
  ],
  trees: (a, b) => {
    const [vector, unravel] = np.ravelTree({ a, b: [b] });
    return [vector, unravel(vector.mul(2)).a];
  },
};

const list = (results: NDArray | readonly NDArray[]): readonly NDArray[] =>
  Array.isArray(results) ? (results as readonly NDArray[]) : [results as NDArray];
const host = (array: NDArray): core.HostArray => ({ shape: array.shape, dtype: array.dtype, data: array.dataSync() });

describe("a function that is traced never asks for values, and computes what it computes eagerly", () => {
  test.each(Object.keys(functions))("%s", (name) => {
    const f = functions[name]!;
    const { jaxpr, consts } = stage(([a, b, n]) => list(f(a!, b!, n!)), [x.aval, y.aval, i.aval], name);
    checkJaxpr(jaxpr);
    const staged = evaluateJaxpr(jaxpr, [...consts, x, y, i].map(host));
    const eager = list(f(x, y, i));
    expect(staged.map(({ shape, dtype }) => ({ shape, dtype }))).toEqual(
      eager.map(({ shape, dtype }) => ({ shape, dtype })),
    );
    expect(staged.map(({ data }) => Array.from(data))).toEqual(eager.map((array) => Array.from(array.dataSync())));
  });
});
