import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, URL } from "node:url";
import * as np from "@proj/array";
import type { NDArray } from "@proj/array";
import { makeMesh, NamedSharding, P, virtualDevices } from "@proj/array/sharding";
import { grad } from "@proj/autodiff";
import { pythonWithJax } from "@proj/devices/python-with-jax";
import { registerNode } from "@proj/tree";
import { exportStablehlo, init } from "@proj/xla";
import { describe, expect, test } from "vitest";

type Weights = { readonly w: NDArray; readonly b: NDArray };
const loss = ({ w, b }: Weights, x: NDArray, y: NDArray): NDArray => np.tanh(x.dot(w)).add(b).sub(y).pow(2).mean();
function step(weights: Weights, x: NDArray, y: NDArray) {
  const { w, b } = grad(loss)(weights, x, y);
  return { weights: { w: weights.w.sub(w), b: weights.b.sub(b) }, loss: loss(weights, x, y) };
}
const weights = (): Weights => ({ w: np.zeros(3), b: np.array(0) });
const [x, y] = [np.ones([8, 3]), np.ones(8)];

describe("an exported program", () => {
  test("has its arguments and results in JAX's order, as trees of dictionaries and lists", () => {
    const { text, inTypes, outTypes, name, ...rest } = exportStablehlo(step, weights(), x, y);
    expect(name).toBe("step");
    expect(inTypes.map(String)).toEqual(["float32[]", "float32[3]", "float32[8,3]", "float32[8]"]);
    expect(outTypes.map(String)).toEqual(["float32[]", "float32[]", "float32[3]"]);
    expect(text).toContain("@main(%0: tensor<f32>, %1: tensor<3xf32>, %2: tensor<8x3xf32>, %3: tensor<8xf32>)");
    expect(rest).toEqual({});
    const json = exportStablehlo(step, weights(), x, y).toJSON();
    expect([json.ins, json.outs]).toEqual([
      [{ w: "float32[3]", b: "float32[]" }, "float32[8,3]", "float32[8]"],
      { weights: { w: "float32[3]", b: "float32[]" }, loss: "float32[]" },
    ]);
  });

  test("knows nothing of classes, and keeps the places of null", () => {
    class Pair {
      readonly second = np.zeros(1);
      readonly first = np.zeros(2);
    }
    registerNode(Pair, {
      flatten: ({ second, first }) => ({ children: [second, first], keys: ["second", "first"] }),
      unflatten: (_, [second, first]) => Object.assign(new Pair(), { second, first }),
    });
    const json = exportStablehlo((pair: Pair, _: null, list: readonly NDArray[]) => [list[0], null, pair.first], new Pair(), null, [np.zeros(3)]).toJSON(); // prettier-ignore
    expect(json.ins).toEqual([{ second: "float32[1]", first: "float32[2]" }, null, ["float32[3]"]]);
    expect(json.outs).toEqual(["float32[3]", null, "float32[2]"]);
  });

  test("holds what the function closes over", () => {
    const table = np.array([1.5, -2]);
    const { text } = exportStablehlo((i: NDArray) => np.take(table, i), new np.ShapeDtypeStruct([], "int32"));
    expect(text).toContain('dense<"0x0000c03f000000c0"> : tensor<2xf32>');
  });

  test("lies as its arguments do", () => {
    const mesh = makeMesh([4], ["data"], { devices: virtualDevices(4) });
    const cut = np.devicePut(x, new NamedSharding(mesh, P("data")));
    const { text } = exportStablehlo((a: NDArray) => a.sum({ axis: 1 }), cut);
    expect(text).toContain('sdy.mesh @mesh = <["data"=4]>');
    expect(text).toContain('tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"data"}]>}');
  });
});

describe.skipIf(pythonWithJax === null)("in Python with jax alone", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const loader = fileURLToPath(new URL("../python", import.meta.url));
  const [, example] = /```python\n([^]*?)```/.exec(readme)!;

  function runPython(folder: string, code: string, flags = ""): string {
    const env = { ...process.env, PYTHONPATH: loader, JAX_PLATFORMS: "cpu", XLA_FLAGS: flags };
    return execFileSync(pythonWithJax!, ["-c", code], { cwd: folder, env, encoding: "utf8" });
  }

  test("the example of the README trains as here, also from the bytes", { timeout: 60_000 }, async () => {
    let state = weights();
    let last = np.array(0);
    for (let k = 0; k < 10; k++) ({ weights: state, loss: last } = step(state, x, y));
    const folder = mkdtempSync(join(tmpdir(), "exported-"));
    const device = await init({ python: pythonWithJax!, platform: "cpu", default: false });
    try {
      const program = exportStablehlo(step, weights(), x, y);
      writeFileSync(join(folder, "step.json"), JSON.stringify(program));
      writeFileSync(join(folder, "step.vhlo"), await program.serialize(device));
      const cut = np.devicePut(np.arange(8), new NamedSharding(makeMesh([4], ["data"], { devices: virtualDevices(4) }), P("data"))); // prettier-ignore
      const [mask, table] = [np.array([true, false, true]), np.array([1, 2, 3], { dtype: "float16" })];
      const others = {
        spread: exportStablehlo((a: NDArray) => [a.mul(2), a.sum()], cut),
        constants: exportStablehlo((a: NDArray) => np.where(mask, table, a), new np.ShapeDtypeStruct([], "float16")),
      };
      for (const [name, other] of Object.entries(others)) writeFileSync(join(folder, `${name}.json`), JSON.stringify(other)); // prettier-ignore
      const fromBytes = example!.replace('"step.json"', '"step.json", open("step.vhlo", "rb").read()');
      const more = `
twice, total = exported.load("spread.json")(jax.numpy.arange(8))
print(len(twice.addressable_shards), int(twice[7]), int(total))
print(*exported.load("constants.json")(jax.numpy.float16(7)))`;
      const printed = runPython(folder, `${example!}${fromBytes}${more}`, "--xla_force_host_platform_device_count=4");
      const [first, second, spread, constants] = printed.trim().split("\n");
      expect(Number(first)).toBeCloseTo(last.item(), 5);
      expect(second).toBe(first);
      expect(spread).toBe("4 14 28");
      expect(constants).toBe("1.0 7.0 3.0");
    } finally {
      device.destroy();
      rmSync(folder, { recursive: true });
    }
  });
});
