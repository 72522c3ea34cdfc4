import { array, type NDArray } from "@proj/array";
import { grad } from "@proj/autodiff";
import { minimize } from "@proj/autodiff/optimize";
import { bicgstab, cg, gmres } from "@proj/autodiff/sparse-linalg";
import { jit } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { expect, test } from "vitest";

/** What goes on until it has converged, all in one program. */
function solved(matrix: NDArray, right: NDArray): readonly NDArray[] {
  const bowl = (x: NDArray): NDArray => matrix.dot(x).dot(x).div(2).sub(right.dot(x));
  const { x, success, nit } = minimize(bowl, right.mul(0), [], { method: "BFGS" });
  const slope = grad((b: NDArray) => cg(matrix, b)[0].sum())(right);
  return [x, success, nit, cg(matrix, right)[0], bicgstab(matrix, right)[0], gmres(matrix, right)[0], slope];
}

test("what goes on until it has converged does so in compiled programs", () => {
  const args = [array([[2, 1], [1, 3]]), array([4, 7])] as const; // prettier-ignore
  const [compiled, eager] = [jit(solved, { target: wasm() })(...args), solved(...args)];
  compiled.forEach((found, place) => {
    const wanted = eager[place]!;
    expect(found.describe()).toBe(wanted.describe());
    [...found.dataSync()].forEach((value, k) => expect(value).toBeCloseTo(wanted.dataSync()[k]!, 4));
  });
});
