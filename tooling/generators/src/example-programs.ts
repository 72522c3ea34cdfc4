import * as core from "@proj/array/core";
import * as np from "@proj/array";
import { makeJaxpr, type NDArray } from "@proj/array";
import type { Jaxpr } from "@proj/array/core";

/** A small program that shows one kind of work. */
export interface ExampleProgram {
  /** A name that can be a file's. */
  readonly name: string;
  readonly jaxpr: () => Jaxpr;
}

const matrix = (rows: number, columns: number): NDArray => np.zeros([rows, columns]);
const indices = (length: number): NDArray => np.zeros([length], { dtype: "int32" });

/** 64 words from one seed, by the cipher that keys are made of. */
function randomBits(seed: NDArray): NDArray {
  const zero = core.scalar(0, "uint32");
  const [first, second] = core.bind("threefry2x32", [zero, seed, zero, np.arange(64, { dtype: "uint32" })], {
    rules: core.threefryRules,
  });
  return np.bitwiseXor(first, second);
}

/** One step of a recurrent network, for every row of a batch. */
function recurrence(weights: NDArray, inputs: NDArray): NDArray {
  const step = (state: NDArray, input: NDArray): [NDArray, NDArray] => {
    const next = np.tanh(np.matmul(state, weights).add(input));
    return [next, next];
  };
  return np.scan(step, np.zeros([inputs.shape[1]!, inputs.shape[2]!]), inputs)[0];
}

/** A square root by Newton's method, until it changes little. */
function squareRoot(x: NDArray): NDArray {
  const close = ([guess, last]: readonly NDArray[]): NDArray => np.abs(guess!.sub(last!)).gt(1e-6);
  const refine = ([guess]: readonly NDArray[]): readonly NDArray[] => [guess!.add(x.div(guess!)).mul(0.5), guess!];
  return np.whileLoop(close, refine, [x, np.zeros([])] as readonly NDArray[])[0]!;
}

/** One small program for each kind of work that targets do, by its usual name. */
export const examplePrograms: readonly ExampleProgram[] = [
  {
    name: "elementwise-chain",
    jaxpr: () =>
      makeJaxpr((x: NDArray, y: NDArray) => np.tanh(x.mul(y).add(1)))(np.zeros([1000]), np.zeros([1000])).jaxpr,
  },
  {
    name: "broadcast",
    jaxpr: () => makeJaxpr((x: NDArray, y: NDArray) => x.add(y))(matrix(20, 30), np.zeros([30])).jaxpr,
  },
  {
    name: "half-precision",
    jaxpr: () => {
      const halves = (length: number): NDArray => np.zeros([length], { dtype: "float16" });
      return makeJaxpr((x: NDArray, y: NDArray) => x.mul(y).add(1))(halves(1000), halves(1000)).jaxpr;
    },
  },
  { name: "sum", jaxpr: () => makeJaxpr((x: NDArray) => x.sum())(np.zeros([10000])).jaxpr },
  {
    name: "softmax",
    jaxpr: () =>
      makeJaxpr((x: NDArray) => {
        const e = np.exp(x.sub(x.max({ axis: 1, keepdims: true })));
        return e.div(e.sum({ axis: 1, keepdims: true }));
      })(matrix(8, 50)).jaxpr,
  },
  {
    name: "matmul",
    jaxpr: () => makeJaxpr((x: NDArray, y: NDArray) => np.matmul(x, y))(matrix(96, 64), matrix(64, 80)).jaxpr,
  },
  {
    name: "gather",
    jaxpr: () => makeJaxpr((x: NDArray, i: NDArray) => np.take(x, i, { axis: 0 }))(matrix(100, 16), indices(40)).jaxpr,
  },
  {
    name: "scatter-add",
    jaxpr: () =>
      makeJaxpr((x: NDArray, i: NDArray, y: NDArray) => x.at(i).add(y))(matrix(100, 16), indices(40), matrix(40, 16))
        .jaxpr,
  },
  { name: "sort", jaxpr: () => makeJaxpr((x: NDArray) => np.sort(x))(matrix(4, 500)).jaxpr },
  { name: "cumsum", jaxpr: () => makeJaxpr((x: NDArray) => np.cumsum(x, { axis: 1 }))(matrix(4, 500)).jaxpr },
  {
    name: "random-bits",
    jaxpr: () => makeJaxpr(randomBits)(np.zeros([], { dtype: "uint32" })).jaxpr,
  },
  {
    name: "scan",
    jaxpr: () => makeJaxpr(recurrence)(matrix(16, 16), np.zeros([10, 32, 16])).jaxpr,
  },
  { name: "while", jaxpr: () => makeJaxpr(squareRoot)(np.zeros([])).jaxpr },
  {
    name: "cond",
    jaxpr: () =>
      makeJaxpr((x: NDArray) =>
        np.cond(
          x.sum().gt(0),
          (y: NDArray) => y.mul(2),
          (y: NDArray) => y.sub(1),
          x,
        ),
      )(np.zeros([600])).jaxpr,
  },
];
