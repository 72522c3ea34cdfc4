import { array, copy, cpu, devicePut, makeJaxpr, setDefaultDevice, where, type NDArray } from "@proj/array";
import { asOneProgram } from "@proj/array/core";
import { fakeDevice } from "@proj/devices/fake-device";
import { afterEach, describe, expect, test } from "vitest";

afterEach(() => setDefaultDevice(cpu));

describe("an array on a device", () => {
  const device = fakeDevice();
  const x = devicePut(array([1, 2]), device);

  test("has shape and dtype at once, and values for those who wait", async () => {
    expect([x.shape, x.dtype, x.size]).toEqual([[2], "float32", 2]);
    expect(await x.data()).toEqual(Float32Array.of(1, 2));
  });

  test("shows its type and device", () => {
    expect(x.toString()).toBe("float32[2] on fake");
    expect(x.inspect()).toBe("float32[2] on fake");
  });

  test.each(["item", "toList", "dataSync"] as const)("has no values for %s, which cannot wait", (method) => {
    expect(() => devicePut(array(1), device)[method]()).toThrow(
      `${method} received an array weak float32[] on the device fake`,
    );
  });

  test("says how to wait", () => {
    expect(() => x.toList()).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: toList received an array float32[2] on the device fake
        expected: an array on the host, whose values can be read without waiting
        to fix:   wait for the values: await x.data(); or copy whole trees to the host: await deviceGet(tree)]
    `);
  });

  test("cannot be the mask that decides a shape", () => {
    const mask = x.gt(1);
    expect(() => array([3, 4]).get(mask)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: get received an array bool[2] on the device fake
        expected: an array on the host, whose values can be read without waiting
        to fix:   wait for it first, x.get(await deviceGet(mask)), or keep the shape: where(mask, x, y)]
    `);
    expect(where(mask, x, 0).shape).toEqual([2]);
  });

  test("is a constant of programs that close over it, not a literal", () => {
    const scale = devicePut(array(2), device);
    const { jaxpr, consts } = makeJaxpr((y: NDArray) => y.mul(scale).mul(x))(x);
    expect(consts[0]).toBe(scale);
    expect(consts[1]).toBe(x);
    expect(jaxpr.equations.flatMap(({ inputs }) => inputs).every((input) => !("value" in input))).toBe(true);
  });
});

