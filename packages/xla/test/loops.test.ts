import { ones, scan, split, tanh, zeros, type NDArray } from "@proj/array";
import { sigmoid } from "@proj/array/nn";
import { valueAndGrad } from "@proj/autodiff";
import { pythonWithJax } from "@proj/devices/python-with-jax";
import { exportStablehlo } from "@proj/xla";
import { expect, test } from "vitest";
import { comparedWithJax } from "./compared-with-jax.ts";

/*
 * What XLA makes of a training step through a loop, beside what it makes of the same step that one writes in JAX.
 */

const python = `
def loss(w, x, y):
    def cell(h, xt):
        ir, iz, inn = jnp.split(xt @ w["wi"] + w["b"], 3, 1)
        hr, hz, hn = jnp.split(h @ w["wh"], 3, 1)
        r, z = jax.nn.sigmoid(ir + hr), jax.nn.sigmoid(iz + hz)
        n = jnp.tanh(inn + r * hn)
        new = n + z * (h - n)
        return new, new @ w["wo"]

    return jnp.mean((lax.scan(cell, jnp.zeros((16, 10)), x)[1] - y) ** 2)

def step(w, x, y):
    value, gradients = jax.value_and_grad(loss)(w, x, y)
    return value, jax.tree.map(lambda a, b: a - 0.1 * b, w, gradients)

shapes = {"b": (30,), "wh": (10, 30), "wi": (8, 30), "wo": (10, 2)}, (12, 16, 8), (12, 16, 2)
args = jax.tree.map(lambda shape: jax.ShapeDtypeStruct(shape, "float32"), shapes, is_leaf=lambda x: isinstance(x, tuple) and isinstance(x[0], int))
count = lambda text: collections.Counter(re.findall(r" (while|dot|dynamic-update-slice|dynamic-slice|copy|reduce|transpose)\\(", text))
print(json.dumps([count(ours("step")), count(compiled(jax.jit(step), *args))]))
`;

type Weights = Readonly<Record<"wi" | "wh" | "b" | "wo", NDArray>>;

const loss = (w: Weights, x: NDArray, y: NDArray): NDArray => {
  const cell = (h: NDArray, input: NDArray): readonly [NDArray, NDArray] => {
    const [ir, iz, inn] = split(input.matmul(w.wi).add(w.b), 3, 1) as [NDArray, NDArray, NDArray];
    const [hr, hz, hn] = split(h.matmul(w.wh), 3, 1) as [NDArray, NDArray, NDArray];
    const [r, z] = [sigmoid(ir.add(hr)), sigmoid(iz.add(hz))];
    const n = tanh(inn.add(r.mul(hn)));
    const next = n.add(z.mul(h.sub(n)));
    return [next, next.matmul(w.wo)];
  };
  return scan(cell, zeros([16, 10]), x)[1]
    .sub(y)
    .pow(2)
    .mean();
};

const step = (w: Weights, x: NDArray, y: NDArray) => {
  const [value, g] = valueAndGrad(loss)(w, x, y);
  const next = (name: keyof Weights): NDArray => w[name].sub(g[name].mul(0.1));
  return [value, { wi: next("wi"), wh: next("wh"), b: next("b"), wo: next("wo") }] as const;
};

test.skipIf(pythonWithJax === null)(
  "a training step through a loop has no more loops, products, slices, copies and transposes than in JAX",
  { timeout: 120_000 },
  () => {
    const weights = { wi: ones([8, 30]), wh: ones([10, 30]), b: ones([30]), wo: ones([10, 2]) };
    const program = exportStablehlo(step, weights, ones([12, 16, 8]), ones([12, 16, 2]));
    const [ours, theirs] = comparedWithJax({ step: program }, python) as Record<string, number>[];
    expect(ours!["while"]).toBe(2);
    for (const [operation, count] of Object.entries(ours!))
      expect([operation, count <= (theirs![operation] ?? 0)]).toEqual([operation, true]);
  },
);
