import { array, makeJaxpr, scan, tanh, zeros, type NDArray } from "@proj/array";
import type { Jaxpr } from "@proj/array/core";
import * as np from "@proj/array";
import { grad, vmap } from "@proj/autodiff";
import { describe, expect, it } from "vitest";
import { centralDifference, expectClose, values } from "./numeric.ts";

/** The weight gradient of a loop is one product over all steps, after the loop: no running sum in the loop. */

interface Parameters {
  readonly w: NDArray;
  readonly u: NDArray;
  readonly b: NDArray;
}

function loss({ w, u, b }: Parameters, h0: NDArray, xs: NDArray): NDArray {
  const step = (h: NDArray, x: NDArray): [NDArray, NDArray] => {
    const next = tanh(w.matmul(h).add(u.matmul(x)).add(b));
    return [next, next];
  };
  const [, states] = scan(step, h0, xs);
  return states.mul(states).sum();
}

const float64 = (shape: readonly number[], seed: number): NDArray =>
  array(Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, k) => Math.sin(seed + 1.7 * k))).reshape(shape); // prettier-ignore

const parameters: Parameters = { w: zeros([3, 3]), u: zeros([3, 2]), b: zeros([3]) };
const initial = zeros([5, 3]);
const inputs = zeros([5, 7, 2]);
const batched = { inAxes: [null, 0, 0] } as const;

/** The equations of a Jaxpr that are not inside of others, as names. */
const primitives = ({ equations }: Jaxpr): string[] => equations.map(({ primitive }) => primitive);

/** The reverse scan of a gradient. */
function reverseScan(jaxpr: Jaxpr) {
  const found = jaxpr.equations.findLast(({ primitive }) => primitive === "scan");
  if (found?.primitive !== "scan") throw new Error("no scan");
  return found;
}

describe("with the batch inside of grad", () => {
  const total = (p: Parameters, h0: NDArray, xs: NDArray): NDArray => vmap(loss, batched)(p, h0, xs).sum();
  const { jaxpr } = makeJaxpr(grad(total))(parameters, initial, inputs);

  it("weights are contracted over time and batch once, biases summed once", () => {
    const { equations } = jaxpr;
    const after = equations.slice(equations.indexOf(reverseScan(jaxpr)) + 1);
    expect(after.map(({ primitive, params }) => ({ primitive, ...params }))).toEqual([
      { primitive: "dotGeneral", lhsContracting: [0, 1], rhsContracting: [0, 1], lhsBatch: [], rhsBatch: [] },
      { primitive: "dotGeneral", lhsContracting: [0, 1], rhsContracting: [0, 1], lhsBatch: [], rhsBatch: [] },
      { primitive: "reduceSum", axes: [0, 1] },
    ]);
  });

  it("the reverse loop carries the cotangent of the state alone, and has one product: that with the weights", () => {
    const { params } = reverseScan(jaxpr);
    expect(params.numCarry).toBe(1);
    expect(primitives(params.jaxpr).filter((name) => name === "dotGeneral")).toHaveLength(1);
    expect(primitives(params.jaxpr)).not.toContain("reduceSum");
  });

  it("is written as follows", () => {
    expect(String(makeJaxpr(grad(total))(parameters, initial, inputs))).toMatchInlineSnapshot(`
      "{ lambda ; a:f32[3] b:f32[3,2] c:f32[3,3] d:f32[5,3] e:f32[5,7,2]. let
          f:f32[7,5,2] = transpose[permutation=(1, 0, 2)] e
          _:f32[5,3] g:f32[7,5,3] h:f32[7,5,3] = scan[
            jaxpr={ lambda ; i:f32[3,3] j:f32[3,2] k:f32[3] l:f32[5,3] m:f32[5,2]. let
                n:f32[5,3] = dot_general[lhs_contracting=(1,) rhs_contracting=(1,) lhs_batch=() rhs_batch=()] l i
                o:f32[5,3] = dot_general[lhs_contracting=(1,) rhs_contracting=(1,) lhs_batch=() rhs_batch=()] m j
                p:f32[5,3] = add n o
                q:f32[5,3] = broadcast_in_dim[shape=(5, 3) broadcast_dimensions=(1,)] k
                r:f32[5,3] = add p q
                s:f32[5,3] = tanh r
              in (s, s, l) }
            num_consts=3
            num_carry=1
            length=7
            reverse=False
          ] c b a d f
          _:f32[5,3] = broadcast_in_dim[shape=(5, 3) broadcast_dimensions=()] 0.0:f32[]
          t:f32[7,5,3] = mul g g
          u:f32[5] = reduce_sum[axes=(0, 2)] t
          _:f32[] = reduce_sum[axes=(0,)] u
          v:f32[5] = broadcast_in_dim[shape=(5,) broadcast_dimensions=()] 1.0:f32[]
          w:f32[7,5,3] = broadcast_in_dim[shape=(7, 5, 3) broadcast_dimensions=(1,)] v
          x:f32[7,5,3] = mul g w
          y:f32[7,5,3] = mul w g
          z:f32[7,5,3] = add x y
          aa:f32[5,3] = broadcast_in_dim[shape=(5, 3) broadcast_dimensions=()] 0.0:f32[]
          _:f32[5,3] ab:f32[7,5,3] = scan[
            jaxpr={ lambda ; ac:f32[3,3] ad:f32[5,3] ae:f32[5,3] af:f32[5,3]. let
                ag:f32[5,3] = add ae 1.0:f32[]
                ah:f32[5,3] = sub 1.0:f32[] ae
                ai:f32[5,3] = mul ag ah
                aj:f32[5,3] = add ad af
                ak:f32[5,3] = mul aj ai
                al:f32[5,3] = dot_general[lhs_contracting=(1,) rhs_contracting=(0,) lhs_batch=() rhs_batch=()] ak ac
              in (al, ak) }
            num_consts=1
            num_carry=1
            length=7
            reverse=True
          ] c aa g z
          am:f32[3,3] = dot_general[lhs_contracting=(0, 1) rhs_contracting=(0, 1) lhs_batch=() rhs_batch=()] ab h
          an:f32[3,2] = dot_general[lhs_contracting=(0, 1) rhs_contracting=(0, 1) lhs_batch=() rhs_batch=()] ab f
          ao:f32[3] = reduce_sum[axes=(0, 1)] ab
        in (ao, an, am) }"
    `);
  });
});

