import { array, makeJaxpr, scan, type NDArray } from "@proj/array";
import { bind } from "@proj/array/core";
import { describe, expect, expectTypeOf, it } from "vitest";

const sine = (x: NDArray): NDArray => bind("sin", [x], {})[0];

describe("scan", () => {
  it("is a loop over slices that carries a state and stacks outputs", () => {
    const weights = array([
      [0.5, -1],
      [2, 0.25],
    ]);
    const xs = array([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    let state = array([0, 1]);
    const outputs: unknown[] = [];
    for (const x of xs.toList() as number[][]) {
      state = sine(state.matmul(weights).add(array(x)));
      outputs.push(state.sum().item());
    }
    const [last, sums] = scan(
      (h: NDArray, x: NDArray) => {
        const next = sine(h.matmul(weights).add(x));
        return [next, next.sum()] as const;
      },
      array([0, 1]),
      xs,
    );
    expect(last.toList()).toEqual(state.toList());
    expect(sums.toList()).toEqual(outputs);
  });

  it("keeps the shapes of the trees of carry, inputs and outputs, in values and in types", () => {
    const init = { position: array([0, 0]), clock: [array(0, { dtype: "int32" })] as const };
    const xs = {
      force: array([
        [1, 0],
        [0, 1],
        [1, 1],
      ]),
      note: null,
    };
    const [carry, ys] = scan(
      (state, x) => {
        expectTypeOf(state).toEqualTypeOf<{ position: NDArray; clock: readonly [NDArray] }>();
        expectTypeOf(x).toEqualTypeOf<{ force: NDArray; note: null }>();
        return [
          { position: state.position.add(x.force), clock: [state.clock[0].add(1)] as const },
          { doubled: x.force.mul(2), clock: state.clock },
        ] as const;
      },
      init,
      xs,
    );
    expectTypeOf(carry).toEqualTypeOf<{ position: NDArray; clock: readonly [NDArray] }>();
    expect(carry.position.toList()).toEqual([2, 2]);
    expect(carry.clock[0].item()).toBe(3);
    expect(ys.doubled.toList()).toEqual([
      [2, 0],
      [0, 2],
      [2, 2],
    ]);
    expect(ys.clock[0].toList()).toEqual([0, 1, 2]);
  });

  it("is usable where the state's type is a parameter", () => {
    function iterate<State>(step: (state: State) => State, init: State, steps: number): State {
      return scan((state: State, _: null) => [step(state), null] as const, init, null, { length: steps })[0];
    }
    const result = iterate(({ a, b }) => ({ a: b, b: a.add(b) }), { a: array(0), b: array(1) }, 10);
    expectTypeOf(result).toEqualTypeOf<{ a: NDArray; b: NDArray }>();
    expect(result.a.item()).toBe(55);
  });

  it("accepts numbers in trees, which become arrays", () => {
    // The types ask for arrays, so that the body knows what it gets; programs without types may pass numbers.
    const untyped = { h: 0 } as unknown as { h: NDArray };
    const [{ h }] = scan((state, x: NDArray) => [{ h: state.h.add(x) }, null], untyped, array([1, 2]));
    expect(h.toList()).toBe(3);
  });

  it("runs backwards on request, and outputs stay where their inputs are", () => {
    const [total, running] = scan((sum, x: NDArray) => [sum.add(x), sum.add(x)], 0, array([1, 2, 3]), {
      reverse: true,
    });
    expect(total.item()).toBe(6);
    expect(running.toList()).toEqual([6, 5, 3]);
  });

  it("takes a length where there are no inputs", () => {
    const [last, powers] = scan((x, _: null) => [x.mul(2), x], 1, null, { length: 4 });
    expect(last.item()).toBe(16);
    expect(powers.toList()).toEqual([1, 2, 4, 8]);
  });

  it("of no steps returns the initial carry and outputs of length 0", () => {
    const [last, outputs] = scan(
      (c: NDArray, x: NDArray) => [c.add(x.sum()), x.mul(2)],
      array(5),
      array(new Float32Array(0)).reshape([0, 3]),
    );
    expect(last.item()).toBe(5);
    expect(outputs.shape).toEqual([0, 3]);
  });

  it("traces its body once, whatever the number of steps", () => {
    let traces = 0;
    const body = (c: NDArray, x: NDArray) => {
      traces++;
      return [c.add(x), null] as const;
    };
    scan(body, array(0, { dtype: "float32" }), array(new Float32Array(1000)));
    expect(traces).toBe(1);
  });

  it("promotes a weakly typed initial carry to the type that the body returns", () => {
    const [half] = scan((c, x: NDArray) => [c.add(x), null], 0, array(new Float64Array([0.1, 0.2])));
    expect(half.describe()).toBe("float64[]");
    const [count] = scan((_, x: NDArray) => [x, null], 0, array(new Int32Array([7, 8])));
    expect(count.describe()).toBe("int32[]");
    expect(count.item()).toBe(8);
  });

  it("gives the carry back in its own dtype, as weak as the body returns it", () => {
    const [constant] = scan((_: NDArray, x: NDArray) => [1, x] as const, array(0, { dtype: "int32" }), array([1]));
    expect(constant.describe()).toBe("weak int32[]");
  });

  it("takes numbers in the carry for what they are beside the arrays of the body", () => {
    const sum = (init: number, xs: NDArray): NDArray => scan((c: NDArray, x: NDArray) => [c.add(x), null], init, xs)[0];
    expect(sum(0.1, array([1], "float64")).item()).toBe(1.1);
    expect(sum(16777217, array([1], "int32")).item()).toBe(16777218);
    expect(sum(0.5, array([1], "int32")).describe()).toBe("weak float32[]");
    const [last] = scan((_: NDArray, x: NDArray) => [0.1, x] as const, array(0, "float64"), array([1]));
    expect(last.item()).toBe(0.1);
  });

  it.each([1, 2, 3, 5, 7, true] as const)(
    "means the same when several steps are one iteration: unroll %s",
    (unroll) => {
      const xs = array([1, -2, 3, -4, 5]);
      const run = (reverse: boolean, options: object) =>
        scan((c: NDArray, x: NDArray) => [sine(c.add(x)), { x, c }] as const, array(0.5), xs, { reverse, ...options });
      for (const reverse of [false, true]) {
        const [plain, unrolled] = [run(reverse, {}), run(reverse, { unroll })];
        expect(unrolled[0].item()).toBe(plain[0].item());
        expect(unrolled[1].c.toList()).toEqual(plain[1].c.toList());
        expect(unrolled[1].x.toList()).toEqual(xs.toList());
      }
    },
  );

  it("passes arrays that the body closes over as constants, and scalars as literals", () => {
    const [weight, bias] = [array([1, 2]), array(3)];
    const traced = makeJaxpr((xs: NDArray) =>
      scan((c: NDArray, x: NDArray) => [c.mul(weight).add(bias), x], weight, xs),
    )(array([1, 2, 3]));
    expect(String(traced)).toMatchInlineSnapshot(`
      "{ lambda a:f32[2]; b:f32[3]. let
          c:f32[2] d:f32[3] = scan[
            jaxpr={ lambda ; e:f32[2] f:f32[2] g:f32[]. let h:f32[2] = mul f e; i:f32[2] = add h 3.0:f32[] in (i, g) }
            num_consts=1
            num_carry=1
            length=3
            reverse=False
          ] a a b
        in (c, d) }"
    `);
  });

  describe("refuses", () => {
    const xs = array([1, 2, 3]);

    it("a body that changes the dtype of the carry", () => {
      expect(() =>
        scan((c: { h: NDArray }, x: NDArray) => [{ h: c.h.add(x) }, null], { h: array(0, { dtype: "int32" }) }, xs),
      ).toThrowErrorMatchingInlineSnapshot(`
        [UsageError: scan received a body that takes carry['h'] as int32[] and returns it as float32[]
          expected: a carry whose shapes and dtypes the body does not change
          to fix:   convert what the body returns (astype, reshape), or start from an initial value of the type that it returns]
      `);
    });

    it("a body that changes the shape of the carry", () => {
      expect(() =>
        scan((c: NDArray[], x: NDArray) => [[c[0]!, c[1]!.add(x).reshape([1])], null], [array(0), array(0)], xs),
      ).toThrowErrorMatchingInlineSnapshot(`
        [UsageError: scan received a body that takes carry[1] as weak float32[] and returns it as float32[1]
          expected: a carry whose shapes and dtypes the body does not change
          to fix:   convert what the body returns (astype, reshape), or start from an initial value of the type that it returns]
      `);
    });

    it("a body that changes the structure of the carry", () => {
      expect(() => scan((c: { h: NDArray }) => [{ h: [c.h] } as never, null], { h: array(0) }, xs))
        .toThrowErrorMatchingInlineSnapshot(`
        [UsageError: scan received different types at carry['h']: expected leaf, received list of length 1
          expected: trees of one structure
          to fix:   return the carry in the form in which it came: one value for each leaf, in the same containers]
      `);
    });

    it("a body that does not return a pair", () => {
      expect(() => scan(((c: NDArray) => c) as never, array(0), xs)).toThrowErrorMatchingInlineSnapshot(`
        [UsageError: scan received a body that returned an array weak float32[]
          expected: a pair [carry, y]
          to fix:   return [carry, null] if there is nothing to stack, [null, y] if there is nothing to carry]
      `);
    });

    it("inputs of different lengths", () => {
      expect(() => scan((c: NDArray) => [c, null], array(0), { a: xs, b: array([1, 2]) }))
        .toThrowErrorMatchingInlineSnapshot(`
        [UsageError: scan received xs['a']: float32[3], xs['b']: float32[2]
          expected: one length of all first axes
          to fix:   slice or broadcast the arrays so that their first axes agree, and leave the length out]
      `);
    });

    it("a length that is not that of the inputs", () => {
      expect(() => scan((c: NDArray) => [c, null], array(0), xs, { length: 4 })).toThrowErrorMatchingInlineSnapshot(`
        [UsageError: scan received xs: float32[3], and length 4
          expected: one length of all first axes
          to fix:   slice or broadcast the arrays so that their first axes agree, and leave the length out]
      `);
    });

    it("inputs without axes", () => {
      expect(() => scan((c: NDArray) => [c, null], array(0), [xs, array(1)])).toThrowErrorMatchingInlineSnapshot(`
        [UsageError: scan received xs[1]: weak float32[]
          expected: arrays with at least one axis, along which the scan runs
          to fix:   close over values that are the same in every step, or carry them]
      `);
    });

    it("to guess the number of steps", () => {
      expect(() => scan((c: NDArray) => [c, null], array(0), null)).toThrowErrorMatchingInlineSnapshot(`
        [UsageError: scan received xs without leaves, and no length
          expected: the number of steps: a natural number
          to fix:   pass { length: n }]
      `);
    });

    it("leaves that are not arrays", () => {
      expect(() => scan((c: { mode: string }) => [c, null], { mode: "fast" }, xs)).toThrowErrorMatchingInlineSnapshot(`
        [UsageError: scan received the text "fast" at init['mode']
          expected: a tree whose leaves are arrays, numbers or booleans
          to fix:   close over what is not an array, or put null in its place]
      `);
    });
  });
});
