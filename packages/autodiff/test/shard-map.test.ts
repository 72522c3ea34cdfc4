import * as np from "@proj/array";
import type { NDArray } from "@proj/array";
import * as lax from "@proj/array/lax";
import { makeMesh, NamedSharding, P, useMesh, virtualDevices, type PartitionSpec } from "@proj/array/sharding";
import { grad, shardMap, stopGradient, vmap, withShardingConstraint, type Specs } from "@proj/autodiff";
import { input, loadGroup, output, type Case } from "@proj/reference";
import { describe, expect, it } from "vitest";
import { jitted } from "./jitted.ts";
import { expectClose, values } from "./numeric.ts";

const mesh = makeMesh([4, 2], ["data", "model"], { devices: virtualDevices(8) });
const [whole, rows, columns, both] = [P(), P("data"), P(null, "model"), P("data", "model")];

const arrayOf = (from: Case, key: string): NDArray => {
  const { data, shape } = input(from, key);
  return np.array(data).reshape(shape);
};
const expectOutput = (received: NDArray, from: Case, key: string): void => {
  const expected = output(from, key);
  expect(received.shape).toEqual(expected.shape);
  expectClose(values([received]), [...expected.data].map(Number), 1e-12);
};

type Program = readonly [f: (x: NDArray, w: NDArray) => NDArray, inSpecs: readonly Specs[], outSpecs: PartitionSpec];
const programs: Readonly<Record<string, Program>> = {
  psum: [(x, w) => lax.psum(x.matmul(w), "data"), [rows, whole], whole],
  "psum of both": [(x, w) => lax.psum(x.mul(x).sum().mul(w), ["data", "model"]), [both, whole], whole],
  pmean: [(x, w) => lax.pmean(x.matmul(w), "data"), [rows, whole], whole],
  pmax: [(x, w) => lax.pmax(stopGradient(x), "data").matmul(w), [rows, whole], whole],
  allGather: [(x, w) => lax.allGather(x, "model", { axis: 1, tiled: true }).matmul(w), [both, whole], rows],
  psumScatter: [
    (x, w) => lax.psumScatter(x.matmul(w), "model", { scatterDimension: 1, tiled: true }),
    [both, P("model")],
    both,
  ],
  allToAll: [(x, w) => lax.allToAll(x, "data", 1, 0, { tiled: true }).mul(w.sum()), [rows, whole], P(null, "data")],
  ppermute: [(x, w) => lax.ppermute(x.matmul(w), "data", [[0, 1], [1, 2], [2, 3], [3, 0]]), [rows, whole], rows], // prettier-ignore
  axisIndex: [(x, w) => x.matmul(w).mul(lax.axisIndex("data").add(1)), [rows, whole], rows],
  columns: [(x, w) => np.tanh(x.matmul(w)), [rows, columns], both],
  rows: [(x, w) => lax.psum(x.matmul(w), "model"), [both, P("model")], rows],
  "one axis twice": [(x, w) => np.sin(x).matmul(w), [P(["data", "model"]), whole], P(["data", "model"])],
  scan: [
    (x, w) =>
      lax.scan(
        (carry: NDArray, row: NDArray) => [carry.add(lax.psum(np.tanh(row.matmul(w)), "data")), carry.sum()],
        np.zeros([2], { dtype: "float64" }),
        x,
      )[0],
    [rows, whole],
    whole,
  ],
};

describe("programs of each device's part are JAX's:", () => {
  it.each(loadGroup("shard-map", "programs").map((of) => [of.name, of] as const))("%s", (_, of) => {
    const [f, inSpecs, outSpecs] = programs[of.name]!;
    const mapped = shardMap(f, { mesh, inSpecs, outSpecs });
    const [x, w] = [arrayOf(of, "x"), arrayOf(of, "w")];
    const result = mapped(x, w);
    expectOutput(result, of, "value");
    expect(result.sharding.isEquivalentTo(new NamedSharding(mesh, outSpecs), result.ndim)).toBe(true);
    const [dx, dw] = grad((a: NDArray, b: NDArray) => mapped(a, b).pow(2).sum(), [0, 1])(x, w);
    expectOutput(dx, of, "dx");
    expectOutput(dw, of, "dw");
    const staged = jitted((a: NDArray, b: NDArray) => mapped(a, b));
    const [stagedDx] = grad((a: NDArray, b: NDArray) => staged(a, b).pow(2).sum(), [0])(x, w);
    expectOutput(stagedDx, of, "dx");
    const twice = vmap((a: NDArray) => mapped(a, w))(np.stack([x.neg(), x]));
    expectOutput(np.take(twice, 1, { axis: 0 }), of, "value");
  });
});

