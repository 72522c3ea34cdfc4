import { array, cpu, deviceGet, devicePut, setDefaultDevice, zeros, type NDArray } from "@proj/array";
import { psum } from "@proj/array/lax";
import { makeMesh, NamedSharding, P, SingleDeviceSharding, virtualDevices } from "@proj/array/sharding";
import { fakeDevice } from "@proj/devices/fake-device";
import {
  filterGrad,
  filterJit,
  filterPmap,
  filterShard,
  filterVmap,
  Linear,
  loadLeaves,
  MLP,
  saveLeaves,
  treeEqual,
  treeFormat,
} from "@proj/module";
import { key, split } from "@proj/random";
import { afterEach, describe, expect, test } from "vitest";

afterEach(() => setDefaultDevice(cpu));

describe("on a device", () => {
  test("a module is built, moved and called as anywhere", async () => {
    const device = fakeDevice();
    const model = MLP.init(3, 2, { widthSize: 4, depth: 1, key: key(0) });
    const x = array([1, 2, 3]);
    const expected = model.call(x).toList();
    const moved = devicePut(model, device);
    expect(moved).toBeInstanceOf(MLP);
    expect((await deviceGet(moved.call(x))).toList()).toEqual(expected);
    expect((await deviceGet(filterJit((m: MLP) => m.call(x))(moved))).toList()).toEqual(expected);
    setDefaultDevice(device);
    const born = MLP.init(3, 2, { widthSize: 4, depth: 1, key: key(0) });
    expect(born.layers[0]!.weight.device).toBe(device);
    expect(treeEqual(await deviceGet(born), model)).toBe(true);
  });

  test("its gradients live where it lives", async () => {
    const device = fakeDevice();
    const loss = (m: Linear) =>
      m
        .call(array([1, 2]))
        .pow(2)
        .sum();
    const model = Linear.init(2, 3, { key: key(0) });
    const gradient = filterGrad(loss)(devicePut(model, device));
    expect(gradient.weight.device).toBe(device);
    expect(treeEqual(await deviceGet(gradient), filterGrad(loss)(model))).toBe(true);
  });

  test("it is saved and compared as a copy on the host", async () => {
    const model = Linear.init(2, 3, { key: key(0) });
    const there = devicePut(model, fakeDevice());
    expect(() => saveLeaves(there)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: saveLeaves received an array float32[3,2] on the device fake
        expected: an array on the host, whose values can be read without waiting
        to fix:   save a copy on the host: saveLeaves(await deviceGet(tree))]
    `);
    expect(() => treeEqual(there, model)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: treeEqual received an array float32[3,2] on the device fake
        expected: an array on the host, whose values can be read without waiting
        to fix:   compare copies on the host: treeEqual(await deviceGet(a), await deviceGet(b))]
    `);
    expect(treeEqual(there, devicePut({ other: zeros([2]) }, cpu))).toBe(false);
    const bytes = saveLeaves(await deviceGet(there));
    expect(treeEqual(loadLeaves(bytes, there), model)).toBe(true);
  });

  test("it prints the types of its arrays, and where they are", () => {
    const there = devicePut(Linear.init(2, 1, { key: key(0) }), fakeDevice());
    expect(treeFormat(there)).toContain("weight: f32[1,2]");
    expect(treeFormat(there, { shortArrays: false })).toContain("weight: float32[1,2] on fake");
  });
});

describe("filterShard", () => {
  const mesh = makeMesh([2], ["model"], { devices: virtualDevices(2) });
  const model = MLP.init(3, 4, { widthSize: 4, depth: 1, key: key(0) });
  const rows = new NamedSharding(mesh, P("model"));
  const whole = new NamedSharding(mesh, P());

  test("spreads the arrays of any tree as one sharding or a tree of them says", () => {
    const layers = filterShard(model, rows).layers;
    expect(layers.map(({ weight }) => weight.sharding.shardShape(weight.shape))).toEqual([[2, 3], [2, 4]]); // prettier-ignore
    const { a, b } = filterShard({ a: model, b: [model.layers[0]!.bias!, "text"] as const }, { a: whole, b: rows });
    expect(a.layers[0]!.weight.sharding.shardShape([4, 3])).toEqual([4, 3]);
    expect([b[0].sharding.shardShape([4]), b[1]]).toEqual([[2], "text"]);
    const device = virtualDevices(2)[1]!;
    expect(filterShard(model, device).layers[0]!.weight.sharding).toBeInstanceOf(SingleDeviceSharding);
    expect(treeEqual(a, model)).toBe(true);
  });

  test("tells of what cannot be spread in its name", () => {
    for (const wrong of [null, "cpu", {}, 3, [rows]])
      expect(() => filterShard(model, wrong as never)).toThrow(/^filterShard received/);
    expect(() => filterShard(array([1, 2, 3]), rows)).toThrow(/^filterShard received/);
  });
});

test("filterPmap gives what filterVmap gives, of any trees, on devices", () => {
  const devices = virtualDevices(3);
  const x = array([[1, 2], [3, 4], [5, 6]]); // prettier-ignore
  const model = Linear.init(2, 4, { key: key(0) });
  const f = (m: Linear, x: NDArray, name: string) => ({ y: m.call(x), total: psum(x, "i"), name });
  const options = { inAxes: [null, 0, null], axisName: "i" };
  const mapped = filterPmap(f, { ...options, devices })(model, x, "text");
  const expected = filterVmap(f, options)(model, x, "text");
  expect([mapped.y.toList(), mapped.total.toList(), mapped.name]).toEqual([
    expected.y.toList(),
    expected.total.toList(),
    "text",
  ]);
  expect(mapped.y.sharding.shardShape([3, 4])).toEqual([1, 4]);
  const ensemble = filterPmap((key: NDArray) => Linear.init(2, 4, { key }), { devices })(split(key(1), 3));
  expect(ensemble.weight.shape).toEqual([3, 4, 2]);
  expect(() => filterPmap(f, { axisNames: "i" } as never)).toThrow(/^filterPmap received/);
  expect(() => filterPmap(f, { ...options, devices: [3] as never })).toThrow(/^filterPmap received/);
});
