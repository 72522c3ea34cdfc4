import { array, matmul, where, type NDArray } from "@proj/array";
import { abstractArray, evaluateJaxpr, stage } from "@proj/array/core";
import { compile } from "@proj/jit/core";
import { moduleText, wasm } from "@proj/jit-wasm";
import { expect, test } from "vitest";

const constants = [0, -0, NaN, Infinity, -Infinity];
const size = 7;

test("loops that differ only in where their buffers are, are one function; those that differ in a constant are not", () => {
  const turn = array(Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => Number(j === (i + 1) % size)))); // prettier-ignore
  const { jaxpr, consts } = stage(
    ([x]) => {
      const results: NDArray[] = [];
      for (let [h, step] = [x!, 0]; step < 20 * constants.length; step++) {
        h = matmul(h, turn);
        results.push(where(h.gt(0), constants[step % constants.length]!, h.mul(2)));
      }
      return results;
    },
    [abstractArray([size, size], "float32")],
    "turns",
  );
  const data = Float32Array.from({ length: size * size }, (_, n) => (n % 7) - 3);
  const constant = consts.map((x) => ({ shape: x.shape, dtype: x.dtype, data: x.dataSync() }));
  const args = [...constant, { shape: [size, size], dtype: "float32" as const, data }];
  const { executable } = compile("turns", jaxpr, wasm({ threads: 1 }));
  const results = executable.run(args.map(({ data }) => data), jaxpr.outputs.map(() => null)); // prettier-ignore
  expect(results).toEqual(evaluateJaxpr(jaxpr, args).map(({ data }) => data));
  const loops = moduleText({ executable }).matchAll(/\(func \$loop\d+/g);
  expect([...loops].length).toBe(constants.length);
});
