import { array, type NDArray } from "@proj/array";
import {
  checkpoint,
  customJvp,
  customVjp,
  grad,
  hessian,
  hvp,
  jacfwd,
  jacrev,
  jvp,
  linearize,
  linearTranspose,
  valueAndGrad,
  vjp,
  vmap,
} from "@proj/autodiff";
import { describe, expect, expectTypeOf, it } from "vitest";

const x = array([1, 2, 3]);
const integers = array([1, 2, 3], { dtype: "int32" });

describe("options of derivatives", () => {
  it("are the argument to differentiate, by position or by name", () => {
    const f = (a: NDArray, b: NDArray): NDArray => a.mul(b).mul(b).sum();
    const b = array([1, 0, 2]);
    expect(grad(f, 1)(x, b).toList()).toEqual(grad(f, { argnums: 1 })(x, b).toList());
    const [byA, byB] = grad(f, [0, 1])(x, b);
    expect([byA.toList(), byB.toList()]).toEqual([
      [1, 0, 4],
      [2, 0, 12],
    ]);
    expect(valueAndGrad(f, -1)(x, b)[1].toList()).toEqual([2, 0, 12]);
    expect(jacfwd(f, 1)(x, b).toList()).toEqual([2, 0, 12]);
    expect(jacrev(f, 1)(x, b).toList()).toEqual([2, 0, 12]);
    expect(hessian(f, 1)(x, b).toList()).toEqual([
      [2, 0, 0],
      [0, 4, 0],
      [0, 0, 6],
    ]);
  });

  it("can let chosen arguments hold integers, whose gradient is null", () => {
    const loss = ({ w, n }: { w: NDArray; n: NDArray }): NDArray => w.mul(n).sum();
    const gradient: unknown = grad(loss, { allowInt: true })({ w: x, n: integers });
    expect(gradient).toEqual({ w: expect.objectContaining({ dtype: "float32" }) as unknown, n: null });
    expect(() => grad(loss)({ w: x, n: integers })).toThrow("pass { allowInt: true }");
  });

  it("refuse names that do not exist and values that do not fit", () => {
    const f = (a: NDArray): NDArray => a.sum();
    expect(() => grad(f, { argnum: 0 } as never)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: grad received an option "argnum", which it does not know
        expected: any of argnums, hasAux, holomorphic, allowInt
        to fix:   write argnums instead of argnum]
    `);
    expect(() => grad(f, "0" as never)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: grad received argnums: the text "0"
        expected: argnums: an integer, or a list of integers
        to fix:   pass argnums as an integer, or a list of integers]
    `);
    expect(() => grad(f, { holomorphic: true })(x)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: grad received float32[3], with holomorphic: true
        expected: complex arguments
        to fix:   leave holomorphic out, or convert the argument: x.astype("complex64")]
    `);
    expect(() => jacfwd(f, { hasAux: 1 } as never)).toThrow("jacfwd received hasAux: the number 1");
    expect(() => vjp(f, [x], { hasaux: true } as never)).toThrow("write hasAux instead of hasaux");
    expect(() => grad(undefined as never)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: grad received f: undefined
        expected: f: a function
        to fix:   pass f as a function]
    `);
    expect(() => hessian(3 as never)).toThrow("hessian received f: the number 3");
    expect(() => linearTranspose(null as never, [x])).toThrow("linearTranspose received f: null");
    expect(() => checkpoint(f, { polisy: null } as never)).toThrow("write policy instead of polisy");
  });
});

