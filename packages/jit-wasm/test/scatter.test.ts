import { slice, type NDArray } from "@proj/array";
import { abstractArray, evaluateJaxpr, stage } from "@proj/array/core";
import { compile } from "@proj/jit/core";
import { wasm } from "@proj/jit-wasm";
import { expect, test } from "vitest";

/** Rows of `u` written to rows, columns and windows of `x`, two of them to one place and two outside. */
const writes: Readonly<Record<string, (x: NDArray, u: NDArray, at: NDArray) => NDArray>> = {
  set: (x, u, at) => x.at(at).set(u),
  add: (x, u, at) => x.at(at).add(u),
  mul: (x, u, at) => x.at(at).mul(u),
  min: (x, u, at) => x.at(at).min(u),
  max: (x, u, at) => x.at(at).max(u),
  "add, clipped": (x, u, at) => x.at(at).add(u, { mode: "clip" }),
  "add to columns": (x, u, at) => x.T.at(slice(null), at).add(u.T).T,
  "add the same row to all": (x, u, at) => x.at(at).add(u.at(0).get()),
  "set one row": (x, u) => x.at(2).set(u.at(1).get()),
};

test.each([1, 3, 4, 7, 16])("rows of %d numbers are written as reference evaluation does", (columns) => {
  const types = [
    abstractArray([6, columns], "float32"),
    abstractArray([5, columns], "float32"),
    abstractArray([5], "int32"),
  ];
  const values = (size: number, seed: number): Float32Array =>
    Float32Array.from({ length: size }, (_, n) => (n % 11 === 3 ? NaN : ((n * 7 + seed) % 13) - 6));
  const data = [values(6 * columns, 1), values(5 * columns, 5), Int32Array.of(1, 4, 1, 9, -8)];
  const { jaxpr } = stage(([x, u, at]) => Object.values(writes).map((write) => write(x!, u!, at!)), types, "writes");
  const args = types.map(({ shape, dtype }, n) => ({ shape, dtype, data: data[n]! }));
  const expected = evaluateJaxpr(jaxpr, args).map(({ data }) => Array.from(data));
  const results = compile("writes", jaxpr, wasm({ threads: 1 })).executable.run(
    data,
    expected.map(() => null),
  );
  Object.keys(writes).forEach((name, n) => {
    expect(Array.from(results[n]!), name).toEqual(expected[n]);
  });
});
