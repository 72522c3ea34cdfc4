import { arange, array } from "@proj/array";
import { raggedDot } from "@proj/array/lax";
import { scaledMatmul } from "@proj/array/nn";
import { expect, test } from "vitest";

test("rows meet the matrix of their group, and those of no group give 0, as in JAX", () => {
  const [rows, matrices] = [
    arange(12).astype("float32").reshape([4, 3]),
    arange(12).astype("float32").reshape([2, 3, 2]),
  ];
  const product = raggedDot(rows, matrices, array([1, 2], "int32"));
  expect(product.toList()).toEqual([[10, 13], [100, 112], [172, 193], [0, 0]]); // prettier-ignore
  expect(
    raggedDot(rows, matrices, array([0, 4], "int32"))
      .at(0)
      .get()
      .toList(),
  ).toEqual([28, 31]);
});

test("blocks of rows are multiplied by their scales", () => {
  const [a, b] = [array([[[1, 2, 3, 4]]]), array([[[1, 1, 1, 1], [0, 1, 0, 2]]])]; // prettier-ignore
  const product = scaledMatmul(a, b, array([[[2, 0.5]]]), array([[[1, 1], [1, 3]]]), "float64"); // prettier-ignore
  expect(product.toList()).toEqual([[[2 * 3 + 0.5 * 7, 2 * 2 + 0.5 * 3 * 8]]]);
  expect(product.dtype).toBe("float64");
});
