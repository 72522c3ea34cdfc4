import * as lax from "@proj/array/lax";
import * as special from "@proj/array/special";
import * as np from "@proj/array";
import type { NDArray, ReductionOptions } from "@proj/array";
import { input, loadGroup, output } from "@proj/reference";
import { describe, expect, test } from "vitest";
import { expectTensor, fromTensor } from "./support.ts";

const close = { relative: 2e-6, absolute: 2e-6 };

const reductions: Record<
  string,
  (x: NDArray, options?: { axis?: number | null; keepdims?: boolean; ddof?: number }) => NDArray
> = {
  sum: np.sum,
  prod: np.prod,
  max: np.max,
  min: np.min,
  all: np.all,
  any: np.any,
  mean: np.mean,
  var: np.variance,
  std: np.std,
  argmax: np.argmax,
  argmin: np.argmin,
  count_nonzero: np.countNonzero,
  nansum: np.nansum,
  nanmean: np.nanmean,
  nanmax: np.nanmax,
  nanmin: np.nanmin,
  nanprod: np.nanprod,
  nanvar: np.nanvar,
};
const known = ({ params }: { params: Readonly<Record<string, unknown>> }): boolean =>
  String(params["function"]) in reductions;

describe("reductions agree with JAX", () => {
  test.each(
    loadGroup("reductions", "reduce").filter(
      (from) => known(from) && !("where" in from.inputs) && !("initial" in from.params),
    ),
  )("$name", (from) => {
    const { function: f, ddof } = from.params as { function: string; ddof?: number };
    expectTensor(
      reductions[f]!(fromTensor(input(from, "x")), ddof === undefined ? {} : { ddof }),
      output(from, "result"),
      close,
    );
  });

  test.each(loadGroup("reductions", "reduce axis").filter(known))("$name", (from) => {
    const { function: f, axis, keepdims } = from.params as { function: string; axis: number | null; keepdims: boolean };
    expectTensor(reductions[f]!(fromTensor(input(from, "x")), { axis, keepdims }), output(from, "result"), close);
  });

  test.each(loadGroup("reductions", "reduce empty").filter(known))("$name", (from) => {
    const {
      function: f,
      axis,
      shape,
      error,
    } = from.params as { function: string; axis: number | null; shape: number[]; error?: boolean };
    const compute = (): NDArray => reductions[f]!(np.zeros(shape), { axis });
    if (error === true) expect(compute).toThrow(np.UsageError);
    else expectTensor(compute(), output(from, "result"));
  });

  test.each(loadGroup("reductions", "logsumexp"))("logsumexp $name", (from) => {
    expectTensor(special.logsumexp(fromTensor(input(from, "x"))), output(from, "result"), close);
  });

  test("logsumexp takes factors, gives signs, and leaves elements out, as JAX's does", () => {
    const x = np.array([1, 2, 3]);
    const [size, sign] = special.logsumexp(x, { b: np.array([1, -2, 0.5]), returnSign: true });
    expect(size.item()).toBeCloseTo(0.7016423, 6);
    expect(sign.item()).toBe(-1);
    expect(special.logsumexp(x, { b: np.array([1, -2, 0.5]) }).item()).toBeNaN();
    expect(special.logsumexp(x, { where: np.array([true, false, true]) }).item()).toBeCloseTo(3.126928, 6);
    expect(special.logsumexp(x, { where: false }).item()).toBe(-Infinity);
    expect(special.logsumexp(np.array([[1, 1000]]), { axis: 1, b: np.array([1, 0]), keepdims: true }).toList()).toEqual(
      [[1]],
    );
    expect(special.logsumexp(np.zeros([0])).item()).toBe(-Infinity);
    expect(special.logsumexp(np.zeros([2, 3]), 0).shape).toEqual([3]);
    expect(() => special.logsumexp(x, { keepDims: true } as np.LogsumexpOptions)).toThrow(
      /write keepdims instead of keepDims/,
    );
  });

  test.each(loadGroup("reductions", "softmax"))("softmax $name", (from) => {
    expectTensor(np.nn.softmax(fromTensor(input(from, "x"))), output(from, "result"), close);
  });

  const cumulative = { cumsum: np.cumsum, cumprod: np.cumprod, cummax: np.cummax, cummin: np.cummin };
  test.each(loadGroup("reductions", "cumulative").filter(({ params }) => (params["function"] as string) in cumulative))(
    "$name",
    (from) => {
      const {
        function: f,
        axis,
        reverse,
      } = from.params as { function: keyof typeof cumulative; axis: number; reverse: boolean };
      expectTensor(cumulative[f](fromTensor(input(from, "x")), { axis, reverse }), output(from, "result"), close);
    },
  );
});

