import { array, eye, matmul, type NDArray } from "@proj/array";
import { ConcreteArray, stage } from "@proj/array/core";
import { linalg } from "@proj/array/lax";
import { solve } from "@proj/array/linalg";
import { compile } from "@proj/jit/core";
import { wasm } from "../src/index.ts";
import { best } from "./machine.ts";

/** A function of matrices to time, whose operations are counted as LAPACK counts them. */
export interface Factorization {
  readonly name: string;
  readonly f: (a: NDArray, b: NDArray) => NDArray | readonly NDArray[];
  /** Columns of b. */
  readonly columns: (n: number) => number;
  readonly operations: (n: number) => number;
}

/** The functions that the table shows, after the product that they are measured by. */
export const factorizations: readonly Factorization[] = [
  { name: "matmul", f: (a, b) => matmul(a, b), columns: (n) => n, operations: (n) => 2 * n ** 3 },
  {
    name: "cholesky",
    f: (a) => linalg.cholesky(a, { symmetrizeInput: false }),
    columns: () => 1,
    operations: (n) => n ** 3 / 3,
  },
  { name: "lu", f: (a) => linalg.lu(a), columns: () => 1, operations: (n) => (2 * n ** 3) / 3 },
  { name: "solve, one column", f: (a, b) => solve(a, b), columns: () => 1, operations: (n) => (2 * n ** 3) / 3 },
  {
    name: "solve, n columns",
    f: (a, b) => solve(a, b),
    columns: (n) => n,
    operations: (n) => (8 * n ** 3) / 3,
  },
  {
    name: "triangularSolve, n columns",
    f: (a, b) => linalg.triangularSolve(a, b, { leftSide: true, lower: true }),
    columns: (n) => n,
    operations: (n) => n ** 3,
  },
];

/** GFLOP/s of a function of n×n matrices in single precision. */
export function factorizationSpeed(
  { name, f, columns, operations }: Factorization,
  n: number,
  fused: boolean,
  budget = 600,
): number {
  const values = (count: number): number[] => Array.from({ length: count }, (_, i) => Math.sin(i * 0.7));
  const a = array(values(n * n))
    .reshape([n, n])
    .add(eye(n).mul(n));
  const b = array(values(n * columns(n))).reshape([n, columns(n)]);
  const { jaxpr } = stage((args) => [f(args[0]!, args[1]!)].flat(), [a.aval, b.aval], name);
  const { executable } = compile(name, jaxpr, wasm({ relaxedSimd: fused }));
  const data = (x: NDArray) => {
    if (!(x instanceof ConcreteArray)) throw new Error("an operand is traced");
    return x.hostData("bench");
  };
  const outputs = jaxpr.outputs.map(({ aval }) => {
    const size = aval.shape.reduce((product, length) => product * length, 1);
    return aval.dtype === "int32" ? new Int32Array(size) : new Float32Array(size);
  });
  const inputs = [data(a), data(b)];
  const time = best(() => {
    executable.run(inputs, outputs);
  }, budget);
  return operations(n) / time;
}
