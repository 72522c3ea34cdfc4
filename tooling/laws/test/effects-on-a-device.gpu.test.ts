import { array, cpu, debug, setDefaultDevice, type NDArray } from "@proj/array";
import { jit } from "@proj/jit";
import { init, type WebGpuDevice } from "@proj/jit-webgpu";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { see, seen, testEffects } from "./effects-on-a-device.ts";

let device: WebGpuDevice;
beforeAll(async () => {
  device = await init();
});
afterAll(() => {
  setDefaultDevice(cpu);
  device.destroy();
});

describe("programs on a GPU call the host", () => {
  testEffects(() => device);

  test("with one read-back for all effects of a program and its results", async () => {
    const f = jit((x: NDArray) => {
      debug.callback(see, x.sum());
      debug.callback(see, x.gt(1), array([7, 8]));
      return x.add(1);
    });
    device.statistics({ reset: true });
    expect((await f(array([1, 2])).data()).join()).toBe("2,3");
    expect(seen).toHaveLength(2);
    expect(device.statistics().readBacks).toBe(1);
  });
});
