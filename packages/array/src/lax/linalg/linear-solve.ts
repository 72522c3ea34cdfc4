import type { HostArray } from "../../core/evaluate/host-array.ts";
import type { Buffer } from "../../core/procedure/buffer.ts";
import { written, type ProcedureBuilder } from "../../core/procedure/builder.ts";
import { applyRoutine, Routine } from "../../core/routine.ts";
import { checkSquare } from "./square.ts";
import type { NDArray } from "../../ndarray/ndarray.ts";
import { add } from "../binary.ts";
import { neg } from "../unary.ts";
import { matrixProduct, matrixTranspose } from "./matrices.ts";
import { solvePanel, solvePanels, substitute, type Triangle } from "./triangular-solve.ts";

/*
 * a·x = b where the factors of a are known: solving is linear in b, and how x changes with a is known without differentiating
 * the factorisation. Factors take no part in derivatives, which treat them as functions of a.
 */

/** Which factors are given, and whether the transposed system is solved. */
export type LinearSolveForm = {
  /** P·a = L·U in one matrix; or a = L·Lᵀ, of which the permutation is not read. */
  readonly factors: "lu" | "cholesky";
  readonly transposed: boolean;
};

/** The two triangular systems in the order in which they are solved. */
function triangles({ factors, transposed }: LinearSolveForm): readonly Omit<Triangle, "buffer">[] {
  const isLu = factors === "lu";
  const l = { transposed: false, lower: true, unit: isLu };
  const u = { transposed: !isLu, lower: false, unit: false };
  if (!transposed || !isLu) return [l, u];
  return [
    { transposed: true, lower: true, unit: false },
    { transposed: true, lower: false, unit: true },
  ];
}

const permutesFirst = ({ factors, transposed }: LinearSolveForm): boolean => factors === "lu" && !transposed;
const permutesLast = ({ factors, transposed }: LinearSolveForm): boolean => factors === "lu" && transposed;

function evaluate(
  [, factors, permutation, b]: readonly HostArray[],
  [result]: readonly HostArray[],
  form: LinearSolveForm,
): void {
  const [size, columns] = b!.shape as readonly [number, number];
  const x = new Float64Array(size * columns);
  const order = permutation!.data;
  for (let i = 0; i < size; i++) {
    const row = permutesFirst(form) ? order[i]! : i;
    for (let j = 0; j < columns; j++) x[i * columns + j] = b!.data[row * columns + j]!;
  }
  for (const { transposed, lower, unit } of triangles(form)) {
    substitute({
      size,
      columns,
      t: factors!.data as Float32Array | Float64Array,
      tRow: transposed ? 1 : size,
      tColumn: transposed ? size : 1,
      x,
      xRow: columns,
      xColumn: 1,
      lower,
      unit,
    });
  }
  for (let i = 0; i < size; i++) {
    const row = permutesLast(form) ? order[i]! : i;
    for (let j = 0; j < columns; j++) result!.data[row * columns + j] = x[i * columns + j]!;
  }
}

function procedure(
  p: ProcedureBuilder,
  [, factors, permutation, b]: readonly Buffer[],
  [result]: readonly Buffer[],
  form: LinearSolveForm,
): void {
  const [size, columns] = b!.shape as readonly [number, number];
  solvePanels(p, size, columns, (w, first, count) => {
    p.for(0, size, (i) => {
      p.copy(count, b!.row(permutesFirst(form) ? permutation!.at(i) : i, first), w.row(i));
    });
    for (const triangle of triangles(form)) solvePanel(p, { buffer: factors!, ...triangle }, w, size, count);
    p.for(0, size, (i) => {
      p.copy(count, w.row(i), result!.row(permutesLast(form) ? permutation!.at(i) : i, first));
    });
  });
}

const routine = new Routine<LinearSolveForm>({
  name: "linearSolve",
  operandRanks: [2, 2, 1, 2],
  types: ([a, , , b]) => {
    checkSquare("linearSolve", a!);
    return [b!];
  },
  evaluate,
  jvp: ([a, factors, permutation, b], [ta, , , tb], form) => {
    const solve = (right: NDArray): NDArray => linearSolve(a!, factors!, permutation!, right, form);
    const x = solve(b!);
    const parts: NDArray[] = [];
    if (ta !== null && ta !== undefined)
      parts.push(solve(neg(matrixProduct(form.transposed ? matrixTranspose(ta) : ta, x))));
    if (tb !== null && tb !== undefined) parts.push(solve(tb));
    return [[x], [parts.length === 0 ? null : parts.reduce((sum, part) => add(sum, part))]];
  },
  transpose: ([cotangent], [a, factors, permutation], form) => [
    null,
    null,
    null,
    linearSolve(a!, factors!, permutation!, cotangent!, { ...form, transposed: !form.transposed }),
  ],
  procedure: written(procedure),
});

/**
 * Solves a·x = b, given the factors of a.
 *
 * @param a - float[..., n, n]; only derivatives read it.
 * @param factors - float[..., n, n]
 * @param permutation - int32[..., n]
 * @param b - float[..., n, m]
 */
export function linearSolve(
  a: NDArray,
  factors: NDArray,
  permutation: NDArray,
  b: NDArray,
  form: LinearSolveForm,
): NDArray {
  return applyRoutine(routine, [a, factors, permutation, b], form)[0]!;
}
