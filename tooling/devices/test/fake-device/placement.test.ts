import {
  add,
  arange,
  array,
  broadcastTo,
  cpu,
  deviceGet,
  devicePut,
  foriLoop,
  getDefaultDevice,
  makeJaxpr,
  setDefaultDevice,
  zeros,
  type NDArray,
} from "@proj/array";
import { HostStorage } from "@proj/array/core";
import { fakeDevice } from "@proj/devices/fake-device";
import { afterEach, describe, expect, test } from "vitest";

afterEach(() => setDefaultDevice(cpu));

const valuesOf = async (x: NDArray): Promise<number[]> => [...(await x.data())];

describe("devicePut and deviceGet", () => {
  test("move the arrays of a tree and leave everything else", async () => {
    const device = fakeDevice();
    const tree = devicePut({ weight: array([1, 2]), name: "net", rate: 0.5 }, device);
    expect(tree.weight.device).toBe(device);
    expect(tree).toMatchObject({ name: "net", rate: 0.5 });
    const back = await deviceGet(tree);
    expect(back.weight.device).toBe(cpu);
    expect(back.weight.toList()).toEqual([1, 2]);
    expect(back).toMatchObject({ name: "net", rate: 0.5 });
  });

  test("leave arrays alone that are where they are to be", async () => {
    const device = fakeDevice();
    const there = devicePut(array([1]), device);
    expect(devicePut(there, device)).toBe(there);
    const here = array([1]);
    expect(await deviceGet(here)).toBe(here);
    expect(device.uploads).toBe(1);
  });

  test("refuse traced arrays", () => {
    const device = fakeDevice();
    const moved = (): unknown => makeJaxpr((x: NDArray) => devicePut(x, device))(array([1, 2]));
    expect(moved).toThrow(/devicePut received a traced array float32\[2\], made at /);
  });

  test("refuse what would have to be waited for, and a dtype that the device lacks", () => {
    const [one, two] = [fakeDevice({ name: "one" }), fakeDevice({ name: "two" })];
    const x = devicePut(array([1, 2]), one);
    expect(() => devicePut(x, two)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: devicePut received an array float32[2] on the device one
        expected: arrays on the host or on two
        to fix:   wait for the values first: devicePut(await deviceGet(x), device)]
    `);
    expect(() => devicePut(x, cpu)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: devicePut received an array float32[2] on the device one
        expected: arrays on the host
        to fix:   wait for the values: await deviceGet(x)]
    `);
    expect(() => devicePut(array([1], { dtype: "float64" }), two)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: devicePut received an array float64[1] for the device two
        expected: one of the dtypes of two: bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64, bfloat16, float16, float32, complex64, complex128
        to fix:   convert it with astype (float32 in place of float64), or compute on the host: devicePut(await deviceGet(x), cpu)]
    `);
  });
});

describe("an operation", () => {
  test("runs where its arrays live, and its result lives there", async () => {
    const device = fakeDevice();
    const y = devicePut(array([1, 2]), device).mul(3);
    expect(y.device).toBe(device);
    expect(device.runs).toEqual(["mul"]);
    expect(await valuesOf(y)).toEqual([3, 6]);
  });

  test("takes host arrays along, and copies each once", async () => {
    const device = fakeDevice();
    const [x, host] = [devicePut(array([1, 2]), device), array([10, 20])];
    const before = device.uploads;
    expect(await valuesOf(x.add(host).add(host).add(host))).toEqual([31, 62]);
    expect(device.uploads - before).toBe(1);
    expect(host.toList()).toEqual([10, 20]);
  });

  test("copies equal numbers once, as long as they are used", () => {
    const device = fakeDevice();
    let x = devicePut(array([1, 2]), device);
    const before = device.uploads;
    for (let i = 0; i < 10; i++) x = x.mul(2).add(0).add(-0);
    expect(device.uploads - before).toBe(3);
    for (let i = 0; i < 300; i++) x = x.mul(i);
    expect(device.uploads - before).toBe(3 + 298);
  });

  test("is one program for all operands of its types", () => {
    const device = fakeDevice();
    const x = devicePut(array([1, 2, 3]), device);
    for (let i = 0; i < 5; i++) x.add(i).mul(x);
    expect(device.runs).toHaveLength(10);
    expect(device.programs.size).toBe(2);
    // The rows of a matrix, one after the other: a slice and a reshape.
    const rows = devicePut(
      array([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
      device,
    );
    device.programs.clear();
    for (let i = 0; i < 3; i++) rows.get(i);
    expect(device.programs.size).toBe(2);
  });

  test("is one program too when it has a function of its own, written anew each time", () => {
    const device = fakeDevice();
    const x = devicePut(array([1, 2, 3]), device);
    for (let i = 0; i < 3; i++) foriLoop(0, 4, (_, y: NDArray) => y.mul(2), x);
    expect(device.programs.size).toBe(1);
    foriLoop(0, 4, (_, y: NDArray) => y.mul(3), x);
    expect(device.programs.size).toBe(2);
  });

  test("is forgotten when thousands of others came after it", () => {
    const device = fakeDevice();
    const x = devicePut(array(1), device);
    broadcastTo(x, [1]);
    for (let length = 2; length <= 2100; length++) broadcastTo(x, [length]);
    const known = device.programs.size;
    broadcastTo(x, [2100]);
    expect(device.programs.size).toBe(known);
    broadcastTo(x, [1]);
    expect(device.programs.size).toBe(known + 1);
  });

  test("stays on the host with arrays that were placed there", () => {
    setDefaultDevice(fakeDevice());
    const x = devicePut(array([1, 2]), cpu);
    expect(x.mul(2).toList()).toEqual([2, 4]);
    expect(x.add(array([1, 1])).device).toBe(cpu);
  });
});

describe("the default device", () => {
  test("is the host until another is chosen", () => {
    expect(getDefaultDevice()).toBe(cpu);
    const device = fakeDevice();
    setDefaultDevice(device);
    expect(getDefaultDevice()).toBe(device);
  });

  test("computes with arrays that nobody placed, and with none at all", async () => {
    const device = fakeDevice();
    setDefaultDevice(device);
    const sum = add(array([1, 2]), 1);
    expect(sum.device).toBe(device);
    expect(await valuesOf(sum)).toEqual([2, 3]);
    expect(zeros([2]).device).toBe(device);
    expect(await valuesOf(arange(3, { dtype: "int32" }))).toEqual([0, 1, 2]);
  });

  test("does not matter to arrays that live elsewhere", () => {
    const [chosen, home] = [fakeDevice({ name: "chosen" }), fakeDevice({ name: "home" })];
    setDefaultDevice(chosen);
    expect(devicePut(array([1]), home).mul(2).device).toBe(home);
    expect(chosen.uploads).toBe(0);
  });

  test("leaves host values on the host when only their form changes", () => {
    setDefaultDevice(fakeDevice());
    expect(array(3).item()).toBe(3);
    expect(array([1.5, 2]).astype("int32").toList()).toEqual([1, 2]);
    expect(array([1, 2, 3, 4]).reshape([2, 2]).toList()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(array([1, 2], { dtype: "float64" }).astype("float32").toList()).toEqual([1, 2]);
  });

  test("says so when it lacks a dtype, of an operand or of the result", () => {
    setDefaultDevice(fakeDevice());
    expect(() => array([1, 2], { dtype: "float64" }).mul(2)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: mul received an array float64[2] for the device fake
        expected: one of the dtypes of fake: bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64, bfloat16, float16, float32, complex64, complex128
        to fix:   convert it with astype (float32 in place of float64), or compute on the host: devicePut(await deviceGet(x), cpu)]
    `);
    expect(() => array([1, 2]).mul(2).astype("float64")).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: convertElementType received an array float64[2] for the device fake
        expected: one of the dtypes of fake: bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64, bfloat16, float16, float32, complex64, complex128
        to fix:   convert it with astype (float32 in place of float64), or compute on the host: devicePut(await deviceGet(x), cpu)]
    `);
  });

  test("leaves bounds of loops known, which so have derivatives", () => {
    const device = fakeDevice();
    setDefaultDevice(device);
    const end = array(3, { dtype: "uint32" });
    const loop = (x: NDArray): NDArray => foriLoop(0, end, (_, y) => y.mul(2), x);
    expect(String(makeJaxpr(loop)(array(1)))).toContain("scan");
    expect(loop(array(1)).device).toBe(device);
    expect(device.runs).toContain("scan");
  });
});

describe("arrays on two devices in one call", () => {
  const [one, two] = [fakeDevice({ name: "one" }), fakeDevice({ name: "two" })];
  const x = devicePut(array([1, 2]), one);

  test("are an error that says what to do", () => {
    const y = devicePut(array([3, 4], { dtype: "int32" }), two);
    expect(() => x.add(y)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: add received an array float32[2] on the device one, and an array float32[2] on the device two
        expected: all arrays of one call on one device
        to fix:   move them together first: await deviceGet(x) copies to the host, and devicePut(x, device) from the host to a device]
    `);
  });

  test("also when one of them is the host", () => {
    expect(() => x.add(devicePut(array([3, 4]), cpu))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: add received an array float32[2] on the device one, and an array float32[2] on the device cpu
        expected: all arrays of one call on one device
        to fix:   move them together first: await deviceGet(x) copies to the host, and devicePut(x, device) from the host to a device]
    `);
  });

  test("also when the devices have one name", () => {
    const y = devicePut(array([3, 4]), fakeDevice({ name: "one" }));
    expect(() => x.add(y)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: add received an array float32[2] on the device one, and an array float32[2] on another device one
        expected: all arrays of one call on one device
        to fix:   move them together first: await deviceGet(x) copies to the host, and devicePut(x, device) from the host to a device]
    `);
  });

  test("can be moved together", async () => {
    const y = devicePut(array([3, 4]), two);
    expect(await valuesOf(x.add(await deviceGet(y)))).toEqual([4, 6]);
  });
});

test("host arrays that a device copied stay usable on the host and on other devices", async () => {
  const [one, two] = [fakeDevice({ name: "one" }), fakeDevice({ name: "two" })];
  const shared = array([1, 2]);
  expect(await valuesOf(devicePut(array([1, 1]), one).add(shared))).toEqual([2, 3]);
  expect(await valuesOf(devicePut(array([2, 2]), two).add(shared))).toEqual([3, 4]);
  expect(shared.add(shared).toList()).toEqual([2, 4]);
  expect(new HostStorage(Float32Array.of(1)).device).toBe(cpu);
});
