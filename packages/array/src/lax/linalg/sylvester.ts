import { onHost } from "../../core/callbacks/on-host.ts";
import type { HostArray } from "../../core/evaluate/host-array.ts";
import { applyRoutine, Routine } from "../../core/routine.ts";
import type { NDArray } from "../../ndarray/ndarray.ts";
import { add } from "../binary.ts";
import { neg } from "../unary.ts";
import { matrixProduct, matrixTranspose } from "./matrices.ts";
import { realSchur } from "./real-schur.ts";

type Form = { readonly tol: number };

/** Where the blocks on the diagonal of a quasi-triangular matrix start, and how large they are. */
function blocksOf(t: Float64Array, n: number): readonly (readonly [start: number, size: number])[] {
  const blocks: [number, number][] = [];
  for (let i = 0; i < n;) {
    const size = i + 1 < n && t[(i + 1) * n + i] !== 0 ? 2 : 1;
    blocks.push([i, size]);
    i += size;
  }
  return blocks;
}

/** The eigenvalues of a block, as real and imaginary part. */
function eigenvaluesOf(t: Float64Array, n: number, [i, size]: readonly [number, number]): readonly [number, number][] {
  const real = t[i * n + i]!;
  if (size === 1) return [[real, 0]];
  const imaginary = Math.sqrt(Math.abs(t[i * n + i + 1]! * t[(i + 1) * n + i]!));
  return [
    [real, imaginary],
    [real, -imaginary],
  ];
}

/** Solves a few equations by elimination with exchanges; `system` has the right-hand side as its last column. */
function eliminate(system: number[][]): number[] {
  const n = system.length;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(system[i]![k]!) > Math.abs(system[pivot]![k]!)) pivot = i;
    [system[k], system[pivot]] = [system[pivot]!, system[k]!];
    for (let i = k + 1; i < n; i++) {
      const factor = system[i]![k]! / system[k]![k]!;
      for (let j = k; j <= n; j++) system[i]![j]! -= factor * system[k]![j]!;
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    let sum = system[i]![n]!;
    for (let j = i + 1; j < n; j++) sum -= system[i]![j]! * x[j]!;
    x[i] = sum / system[i]![i]!;
  }
  return x;
}

/** xᵀ·c·y, or x·c·yᵀ, for square x and y. */
function between(x: Float64Array, c: Float64Array, y: Float64Array, m: number, n: number, back: boolean): Float64Array {
  const left = new Float64Array(m * n);
  const result = new Float64Array(m * n);
  for (let i = 0; i < m; i++)
    for (let k = 0; k < m; k++) {
      const factor = back ? x[i * m + k]! : x[k * m + i]!;
      for (let j = 0; j < n; j++) left[i * n + j]! += factor * c[k * n + j]!;
    }
  for (let i = 0; i < m; i++)
    for (let k = 0; k < n; k++)
      for (let j = 0; j < n; j++) result[i * n + j]! += left[i * n + k]! * (back ? y[j * n + k]! : y[k * n + j]!);
  return result;
}

/** By the Schur forms of both matrices (R. H. Bartels and G. W. Stewart 1972), block after block. */
function evaluate([a, b, c]: readonly HostArray[], [x]: readonly HostArray[], { tol }: Form): void {
  const [m, n] = c!.shape as readonly [number, number];
  const result = x!.data as Float64Array;
  const [left, right] = [realSchur(Array.from(a!.data, Number), m), realSchur(Array.from(b!.data, Number), n)];
  if (left === null || right === null) {
    result.fill(NaN);
    return;
  }
  const { t: r, z: u } = left;
  const { t: s, z: v } = right;
  const y = between(u, Float64Array.from(c!.data, Number), v, m, n, false);
  const [rows, columns] = [blocksOf(r, m), blocksOf(s, n)];
  const cancels = rows.some((row) =>
    eigenvaluesOf(r, m, row).some(([re, im]) =>
      columns.some((column) => eigenvaluesOf(s, n, column).some(([p, q]) => Math.hypot(re + p, im + q) < tol)),
    ),
  );
  if (cancels) {
    result.fill(NaN);
    return;
  }
  for (const [k, width] of columns) {
    for (const [i, height] of [...rows].reverse()) {
      const places = Array.from({ length: height * width }, (_, at) => [i + Math.floor(at / width), k + (at % width)]);
      const system = places.map(([row, column]) => {
        let sum = y[row! * n + column!]!;
        for (let l = i + height; l < m; l++) sum -= r[row! * m + l]! * y[l * n + column!]!;
        for (let l = 0; l < k; l++) sum -= y[row! * n + l]! * s[l * n + column!]!;
        const equation = places.map(([p, q]) => {
          const fromLeft = q === column ? r[row! * m + p!]! : 0;
          return fromLeft + (p === row ? s[q! * n + column!]! : 0);
        });
        return [...equation, sum];
      });
      eliminate(system).forEach((value, at) => (y[places[at]![0]! * n + places[at]![1]!] = value));
    }
  }
  result.set(between(u, y, v, m, n, true));
}

const routine: Routine<Form> = new Routine<Form>({
  name: "solveSylvester",
  operandRanks: [2, 2, 2],
  types: ([, , c]) => [c!],
  evaluate,
  // a·dx + dx·b = dc - da·x - x·db
  jvp: ([a, b, c], [ta, tb, tc], form) => {
    const x = solved(a!, b!, c!, form.tol);
    const parts = [
      ...(tc === null || tc === undefined ? [] : [tc]),
      ...(ta === null || ta === undefined ? [] : [neg(matrixProduct(ta, x))]),
      ...(tb === null || tb === undefined ? [] : [neg(matrixProduct(x, tb))]),
    ];
    return [
      [x],
      [
        parts.length === 0
          ? null
          : solved(
              a!,
              b!,
              parts.reduce((sum, part) => add(sum, part)),
              form.tol,
            ),
      ],
    ];
  },
  transpose: ([cotangent], [a, b], { tol }) => [
    null,
    null,
    solved(matrixTranspose(a!), matrixTranspose(b!), cotangent!, tol),
  ],
  procedure: onHost,
});

/** Solves a·x + x·b = c; NaN where eigenvalues of `a` and -`b` are closer than `tol`. */
export function solved(a: NDArray, b: NDArray, c: NDArray, tol: number): NDArray {
  return applyRoutine(routine, [a, b, c], { tol })[0]!;
}
