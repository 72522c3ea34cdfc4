import { array, linspace, matmul, mean, ones, sin, square, tanh, type NDArray } from "@proj/array";
import { key, normal } from "@proj/random";

/** A loss of three arrays, and where its minimisation begins. */
export interface Problem {
  readonly title: string;
  readonly start: () => readonly [NDArray, NDArray, NDArray];
  readonly loss: (...params: readonly [NDArray, NDArray, NDArray]) => NDArray;
  /** The same loss in Python. */
  readonly python: string;
}

const inputs = linspace(-3, 3, 32).reshape([32, 1]);

/** The problems on which optimisers are timed. */
export const problems: readonly Problem[] = [
  {
    title: "parabola",
    start: () => [array([1, -2, 3]), ones([3]), ones([3])],
    loss: (a, b, c) => square(a).sum().add(square(b).sum()).add(square(c).sum()),
    python: "lambda a, b, c: (a**2).sum() + (b**2).sum() + (c**2).sum()",
  },
  {
    title: "Rosenbrock",
    start: () => [array([-1.2]), array([1]), array([0])],
    loss: (a, b, c) =>
      square(b.sub(square(a)))
        .mul(100)
        .add(square(a.neg().add(1)))
        .add(square(c))
        .sum(),
    python: "lambda a, b, c: (100 * (b - a**2) ** 2 + (1 - a) ** 2 + c**2).sum()",
  },
  {
    title: "MLP 1-16-1",
    start: () => [normal(key(0), [1, 16]), normal(key(1), [16]), normal(key(2), [16, 1]).mul(0.25)],
    loss: (a, b, c) => mean(square(matmul(tanh(matmul(inputs, a).add(b)), c).sub(sin(inputs)))),
    python:
      "lambda a, b, c: ((jnp.tanh((x := jnp.linspace(-3, 3, 32)[:, None]) @ a + b) @ c - jnp.sin(x)) ** 2).mean()",
  },
];
