import * as np from "@proj/array";
import { innerJaxprs, type Jaxpr } from "@proj/array/core";
import { checkpoint, checkpointName, checkpointPolicies, grad, hessian, type CheckpointPolicy } from "@proj/autodiff";
import { input, loadGroup, output, type Case } from "@proj/reference";
import { describe, expect, it } from "vitest";
import { jitted } from "./jitted.ts";
import { expectClose, values } from "./numeric.ts";

type NDArray = np.NDArray;

const arrayOf = (from: Case, key: string): NDArray => {
  const { data, shape } = input(from, key);
  return np.array(data).reshape(shape);
};

const { saveAnyNamesButThese, saveFromBothPolicies, saveOnlyTheseNames, ...fixed } = checkpointPolicies;

const policies: Readonly<Record<string, CheckpointPolicy | null>> = {
  null: null,
  everythingSaveable: fixed.everythingSaveable,
  nothingSaveable: fixed.nothingSaveable,
  dotsSaveable: fixed.dotsSaveable,
  dotsWithNoBatchDimsSaveable: fixed.dotsWithNoBatchDimsSaveable,
  "saveOnlyTheseNames h": saveOnlyTheseNames("h"),
  "saveAnyNamesButThese h": saveAnyNamesButThese("h"),
  "saveFromBothPolicies dots and s": saveFromBothPolicies(fixed.dotsSaveable, saveOnlyTheseNames("s")),
};

const functions: Readonly<Record<string, (w: NDArray, x: NDArray, stack: NDArray) => NDArray>> = {
  named: (w, x) =>
    np
      .sin(checkpointName(np.tanh(w.matmul(x)), "h"))
      .mul(checkpointName(np.sin(np.cos(x)), "s"))
      .sum(),
  products: (w, x, stack) => {
    const products = np.tanh(np.einsum("bij,bkj->bik", stack.mul(w), stack));
    return np.sin(products.matmul(w.matmul(x))).sum();
  },
  calls: (w, x) => {
    const f = (y: NDArray): NDArray => jitted((m: NDArray, v: NDArray) => np.tanh(m.matmul(v)))(w, y);
    return np.sin(f(f(x))).sum();
  },
};

/** How often each primitive occurs in a Jaxpr, inner ones included. */
function count(jaxpr: Jaxpr, counts: Map<string, number>): Map<string, number> {
  for (const equation of jaxpr.equations) {
    counts.set(equation.primitive, (counts.get(equation.primitive) ?? 0) + 1);
    innerJaxprs(equation).forEach((inner) => count(inner, counts));
  }
  return counts;
}

describe("a checkpoint keeps what its policy says, as JAX does:", () => {
  it.each(loadGroup("checkpoint-policies", "policy").map((of) => [of.name, of] as const))("%s", (_, of) => {
    const [w, x, stack] = [arrayOf(of, "w"), arrayOf(of, "x"), arrayOf(of, "stack")];
    const f = functions[of.params["f"] as string]!;
    const policy = policies[of.params["policy"] as string]!;
    const g = checkpoint((v: NDArray, y: NDArray) => f(v, y, stack), { policy });
    const gradient = grad(g, { argnums: [0, 1] });
    const [dw, dx] = gradient(w, x);
    const second = hessian((y: NDArray) => g(w, y))(x);
    for (const [received, key] of [
      [dw, "w"],
      [dx, "x"],
      [second, "hessian"],
    ] as const)
      // prettier-ignore
      expectClose(values([received]), [...(output(of, key).data as Float64Array)], 1e-13);
    const counts = count(np.makeJaxpr(gradient)(w, x).jaxpr, new Map());
    const expected = of.params["counts"] as Record<string, number>;
    expect(Object.fromEntries(Object.keys(expected).map((name) => [name, counts.get(name) ?? 0]))).toEqual(expected);
  });
});