describe("reductions", () => {
  const x = np.array([
    [1, 2, 3],
    [4, 5, 9],
  ]);

  test("several axes and negative axes", () => {
    const y = np.arange(24).reshape([2, 3, 4]);
    expect(np.sum(y, { axis: [0, -1] }).toList()).toEqual([60, 92, 124]);
    expect(np.max(y, { axis: [0, 2], keepdims: true }).shape).toEqual([1, 3, 1]);
  });

  test("variance with ddof", () => {
    expect(np.var(x, { axis: 1, ddof: 1 }).toList()).toEqual([1, 7]);
    expect(np.std(x, { axis: 1, ddof: 1 }).get(0).item()).toBe(1);
  });

  test("what is NaN can be left out of the variance, in all axes forms", () => {
    const gaps = np.array([
      [1, NaN, 3],
      [NaN, NaN, 5],
    ]);
    expect(np.nanvar(gaps, { axis: 1 }).toList()).toEqual([1, 0]);
    expect(np.nanstd(gaps, { axis: 1, ddof: 1, keepdims: true }).toList()).toEqual([[Math.fround(Math.SQRT2)], [NaN]]);
  });

  test("sums of booleans count", () => {
    const options: ReductionOptions = { axis: 0 };
    expect(np.sum(x.gt(2), options).describe()).toBe("int32[3]");
    expect(np.mean(x.gt(2)).describe()).toBe("float32[]");
  });

  test("running reductions without an axis run over all elements", () => {
    expect(np.cumsum(x).toList()).toEqual([1, 3, 6, 10, 15, 24]);
    expect(np.cumsum(np.array([true, true])).describe()).toBe("int32[2]");
  });

  test("the position of an extremum keeps axes on request", () => {
    expect(np.argmax(x, { keepdims: true }).toList()).toEqual([[5]]);
    expect(np.argmin(x, { axis: -1, keepdims: true }).toList()).toEqual([[0], [0]]);
  });
});

describe("sorting agrees with JAX", () => {
  test.each(loadGroup("reductions", "sort"))("$name", (from) => {
    const options = from.params as { descending?: boolean; axis?: number | null };
    const x = fromTensor(input(from, "x"));
    expectTensor(np.sort(x, options), output(from, "sorted"));
    if ("order" in from.outputs) expectTensor(np.argsort(x, options), output(from, "order"));
  });

  // JAX puts 0 above -0 there, though not when it sorts; here they are equal in both.
  test.each(loadGroup("reductions", "top_k").filter(({ name }) => name !== "zeros"))("topK: $name", (from) => {
    const [values, positions] = lax.topK(fromTensor(input(from, "x")), from.params["k"] as number);
    expectTensor(values, output(from, "values"));
    expectTensor(positions, output(from, "indices"));
  });

  test.each(loadGroup("reductions", "searchsorted"))("searchsorted: $name", (from) => {
    expectTensor(
      np.searchsorted(fromTensor(input(from, "sorted")), fromTensor(input(from, "x")), {
        side: from.params["side"] as "left",
      }),
      output(from, "result"),
    );
  });

  test("searchsorted finds every place in vectors of every length", () => {
    for (let length = 0; length <= 9; length++) {
      const vector = Array.from({ length }, (_, k) => 2 * k);
      const wanted = Array.from({ length: 2 * length + 3 }, (_, k) => k - 2);
      expect(np.searchsorted(np.array(vector), np.array(wanted)).toList()).toEqual(
        wanted.map((value) => vector.filter((element) => element < value).length),
      );
      expect(np.searchsorted(np.array(vector), np.array(wanted), { side: "right" }).toList()).toEqual(
        wanted.map((value) => vector.filter((element) => element <= value).length),
      );
    }
  });

  test("sorting along other axes, and without one", () => {
    const x = np.array([
      [3, 1],
      [2, 5],
    ]);
    expect(np.sort(x, { axis: 0 }).toList()).toEqual([
      [2, 1],
      [3, 5],
    ]);
    expect(np.sort(x, { axis: null, descending: true }).toList()).toEqual([5, 3, 2, 1]);
    expect(np.argsort(np.array([1, 1, 0]), { descending: true }).toList()).toEqual([0, 1, 2]);
  });
});

