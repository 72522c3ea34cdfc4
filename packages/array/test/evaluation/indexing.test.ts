import { array, type NDArray } from "@proj/array";
import { bind } from "@proj/array/core";
import { input, loadGroup, output, type Case } from "@proj/reference";
import { describe, expect, it } from "vitest";
import { expectTensor, fromTensor } from "../support.ts";

const noBatching = { operandBatchingDims: [], indicesBatchingDims: [] };
const x = (reference: Case): NDArray => fromTensor(input(reference, "x"));

/** JAX's functions count negative starts from the end before they apply the primitive. */
function startsOf(reference: Case): NDArray[] {
  const { shape } = input(reference, "x");
  return (reference.params["start"] as number[]).map((start, axis) =>
    array(start < 0 ? start + shape[axis]! : start, { dtype: "int32" }),
  );
}

describe("primitives that address elements agree with JAX", () => {
  it.each(loadGroup("indexing", "dynamic_slice"))("dynamic slice from $name", (reference) => {
    const sizes = reference.params["sizes"] as number[];
    expectTensor(
      bind("dynamicSlice", [x(reference), ...startsOf(reference)], { sizes })[0],
      output(reference, "result"),
    );
  });

  it.each(loadGroup("indexing", "dynamic_update_slice"))("dynamic update from $name", (reference) => {
    const update = fromTensor(input(reference, "update"));
    expectTensor(
      bind("dynamicUpdateSlice", [x(reference), update, ...startsOf(reference)], {})[0],
      output(reference, "result"),
    );
  });

  it.each(loadGroup("indexing", "gather"))("gather $name", (reference) => {
    const { offsetDims, collapsedSliceDims, startIndexMap, sliceSizes, mode } = reference.params as {
      offsetDims: number[];
      collapsedSliceDims: number[];
      startIndexMap: number[];
      sliceSizes: number[];
      mode: "clip" | "fill";
    };
    const dimensions = { offsetDims, collapsedSliceDims, startIndexMap, ...noBatching };
    const gathered = bind("gather", [x(reference), fromTensor(input(reference, "index"))], {
      dimensions,
      sliceSizes,
      mode,
      fillValue: NaN,
    })[0];
    expectTensor(gathered, output(reference, "result"));
  });

  it.each(loadGroup("indexing", "scatter_add"))("scatter $name", (reference) => {
    const { updateWindowDims, insertedWindowDims, scatterDimsToOperandDims, mode } = reference.params as {
      updateWindowDims: number[];
      insertedWindowDims: number[];
      scatterDimsToOperandDims: number[];
      mode: string;
    };
    const dimensions = { updateWindowDims, insertedWindowDims, scatterDimsToOperandDims, ...noBatching };
    const operands = [
      x(reference),
      fromTensor(input(reference, "index")),
      fromTensor(input(reference, "updates")),
    ] as const;
    const scattered = bind("scatter", operands, {
      dimensions,
      mode: mode === "drop" ? "fill" : "clip",
      combine: "add",
      uniqueIndices: false,
    })[0];
    expectTensor(scattered, output(reference, "result"));
  });

  it.each(loadGroup("indexing", "pad"))("pad $name", (reference) => {
    const config = reference.params["config"] as [low: number, high: number, interior: number][];
    const params = {
      low: config.map(([low]) => low),
      high: config.map(([, high]) => high),
      interior: config.map(([, , interior]) => interior),
    };
    expectTensor(
      bind("pad", [x(reference), fromTensor(input(reference, "value"))], params)[0],
      output(reference, "result"),
    );
  });

  it.each(loadGroup("indexing", "slice"))("slice $name", (reference) => {
    const { start, limit, strides } = reference.params as { start: number[]; limit: number[]; strides: number[] };
    expectTensor(bind("slice", [x(reference)], { start, limit, strides })[0], output(reference, "result"));
  });
});

describe("gather", () => {
  it("goes through batching axes in step with those of the indices", () => {
    const table = array([
      [0, 1, 2],
      [10, 11, 12],
    ]);
    const picks = array(
      [
        [[2], [0]],
        [[1], [1]],
      ],
      { dtype: "int32" },
    );
    const dimensions = {
      offsetDims: [],
      collapsedSliceDims: [1],
      operandBatchingDims: [0],
      indicesBatchingDims: [0],
      startIndexMap: [1],
    };
    expect(
      bind("gather", [table, picks], { dimensions, sliceSizes: [1, 1], mode: "clip", fillValue: 0 })[0].toList(),
    ).toEqual([
      [2, 0],
      [11, 11],
    ]);
  });
});

describe("scatter", () => {
  it("accumulates updates that meet at one place", () => {
    const dimensions = { updateWindowDims: [], insertedWindowDims: [0], scatterDimsToOperandDims: [0], ...noBatching };
    const places = array([[0], [2], [0]], { dtype: "int32" });
    const combined = (combine: "add" | "mul" | "min" | "max") =>
      bind("scatter", [array([1, 2, 3]), places, array([4, 5, 6])], {
        dimensions,
        mode: "clip",
        combine,
        uniqueIndices: false,
      })[0].toList();
    expect(combined("add")).toEqual([11, 2, 8]);
    expect(combined("mul")).toEqual([24, 2, 15]);
    expect(combined("min")).toEqual([1, 2, 3]);
    expect(combined("max")).toEqual([6, 2, 5]);
  });
});
