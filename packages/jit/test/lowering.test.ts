import { argsort, scan, zeros, type NDArray } from "@proj/array";
import { abstractArray, bind, evaluateJaxpr, fromHostData, scalar, stage, type AbstractArray } from "@proj/array/core";
import { compile, interpreter, lower, simplify } from "@proj/jit/core";
import { describe, expect, test } from "vitest";

const f32 = (...shape: number[]): AbstractArray => abstractArray(shape, "float32");

/** A function, and the types of its arguments. */
const programs: Record<string, readonly [(args: readonly NDArray[]) => readonly NDArray[], readonly AbstractArray[]]> =
  {
    "a matrix product with views on both sides": [([x, y]) => [x!.T.dot(y!.T)], [f32(5, 3), f32(7, 5)]],
    "a product whose result is transposed": [([x, y]) => [x!.dot(y!).T], [f32(3, 5), f32(5, 7)]],
    "a vector product": [([x, y]) => [x!.dot(y!)], [f32(3, 5), f32(5)]],
    "a product with slices at places that a scan is told": [
      ([x, y, places]) => {
        const body = (carry: NDArray, start: NDArray): [NDArray, NDArray] => [
          carry,
          x!.matmul(bind("dynamicSlice", [y!, start, scalar(0, "int32")], { sizes: [5, 7] })[0]),
        ];
        return [scan(body, zeros([]), places!.mul(8).astype("int32"))[1]];
      },
      [f32(3, 5), f32(9, 7), f32(4)],
    ],
    "batched products": [([x, y]) => [x!.matmul(y!)], [f32(2, 3, 4), f32(2, 4, 5)]],
    "a reshape that must copy": [([x]) => [x!.T.reshape([-1]).mul(2)], [f32(3, 4)]],
    "a reshape of computed values": [([x]) => [x!.mul(2).T.reshape([6, 2]).add(1).T], [f32(3, 4)]],
    "a value that two loops share": [
      ([x]) => {
        const y = bind("exp", [x!], {})[0];
        return [y.sum({ axis: 0 }), y.sum({ axis: 1 }), y.mul(y)];
      },
      [f32(3, 4)],
    ],
    "normalisation over an axis": [([x]) => [x!.div(x!.sum({ axis: 1, keepdims: true }))], [f32(3, 4)]],
    concatenation: [
      ([x, y]) => [bind("concatenate", [x!.mul(2), y!], { dimension: 1 })[0].T.mul(3)],
      [f32(3, 2), f32(3, 3)],
    ],
    "padding, inside and cut": [
      ([x]) => [bind("pad", [x!, x!.sum()], { low: [1, -1], high: [-2, 2], interior: [1, 2] })[0]],
      [f32(4, 3)],
    ],
    "splitting and joining again": [
      ([x]) => {
        const [a, b] = bind("split", [x!], { sizes: [1, 3], axis: 1 });
        return [bind("concatenate", [b!, a!.mul(2)], { dimension: 1 })[0]];
      },
      [f32(3, 4)],
    ],
    "slices, reversed": [
      ([x]) => [
        bind("reverse", [bind("slice", [x!], { start: [1, 0], limit: [4, 5], strides: [2, 2] })[0]], {
          dimensions: [1],
        })[0].add(1),
      ],
      [f32(5, 6)],
    ],
    "a result that is an argument": [([x]) => [x!, x!, x!.T], [f32(2, 3)]],
    "a scalar chain": [([x]) => [x!.mul(2).add(x!)], [f32()]],
    "an outer product": [
      ([x, y]) => [
        bind("dotGeneral", [x!, y!], { lhsContracting: [], rhsContracting: [], lhsBatch: [], rhsBatch: [] })[0],
      ],
      [f32(3), f32(4)],
    ],
    "running sums and sorting": [
      ([x]) => [
        bind("cumsum", [x!], { axis: 0, reverse: true })[0],
        bind("sort", [x!.neg()], { dimension: 1, numKeys: 1 })[0]!,
      ],
      [f32(4, 3)],
    ],
    "the places of sorted elements": [
      ([x]) => {
        const places = (dimension: number) => bind("iota", [], { dtype: "int32", shape: [4, 3], dimension })[0];
        const sorted = (axis: number, dimension: number) =>
          bind("sort", [x!, places(axis)], { dimension, numKeys: 1 })[1]!;
        return [sorted(0, 0), sorted(1, 1), sorted(0, 1)];
      },
      [f32(4, 3)],
    ],
    "a window at a computed place": [
      ([x]) => {
        const start = x!.sum().astype("int32");
        const window = bind("dynamicSlice", [x!.mul(2), start, start], { sizes: [2, 2] })[0];
        return [bind("dynamicUpdateSlice", [x!, window.add(1), start.mul(-1), start], {})[0]];
      },
      [f32(4, 3)],
    ],
    "an empty array with more axes than it had": [
      ([x]) => {
        const y = x!.reshape([0, 3, 1]);
        const axes = { lhsContracting: [1, 2, 0], rhsContracting: [1, 2, 0], lhsBatch: [], rhsBatch: [] };
        return [y.mul(2), bind("dotGeneral", [y, y], axes)[0], x!.mul(2).reshape([2, 0])];
      },
      [f32(0)],
    ],
    "an empty array": [([x]) => [x!.mul(2), x!.sum()], [f32(0, 3)]],
  };

/** Deterministic values in [-1, 1). */
function sample({ shape, dtype }: AbstractArray, seed: number): NDArray {
  const size = shape.reduce((a, b) => a * b, 1);
  const data = Float32Array.from(
    { length: size },
    (_, n) => ((((n + 1) * 7919 + seed * 104729) % 2003) / 2003) * 2 - 1,
  );
  return fromHostData(data, shape, dtype);
}

describe("lowering keeps the meaning of", () => {
  test.each(Object.entries(programs))("%s", (name, [f, types]) => {
    const { jaxpr } = stage(f, types, name);
    const args = types.map(sample);
    const data = args.map((arg) => arg.dataSync());
    const expected = evaluateJaxpr(
      jaxpr,
      args.map((arg, index) => ({ shape: arg.shape, dtype: arg.dtype, data: data[index]! })),
    );
    for (const packs of [true, false]) {
      const { executable } = compile(name, jaxpr, interpreter(packs ? {} : { packedSize: () => null }));
      const outputs = expected.map(({ data: { length } }) => new Float32Array(length));
      executable.run(data, outputs);
      outputs.forEach((output, index) => {
        output.forEach((value, position) =>
          expect(value, `output ${index}, element ${position}`).toBeCloseTo(expected[index]!.data[position]!, 4),
        );
      });
    }
  });
});

test("a sort puts in order what is read, and counts positions for itself", () => {
  const { jaxpr } = stage(([x]) => [argsort(x!, { axis: 0 })], [f32(4, 3)], "argsort");
  const { steps } = lower("argsort", simplify(jaxpr), interpreter().limits);
  expect(steps).toMatchObject([{ kind: "sort", keys: [{ dtype: "float32" }], moved: [{ input: null }] }]);
});
