import { UsageError } from "@proj/array";
import type { Target } from "@proj/jit";
import { webgpu } from "@proj/jit-webgpu";
import { describe, expect, expectTypeOf, it } from "vitest";

describe("webgpu", () => {
  it("refuses, and names the target to use instead", () => {
    expect(() => webgpu()).toThrow(UsageError);
    expect(() => webgpu()).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: webgpu cannot be done.
        received: a request for the WebGPU target, which is not part of this release
        expected: a target that exists
        to fix:   use wasm() of @proj/jit-wasm: setDefaultTarget(wasm()), or jit(f, { target: wasm() })]
    `);
  });

  it("has the type that it will have, so that programs written for it keep compiling", () => {
    expectTypeOf(webgpu).returns.toEqualTypeOf<Target>();
  });
});
