import { devicePut, ones, tanh, zeros, type NDArray } from "@proj/array";
import { allGather, allToAll, pmax, pmean, ppermute, psum, psumScatter, scan } from "@proj/array/lax";
import { makeMesh, NamedSharding, P, virtualDevices, type PartitionSpec } from "@proj/array/sharding";
import { grad, shardMap, stopGradient, valueAndGrad } from "@proj/autodiff";
import { pythonWithJax } from "@proj/devices/python-with-jax";
import { exportStablehlo } from "@proj/xla";
import { expect, test } from "vitest";
import { comparedWithJax } from "./compared-with-jax.ts";

/*
 * How often devices talk to one another, in what XLA makes of our programs and of those that one writes in JAX.
 */

/** Compiles for eight devices, and counts collectives: in ours, and in JAX's own. */
const python = `
from jax.sharding import AxisType, NamedSharding
from jax.sharding import PartitionSpec as P

mesh = jax.make_mesh((4, 2), ("data", "model"), axis_types=(AxisType.Auto,) * 2)
rows, columns, both, whole = P("data"), P(None, "model"), P("data", "model"), P()
placed = lambda shape, spec: jax.ShapeDtypeStruct(shape, "float32", sharding=NamedSharding(mesh, spec))

def count(text):
    found = re.findall(r"(?<![\\w-])(all-reduce|all-gather|all-to-all|collective-permute|reduce-scatter)(?:-start)?\\(", text)
    return collections.Counter(found)

def loss(w, x, y):
    return jnp.mean((jnp.tanh(x @ w[0]) @ w[1] - y) ** 2)

def step(w, x, y):
    value, gradients = jax.value_and_grad(loss)(w, x, y)
    return value, [a - 0.1 * b for a, b in zip(w, gradients)]

def training(batch, first, second):
    outs = tuple(NamedSharding(mesh, spec) for spec in (whole, first, second))
    weights = [placed((16, 32), first), placed((32, 1), second)]
    return count(compiled(jax.jit(step, out_shardings=(outs[0], [*outs[1:]])), weights, placed((64, 16), batch), placed((64, 1), batch)))

def mapped(f, specs, out, check=True, derive=lambda f: f):
    function = jax.shard_map(f, mesh=mesh, in_specs=specs, out_specs=out, check_vma=check)
    return count(compiled(jax.jit(derive(function)), placed((8, 4), specs[0]), placed((4, 2), specs[1])))

def gradients(*args):
    return mapped(*args, derive=lambda function: jax.grad(lambda x, w: jnp.sum(function(x, w) ** 2)))

gathers = lambda x, w: lax.all_gather(x, "model", axis=1, tiled=True) @ w
scatters = lambda x, w: lax.psum_scatter(x @ w, "model", scatter_dimension=1, tiled=True)
passes = lambda x, w: lax.ppermute(x @ w, "data", [(0, 1), (1, 2), (2, 3), (3, 0)])
swaps = lambda x, w: lax.all_to_all(x, "data", 1, 0, tiled=True) * jnp.sum(w)
counts = lambda x, w: lax.all_to_all(x.astype("int32"), "data", 1, 0, tiled=True) * jnp.sum(w)
pairs = lambda x, w: lax.all_to_all(x @ w, "data", 1, 0, tiled=True, axis_index_groups=[[0, 2], [1, 3]])

theirs = {
    "data": lambda: training(rows, whole, whole),
    "model": lambda: training(whole, columns, P("model")),
    "data and model": lambda: training(rows, columns, P("model")),
    "both axes of data": lambda: training(P(("data", "model")), whole, whole),
    "psum": lambda: mapped(lambda x, w: lax.psum(x @ w, "data"), (rows, whole), whole),
    "pmean": lambda: mapped(lambda x, w: lax.pmean(x @ w, "data"), (rows, whole), whole),
    "pmax": lambda: mapped(lambda x, w: lax.pmax(lax.stop_gradient(x), "data") @ w, (rows, whole), whole),
    "columns": lambda: mapped(lambda x, w: jnp.tanh(x @ w), (rows, columns), both),
    "rows": lambda: mapped(lambda x, w: lax.psum(x @ w, "model"), (both, P("model")), rows),
    "allGather": lambda: mapped(gathers, (both, whole), rows, check=False),
    "psumScatter": lambda: mapped(scatters, (both, P("model")), both),
    "ppermute": lambda: mapped(passes, (rows, whole), rows),
    "allToAll": lambda: mapped(swaps, (rows, whole), P(None, "data")),
    "allToAll of integers": lambda: mapped(counts, (rows, whole), P(None, "data")),
    "allToAll of groups": lambda: mapped(pairs, (rows, whole), P("data")),
    "gradient of psumScatter": lambda: gradients(scatters, (both, P("model")), both),
    "gradient of ppermute": lambda: gradients(passes, (rows, whole), rows),
    "gradient of allToAll": lambda: gradients(swaps, (rows, whole), P(None, "data")),
    "scan": lambda: mapped(lambda x, w: lax.scan(lambda c, r: (c + lax.psum(jnp.tanh(r @ w), "data"), None), jnp.zeros(2), x)[0], (rows, whole), whole),
}
print(json.dumps({name: [count(ours(name)), f()] for name, f in theirs.items()}))
`;

