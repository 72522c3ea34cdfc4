import * as np from "@proj/array";
import { cond, foriLoop, scan, switchCase, whileLoop, type NDArray } from "@proj/array";
import { axisIndex, pmean, psum } from "@proj/array/lax";
import { checkpoint, customJvp, customVjp, grad, hessian, hvp, jacfwd, jacrev, jvp, vjp, vmap } from "@proj/autodiff";
import { findCase, input, loadGroup, output, type Case } from "@proj/reference";
import { describe, expect, it } from "vitest";
import { expectClose, values } from "./numeric.ts";

/** Values, derivatives and batches of small functions, computed by JAX in float64. */

const arrayOf = (from: Case, key: string): NDArray => {
  const { data, shape } = input(from, key);
  return np.array(data).reshape(shape);
};
const expectEqual = (received: NDArray, from: Case, key: string, tolerance: number): void => {
  const expected = output(from, key);
  expect(received.shape).toEqual(expected.shape);
  expectClose(values([received]), [...(expected.data as Float64Array)], tolerance);
};

const MATRIX = arrayOf(loadGroup("transforms", "function")[0]!, "matrix");
const one = np.array(new Float64Array([1])).reshape([]);
const zeros3 = np.array(new Float64Array(3));
const element = (x: NDArray, i: number): NDArray => np.take(x, i);

const composition = (x: NDArray): NDArray =>
  np.sin(x).mul(np.exp(np.flip(x))).sum().add(np.log1p(x.mul(x).sum())); // prettier-ignore

const branches = (e: NDArray): NDArray => cond(e.gt(0), (y: NDArray) => y.pow(3), np.exp, e);

// The rule calls the function itself, so that the rule holds for second derivatives too.
const softplus: (x: NDArray) => NDArray = customJvp(
  (x: NDArray) => np.log1p(np.exp(x)),
  ([x], [t]) => [softplus(x), t.mul(3).mul(np.nn.sigmoid(x))],
);

const clipped = customVjp(
  (x: NDArray) => x.mul(x),
  (x: NDArray) => [x.mul(x), x],
  (x, ct) => [np.clip(ct.mul(2).mul(x), -1, 1)],
);

const block = checkpoint((y: NDArray) => np.tanh(MATRIX.matmul(y)).add(y.div(2)));

const functions: Record<string, (x: NDArray) => NDArray> = {
  composition,
  scan_recurrence: (x) =>
    scan((h: NDArray): [NDArray, NDArray] => {
      const next = np.tanh(MATRIX.matmul(h).add(x));
      return [next, next.mul(next).sum()];
    }, zeros3, null, { length: 5 })[1].sum(), // prettier-ignore
  scan_over_rows: (x) => {
    const step = (c: NDArray, m: NDArray): [NDArray, NDArray] => {
      const next = c.mul(np.cos(m.dot(x))).add(element(x, 0));
      return [next, next.mul(next)];
    };
    const [c, squares] = scan(step, one, MATRIX, { reverse: true });
    return c.mul(element(squares, 2));
  },
  while_newton: (x) => {
    const s = x.mul(x).sum();
    return whileLoop(
      (y: NDArray) => y.mul(y).sub(s).abs().gt(1e-12),
      (y: NDArray) => y.add(s.div(y)).div(2),
      s,
    );
  },
  fori_power: (x) => foriLoop(0, 4, (_, y: NDArray) => y.mul(x).add(np.sin(y)), x).sum(),
  cond_branches: (x) => branches(element(x, 0)).add(branches(element(x, 1))).add(branches(element(x, 2))), // prettier-ignore
  vmap_cond: (x) => vmap(branches)(x).sum(),
  switch_in_scan: (x) => {
    const cases = [
      (c: NDArray) => np.sin(c),
      (c: NDArray) => c.mul(element(x, 1)),
      (c: NDArray) => c.add(element(x, 2).pow(2)),
    ];
    const step = (c: NDArray, i: NDArray): [NDArray, null] => [switchCase(np.remainder(i, 3), cases, c), null];
    return scan(step, element(x, 0), np.arange(6, { dtype: "int32" }))[0];
  },
  nested_vmap: (x) => vmap((a: NDArray) => vmap((b: NDArray) => np.arctan2(a, b.add(2)).mul(a))(x))(x).sum(),
  custom_jvp: (x) => x.mul(softplus(x)).sum(),
  custom_vjp: (x) => np.sin(x).mul(vmap(clipped)(x)).sum(),
  checkpointed: (x) => block(block(block(x))).prod(),
  gradient_inside: (x) => {
    const gradient = grad(composition)(x);
    return gradient.mul(gradient).sum();
  },
  indexed: (x) =>
    np.sort(x).mul(np.array(new Float64Array([1, 2, 3]))).sum().add(x.max().mul(element(x, 2))).add(element(np.cumprod(x), 2)), // prettier-ignore
};

