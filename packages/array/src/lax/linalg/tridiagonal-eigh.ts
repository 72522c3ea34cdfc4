import { written } from "../../core/procedure/builder.ts";
import { evaluateBy } from "../../core/procedure/run.ts";
import { applyRoutine, Routine, type RoutineProcedure } from "../../core/routine.ts";
import { abstractArray } from "../../core/types/abstract-array.ts";
import type { NDArray } from "../../ndarray/ndarray.ts";
import { add, eq, mul } from "../binary.ts";
import { convertElementType, full } from "../elementwise.ts";
import { broadcastedIota, broadcastInDim } from "../movement.ts";
import { implicitQl, perturbed, sortAscending } from "./eigh.ts";
import { matrixTranspose } from "./matrices.ts";
import { fillIdentity } from "./reflectors.ts";

type Form = { readonly vectors: boolean };

const decomposition: RoutineProcedure<Form> = (p, [d, e], results, { vectors }) => {
  const n = d!.size;
  const w = results[vectors ? 1 : 0]!;
  const [beside, z] = [p.workspace([n]), vectors ? p.workspace([n, n]) : null];
  p.copy(n, d!.from([0]), w.from([0]));
  p.copy(n, e!.from([0]), beside.from([0]));
  if (z !== null) fillIdentity(p, z);
  const failed = implicitQl(p, w, beside, z);
  sortAscending(p, w, z);
  if (z !== null)
    p.for(0, n, (i) => {
      p.copy(n, z.row(i), results[0]!.column(i));
    });
  p.if(failed, () => {
    for (const result of results) p.fill(result.size, NaN, result.from(result.shape.map(() => 0)));
  });
};

/** The symmetric matrices with a diagonal and, beside it, the first elements of a vector as long. */
function matrixOf(d: NDArray, e: NDArray): NDArray {
  const n = d.shape.at(-1)!;
  const shape = [...d.shape, n];
  const place = (axis: number): NDArray => broadcastedIota("int32", shape, axis);
  const down = (x: NDArray): NDArray => broadcastInDim(x, shape, [...x.shape.keys()]);
  const on = (offset: number): NDArray =>
    convertElementType(eq(add(place(shape.length - 2), offset), place(shape.length - 1)), d.dtype);
  const above = mul(on(1), down(e));
  return add(mul(on(0), down(d)), add(above, matrixTranspose(above)));
}

const routine: Routine<Form> = new Routine<Form>({
  name: "eighTridiagonal",
  operandRanks: [1, 1],
  types: ([d], { vectors }) => {
    const n = d!.shape[0]!;
    const values = abstractArray([n], d!.dtype);
    return vectors ? [abstractArray([n, n], d!.dtype), values] : [values];
  },
  evaluate: evaluateBy(decomposition),
  jvp: ([d, e], [td, te], { vectors }) => {
    const [v, w] = applyRoutine(routine, [d!, e!], { vectors: true }) as [NDArray, NDArray];
    const change = matrixOf(td ?? full(d!.shape, 0, d!.dtype), te ?? full(e!.shape, 0, e!.dtype));
    const [dv, dw] = perturbed(v, w, change);
    return vectors
      ? [
          [v, w],
          [dv, dw],
        ]
      : [[w], [dw]];
  },
  transpose: { nonlinear: "eigenvalues are not linear functions of the matrix" },
  procedure: written(decomposition),
});

/**
 * Eigenvectors and eigenvalues of symmetric tridiagonal matrices, or the latter alone.
 *
 * @param e - as long as the diagonal; its last element is not read.
 */
export function tridiagonalEigenpairs(d: NDArray, e: NDArray, vectors: boolean): readonly NDArray[] {
  return applyRoutine(routine, [d, e], { vectors });
}
