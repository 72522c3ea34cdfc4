import {
  arange,
  array,
  newaxis,
  slice,
  take,
  takeAlongAxis,
  zeros,
  type IndexElement,
  type NDArray,
} from "@proj/array";
import { stage } from "@proj/array/core";
import {
  dynamicIndexInDim,
  dynamicSlice,
  dynamicSliceInDim,
  dynamicUpdateIndexInDim,
  dynamicUpdateSlice,
  dynamicUpdateSliceInDim,
} from "@proj/array/lax";
import { input, loadGroup, output, type Case, type Json } from "@proj/reference";
import { describe, expect, expectTypeOf, test } from "vitest";
import { expectTensor, fromTensor } from "./support.ts";

/** An index as the reference values spell it. */
function spelled(element: Json): IndexElement {
  if (element === null || element === "..." || typeof element === "number") return element;
  const { slice: bounds, array: list } = element as {
    slice?: [number | null, number | null, number | null];
    array?: readonly number[];
  };
  return bounds === undefined ? list! : slice(...bounds);
}

const indexOf = ({ params, inputs }: Case): IndexElement[] =>
  params["index"] === undefined ? [fromTensor(inputs["index"]!)] : (params["index"] as readonly Json[]).map(spelled);

const modeOf = (from: Case): string => (from.params["mode"] as string).replace("_in_bounds", "");

describe("reading", () => {
  test.each(loadGroup("indexing", "get"))("get agrees with JAX: $name, $params.index", (from) => {
    expectTensor(fromTensor(input(from, "x")).get(...indexOf(from)), output(from, "result"));
  });

  test.each(loadGroup("indexing", "get"))("get with index arrays agrees with JAX: $name, $params.index", (from) => {
    const index = indexOf(from).map((element) =>
      Array.isArray(element) && typeof element.flat(3)[0] === "number" ? array(element, { dtype: "int32" }) : element,
    );
    expectTensor(fromTensor(input(from, "x")).get(...index), output(from, "result"));
  });

  test.each(loadGroup("indexing", "get mode"))("at().get outside the array agrees with JAX: $name", (from) => {
    const mode = modeOf(from);
    const fillValue = from.params["fillValue"];
    const options =
      mode === "default" ? {} : { mode: mode as "clip", ...(typeof fillValue === "number" ? { fillValue } : {}) };
    const x = fromTensor(input(from, "x"));
    expectTensor(x.at(fromTensor(input(from, "index"))).get(options), output(from, "result"));
    expectTensor(x.at(Array.from(input(from, "index").data)).get(options), output(from, "result"));
  });

  test.each(loadGroup("indexing", "take mode"))("take outside the array agrees with JAX: $name", (from) => {
    const mode = modeOf(from);
    expectTensor(
      take(
        fromTensor(input(from, "x")),
        fromTensor(input(from, "index")),
        mode === "default" ? {} : { mode: mode as "clip" },
      ),
      output(from, "result"),
    );
  });

  test.each(loadGroup("indexing", "take"))("take agrees with JAX: $name", (from) => {
    expectTensor(
      take(fromTensor(input(from, "x")), fromTensor(input(from, "index")), {
        axis: from.params["axis"] as number | null,
      }),
      output(from, "result"),
    );
  });

  test.each(loadGroup("indexing", "take_along_axis"))("takeAlongAxis agrees with JAX: $name", (from) => {
    const mode = modeOf(from);
    expectTensor(
      takeAlongAxis(
        fromTensor(input(from, "x")),
        fromTensor(input(from, "index")),
        1,
        mode === "default" ? {} : { mode: mode as "clip" },
      ),
      output(from, "result"),
    );
  });

  test("slices in text and slices by call are the same", () => {
    const x = arange(24).reshape([4, 6]);
    expect(x.get("1:3", "::-2").toList()).toEqual(x.get(slice(1, 3), slice(null, null, -2)).toList());
    expect(x.get("-2:").toList()).toEqual(x.get(slice(-2)).toList());
    expect(x.get(newaxis, 1).shape).toEqual([1, 6]);
  });

  test("a number outside its axis reads the nearest element, and is filled or wrapped on request", () => {
    const x = array([10, 20, 30]);
    expect(x.get(7).item()).toBe(30);
    expect(x.get(-7).item()).toBe(10);
    expect(x.at(7).get({ mode: "fill" }).item()).toBeNaN();
    expect(x.at(7).get({ mode: "wrap" }).item()).toBe(20);
  });

  test("iteration gives the rows", () => {
    const [first, second] = array([
      [1, 2],
      [3, 4],
    ]);
    expect(first!.toList()).toEqual([1, 2]);
    expect(second!.toList()).toEqual([3, 4]);
  });
});

