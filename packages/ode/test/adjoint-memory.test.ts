import { array, zeros, type NDArray } from "@proj/array";
import { grad } from "@proj/autodiff";
import { jit } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { diffeqsolve, ODETerm, RecursiveCheckpointAdjoint, Tsit5 } from "@proj/ode";
import { expect, test } from "vitest";

/** How many bytes the gradient of a solution needs that may have so many steps. */
function bytes(adjoint: RecursiveCheckpointAdjoint, maxSteps: number): number {
  const term = new ODETerm((_t, y: NDArray) => y.mul(y).sub(y));
  const loss = (y0: NDArray): NDArray =>
    diffeqsolve(term, new Tsit5(), { t0: 0, t1: 1, dt0: array(1 / maxSteps), y0, adjoint, maxSteps }).ys.sum();
  return jit(grad(loss), { target: wasm() }).lower(zeros(100)).arenaBytes;
}

test("what is kept for the way back grows as the root of the number of steps, or not at all where it is fixed", () => {
  const [few, many] = [256, 4096].map((maxSteps) => bytes(new RecursiveCheckpointAdjoint(), maxSteps));
  expect(many! / few!).toBeLessThan(4);
  const checkpoints = 8;
  const [fixedFew, fixedMany] = [256, 4096].map((maxSteps) =>
    bytes(new RecursiveCheckpointAdjoint({ checkpoints }), maxSteps),
  );
  expect(fixedMany).toBe(fixedFew);
});
