import { cpu, devicePut, ones, type NDArray } from "@proj/array";
import { takeSpare } from "@proj/array/core";
import { jit } from "@proj/jit";
import { expect, test } from "vitest";
import { wasm } from "../src/target.ts";

const size = 2 ** 15;
const twice = jit((x: NDArray) => x.mul(2), { target: wasm({ threads: 1 }) });
const first = (x: NDArray): unknown => x.dataSync()[0];

test("the memory of a result that was disposed of, or donated, serves the next one", () => {
  const x = twice(ones(size));
  x.dispose();
  const spare = takeSpare(4 * size);
  expect(spare?.byteLength).toBe(4 * size);
  const given = jit((y: NDArray) => y.add(1), { target: wasm({ threads: 1 }), donateArgnums: 0 });
  const y = given(twice(ones(size)));
  expect(first(y)).toBe(3);
  expect(takeSpare(4 * size)).not.toBe(null);
  expect(takeSpare(4 * size)).toBe(null);
});

test("memory that others may have does not", () => {
  const sharing: readonly ((x: NDArray) => NDArray)[] = [
    (x) => devicePut(x, cpu),
    (x) => x.reshape([2, size / 2]).reshape([size]),
    (x) => jit((y: NDArray) => y, { target: wasm({ threads: 1 }) })(x),
  ];
  for (const share of sharing) {
    const x = twice(ones(size));
    const shared = share(x);
    x.dispose();
    // Two results, for the memory of both.
    const next = [twice(ones(size).mul(5)), twice(ones(size).mul(5))];
    expect(first(shared)).toBe(2);
    expect(next.map(first)).toStrictEqual([10, 10]);
    shared.dispose();
  }
});

test("memory that was read, but not kept, does", () => {
  const x = twice(ones(size));
  x.toList();
  first(x);
  twice(x);
  x.dispose();
  expect(takeSpare(4 * size)).not.toBe(null);
});

test("no more than 64 MiB are kept", () => {
  const large = 2 ** 21;
  const many = Array.from({ length: 10 }, () => twice(ones(large)));
  for (const x of many) x.dispose();
  let count = 0;
  while (takeSpare(4 * large) !== null) count++;
  expect(count).toBe(8);
});