describe("errors", () => {
  test("the extremum of nothing", () => {
    expect(() => np.max(np.zeros([2, 0]), { axis: 1 })).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: max received float32[2,0] over axes [1]
        expected: at least one element to choose from
        to fix:   check the shape first, or give a value to begin with: { initial: -Infinity }]
    `);
  });
  test("an axis that is not there", () => {
    expect(() => np.sum(np.zeros([2, 3]), { axis: 2 })).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: sum received axis 2 of an array with 2 axes
        expected: an integer from -2 to 1
        to fix:   choose one of the array's axes, or reshape the array first]
    `);
  });
  test("k beyond the axis", () => {
    expect(() => lax.topK(np.zeros(3), 4)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: lax.topK received k = 4 for float32[3] along axis 0
        expected: an integer from 0 to 3, the length of the axis
        to fix:   choose a smaller k]
    `);
  });
});

describe("options, with the values of JAX", () => {
  const a = np.array([
    [1, 2, 3],
    [4, 5, 7],
  ]);
  const n = np.array([
    [1, NaN, 3],
    [4, 5, NaN],
  ]);
  const where = np.array([
    [true, true, false],
    [false, true, true],
  ]);

  test("an axis stands alone or among the options", () => {
    expect(np.argmax(a, 0).toList()).toEqual([1, 1, 1]);
    expect(np.argmin(a, { axis: 1, keepdims: true }).toList()).toEqual([[0], [0]]);
    expect(np.cumsum(a, 0).toList()).toEqual([
      [1, 2, 3],
      [5, 7, 10],
    ]);
    expect(np.cumprod(a, { axis: 1, reverse: true }).toList()).toEqual([
      [6, 6, 3],
      [140, 35, 7],
    ]);
    expect(np.sort(a, { axis: 0, descending: true, stable: true }).toList()).toEqual([
      [4, 5, 7],
      [1, 2, 3],
    ]);
    expect(np.argsort(a, 0).toList()).toEqual([
      [0, 0, 0],
      [1, 1, 1],
    ]);
  });

  test("running sums take a dtype", () => {
    expect(np.cumsum(np.array([true, true]), { dtype: "float32" }).dtype).toBe("float32");
  });

  test("what is NaN is left out, as is what a mask says", () => {
    expect(np.nansum(n, { axis: 0, where }).toList()).toEqual([1, 5, 0]);
    expect(np.nansum(n, { axis: 1, initial: 10 }).toList()).toEqual([14, 19]);
    expect(np.nanmean(n, { axis: 1, where }).toList()).toEqual([1, 5]);
    expect(np.nanmean(n, { axis: 1, dtype: "float64" }).dtype).toBe("float64");
    expect(np.nanvar(n, { axis: 1, ddof: 1 }).toList()).toEqual([2, 0.5]);
    expect(np.nanvar(n, { axis: 1, mean: np.array([[2], [4]]) }).toList()).toEqual([1, 0.5]);
    expect(np.nanstd(n, { axis: 0, where, keepdims: true }).toList()).toEqual([[0, 0, NaN]]);
    expect(np.nanmax(n, { axis: 1, initial: -1, where }).toList()).toEqual([1, 5]);
    expect(np.nanmin(n, { axis: 0, initial: 9, where }).toList()).toEqual([1, 5, 9]);
    expect(np.nanmax(np.array([NaN, 1]), { initial: -1, where: np.array([true, false]) }).item()).toBe(-1);
    expect(np.nanmax(np.array([NaN]), { initial: -1 }).item()).toBe(-1);
    expect(np.nanprod(n, 1).toList()).toEqual([3, 20]);
    expect(() => np.nanmean(n, { ddof: 1 } as never)).toThrow('nanmean received an option "ddof"');
    expect(() => np.nanvar(n, { ddof: 1, correction: 1 })).toThrow("nanvar received ddof: 1 and correction: 1");
  });

  test("differences begin and end with what is given", () => {
    expect(np.diff(a, 1, 0).toList()).toEqual([[3, 3, 4]]);
    expect(np.diff(np.array([1, 4], { dtype: "int32" }), { prepend: 0 }).describe()).toBe("int32[2]");
    expect(np.diff(a, { prepend: 0, append: 9 }).toList()).toEqual([
      [1, 1, 1, 6],
      [4, 1, 2, 2],
    ]);
    expect(np.diff(a, { n: 2, prepend: np.array([[1], [1]]) }).toList()).toEqual([
      [1, 0],
      [-2, 1],
    ]);
    expect(np.diff(np.array([1, 2, 4, 8]), 3).toList()).toEqual([1]);
    expect(() => np.diff(a, -1)).toThrow("diff received n: the number -1");
  });

  test("trapezoid takes places by position", () => {
    expect(np.trapezoid(np.array([1, 2, 3]), np.array([0, 1, 3])).item()).toBe(6.5);
  });

  test("interp extrapolates, and goes round", () => {
    const extrapolated = np.interp(np.array([-1, 0.5, 5]), np.array([0, 1, 2]), np.array([10, 20, 40]), {
      left: "extrapolate",
      right: "extrapolate",
    });
    expect(extrapolated.toList()).toEqual([0, 15, 100]);
    const angles = np.array([-180, -170, -185, 185, -10, -5, 0, 365]);
    const periodic = np.interp(angles, np.array([190, -190, 350, -350]), np.array([5, 10, 3, 4]), { period: 360 });
    expect(periodic.toList()).toEqual([7.5, 5, 8.75, 6.25, 3, 3.25, 3.5, 3.75]);
  });

  test("searchsorted takes its side by position, and positions that sort", () => {
    expect(np.searchsorted(np.array([1, 2, 2, 3]), 2, "right").item()).toBe(3);
    const sorter = np.array([1, 2, 0], { dtype: "int32" });
    expect(np.searchsorted(np.array([3, 1, 2]), np.array([1, 2.5]), { sorter, method: "sort" }).toList()).toEqual([
      0, 2,
    ]);
    expect(() => np.searchsorted(a.get(0), 1, "middle" as "left")).toThrow("searchsorted received side");
  });

  test("topK takes an axis", () => {
    const [values, positions] = lax.topK(a, 1, 0);
    expect([values.toList(), positions.toList()]).toEqual([[[4, 5, 7]], [[1, 1, 1]]]);
  });
});
