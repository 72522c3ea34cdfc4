import {
  arange,
  array,
  cumsum,
  devicePut,
  exp,
  greater,
  less,
  makeJaxpr,
  ones,
  scan,
  sort,
  take,
  where,
  whileLoop,
  type NDArray,
} from "@proj/array";
import { psum } from "@proj/array/lax";
import { makeMesh, NamedSharding, P, virtualDevices } from "@proj/array/sharding";
import { grad, shardMap, vmap, withShardingConstraint } from "@proj/autodiff";
import { jit } from "@proj/jit";
import { key, normal } from "@proj/random";
import { expect, test } from "vitest";
import { exportStablehlo } from "@proj/xla";
import { stableHlo } from "../src/stable-hlo.ts";

/*
 * What small programs become, to be read. `vitest run --update` writes the texts anew.
 */

const half = jit((x: NDArray) => x.div(2), { name: "half" });

const programs: Readonly<Record<string, readonly [f: (...args: NDArray[]) => unknown, ...args: NDArray[]]>> = {
  arithmetic: [(x) => exp(x.mul(2).add(1)), ones(3)],
  "sum-of-halves": [(x) => x.sum(), ones(4, { dtype: "bfloat16" })],
  complex: [(x) => x.mul(x), array([1, 2]).astype("complex64")],
  "wide-integers": [(x) => x.add(1).max(), arange(3, { dtype: "int64" })],
  product: [(a, b) => a.matmul(b), ones([2, 3]), ones([3, 4])],
  gradient: [grad((x: NDArray) => x.mul(x).sum()), ones(3)],
  batch: [vmap((x: NDArray) => x.dot(x)), ones([2, 3])],
  choice: [(x) => where(greater(x, 0), x, 0), ones(3)],
  rows: [(x) => take(x, array([2, 0], { dtype: "int32" }), 0), ones([3, 2])],
  order: [(x) => sort(x), ones(3)],
  "running-sum": [(x) => cumsum(x), ones(5)],
  scan: [(x) => scan((sum: NDArray, y: NDArray) => [sum.add(y), sum.mul(y)], array(0), x), ones(4)],
  while: [
    (x) =>
      whileLoop(
        (y: NDArray) => less(y, 10),
        (y: NDArray) => y.mul(2),
        x,
      ),
    array(1),
  ],
  "shared-function": [(x) => half(half(x)), ones(2)],
  "random-numbers": [() => [normal(key(1), [2]), normal(key(2), [2])]],
};

test("a program over many devices in StableHLO", async () => {
  const mesh = makeMesh([4, 2], ["data", "model"], { devices: virtualDevices(8) });
  const rows = new NamedSharding(mesh, P("data"));
  const total = shardMap((x: NDArray) => psum(x.mul(2), "data"), { mesh, inSpecs: P("data"), outSpecs: P() });
  const f = (x: NDArray) => [total(x), withShardingConstraint(x.add(1), new NamedSharding(mesh, P(P.UNCONSTRAINED, "model")))]; // prettier-ignore
  const { text } = exportStablehlo(f, devicePut(ones([8, 4]), rows));
  await expect(text).toMatchFileSnapshot("golden/many-devices.mlir");
});

test.each(Object.entries(programs))("%s in StableHLO", async (name, [f, ...args]) => {
  const { jaxpr } = makeJaxpr(f)(...args);
  await expect(stableHlo(name, jaxpr)).toMatchFileSnapshot(`golden/${name}.mlir`);
});