const specs: Readonly<Record<string, PartitionSpec>> = {
  "P()": whole,
  'P("data")': rows,
  'P(null, "model")': columns,
  'P("data", "model")': both,
  'P("model", "data")': P("model", "data"),
  'P(["data","model"])': P(["data", "model"]),
  'P(["model","data"])': P(["model", "data"]),
};

it.each(loadGroup("shard-map", "shards").map((of) => [of.name, of] as const))(
  "devices have the parts of JAX: %s",
  (_, of) => {
    const x = np.devicePut(np.arange(32).reshape([8, 4]), new NamedSharding(mesh, specs[of.name]!));
    const shards = [...x.addressableShards];
    expect(shards.map(({ index }) => index.map(({ start, stop }) => [start, stop]))).toEqual(of.params["spans"]);
    expect(shards.map(({ replicaId }) => replicaId)).toEqual(of.params["replicas"]);
    for (const { data, index } of shards) {
      const [[top, bottom], [left, right]] = index.map(({ start, stop }) => [start, stop]) as [
        [number, number],
        [number, number],
      ];
      expect(data.toList()).toEqual(lax.slice(x, [top, left], [bottom, right]).toList());
    }
  },
);

/** A training step of a small network, cut along either axis of the mesh or both, is the step of the whole. */
it.each([
  ["data", rows, whole, whole],
  ["model", whole, columns, P("model")],
  ["both", rows, columns, P("model")],
] as const)("a step over %s is that on one device", (_, batch, first, second) => {
  const x = np.sin(np.arange(24)).reshape([8, 3]);
  const y = np.cos(np.arange(8)).reshape([8, 1]);
  const weights = [np.sin(np.arange(12)).reshape([3, 4]), np.cos(np.arange(4)).reshape([4, 1])] as const;
  const loss = (a: NDArray, b: NDArray): NDArray => np.tanh(x.matmul(a)).matmul(b).sub(y).pow(2).mean();
  const cutLoss = shardMap(
    (inputs: NDArray, targets: NDArray, a: NDArray, b: NDArray) => {
      const partial = np.tanh(inputs.matmul(a)).matmul(b);
      const predicted = second === whole ? partial : lax.psum(partial, "model");
      const own = predicted.sub(targets).pow(2).mean();
      return batch === whole ? own : lax.pmean(own, "data");
    },
    { mesh, inSpecs: [batch, batch, first, second], outSpecs: whole },
  );
  const expected = grad(loss, [0, 1])(...weights);
  const received = grad((a: NDArray, b: NDArray) => cutLoss(x, y, a, b), [0, 1])(...weights);
  expectClose(values(received), values(expected), 1e-6);
});

describe("what does not fit is refused:", () => {
  const x = np.zeros([8, 3]);
  const run =
    (inSpecs: Specs, outSpecs: Specs, more = {}) =>
    () =>
      shardMap((a: NDArray) => a.mul(1), { mesh, inSpecs, outSpecs, ...more })(x);
  it("by specs", () => {
    expect(run(rows, whole)).toThrow('may differ along "data"');
    expect(run(rows, whole, { checkVma: false })().shape).toEqual([2, 3]);
    expect(run(P("batch"), whole)).toThrow('names "batch"');
    expect(run(columns, columns)).toThrow("a length that 2 divides");
    expect(run(P("data", null, null), rows)).toThrow("of 3 entries");
    expect(run(rows, P("data", null, null))).toThrow("at result");
    expect(run(both, both, { axisNames: ["data"] })).toThrow('"model"');
  });
  it("without a mesh", () => {
    const total = shardMap((a: NDArray) => lax.psum(a.sum(), "data"), { inSpecs: rows, outSpecs: whole });
    expect(() => total(x)).toThrow("setMesh");
    expect(useMesh(mesh, () => total(x.add(1))).item()).toBe(24);
    expect(() => withShardingConstraint(x, rows)).toThrow("without a mesh");
    expect(() => withShardingConstraint(x, new NamedSharding(mesh, columns))).toThrow("a length that 2 divides");
  });
});
