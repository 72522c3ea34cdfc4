import { arange, array, cos, isfinite, makeJaxpr, where, type DType, type NDArray } from "@proj/array";
import { fromHostData } from "@proj/array/core";
import { segmentMax, segmentMin, segmentProd, segmentSum, type SegmentOptions } from "@proj/array/ops";
import { grad, vmap } from "@proj/autodiff";
import { input, loadGroup, output, type Tensor } from "@proj/reference";
import { describe, expect, test } from "vitest";

const functions = {
  segment_sum: segmentSum,
  segment_prod: segmentProd,
  segment_max: segmentMax,
  segment_min: segmentMin,
};
const asNDArray = ({ data, shape, dtype }: Tensor): NDArray => fromHostData(data, shape, dtype as DType);

describe("segments", () => {
  const cases = Object.entries(functions).flatMap(([name, f]) =>
    loadGroup("segments", name).map((c) => ({ name, title: c.name, f, c })),
  );
  test.each(cases)("$name has the values and derivatives of JAX for $title", ({ f, c }) => {
    const [data, ids] = [asNDArray(input(c, "data")), asNDArray(input(c, "ids"))];
    const options = c.params as SegmentOptions;
    const result = f(data, ids, options);
    const { dtype, shape, data: expected } = output(c, "result");
    expect({ dtype: result.dtype, shape: result.shape }).toEqual({ dtype, shape });
    expect(Array.from(result.dataSync())).toEqual(Array.from(expected));
    if (!("slope" in c.outputs)) return;
    const total = (x: NDArray): NDArray => {
      const values = f(x, ids, options);
      const weights = cos(arange(values.size).astype("float32")).reshape(values.shape);
      return where(isfinite(values), values.mul(weights), 0).sum();
    };
    const slope = grad(total)(data).dataSync();
    output(c, "slope").data.forEach((value, i) => {
      // Where rows are moved to the last segment, JAX's derivatives of extrema are infinite.
      if (Number.isFinite(value)) expect(slope[i]).toBeCloseTo(value, 5);
    });
  });

  test("know their number while tracing, or say that they need it", () => {
    const ids = array([0, 2, 0], "int32");
    const x = array([1, 2, 3]);
    expect(vmap((row: NDArray) => segmentSum(row, ids, 3))(x.reshape([1, 3])).toList()).toEqual([[4, 0, 2]]);
    const unknown = (ids: NDArray): NDArray => segmentSum(x, ids);
    expect(() => makeJaxpr(unknown)(ids)).toThrow("write segmentSum(data, segmentIds, { numSegments })");
  });
});
