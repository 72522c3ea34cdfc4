import { array, sin, type NDArray } from "@proj/array";
import { jit } from "@proj/jit";
import { rolledLoops, wasm } from "@proj/jit-wasm";
import { expect, test } from "vitest";

/** Something that JavaScript repeats, and writes out. */
const often =
  (times: number) =>
  (x: NDArray): NDArray => {
    for (let k = 0; k < times; k++) x = sin(x.mul(1.5)).add(0.25);
    return x.sum();
  };

const rolled = wasm({ threads: 1, loops: rolledLoops });
const written = wasm({ threads: 1 });

const bytesOf = (f: (x: NDArray) => NDArray, x: NDArray): readonly [number, number] => [
  jit(f, { target: rolled }).lower(x).byteSize,
  jit(f, { target: written }).lower(x).byteSize,
];

test("a loop of JavaScript has the same bits as a loop, in less code", () => {
  const f = often(400);
  const x = array([0.1, -0.7, 3, 0.4, 1.2]);
  expect(jit(f, { target: rolled })(x).toList()).toStrictEqual(jit(f, { target: written })(x).toList());
  const [few, many] = bytesOf(f, x);
  expect(few * 5).toBeLessThan(many);
});

test("a short program stays as it is written", () => {
  const [few, many] = bytesOf(often(20), array([0.1, -0.7]));
  expect(few).toBe(many);
});

test("only what the package exports is an option", () => {
  expect(() => wasm({ loops: {} as typeof rolledLoops })).toThrow(/rolledLoops of @proj\/jit-wasm/);
});
