import { concatenate } from "@proj/array";
import { GRUCell } from "@proj/module";
import { orthogonal, subkeys } from "@proj/random";
import { checkQuantity } from "../quantities.ts";
import type { LayerTypeOptions } from "./staged-network.ts";

/**
 * A GRU whose recurrent weights are orthogonal matrices, one for each gate and for the candidate.
 *
 * @param inputSize - length of the input.
 * @param hiddenSize - units.
 * @param options - `key`, `useBias`.
 * @param scale - what the matrices are multiplied by. Default 1.
 * @example
 * import { orthogonalGRUCell } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const cell = orthogonalGRUCell(3, 2, { useBias: true, key: key(0) });
 * const reset = cell.weightHh.get(":2");
 * reset.T.matmul(reset); // ≈ [[1, 0], [0, 1]]
 */
export function orthogonalGRUCell(
  inputSize: number,
  hiddenSize: number,
  options: LayerTypeOptions,
  scale = 1,
): GRUCell {
  checkQuantity("orthogonalGRUCell", "scale", scale);
  const cell = GRUCell.init(inputSize, hiddenSize, options);
  const matrices = subkeys(options.key, 3).map((key) => orthogonal(key, hiddenSize).mul(scale));
  return cell.with({ weightHh: concatenate(matrices) });
}
