import { arange, type NDArray } from "@proj/array";
import { broadcastedIota as iota } from "@proj/array/lax";
import { jit } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { expect, test } from "vitest";

test("rows of one array meet columns of another, however long they are", () => {
  const both = (x: NDArray): readonly NDArray[] => {
    const y = x.swapaxes(-1, -2);
    const [rows, columns] = y.shape.slice(-2) as [number, number];
    const position = iota("int32", [rows, columns], 0).add(iota("int32", [rows, columns], 1));
    return [y.mul(2), y.add(y.mul(y)), y.add(position), x.add(y.ravel().reshape(x.shape))];
  };
  const compiled = jit(both, { target: wasm() });
  for (const shape of [
    [64, 64],

    [80, 48],
    [2, 3, 16, 64],
    [65, 64],
    [3, 128, 17],
  ]) {
    const x = arange(shape.reduce((product, length) => product * length, 1))
      .reshape(shape)
      .astype("float32");
    expect(
      compiled(x).map((y) => y.dataSync()),
      shape.join("×"),
    ).toEqual(both(x).map((y) => y.dataSync()));
  }
});
