import { array, copy, cpu, deviceGet, devicePut, getDefaultDevice, setDefaultDevice, zeros } from "@proj/array";
import { jit } from "@proj/jit";
import { init } from "@proj/jit-webgpu";
import { afterEach, describe, expect, it, vi } from "vitest";
import { gpu } from "./hand-written.ts";

afterEach(() => {
  setDefaultDevice(cpu);
  vi.unstubAllGlobals();
});

describe("init", () => {
  it("makes the GPU the device where everything computes that nobody placed elsewhere", async () => {
    const device = await init();
    expect(getDefaultDevice()).toBe(device);
    const sum = array([1, 2, 3]).mul(2).sum();
    expect(sum.device).toBe(device);
    expect(await sum.data()).toEqual(Float32Array.of(12));
    const square = jit((x: ReturnType<typeof array>) => x.mul(x));
    expect((await deviceGet(square(array([3, 4])))).toList()).toEqual([9, 16]);
  });

  it("leaves the default device alone if asked to, and then makes a device of its own each time", async () => {
    const [one, other] = await Promise.all([init({ default: false }), init({ default: false })]);
    expect(getDefaultDevice()).toBe(cpu);
    expect(one).not.toBe(other);
    expect(
      await devicePut(array([1, 2]), one)
        .add(1)
        .data(),
    ).toEqual(Float32Array.of(2, 3));
    expect(() => devicePut(array([1]), one).add(devicePut(array([1]), other))).toThrow(/on one device/);
    one.destroy();
    other.destroy();
  });

  it("makes a device where copies have memory of their own", async () => {
    const device = await init({ default: false });
    for (const x of [
      array([1, NaN, -0]),
      array([true, false, true]),
      zeros([2, 3]),
      zeros([3], { dtype: "float16" }),
    ]) {
      const there = devicePut(x, device);
      const copied = copy(there);
      there.dispose();
      expect(copied.device).toBe(device);
      expect(await copied.data()).toEqual(x.dataSync());
    }
    device.destroy();
  });

  it("gives the same device again while it works, to all who ask at once too, and a new one once it is lost", async () => {
    const [one, other] = await Promise.all([init(), init()]);
    expect(other).toBe(one);
    setDefaultDevice(cpu);
    expect(await init()).toBe(one);
    expect(getDefaultDevice()).toBe(one);
    const left = devicePut(array([1, 2]), one);
    one.destroy();
    expect(() => array([1]).add(1)).toThrow(/webgpu, which is lost/);
    const [anew, same] = await Promise.all([init(), init()]);
    expect(anew).not.toBe(one);
    expect(same).toBe(anew);
    expect(await array([1]).add(1).data()).toEqual(Float32Array.of(2));
    await expect(left.data()).rejects.toThrowErrorMatchingInlineSnapshot(`
      [UsageError: data received an array float32[2] on the device webgpu, which is lost: it was given up with destroy()
        expected: a device that works
        to fix:   get a new device (init of @proj/jit-webgpu gives one), and make the arrays anew there, from a checkpoint or from host values]
    `);
    expect(() => left.add(1)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: add received an array float32[2] on the device webgpu, which is lost: it was given up with destroy()
        expected: a device that works
        to fix:   get a new device (init of @proj/jit-webgpu gives one), and make the arrays anew there, from a checkpoint or from host values]
    `);
  });

  it("gives another device to whoever asks for another GPU", async () => {
    const one = await init();
    const other = await init({ gpu });
    expect(other).not.toBe(one);
    expect(await init({ gpu })).toBe(other);
  });

  it("says what the GPU is called", async () => {
    expect((await init()).adapter).not.toBe("");
  });

  it("lets programs with float64 know that the GPU has none", async () => {
    await init();
    expect(() => zeros(2, { dtype: "float64" }).add(1)).toThrow(/float64/);
    expect(() => jit((x: ReturnType<typeof array>) => x.astype("float64"))(array([1]))).toThrow(/float64/);
  });
});

describe("init without a GPU", () => {
  it("explains itself in a browser without WebGPU", async () => {
    vi.stubGlobal("process", undefined);
    await expect(init({ default: false })).rejects.toThrowErrorMatchingInlineSnapshot(`
      [UsageError: init received a browser without WebGPU (navigator.gpu is missing)
        expected: a browser with WebGPU, and a page from https or localhost
        to fix:   use a recent Chrome, Edge, Safari or Firefox, or compute on the CPU instead: do not call init, and use wasm() of @proj/jit-wasm as the target (setDefaultTarget(wasm()))]
    `);
  });

  it("explains itself in a page that is not secure", async () => {
    vi.stubGlobal("process", undefined);
    vi.stubGlobal("isSecureContext", false);
    await expect(init({ default: false })).rejects.toThrowErrorMatchingInlineSnapshot(`
      [UsageError: init received a page that is not a secure context, where browsers offer no WebGPU
        expected: a browser with WebGPU, and a page from https or localhost
        to fix:   serve the page with https, or compute on the CPU instead: do not call init, and use wasm() of @proj/jit-wasm as the target (setDefaultTarget(wasm()))]
    `);
  });

  it("explains itself where WebGPU has no GPU", async () => {
    const none = { requestAdapter: () => Promise.resolve(null) };
    await expect(init({ gpu: none })).rejects.toThrowErrorMatchingInlineSnapshot(`
      [UsageError: init received WebGPU without a GPU: requestAdapter gave null
        expected: a GPU with a driver that WebGPU supports (Vulkan, Metal or Direct3D 12)
        to fix:   install or update the GPU's driver (in Chrome, chrome://gpu tells what is wrong with it), or compute on the CPU instead: do not call init, and use wasm() of @proj/jit-wasm as the target (setDefaultTarget(wasm()))]
    `);
    expect(getDefaultDevice()).toBe(cpu);
  });

  it("explains itself where the GPU gives no device", async () => {
    const adapter = (await gpu.requestAdapter())!;
    const busy = new Proxy(adapter, {
      get: (target, key) =>
        key === "requestDevice"
          ? () => Promise.reject(new Error("too many devices"))
          : (Reflect.get(target, key, target) as unknown),
    });
    await expect(init({ gpu: { requestAdapter: () => Promise.resolve(busy) } })).rejects
      .toThrowErrorMatchingInlineSnapshot(`
      [UsageError: init received a GPU that gives no device: too many devices
        expected: a GPU that can be used
        to fix:   close other pages or programs that use the GPU and call init again, or restart the browser]
    `);
  });

  it("refuses what is no WebGPU", async () => {
    await expect(init({ gpu: {} })).rejects.toThrowErrorMatchingInlineSnapshot(`
      [UsageError: init received a gpu without the method requestAdapter
        expected: a WebGPU implementation, such as navigator.gpu or what create of the package webgpu gives
        to fix:   pass the object that has requestAdapter, or leave gpu out]
    `);
  });

  it("works again once there is a GPU", async () => {
    const adapters = [null, await gpu.requestAdapter()];
    const later = { requestAdapter: () => Promise.resolve(adapters.shift()) };
    await expect(init({ gpu: later })).rejects.toThrow(/requestAdapter gave null/);
    expect((await init({ gpu: later })).lost).toBeNull();
  });
});