const [whole, rows, columns, both] = [P(), P("data"), P(null, "model"), P("data", "model")];
const mesh = makeMesh([4, 2], ["data", "model"], { devices: virtualDevices(8) });
const place = (shape: readonly number[], spec: PartitionSpec): NDArray =>
  devicePut(ones(shape), new NamedSharding(mesh, spec));

const loss = (w: readonly NDArray[], x: NDArray, y: NDArray): NDArray =>
  tanh(x.matmul(w[0]!)).matmul(w[1]!).sub(y).pow(2).mean();
const step = (w: readonly NDArray[], x: NDArray, y: NDArray) => {
  const [value, gradients] = valueAndGrad(loss)(w, x, y);
  return [value, w.map((each, k) => each.sub(gradients[k]!.mul(0.1)))] as const;
};
const training = (batch: PartitionSpec, first: PartitionSpec, second: PartitionSpec) =>
  exportStablehlo(step, [place([16, 32], first), place([32, 1], second)], place([64, 16], batch), place([64, 1], batch)); // prettier-ignore
type Program = (x: NDArray, w: NDArray) => NDArray;
const mapped = (f: Program, inSpecs: readonly [PartitionSpec, PartitionSpec], outSpecs: PartitionSpec) =>
  exportStablehlo(shardMap(f, { mesh, inSpecs, outSpecs }), place([8, 4], inSpecs[0]), place([4, 2], inSpecs[1]));

const gathers: Program = (x, w) => allGather(x, "model", { axis: 1, tiled: true }).matmul(w);
const scatters: Program = (x, w) => psumScatter(x.matmul(w), "model", { scatterDimension: 1, tiled: true });
const passes: Program = (x, w) => ppermute(x.matmul(w), "data", [[0, 1], [1, 2], [2, 3], [3, 0]]); // prettier-ignore
const swaps: Program = (x, w) => allToAll(x, "data", 1, 0, { tiled: true }).mul(w.sum());
const counts: Program = (x, w) => allToAll(x.astype("int32"), "data", 1, 0, { tiled: true }).mul(w.sum());
const pairs: Program = (x, w) =>
  allToAll(x.matmul(w), "data", 1, 0, { tiled: true, axisIndexGroups: [[0, 2], [1, 3]] }); // prettier-ignore
const gradients = (f: Program, inSpecs: readonly [PartitionSpec, PartitionSpec], outSpecs: PartitionSpec) => {
  const exchanged = shardMap(f, { mesh, inSpecs, outSpecs });
  const of = grad((x: NDArray, w: NDArray) => exchanged(x, w).pow(2).sum());
  return exportStablehlo(of, place([8, 4], inSpecs[0]), place([4, 2], inSpecs[1]));
};

const programs = {
  data: training(rows, whole, whole),
  model: training(whole, columns, P("model")),
  "data and model": training(rows, columns, P("model")),
  "both axes of data": training(P(["data", "model"]), whole, whole),
  psum: mapped((x, w) => psum(x.matmul(w), "data"), [rows, whole], whole),
  pmean: mapped((x, w) => pmean(x.matmul(w), "data"), [rows, whole], whole),
  pmax: mapped((x, w) => pmax(stopGradient(x), "data").matmul(w), [rows, whole], whole),
  columns: mapped((x, w) => tanh(x.matmul(w)), [rows, columns], both),
  rows: mapped((x, w) => psum(x.matmul(w), "model"), [both, P("model")], rows),
  allGather: mapped(gathers, [both, whole], rows),
  psumScatter: mapped(scatters, [both, P("model")], both),
  ppermute: mapped(passes, [rows, whole], rows),
  allToAll: mapped(swaps, [rows, whole], P(null, "data")),
  "allToAll of integers": mapped(counts, [rows, whole], P(null, "data")),
  "allToAll of groups": mapped(pairs, [rows, whole], rows),
  "gradient of psumScatter": gradients(scatters, [both, P("model")], both),
  "gradient of ppermute": gradients(passes, [rows, whole], rows),
  "gradient of allToAll": gradients(swaps, [rows, whole], P(null, "data")),
  scan: mapped(
    (x, w) => scan((sum: NDArray, row: NDArray) => [sum.add(psum(tanh(row.matmul(w)), "data")), null], zeros(2), x)[0],
    [rows, whole],
    whole,
  ),
};

test.skipIf(pythonWithJax === null)(
  "training steps cut along any axes, and shardMap, have the collectives that they have in JAX",
  { timeout: 300_000 },
  () => {
    const found = comparedWithJax(programs, python) as Record<string, readonly [object, object]>;
    const ours = Object.entries(found).map(([name, [count]]) => [name, count]);
    const theirs = Object.entries(found).map(([name, [, count]]) => [name, count]);
    expect(ours).toEqual(theirs);
    expect(found["data"]![0]).toEqual({ "all-reduce": 1 });
    expect(Object.keys(found)).toEqual(Object.keys(programs));
  },
);
