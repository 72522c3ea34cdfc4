import { array, cumsum, dot, matmul, ones, sort, stack, tanh, where, type NDArray } from "@proj/array";
import { dynamicSlice, sin, sqrt } from "@proj/array/lax";
import { grad } from "@proj/autodiff";

/** A kind of program that can be made as long as one likes. */
export interface LongProgram {
  readonly title: string;
  /** The program whose body is repeated so often. */
  readonly make: (times: number) => (x: NDArray) => readonly NDArray[];
  /** What it is applied to. */
  readonly argument: (times: number) => NDArray;
}

/** A value that one function after the other is applied to. */
const chain =
  (next: (y: NDArray, x: NDArray, index: number) => NDArray) =>
  (times: number) =>
  (x: NDArray): NDArray => {
    let y = x;
    for (let index = 0; index < times; index++) y = next(y, x, index);
    return y;
  };

const single =
  (make: (times: number) => (x: NDArray) => NDArray): LongProgram["make"] =>
  (times) =>
  (x) => [make(times)(x)];

const gradientOf = (make: (times: number) => (x: NDArray) => NDArray): LongProgram["make"] =>
  single((times) => grad((x: NDArray) => make(times)(x).sum()));

/** A pendulum, whose motion is written out step by step. */
const pendulum =
  (times: number) =>
  (start: NDArray): NDArray => {
    let [angle, speed] = [start, start.mul(0)];
    for (let step = 0; step < times; step++) {
      speed = speed.sub(sin(angle).mul(0.05));
      angle = angle.add(speed.mul(0.05));
    }
    return angle;
  };

const few = (): NDArray => array([0.5, -0.25, 0.75, 1]);

/** Kinds of long programs: deep ones, wide ones, and those between. */
export const longPrograms: readonly LongProgram[] = [
  { title: "sums and products", make: single(chain((y, x) => y.mul(x).add(1))), argument: () => array([0.5, 0.25]) },
  {
    title: "a sum of many terms, the last first",
    make: single(chain((y, x, n) => x.mul(n % 7).add(y))),
    argument: few,
  },
  {
    title: "where upon where",
    make: single(chain((y, x, n) => where(y.gt(n % 5), y.mul(0.5), x.add(y)))),
    argument: few,
  },
  { title: "doubling", make: single(chain((y) => y.add(y).mul(0.5))), argument: few },
  { title: "a pendulum", make: single(pendulum), argument: few },
  { title: "the gradient of a pendulum", make: gradientOf(pendulum), argument: few },
  {
    title: "the gradient of sums and products",
    make: gradientOf(chain((y) => y.mul(y).mul(0.5).add(0.1))),
    argument: few,
  },
  {
    title: "neighbours, averaged",
    make: single(chain((y) => y.get("1:").add(y.get(":-1")).mul(0.5))),
    argument: (times) => ones(times + 4),
  },
  {
    title: "an array and its transpose",
    make: single(chain((y) => y.add(y.T).mul(0.5))),
    argument: () =>
      array([
        [1, 2],
        [3, 4],
      ]),
  },
  {
    title: "matrix products",
    make: single(chain((y, x) => tanh(matmul(x, y)))),
    argument: () =>
      array([
        [0.5, 1],
        [1, -0.5],
      ]),
  },
  { title: "products with a vector", make: single(chain((y, x) => y.mul(dot(y, x).mul(0.25)).add(x))), argument: few },
  {
    title: "sums over all",
    make: single(chain((y, x) => y.mul(0.5).add(x.sub(y.max()).sum().mul(0.01)))),
    argument: few,
  },
  { title: "running sums", make: single(chain((y) => cumsum(y).mul(0.2))), argument: few },
  { title: "sorting", make: single(chain((y) => sort(y).mul(-1))), argument: few },
  {
    title: "elements set",
    make: single(
      chain((y, _, n) =>
        y.at(n % 4).set(
          y
            .get((n + 1) % 4)
            .mul(0.5)
            .add(0.1),
        ),
      ),
    ),
    argument: few,
  },
  {
    title: "places read from places",
    make: single(chain((y, x) => dynamicSlice(x, [y.get(0)], [4]))),
    argument: () => array([0, 1, 0, 1], { dtype: "int32" }),
  },
  {
    title: "many results",
    make: (times) => (x) => Array.from({ length: times }, (_, n) => x.mul(n % 7)),
    argument: few,
  },
  {
    title: "the same result many times",
    make: (times) => (x) => Array.from({ length: times }, () => x),
    argument: few,
  },
  {
    title: "many rows put together",
    make: (times) => (x) => [stack(Array.from({ length: times }, (_, n) => x.mul(n % 7)))],
    argument: few,
  },
  {
    title: "many arrays scaled by their norm",
    make: (times) => (x) => {
      const parts = Array.from({ length: times }, (_, n) => x.mul(n % 7));
      const norm = sqrt(parts.map((part) => part.mul(part).sum()).reduce((a, b) => a.add(b)));
      return parts.map((part) => part.div(norm));
    },
    argument: few,
  },
];