describe("writing", () => {
  test.each(loadGroup("indexing", "at"))("at().$params.method agrees with JAX: $name", (from) => {
    const mode = modeOf(from);
    const method = from.params["method"] as "set";
    const options = mode === "default" ? {} : { mode: mode as "clip" };
    const x = fromTensor(input(from, "x"));
    expectTensor(x.at(...indexOf(from))[method](fromTensor(input(from, "updates")), options), output(from, "result"));
    const index = indexOf(from).map((element) =>
      Array.isArray(element) ? array(element, { dtype: "int32" }) : element,
    );
    expectTensor(x.at(...index)[method](fromTensor(input(from, "updates")), options), output(from, "result"));
  });

  const methods = ["set", "add", "subtract", "multiply", "divide", "min", "max", "power"] as const;
  const join = {
    set: (_: number, b: number) => b,
    add: (a: number, b: number) => a + b,
    subtract: (a: number, b: number) => a - b,
    multiply: (a: number, b: number) => a * b,
    divide: (a: number, b: number) => a / b,
    min: Math.min,
    max: Math.max,
    power: (a: number, b: number) => a ** b,
  };

  test.each(methods)("at().%s of a range with gaps changes these positions only", (method) => {
    const values = [1, 2, 3, 4, 5, 6, 7];
    const place = array(values).at("-2::-2");
    const written = place[method](array([2, 3, 4]));
    const expected = [...values];
    [5, 3, 1].forEach((place, k) => (expected[place] = Math.fround(join[method](values[place]!, [2, 3, 4][k]!))));
    expect(written.toList()).toEqual(expected);
  });

  test("writing what was read changes nothing, whatever the index", () => {
    const x = arange(24).reshape([2, 3, 4]);
    const indices: IndexElement[][] = [
      [0],
      ["...", 1],
      [":", "::-1", null],
      [[1, 0]],
      [":", [2, 0], "1:3"],
      [[1, 0], ":", [1, 3]],
      [0, "::2", [3, 1]],
      [[true, false], 2],
    ];
    for (const index of indices)
      expect(
        x
          .at(...index)
          .set(x.get(...index))
          .toList(),
      ).toEqual(x.toList());
  });

  test("a number outside its axis leaves the array as it is", () => {
    expect(array([1, 2]).at(2).set(9).toList()).toEqual([1, 2]);
    expect(array([1, 2]).at(2).set(9, { mode: "clip" }).toList()).toEqual([1, 9]);
  });

  test("apply computes with the elements there", () => {
    expect(
      array([1, 2, 3])
        .at("1:")
        .apply((x) => x.mul(10))
        .toList(),
    ).toEqual([1, 20, 30]);
  });

  test("the operation computes in the common dtype, and the result is converted to the array's", () => {
    const x = array([1, 2], { dtype: "int32" });
    expect(x.at(0).set(7.9).describe()).toBe("int32[2]");
    expect(x.at(0).add(0.67).toList()).toEqual([1, 2]);
    expect(x.at(1).multiply(1.5).toList()).toEqual([1, 3]);
    expect(x.at(0).divide(2).toList()).toEqual([0.5, 2]);
    expect(array([true, false]).at([0, 1]).multiply(false).toList()).toEqual([false, false]);
  });
});

