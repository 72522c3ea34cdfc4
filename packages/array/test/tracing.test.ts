import { array, debug, evalShape, makeJaxpr, scan, ShapeDtypeStruct, type NDArray } from "@proj/array";
import { abstractArray, bind, checkJaxpr, dropUnread, shapeOf, stage, applyJaxpr, Variable } from "@proj/array/core";
import { describe, expect, expectTypeOf, it } from "vitest";

const vector = new ShapeDtypeStruct([3], "float32");
const number = new ShapeDtypeStruct([], "float32");
const weights = array([1, 2, 3]);

/** Messages name the place in this file where a tracer was made, which moves with every edit. */
const withoutLines = (f: () => unknown): string => {
  try {
    f();
  } catch (error) {
    return String(error).replace(/made at .*?:\d+:\d+\)?/g, "made at …");
  }
  throw new Error("nothing was thrown");
};

describe("a traced array", () => {
  it("that outlives its transformation is refused when it is used", () => {
    let leaked: NDArray | null = null;
    makeJaxpr((x: NDArray) => (leaked = x.mul(2)))(vector);
    expect(withoutLines(() => leaked!.add(1))).toMatchInlineSnapshot(`
      "UsageError: add received a traced array float32[3] that outlived makeJaxpr, made at …
        expected: arrays that are still being traced, or concrete arrays
        to fix:   return the value from the function instead of storing it outside"
    `);
  });

  it("that outlives its transformation is refused when another function returns it", () => {
    let leaked: NDArray | null = null;
    makeJaxpr((x: NDArray) => (leaked = x.mul(2)))(vector);
    expect(withoutLines(() => makeJaxpr(() => leaked)())).toMatchInlineSnapshot(`
      "UsageError: makeJaxpr received a traced array float32[3] that outlived makeJaxpr, made at …
        expected: arrays that are still being traced, or concrete arrays
        to fix:   return the value from the function instead of storing it outside"
    `);
  });

  it("cannot be a condition: if (x > 0)", () => {
    const f = (x: NDArray) => ((x as unknown as number) > 0 ? x : x.neg());
    expect(withoutLines(() => makeJaxpr(f)(number))).toMatchInlineSnapshot(`
      "UsageError: JavaScript operator received a traced array float32[] of makeJaxpr of f, made at …
        expected: array operations; JavaScript operators cannot be given a meaning for arrays
        to fix:   write x.add(y), x.lt(y) …; x.item() is a number if x is concrete; for control flow use where, cond or whileLoop"
    `);
  });

  it("cannot be a condition: if (x.gt(0))", () => {
    // JavaScript takes every object for true, so only the unread comparison tells.
    const f = (x: NDArray) => ((x.gt(0) as unknown) ? x : x.neg());
    expect(withoutLines(() => makeJaxpr(f)(number))).toMatchInlineSnapshot(`
      "UsageError: makeJaxpr of f received an array, the result of "gt", as the condition of an if, a while, && or ?:
        expected: control flow that does not depend on arrays: to JavaScript every object is true
        to fix:   use where, cond or whileLoop, or mark the argument as static"
    `);
  });

  it("cannot decide what a program is: its operations, its constants, its errors, how long it is", () => {
    const holds = (x: NDArray): boolean => x.gt(0) as unknown as boolean;
    const deciding: readonly ((x: NDArray) => NDArray)[] = [
      (x) => (holds(x) ? x.mul(weights) : x.mul(array([7, 2, 3]))),
      (x) => (!holds(x) ? x.mul(2) : x),
      (x) => (holds(x) && x.mul(2)) as NDArray,
      (x) => {
        if (!holds(x)) throw new Error("not positive");
        return x;
      },
      (x) => {
        let y = x;
        while (holds(y)) y = y.sub(1);
        return y;
      },
      (x) => scan((c: NDArray, y: NDArray) => [holds(y) ? c.add(y) : c, null], x, weights)[0],
    ];
    for (const f of deciding) expect(() => makeJaxpr(f)(number)).toThrow(/as the condition of an if/);
  });

  it("may be compared, whether the result is used or not", () => {
    const harmless: readonly ((x: NDArray) => unknown)[] = [
      (x) => x.gt(0),
      (x) => x.gt(0).astype("float32"),
      (x) => (x.gt(0), x.mul(array([1, 2]))),
      (x) => x.mul([x.gt(0), x.lt(0)].length),
      (x) => (debug.callback((_: NDArray) => 0, x), x.ge(1), x),
      (x) => scan((c: NDArray, y: NDArray) => (y.gt(0), [c.add(y), null]), x, weights)[0],
    ];
    for (const f of harmless) expect(() => makeJaxpr(f)(number)).not.toThrow();
  });

  it("has no values", () => {
    expect(withoutLines(() => makeJaxpr((x: NDArray) => x.mul(x.item()))(number))).toMatchInlineSnapshot(`
      "UsageError: item received a traced array float32[] of makeJaxpr, made at …
        expected: a concrete array: traced arrays stand for values that are not known yet
        to fix:   use where, cond or whileLoop instead of JavaScript control flow, return the value from the function, or mark the argument as static"
    `);
  });

  it("of an enclosing function may be used in a body that is traced within", () => {
    const xs = array([1, 2, 3]);
    const f = (x: NDArray) => scan((c: NDArray, y: NDArray) => [c.add(y.mul(x)), null], x, xs)[0];
    const { jaxpr, consts } = makeJaxpr(f)(number);
    expect(applyJaxpr(jaxpr, [...consts, array(2)]).map((result) => result.item())).toEqual([14]);
  });

  it("does not stay on the stack when the function throws", () => {
    expect(() =>
      makeJaxpr(() => {
        throw new Error("mine");
      })(),
    ).toThrow("mine");
    expect(array(1).add(1).item()).toBe(2);
  });
});

