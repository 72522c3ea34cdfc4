import { array, cond, foriLoop, map, scan, sin, switchCase, whileLoop, type NDArray } from "@proj/array";
import { convertElementType } from "@proj/array/lax";
import { grad, hessian, jvp, vjp, vmap } from "@proj/autodiff";
import { jit } from "@proj/jit";
import type { Results } from "./functions.ts";

const f = array(0.5, "float32");
const w = convertElementType(f, "float32", true);
const i = array(2, "int32");
const [floats, integers, halves] = [array([0, 1]), array([1, 2], "int32"), array([1, 2], "float16")];

const adding = (c: NDArray, x: NDArray): [NDArray, NDArray] => [c.add(x), c];
const nothing = array(2.5);

/** What a transformation takes where the function gives a number, which types say it does not. */
const loose = (value: unknown): never => value as never;

/** The programs of `tooling/reference/result_types.py`, by their names there. */
export const programs: Readonly<Record<string, () => Results>> = {
  "scan of numbers": () => scan((c: NDArray) => [c.add(1), c] as const, 0.5, floats),
  "scan of a number and floats": () => scan((c: NDArray, x: NDArray) => [c.add(x), sin(c)] as const, 0.5, floats),
  "scan of a number and halves": () => scan(adding, 0.5, halves),
  "scan of a fraction and integers": () => scan(adding, 0.5, integers),
  "scan that returns a number": () => scan((c: NDArray) => [1, c] as const, f, floats),
  "scan that returns an integer": () => scan((c: NDArray) => [2, c] as const, i, floats),
  "scan of a weak array": () => scan(adding, w, floats),
  "scan that stacks numbers": () => loose(scan((c: NDArray) => [c, 1] as const, f, loose(floats))),
  "while of numbers": () =>
    whileLoop(
      (c: NDArray) => c.lt(3),
      (c: NDArray) => c.add(1),
      0.5,
    ),
  "while of a number and a float": () =>
    whileLoop(
      (c: NDArray) => c.lt(3),
      (c: NDArray) => c.add(f),
      0.5,
    ),
  "while that returns a number": () =>
    whileLoop(
      (c: NDArray) => c.lt(3),
      () => 3,
      f,
    ),
  "fori of a number": () => foriLoop(0, 3, (k: NDArray, c: NDArray) => c.add(k), 0.5),
  "fori of a number and a float": () => foriLoop(0, 3, (_: NDArray, c: NDArray) => c.mul(f), 0.5),
  "cond of a number and a float": () =>
    cond(
      true,
      () => 1,
      () => f,
    ),
  "cond of numbers": () =>
    cond(
      true,
      () => 1,
      () => 2,
    ),
  "cond of an integer and an integer": () =>
    cond(
      true,
      () => 1,
      () => i,
    ),
  "cond of a number operand": () =>
    cond(
      true,
      (x: NDArray) => x,
      (x: NDArray) => x,
      nothing,
    ),
  switch: () => switchCase(1, [() => 1, () => f]),
  "map to numbers": () => map(() => loose(1), floats),
  jvp: () => jvp((x: NDArray) => x.mul(2), [f], [f]),
  "jvp of a number": () => jvp(sin, [0.5], [loose(1)]),
  "jvp of a weak constant": () => jvp(() => w, loose([f]), loose([f])),
  "jvp with a weak constant": () => jvp((x: NDArray) => x.mul(w).add(w), [f], [f]),
  "grad of a number": () => grad((x: NDArray) => x.mul(2))(loose(0.5)),
  "grad of a number with a float": () => grad((x: NDArray) => x.mul(f))(loose(0.5)),
  "grad of a weak constant": () => grad((_: NDArray) => w)(f),
  "grad of a weak array": () => grad((x: NDArray) => x.mul(f))(w),
  "vmap to numbers": () => vmap((_: NDArray) => loose(1))(floats),
  "vmap beside a number": () => vmap((x: NDArray, n: number) => x.mul(n), [0, null])(integers, 2),
  "hessian of a number": () => hessian((x: NDArray) => x.mul(x))(loose(0.5)),
  "jit of a number": () => jit((x: number) => loose(x))(0.5),
  "jit to a number": () => jit((_: NDArray) => loose(1))(f),
  "vjp of a number": () => vjp((x: NDArray) => x.mul(2), loose([0.5]))[1](array(1)),
};