describe("windows", () => {
  test.each(loadGroup("indexing", "dynamic_slice"))("dynamicSlice agrees with JAX: $name", (from) => {
    const { start, sizes } = from.params as { start: number[]; sizes: number[] };
    const x = fromTensor(input(from, "x"));
    expectTensor(dynamicSlice(x, start, sizes), output(from, "result"));
    expectTensor(
      dynamicSlice(
        x,
        start.map((value) => array(value, { dtype: "int32" })),
        sizes,
      ),
      output(from, "result"),
    );
  });

  test.each(loadGroup("indexing", "dynamic_update_slice"))("dynamicUpdateSlice agrees with JAX: $name", (from) => {
    expectTensor(
      dynamicUpdateSlice(
        fromTensor(input(from, "x")),
        fromTensor(input(from, "update")),
        from.params["start"] as number[],
      ),
      output(from, "result"),
    );
  });

  test("along one axis", () => {
    const x = arange(6).reshape([3, 2]);
    expect(dynamicIndexInDim(x, 1).toList()).toEqual([[2, 3]]);
    expect(dynamicIndexInDim(x, -1, { axis: 1, keepdims: false }).toList()).toEqual([1, 3, 5]);
    expect(dynamicSliceInDim(x, 5, 2).toList()).toEqual([
      [2, 3],
      [4, 5],
    ]);
    expect(dynamicIndexInDim(x, 0, 1).toList()).toEqual([[0], [2], [4]]);
    const column = array([7, 8, 9], { dtype: "int32" });
    expect(dynamicUpdateIndexInDim(x, column, 1, 1).toList()).toEqual([
      [0, 7],
      [2, 8],
      [4, 9],
    ]);
    expect(dynamicUpdateSliceInDim(x, column.reshape([3, 1]), 1, 1).toList()).toEqual([
      [0, 7],
      [2, 8],
      [4, 9],
    ]);
    expect(() => dynamicUpdateIndexInDim(x, array([7, 8, 9]), 1, 1)).toThrow("one dtype");
    expect(() => dynamicSlice(x, [0.5, 0], [1, 1])).toThrow("a start 0.5 for axis 0");
  });
});

/** The primitives that a function of an array applies. */
function primitivesOf(f: (x: NDArray, i: NDArray) => NDArray): string[] {
  const { jaxpr } = stage(([x, i]) => [f(x!, i!)], [zeros([4, 6]).aval, array(0, { dtype: "int32" }).aval], "test");
  return jaxpr.equations.map((equation) => equation.primitive);
}

describe("lowering", () => {
  test("known positions need no gather and no scatter", () => {
    expect(primitivesOf((x) => x.get(1, "::-1"))).toEqual(["slice", "reverse", "reshape"]);
    expect(primitivesOf((x) => x.at(1).set(0))).toEqual(["broadcastInDim", "reshape", "dynamicUpdateSlice"]);
    expect(primitivesOf((x) => x.at("::2").set(0))).not.toContain("scatter");
  });

  test("a traced number that an index outside the array makes irrelevant is no mistake", () => {
    expect(primitivesOf((x, i) => x.at(7, i).set(0))).not.toContain("scatter");
    expect(primitivesOf((x, i) => x.at(7, i).get({ mode: "fill" }))).not.toContain("gather");
  });

  test("a traced number reads a window", () => {
    expect(primitivesOf((x, i) => x.get(i))).toEqual(["lt", "add", "select", "dynamicSlice", "reshape"]);
    expect(primitivesOf((x, i) => x.at(i).set(0, { mode: "clip" }))).toContain("dynamicUpdateSlice");
    expect(primitivesOf((x, i) => x.at(i).set(0))).toContain("scatter");
  });
});

describe("types", () => {
  test("an index is checked when it is written", () => {
    const x = arange(6).reshape([2, 3]);
    expectTypeOf(x.get("1:", ":-1")).toEqualTypeOf<NDArray>();
    expectTypeOf<"::2">().toExtend<IndexElement>();
    expectTypeOf<"1-2">().not.toExtend<IndexElement>();
    expectTypeOf<"a:b">().not.toExtend<IndexElement>();
    expectTypeOf<undefined>().not.toExtend<IndexElement>();
    expectTypeOf(slice).parameter(0).toEqualTypeOf<number | null | undefined>();
  });
});

describe("options", () => {
  const x = array([
    [1, 2],
    [3, 4],
  ]);

  test("take takes its axis by position too", () => {
    expect(take(x, 1, 0).toList()).toEqual([3, 4]);
    expect(take(x, array([1, 0], { dtype: "int32" }), -1).toList()).toEqual([
      [2, 1],
      [4, 3],
    ]);
    expect(take(x, 3, null).toList()).toBe(4);
    expect(take(x, 1, { axis: 0, uniqueIndices: true, indicesAreSorted: true }).toList()).toEqual([3, 4]);
  });

  test("mul is multiply", () => {
    expect(x.at(0).mul(2).toList()).toEqual(x.at(0).multiply(2).toList());
  });

  test("that do not exist are errors", () => {
    expect(() => take(x, 1, { axes: 0 } as never)).toThrow('take received an option "axes"');
    expect(() => x.at(0).set(1, { mode: "nearest" } as never)).toThrow('at().set received mode: the text "nearest"');
    expect(() => x.at(0).get({ fillvalue: 1 } as never)).toThrow("write fillValue instead of fillvalue");
    expect(() => takeAlongAxis(x, 0, 0, { mode: "nearest" } as never)).toThrow("takeAlongAxis received mode");
  });
});

