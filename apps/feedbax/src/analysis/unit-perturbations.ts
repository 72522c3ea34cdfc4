import { eye, zeros, type NDArray } from "@proj/array";
import { vmap } from "@proj/autodiff";
import { map, type Tree } from "@proj/tree";

/**
 * What each hidden unit does to whatever is measured: the difference that driving it alone makes.
 *
 * @param run - what is measured, a tree of arrays, when the units are driven by `drive`, `[units]`. It builds the drive into the model,
 *   with `NetworkConstantInput` for example, and evaluates it; the same noise in each call makes differences small and clean.
 * @param units - the number of hidden units.
 * @param amount - how much a unit is driven.
 * @returns the tree of differences, with one entry a unit along a first axis.
 * @example
 * import { array, matmul } from "@proj/array";
 * import { unitPerturbations } from "@proj/feedbax";
 * // Two units push a hand: one along x, one along y and twice as much.
 * const readout = array([[1, 0], [0, 2]]);
 * unitPerturbations((drive) => matmul(readout, drive.add(0.5)), 2, 0.1).toList(); // ≈ [[0.1, 0], [0, 0.2]]
 */
export function unitPerturbations<Measured>(
  run: (drive: NDArray) => Measured,
  units: number,
  amount: number,
): Measured {
  const unperturbed = run(zeros([units]));
  const perturbed = vmap(run)(eye(units).mul(amount));
  return map(
    (each: NDArray, none: NDArray) => each.sub(none),
    perturbed as Tree<NDArray>,
    unperturbed as Tree<NDArray>,
  ) as Measured;
}
