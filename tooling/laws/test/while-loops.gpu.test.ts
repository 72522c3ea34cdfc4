import * as np from "@proj/array";
import type { NDArray } from "@proj/array";
import * as lax from "@proj/array/lax";
import { checkpointedWhileLoop, grad, jvp, vmap } from "@proj/autodiff";
import { describe, test } from "vitest";
import { caseOf } from "../src/case.ts";
import { subjects } from "../src/subjects.ts";
import { agrees } from "./agreement.ts";

/*
 * A loop whose end is known to the device alone is one program, also backwards: for one member, for a batch whose members stop at
 * different times, and in both modes.
 */

type State = readonly [h: NDArray, sum: NDArray, written: NDArray, i: NDArray];

/** While |h| is small: h = tanh(w h) + 0.6 h + 0.1; how often, the sum of h on the way, and h written to its step's place. */
function loss(x: NDArray, w: NDArray): NDArray {
  const [h, sum, written] = checkpointedWhileLoop<State>(
    ([h, , , i]) => np.logicalAnd(h.mul(h).sum().lt(9), i.lt(12)),
    ([h, sum, written, i]) => [
      np.tanh(w.matmul(h)).add(h.mul(0.6)).add(0.1),
      sum.add(h.sum()),
      written.at(i).set(h.mul(h).sum()),
      i.add(1),
    ],
    [x, np.array(0).astype("float32"), np.zeros([12]), np.array(0).astype("int32")],
    { checkpoints: 2 },
  );
  return h
    .sum()
    .add(sum)
    .add(np.sqrt(written.add(1)).sum());
}

const x = np.array([0.3, -0.2, 0.5]);
const w = np.array([[0.5, 0.1, -0.3], [0.2, 0.7, 0.4], [-0.6, 0.3, 0.8]]); // prettier-ignore
const members = np.stack([x, x.mul(6), x.mul(0.1), x.mul(-2)]);

const gradients = grad(loss, { argnums: [0, 1] });
const batched = vmap(gradients, { inAxes: [0, null] });
const whole = (xs: NDArray, shared: NDArray): NDArray => vmap(loss, { inAxes: [0, null] })(xs, shared).sum();

const backwards = caseOf("a loop backwards", ([all, weights]) => batched(all!, weights!), [members, w]);

const everything = caseOf(
  "a loop in all ways",
  ([one, all, weights]) => [
    loss(one!, weights!),
    ...gradients(one!, weights!),
    ...batched(all!, weights!),
    ...grad(whole, { argnums: [0, 1] })(all!, weights!),
    ...jvp((y: NDArray) => loss(y, weights!), [one!], [one!]),
    jvp((y: NDArray) => gradients(y, weights!)[0], [one!], [one!])[1],
  ],
  [x, members, w],
);

const functions = [
  np.exp, np.expm1, np.log1p, np.sin, np.cos, np.tanh, np.sinh, np.arcsinh, np.arctan, np.cbrt, lax.erf, lax.erfc, lax.logistic,
  (v: NDArray) => np.log(v.add(2)), (v: NDArray) => np.arccosh(v.add(2)), (v: NDArray) => np.arcsin(v.div(4)),
  (v: NDArray) => np.power(v.abs(), 1.5), (v: NDArray) => np.arctan2(v, v.add(3)), (v: NDArray) => v.astype("float16").astype("float32"),
  (v: NDArray) => v.mul(8).astype("int32").astype("float32"),
]; // prettier-ignore

/** More elements than a workgroup has threads, so that all of it is a loop within a loop, of which a compiler might follow each way. */
const choices = caseOf(
  "a loop of many functions and choices",
  ([all]) => {
    const chosen = (v: NDArray): NDArray =>
      functions.map((f) => np.where(f(v).gt(0.3), f(v), v.neg())).reduce((sum, term) => sum.add(term));
    const [end] = np.whileLoop<readonly [NDArray, NDArray]>(
      ([, i]) => i.lt(3),
      ([v, i]) => [chosen(v).div(100), i.add(1)],
      [all!, np.array(0).astype("int32")],
    );
    return [end];
  },
  [np.linspace(-1, 1, 11)],
);

const fraction = caseOf(
  "a continued fraction between logarithms and exponentials",
  ([all]) => [lax.betainc(np.full([11], 2, { dtype: "float32" }), np.full([11], 3, { dtype: "float32" }), all!)],
  [np.linspace(-0.1, 1.1, 11)],
);

describe("as on the reference, with its derivatives:", () => {
  test.each([
    ["wasm", everything],
    ["parallel", everything],
    ["webgpu", backwards],
    ["webgpu", choices],
    ["webgpu", fraction],
  ] as const)("a loop without a known end on %s", async (name, program) => {
    await agrees(await subjects[name](), program);
  });
});