describe("errors", () => {
  const x = arange(6).reshape([2, 3]);

  test("too many index elements", () => {
    expect(() => x.get(0, 1, 2)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: get received 3 index elements for 3 axes, of an array of shape [2,3]
        expected: at most one element per axis and one "..."
        to fix:   remove index elements, or insert axes with null]
    `);
  });
  test("two ellipses", () => {
    expect(() => x.get("...", "...")).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: get received 2 index elements for 0 axes and 2 ellipses, of an array of shape [2,3]
        expected: at most one element per axis and one "..."
        to fix:   remove index elements, or insert axes with null]
    `);
  });
  test("a mask of another shape", () => {
    expect(() => x.get([true, false, true])).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: get received a mask of shape [3] for axes of lengths [2]
        expected: a mask as long as the axes it covers
        to fix:   compute the mask from the array itself, or use where to choose]
    `);
  });
  test("a traced mask", () => {
    expect(() => primitivesOf((y) => y.get(y.gt(0)))).toThrow(/a traced mask bool\[4,6\][^]*where\(mask, x, y\)/);
  });
  test("a traced bound of a slice", () => {
    expect(() => slice(array(1) as unknown as number)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: slice received a bound that is an array weak float32[]
        expected: integers known while tracing, since they decide the shape of the result
        to fix:   use dynamicSlice(x, starts, sizes), whose starts may be arrays, or x.item() for a concrete scalar]
    `);
  });
  test("a float as index", () => {
    expect(() => x.get(array([0.5]))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: get received an index float32[1]
        expected: integers or booleans
        to fix:   convert it with astype("int32")]
    `);
  });
  test("text that is no slice", () => {
    expect(() => x.get("1-2" as ":")).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: get received the text "1-2"
        expected: a slice such as "1:3", ":", "::-1", or "..."
        to fix:   write start:stop:step with integers]
    `);
  });
  test("numbers in a list that are no integers", () => {
    expect(() => x.get([0.5])).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: get received the number 0.5 in a list
        expected: integers, or booleans as a mask
        to fix:   round the numbers]
    `);
  });
  test("booleans among numbers in a list", () => {
    expect(() => x.get([0, true])).toThrow("write numbers or booleans, not both");
    expect(() => x.get([true, 0])).toThrow("write numbers or booleans, not both");
  });
  test("anything else in a list", () => {
    for (const wrong of [[null, -1], [{}], [[null]], [array([0])], [slice(0, 1)]]) {
      expect(() => x.get(wrong as never)).toThrow(/^get received [^]* at \[0\]/);
      expect(() => x.at(wrong as never).set(0)).toThrow(/^at\(\)\.set received [^]* at \[0\]/);
    }
  });
  test("an element of another kind", () => {
    expect(() => x.get(undefined as unknown as number)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: get received undefined as an index element
        expected: numbers, slices, null, integer or boolean arrays and lists
        to fix:   write ":" for a whole axis]
    `);
  });
  test("a value that does not fit", () => {
    expect(() => x.at(0).set(array([1, 2]))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: at().set received a value float32[2] for a part of shape [3] of int32[2,3]
        expected: a value that broadcasts to the shape of the part
        to fix:   reshape the value, or correct the index: x.get(…) shows the shape]
    `);
  });
  test("iteration over a scalar", () => {
    expect(() => [...array(1)]).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: iteration received a scalar weak float32[]
        expected: an array with at least one axis
        to fix:   read its value with item(), or give it an axis with reshape(1)]
    `);
  });
  test("a missing start", () => {
    expect(() => dynamicSlice(x, [0], [1, 1])).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: lax.dynamicSlice received 1 starts for int32[2,3]
        expected: one start per axis
        to fix:   give 0 for axes that are taken from the beginning]
    `);
  });
});
