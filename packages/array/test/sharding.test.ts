import {
  arange,
  array,
  concatenate,
  cumsum,
  devicePut,
  eye,
  linalg,
  real,
  sort,
  zeros,
  type NDArray,
} from "@proj/array";
import * as lax from "@proj/array/lax";
import {
  AbstractMesh,
  makeArrayFromSingleDeviceArrays,
  makeMesh,
  NamedSharding,
  P,
  virtualDevices,
  visualizeArraySharding,
  type PartitionSpec,
} from "@proj/array/sharding";
import { describe, expect, test } from "vitest";

const mesh = makeMesh([4, 2], ["data", "model"], { devices: virtualDevices(8) });
const named = (spec: PartitionSpec): NamedSharding => new NamedSharding(mesh, spec);

const specOf = ({ sharding }: NDArray): string => (sharding instanceof NamedSharding ? sharding.spec.toString() : "");

describe("arrays over virtual devices", () => {
  const x = devicePut(arange(24).reshape([8, 3]), named(P("data")));

  test("are made of the parts that the sharding says", () => {
    const shards = [...x.addressableShards];
    expect(shards.map(({ device, replicaId }) => `${device.toString()} ${replicaId}`)).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7].map((id) => `virtual:${id} ${id % 2}`),
    );
    expect(shards[5]!.index).toEqual([{ start: 4, stop: 6 }, { start: 0, stop: 3 }]); // prettier-ignore
    expect(shards[5]!.data.toList()).toEqual([[12, 13, 14], [15, 16, 17]]); // prettier-ignore
    expect(makeArrayFromSingleDeviceArrays(x.shape, x.sharding, shards.map(({ data }) => data)).toList()).toEqual(x.toList()); // prettier-ignore
  });

  test("compute what the host does, and results lie where their elements come from", () => {
    const host = arange(24).reshape([8, 3]);
    expect(x.mul(2).add(1).toList()).toEqual(host.mul(2).add(1).toList());
    // As JAX says of the same operations.
    expect(specOf(x.add(1))).toBe('P("data")');
    expect(specOf(x.sum({ axis: 0 }))).toBe("P()");
    expect(specOf(x.transpose())).toBe('P(null, "data")');
    expect(specOf(x.matmul(array([[1], [2], [3]])))).toBe('P("data")');
    expect(specOf(x.get(0))).toBe("P()");
    expect(specOf(x.add(devicePut(host, named(P("model")))))).toBe("P()");
  });

  test("can be looked at", () => {
    expect(visualizeArraySharding(devicePut(arange(8), named(P("model"))))).toContain(
      "virtual:0,2,4,6 │ virtual:1,3,5,7",
    );
  });

  test("refuse what cannot be cut", () => {
    expect(() => devicePut(arange(3), named(P("data")))).toThrow("a length that 4 divides");
    expect(() => devicePut(arange(8), named(P("data", null)))).toThrow("at least 2 axes");
    expect(() => named(P("data", "data"))).toThrow('names "data" twice');
    expect(() => named(P("batch"))).toThrow('names "batch"');
    expect(() => makeMesh([5, 2], ["a", "b"], { devices: virtualDevices(8) })).toThrow("at least 10 devices");
    const elsewhere = devicePut(arange(24).reshape([8, 3]), virtualDevices(8)[3]!);
    expect(() => x.add(elsewhere)).toThrow("on the same devices");
  });

  test("know nothing of lists that change after they were passed", () => {
    const [sizes, names, along] = [[4, 2], ["data", "model"], ["data"]];
    const mesh = new AbstractMesh(sizes, names);
    const spec = P(along, null);
    sizes[0] = 8;
    names[0] = "batch";
    along[0] = "batch";
    expect([String(mesh), String(spec)]).toEqual(['Mesh("data": 4, "model": 2)', 'P(["data"], null)']);
    expect(() => mesh.sizeOf("batch")).toThrow('sizeOf received the axis name "batch"');
  });
});

describe("results lie where Shardy would put them", () => {
  const x = devicePut(arange(32).reshape([8, 4]), named(P("data", "model")));

  test.each<[string, (y: NDArray) => NDArray, string]>([
    ["scan", (y) => lax.scan((sum: NDArray, row: NDArray) => [sum.add(row), sum], zeros(4), y)[1], 'P(null, "model")'],
    ["carry", (y) => lax.scan((sum: NDArray, row: NDArray) => [sum.add(row), sum], zeros(4), y)[0], 'P("model")'],
    ["while", (y) => lax.whileLoop((z: NDArray) => lax.lt(z.sum(), 9), (z: NDArray) => z.add(1), y), 'P("data", "model")'], // prettier-ignore
    ["cond", (y) => lax.cond(lax.lt(y.sum(), 9), (z: NDArray) => z, (z: NDArray) => z.neg(), y), 'P("data", "model")'], // prettier-ignore
    ["gather", (y) => y.at(array([2, 0], { dtype: "int32" })).get(), 'P(null, "model")'],
    ["slice", (y) => y.at("1:3").get(), 'P(null, "model")'],
    ["update", (y) => y.at(0).set(1), 'P(null, "model")'],
    ["concatenate", (y) => concatenate([y, y], 1), 'P("data")'],
    ["sort", (y) => sort(y, 0), 'P(null, "model")'],
    ["cumsum", (y) => cumsum(y, 1), 'P("data")'],
    ["argmax", (y) => y.argmax(0), 'P("model")'],
    ["cholesky", (y) => linalg.cholesky(y.reshape([8, 2, 2]).mul(0).add(eye(2))), "P()"],
    ["broadcast", (y) => y.sum({ axis: 1, keepdims: true }).add(zeros([8, 4])), 'P("data")'],
    ["complex", (y) => real(y.astype("complex64")), 'P("data", "model")'],
  ])("%s", (_, f, spec) => {
    expect(specOf(f(x))).toBe(spec);
  });
});
