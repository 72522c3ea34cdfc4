import type { init } from "@proj/jit-webgpu";
import { beforeAll, expect, it, vi } from "vitest";

const failure = vi.hoisted(() => ({ error: new Error() }));
vi.mock("webgpu", () => ({
  get create() {
    throw failure.error;
  },
}));

let webgpu: { readonly init: typeof init };

// Other files of the same process have loaded the package with its driver.
beforeAll(async () => {
  vi.resetModules();
  webgpu = await import("@proj/jit-webgpu");
});

const messageOfInit = (error: Error): Promise<string> => {
  failure.error = error;
  return webgpu.init({ default: false }).then(
    () => "no error",
    (thrown: unknown) => (thrown as Error).message,
  );
};

it("init explains itself in Node without the package webgpu", async () => {
  const missing = Object.assign(new Error("Cannot find package 'webgpu'"), { code: "ERR_MODULE_NOT_FOUND" });
  const message = await messageOfInit(missing);
  expect(message.replace(/Node [\d.]+/, "Node 20")).toMatchInlineSnapshot(`
    "init received Node 20, which has no WebGPU of its own, and no package webgpu beside @proj/jit-webgpu
      expected: a WebGPU implementation
      to fix:   install it (npm install webgpu), or pass an implementation: init({ gpu }); or compute on the CPU instead: do not call init, and use wasm() of @proj/jit-wasm as the target (setDefaultTarget(wasm()))"
  `);
});

it("init explains itself in Node where the package webgpu does not load", async () => {
  const message = await messageOfInit(new Error("libvulkan.so.1: cannot open shared object file"));
  expect(message.replace(/Node [\d.]+/, "Node 20")).toMatchInlineSnapshot(`
    "init received Node 20, which has no WebGPU of its own, and the package webgpu, which does not load: libvulkan.so.1: cannot open shared object file
      expected: a WebGPU implementation
      to fix:   install a version of it for this machine, or pass an implementation: init({ gpu }); or compute on the CPU instead: do not call init, and use wasm() of @proj/jit-wasm as the target (setDefaultTarget(wasm()))"
  `);
});