/** Needs decompositions, which the array package does not have. */
const absent = new Set(["linear_algebra"]);

describe.each(loadGroup("transforms", "function").filter(({ name }) => !absent.has(name)))("$name", (reference) => {
  const f = functions[reference.name]!;
  const { forward, reverse } = reference.params;
  const x = arrayOf(reference, "x");
  const batch = arrayOf(reference, "batch");

  it("has JAX's value, alone and in a batch", () => {
    expectEqual(f(x), reference, "value", 1e-13);
    expectEqual(vmap(f)(batch), reference, "batch value", 1e-13);
  });

  it.runIf(forward)("has JAX's forward derivatives", () => {
    expectEqual(jvp(f, [x], [arrayOf(reference, "direction")])[1], reference, "tangent", 1e-12);
    expectEqual(jacfwd(f)(x), reference, "gradient", 1e-12);
    expectEqual(jacfwd(jacfwd(f))(x), reference, "hessian", 1e-11);
  });

  it.runIf(reverse)("has JAX's gradient, alone and in a batch", () => {
    expectEqual(grad(f)(x), reference, "gradient", 1e-12);
    expectEqual(vmap(grad(f))(batch), reference, "batch gradient", 1e-12);
    expectEqual(grad((xs: NDArray) => vmap(f)(xs).sum())(batch), reference, "batch gradient", 1e-12);
  });

  it.runIf(reverse)("has JAX's Hessian by reverse over reverse", () => {
    expectEqual(jacrev(grad(f))(x), reference, "hessian", 1e-11);
  });

  it.runIf(forward && reverse)("has JAX's Hessian in mixed modes", () => {
    expectEqual(hessian(f)(x), reference, "hessian", 1e-11);
    expectEqual(jacrev(jacfwd(f))(x), reference, "hessian", 1e-11);
  });
});

describe("functions of several arguments with arrays as results", () => {
  const reference = findCase("transforms", "jacobian", "outer(sin(x), y^2)");
  const [x, y] = [arrayOf(reference, "x"), arrayOf(reference, "y")];
  const f = (a: NDArray, b: NDArray): NDArray => np.outer(np.sin(a), b.mul(b));

  it.each([
    ["jacfwd", jacfwd(f, { argnums: [0, 1] })],
    ["jacrev", jacrev(f, { argnums: [0, 1] })],
  ] as const)("%s gives JAX's Jacobians", (_, jacobian) => {
    const [jx, jy] = jacobian(x, y);
    expectEqual(jx, reference, "jacobian x", 1e-14);
    expectEqual(jy, reference, "jacobian y", 1e-14);
  });

  it("vjp gives JAX's cotangents, each time its pullback is called", () => {
    const [value, pullback] = vjp(f, [x, y]);
    expectEqual(value, reference, "value", 1e-14);
    for (let call = 0; call < 2; call++) {
      const [cx, cy] = pullback(arrayOf(reference, "cotangent"));
      expectEqual(cx, reference, "cotangent x", 1e-14);
      expectEqual(cy, reference, "cotangent y", 1e-14);
    }
  });

  it("hvp gives JAX's product", () => {
    const product = findCase("transforms", "jacobian", "Hessian-vector product of composition");
    const result = hvp(composition, [arrayOf(product, "x")], [arrayOf(product, "direction")]);
    expectEqual(result, product, "result", 1e-12);
  });
});

it("collectives give JAX's values", () => {
  const reference = findCase("transforms", "named axes", "x / psum(x) - pmean(x) + axis_index");
  const f = (x: NDArray): NDArray => x.div(psum(x, "i")).sub(pmean(x, "i")).add(axisIndex("i"));
  expectEqual(vmap(f, { axisName: "i" })(arrayOf(reference, "x")), reference, "result", 1e-14);
});