describe("an array that was disposed of", () => {
  test("gives its memory back at once, and says so when it is used", () => {
    const device = fakeDevice();
    const x = devicePut(array([1, 2]), device);
    const y = x.mul(2);
    expect(device.live).toBe(3);
    x.dispose();
    expect(device.live).toBe(2);
    expect(() => x.add(1)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: add received an array float32[2] that was disposed of
        expected: an array that has not been disposed of
        to fix:   dispose of arrays after their last use, or never, which is garbage collection]
    `);
    expect(x.inspect()).toBe("float32[2] that was disposed of");
    x.dispose();
    expect(y.shape).toEqual([2]);
  });

  test("does not take the values from computations that were begun before", async () => {
    const device = fakeDevice({ delay: 5 });
    const x = devicePut(array([1, 2]), device);
    const y = x.mul(2).mul(3);
    x.dispose();
    expect(await y.data()).toEqual(Float32Array.of(6, 12));
  });

  test("leaves its copies as they are, which live where it did", async () => {
    const device = fakeDevice();
    const x = devicePut(array([1, -0]), device);
    const y = copy(x);
    x.dispose();
    expect(y.device).toBe(device);
    expect(await y.data()).toEqual(Float32Array.of(1, -0));
    expect(() => copy(x)).toThrow(/disposed of/);
  });

  test("has no values to wait for", async () => {
    const x = devicePut(array([1]), fakeDevice());
    x.dispose();
    await expect(x.data()).rejects.toThrow("that was disposed of");
  });
});

describe("a device that is lost", () => {
  test("is named when one of its arrays is touched", async () => {
    const device = fakeDevice();
    const x = devicePut(array([1, 2]), device);
    device.lose();
    expect(() => x.mul(2)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: mul received an array float32[2] on the device fake, which is lost: the fake GPU was unplugged
        expected: a device that works
        to fix:   get a new device (init of @proj/jit-webgpu gives one), and make the arrays anew there, from a checkpoint or from host values]
    `);
    expect(() => x.toList()).toThrow("the device fake, which is lost: the fake GPU was unplugged");
    await expect(x.data()).rejects.toThrow("data received an array float32[2] on the device fake");
    expect(x.inspect()).toBe("float32[2] on fake, which is lost: the fake GPU was unplugged");
    expect(() => devicePut(x, cpu)).toThrow("which is lost");
    expect(x.shape).toEqual([2]);
  });

  test("is named also beside arrays of the device that came after it", () => {
    const [old, next] = [fakeDevice(), fakeDevice()];
    const [x, y] = [devicePut(array([1, 2]), old), devicePut(array([1, 2]), next)];
    old.lose();
    expect(() => y.add(x)).toThrow("add received an array float32[2] on the device fake, which is lost");
  });

  test("fails computations under way, in the name of who waits for them", async () => {
    const device = fakeDevice({ delay: 5 });
    const y = devicePut(array([1, 2]), device).mul(2);
    const values = y.data();
    device.lose("too hot");
    await expect(values).rejects.toThrowErrorMatchingInlineSnapshot(`
      [UsageError: data received an array float32[2] on the device fake, which is lost: too hot
        expected: a device that works
        to fix:   get a new device (init of @proj/jit-webgpu gives one), and make the arrays anew there, from a checkpoint or from host values]
    `);
  });

  test("is refused as a place", () => {
    const device = fakeDevice();
    device.lose();
    expect(() => devicePut(array([1]), device)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: devicePut received the device fake, which is lost: the fake GPU was unplugged
        expected: a device that works
        to fix:   get a new device (init of @proj/jit-webgpu gives one), and make the arrays anew there, from a checkpoint or from host values]
    `);
    setDefaultDevice(device);
    expect(() => array([1]).mul(2)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: mul received the device fake, which is lost: the fake GPU was unplugged
        expected: a device that works
        to fix:   get a new device (init of @proj/jit-webgpu gives one), and make the arrays anew there, from a checkpoint or from host values]
    `);
  });

  test("does not take host arrays along that it had copied", async () => {
    const [old, next] = [fakeDevice(), fakeDevice()];
    const shared = array([1, 2]);
    setDefaultDevice(old);
    shared.mul(2);
    old.lose();
    setDefaultDevice(next);
    expect(await shared.mul(2).data()).toEqual(Float32Array.of(2, 4));
  });
});

describe("asOneProgram", () => {
  const norms = (x: NDArray): readonly [square: NDArray, norm: NDArray] => {
    const square = x.mul(x).sum();
    return [square, square.pow(0.5)];
  };

  test("runs a function once where its operations would run one by one", async () => {
    const device = fakeDevice();
    const x = devicePut(array([3, 4]), device);
    const [square, norm] = asOneProgram("norms", norms, x);
    expect(device.runs).toEqual(["norms"]);
    expect([await square.data(), await norm.data()]).toEqual([Float32Array.of(25), Float32Array.of(5)]);
    asOneProgram("norms", norms, x);
    expect(device.programs.size).toBe(1);
  });

  test("takes arrays that the function closes over", async () => {
    const device = fakeDevice();
    setDefaultDevice(device);
    const y = array([1, 2]);
    const shift = (by: number) => asOneProgram("shift", (x: NDArray) => x.add(y).mul(by), array([3, 4]));
    expect(await shift(2).data()).toEqual(Float32Array.of(8, 12));
    expect(await shift(3).data()).toEqual(Float32Array.of(12, 18));
    expect(device.runs).toEqual(["shift", "shift"]);
    expect(device.programs.size).toBe(2);
  });

  test("is the function itself on the host and where a program is being written already", () => {
    expect(asOneProgram("norms", norms, array([3, 4]))[1].item()).toBe(5);
    setDefaultDevice(fakeDevice());
    expect(String(makeJaxpr((x: NDArray) => [...asOneProgram("norms", norms, x)])(array([3, 4])))).not.toContain("jit");
  });
});