describe("axes of vmap", () => {
  it("go by position or by name", () => {
    const scale = (a: NDArray, s: NDArray): NDArray => a.mul(s);
    const m = array([[1, 2], [3, 4]]); // prettier-ignore
    const s = array([10, 100]);
    expect(vmap(scale, [0, null])(m, s).toList()).toEqual(vmap(scale, { inAxes: [0, null] })(m, s).toList());
    expect(vmap(scale, [0, null], 1)(m, s).toList()).toEqual(vmap(scale, { inAxes: [0, null], outAxes: 1 })(m, s).toList()); // prettier-ignore
    expect(vmap(scale, [1, null], { outAxes: 1 })(m, s).toList()).toEqual([
      [10, 20],
      [300, 400],
    ]);
  });

  it("are refused where they are none", () => {
    const f = (a: NDArray): NDArray => a;
    expect(() => vmap(f, "i" as never)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: vmap received inAxes: the text "i"
        expected: inAxes: an integer, null, or a tree of them
        to fix:   pass inAxes as an integer, null, or a tree of them]
    `);
    expect(() => vmap(f, { in_axes: 0 } as never)).toThrow("write inAxes instead of in_axes");
    expect(() => vmap(f, { axisSize: -1 })).toThrow("vmap received axisSize: the number -1");
    expect(() => vmap(x as never)).toThrow("vmap received f:");
  });
});

describe("rules for each argument", () => {
  const power = customJvp(
    (a: NDArray, b: NDArray): NDArray => a.pow(b),
    [(t, result, a, b) => t.mul(result).mul(b).div(a), (t, result) => t.mul(result).mul(2)],
  );

  it("give parts of which the tangent is the sum", () => {
    const [, tangent] = jvp(power, [array(2), array(3)], [array(1), array(10)]);
    expect(tangent.item()).toBe(12 + 160);
    expect(grad(power, [0, 1])(array(2), array(3)).map((g) => g.item())).toEqual([12, 16]);
  });

  it("hold for derivatives of the rules themselves", () => {
    // The second part multiplies the result by 2 again.
    expect(grad(grad(power, 1), 1)(array(2), array(3)).item()).toBe(32);
  });

  it("may be null, and are as many as arguments", () => {
    const first = customJvp((a: NDArray, b: NDArray): NDArray => a.mul(b), [null, (t) => t]);
    expect(grad(first, [0, 1])(array(2), array(3)).map((g) => g.item())).toEqual([0, 1]);
    const wrong = customJvp((a: NDArray): NDArray => a, [null, null] as never);
    expect(() => grad(wrong)(x.sum())).toThrow("2 rules for a call with 1 arguments");
    expect(() => customJvp((a: NDArray): NDArray => a, [3] as never)).toThrow(
      "customJvp received rule[0]: the number 3",
    );
    expect(() => customJvp((a: NDArray): NDArray => a, undefined as never)).toThrow(
      "customJvp received rule: undefined",
    );
    expect(() =>
      customVjp(
        (a: NDArray): NDArray => a,
        (a) => [a, null],
        1 as never,
      ),
    ).toThrow("customVjp received backward: the number 1");
  });
});

describe("types of functions without annotations", () => {
  it("take arrays", () => {
    grad((a) => {
      expectTypeOf(a).toEqualTypeOf<NDArray>();
      return a.sum();
    })(x);
    grad((a, b) => {
      expectTypeOf(b).toEqualTypeOf<NDArray>();
      return a.mul(b).sum();
    }, 1)(x, x);
    jacfwd((a) => {
      expectTypeOf(a).toEqualTypeOf<NDArray>();
      return a.mul(a);
    }, 0)(x);
    hessian((a) => a.pow(3).sum())(x);
    vmap(
      (a, b) => {
        expectTypeOf(b).toEqualTypeOf<NDArray>();
        return a.mul(b);
      },
      [0, null],
    )(x, array(2));
    jvp(
      (a) => {
        expectTypeOf(a).toEqualTypeOf<NDArray>();
        return a.mul(a);
      },
      [3],
      [1],
    );
    vjp(
      ({ a }, b) => {
        expectTypeOf(a).toEqualTypeOf<NDArray>();
        expectTypeOf(b).toEqualTypeOf<NDArray>();
        return a.mul(b);
      },
      [{ a: 2 }, x],
    );
    linearize((a) => a.mul(2), [1]);
    expect(hvp((a) => a.pow(3).sum(), [2], [1]).item()).toBe(12);
  });
});