describe("with the batch outside of grad", () => {
  it("each member's weights are contracted over time once", () => {
    const { jaxpr } = makeJaxpr(vmap(grad(loss), batched))(parameters, initial, inputs);
    const scanAt = jaxpr.equations.indexOf(reverseScan(jaxpr));
    const after = jaxpr.equations.slice(scanAt + 1);
    expect(after.map(({ primitive }) => primitive)).toEqual(["dotGeneral", "dotGeneral", "reduceSum"]);
    expect(after.map(({ outputs }) => outputs[0]!.aval.shape)).toEqual([[5, 3, 3], [5, 3, 2], [5, 3]]); // prettier-ignore
    expect(reverseScan(jaxpr).params.numCarry).toBe(1);
  });
});

describe("the gradients are right", () => {
  const at = [float64([3, 3], 0), float64([3, 2], 1), float64([3], 2)];
  const direction = [float64([3, 3], 3), float64([3, 2], 4), float64([3], 5)];
  const data = [float64([5, 3], 6), float64([5, 7, 2], 7)] as const;

  /** Compares the gradient of a function of w, u and b with differences, and counts running sums. */
  function check(f: (w: NDArray, u: NDArray, b: NDArray) => NDArray, carried: number): void {
    const gradient = grad(f, { argnums: [0, 1, 2] });
    const [w, u, b] = at as [NDArray, NDArray, NDArray];
    const slope = gradient(w, u, b).reduce((sum, g, k) => sum + np.vdot(g, direction[k]!).item(), 0);
    expectClose(
      [slope],
      centralDifference((args) => [f(...(args as [NDArray, NDArray, NDArray]))], at, direction),
      1e-8,
    );
    expect(reverseScan(makeJaxpr(gradient)(w, u, b).jaxpr).params.numCarry).toBe(carried);
  }

  it("in a batch", () => {
    check((w, u, b) => vmap(loss, batched)({ w, u, b }, ...data).sum(), 1);
  });

  it("where one matrix holds several weights, is scaled, and is used several times", () => {
    check((w, u, b) => {
      const joint = np.concatenate([w, u], 1).mul(0.5);
      const step = (h: NDArray, x: NDArray): [NDArray, null] => {
        const next = joint.matmul(np.concatenate([h, x])).add(joint.matmul(np.concatenate([b, x.mul(x)])));
        return [tanh(next).sub(w.T.matmul(h)), null];
      };
      return scan(step, float64([3], 8), float64([4, 2], 9))[0].sum();
    }, 2); // b without a batch is a plain running sum
  });

  it("where weights are cut into gates", () => {
    check((w, u, b) => {
      const step = (h: NDArray, x: NDArray): [NDArray, null] => {
        const gates = np.concatenate([w, w], 0).matmul(h);
        const [first, second] = np.split(gates, 2);
        return [np.nn.sigmoid(first!.add(b)).mul(tanh(second!.add(u.matmul(x)))), null];
      };
      return scan(step, float64([3], 8), float64([4, 2], 9))[0].sum();
    }, 2); // b, as above
  });

  it("in a loop inside a loop", () => {
    check((w, u, b) => {
      const inner = (h: NDArray, x: NDArray): [NDArray, null] => [tanh(w.matmul(h).add(u.matmul(x)).add(b)), null];
      const outer = (h: NDArray, xs: NDArray): [NDArray, NDArray] => {
        const [last] = scan(inner, h, xs);
        return [last, w.matmul(last).sum()];
      };
      const [last, sums] = scan(outer, float64([3], 8), float64([2, 3, 2], 9));
      return last.sum().add(sums.mul(sums).sum());
    }, 1);
  });

  it("where a contribution has no such form, and is carried along as a running sum", () => {
    check((w, u, b) => {
      const step = (h: NDArray, x: NDArray): [NDArray, null] => {
        const weights = tanh(w.mul(h));
        return [tanh(weights.matmul(h).add(u.matmul(x)).add(b)), null];
      };
      return scan(step, float64([3], 8), float64([4, 2], 9))[0].sum();
    }, 2);
  });

  it("of loops of no steps, and backwards", () => {
    const step =
      (w: NDArray) =>
      (h: NDArray, x: NDArray): [NDArray, NDArray] => {
        const next = tanh(w.matmul(h).add(x));
        return [next, next.mul(x)];
      };
    const none = grad((w: NDArray) => scan(step(w), float64([3], 1), float64([0, 3], 2))[0].sum());
    expect(values([none(at[0]!)])).toEqual(new Array(9).fill(0));
    const backwards = (w: NDArray): NDArray =>
      scan(step(w), float64([3], 1), float64([4, 3], 2), { reverse: true })[1].sum();
    const slope = np.vdot(grad(backwards)(at[0]!), direction[0]!).item();
    expectClose(
      [slope],
      centralDifference(([w]) => [backwards(w!)], [at[0]!], [direction[0]!]),
      1e-8,
    );
  });
});

describe("what the derivative remembers", () => {
  it("is not stacked where it is the same in every step, or an input, or follows from the rest by arithmetic", () => {
    const f = (w: NDArray, xs: NDArray): NDArray => {
      const step = (h: NDArray, x: NDArray): [NDArray, NDArray] => {
        const next = tanh(np.sin(w).matmul(h).mul(x));
        return [next, next];
      };
      const [, ys] = scan(step, zeros([3]), xs);
      return ys.sum();
    };
    const { jaxpr } = makeJaxpr(grad(f))(zeros([3, 3]), zeros([7, 3]));
    const forward = jaxpr.equations.find(({ primitive }) => primitive === "scan")!;
    if (forward.primitive !== "scan") throw new Error("no scan");
    // The result, and the product that is multiplied with x.
    const stacked = forward.params.jaxpr.outputs.slice(forward.params.numCarry);
    expect(stacked.map(({ aval }) => aval.shape)).toEqual([[3], [3]]);
  });
});