describe("applyJaxpr", () => {
  it("computes what the function computes", () => {
    const f = (x: NDArray, y: NDArray) => bind("sin", [x.mul(y)], {})[0].sum();
    const { jaxpr, consts } = makeJaxpr(f)(vector, vector);
    const [x, y] = [array([1, 2, 3]), array([-1, 0.5, 2])];
    expect(applyJaxpr(jaxpr, [...consts, x, y]).map((result) => result.item())).toEqual([f(x, y).item()]);
  });

  it("refuses too few arguments", () => {
    expect(() => applyJaxpr(makeJaxpr((x: NDArray) => x)(vector).jaxpr, [])).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: applyJaxpr received 0 arrays
        expected: one for each of the 1 binders
        to fix:   pass the constants of a closed Jaxpr first, then its arguments]
    `);
  });

  it("can be traced again", () => {
    const { jaxpr } = makeJaxpr((x: NDArray) => x.mul(2).add(1))(vector);
    const again = makeJaxpr((x: NDArray) => applyJaxpr(jaxpr, [x]))(vector);
    expect(String(again)).toBe(
      "{ lambda ; a:f32[3]. let b:f32[3] = mul a 2.0:f32[]; c:f32[3] = add b 1.0:f32[] in (c,) }",
    );
  });
});

describe("dropUnread", () => {
  it("removes what does not contribute to the wanted outputs, however long the chain", () => {
    const { jaxpr } = makeJaxpr((x: NDArray) => [x.mul(2).add(1).neg(), x.sum()])(vector);
    const only = dropUnread(jaxpr, jaxpr.outputs.slice(1));
    expect(only.equations.map((equation) => equation.primitive)).toEqual(["reduceSum"]);
    expect(only.binders).toEqual(jaxpr.binders);
    expect(dropUnread(jaxpr)).toEqual(jaxpr);
  });
});

describe("checkJaxpr", () => {
  const { jaxpr } = makeJaxpr((x: NDArray) => x.mul(2).add(x))(vector);
  const [first, second] = jaxpr.equations;

  it("accepts what tracing writes", () => {
    expect(() => checkJaxpr(jaxpr)).not.toThrow();
  });

  it("refuses a variable that is read before it is bound", () => {
    expect(() => checkJaxpr({ ...jaxpr, equations: [second!, first!] })).toThrowErrorMatchingInlineSnapshot(
      `[Error: malformed Jaxpr: an unbound variable is read at equation 0, add]`,
    );
  });

  it("refuses a variable that is bound twice", () => {
    expect(() => checkJaxpr({ ...jaxpr, equations: [first!, first!] })).toThrowErrorMatchingInlineSnapshot(
      `[Error: malformed Jaxpr: a variable is bound twice, at equation 1, mul]`,
    );
  });

  it("refuses a result of another type than the primitive's", () => {
    const wrong = new Variable(abstractArray([3], "int32"));
    expect(() =>
      checkJaxpr({ ...jaxpr, equations: [{ ...first!, outputs: [wrong] }], outputs: [wrong] }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[Error: malformed Jaxpr: equation 0, mul binds a result of type int32[3], its rule gives float32[3]]`,
    );
  });
});

describe("evalShape and shapeOf", () => {
  it("give the types of a tree without values", () => {
    const result = evalShape(
      (x: NDArray, { w }: { w: NDArray }) => ({ y: x.matmul(w), n: [x.shape.length] as const }),
      vector,
      { w: new ShapeDtypeStruct([3, 2], "float32") },
    );
    expectTypeOf(result).toEqualTypeOf<{ y: ShapeDtypeStruct; n: readonly [ShapeDtypeStruct] }>();
    expect([String(result.y), String(result.n[0])]).toEqual(["float32[2]", "weak float32[]"]);
    expect(shapeOf({ a: array([1, 2]), b: [array(true)] })).toEqual({
      a: new ShapeDtypeStruct([2], "float32"),
      b: [new ShapeDtypeStruct([], "bool")],
    });
  });

  it("refuse what the function would refuse", () => {
    expect(() => evalShape((x: NDArray) => x.matmul(x), new ShapeDtypeStruct([2, 3], "float32"))).toThrow(/matmul/);
  });

  it("name leaves that are not arrays", () => {
    expect(() => shapeOf({ layers: [{ name: "first" }] })).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: shapeOf received the text "first" at tree['layers'][0]['name']
        expected: a tree whose leaves are arrays, numbers or booleans
        to fix:   close over what is not an array, or put null in its place]
    `);
  });
});

describe("stage", () => {
  it("closes over arrays once each", () => {
    const shared = array([1, 2, 3]);
    const { jaxpr, consts } = stage(([x]) => [x!.add(shared).mul(shared)], [abstractArray([3], "float32")], "test");
    expect(consts.length).toBe(1);
    expect(consts[0]).toBe(shared);
    expect(jaxpr.binders.length).toBe(2);
  });
});
