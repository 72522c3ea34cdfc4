import {
  allclose,
  arange,
  array,
  cos,
  deviceGet,
  devicePut,
  greater,
  sin,
  tanh,
  zeros,
  type NDArray,
} from "@proj/array";
import { allGather, allToAll, axisIndex, pmax, pmean, ppermute, psum, psumScatter, scan } from "@proj/array/lax";
import { makeMesh, NamedSharding, P, virtualDevices, type Mesh, type PartitionSpec } from "@proj/array/sharding";
import { grad, shardMap, stopGradient, valueAndGrad, vmap, withShardingConstraint, type Specs } from "@proj/autodiff";
import { pythonWithJax } from "@proj/devices/python-with-jax";
import { jit } from "@proj/jit";
import { init, type XlaDevice } from "@proj/xla";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/*
 * Programs over eight devices, which XLA's processor pretends to be, against the same programs on virtual devices and on the host.
 */

const [whole, rows, columns, both] = [P(), P("data"), P(null, "model"), P("data", "model")];
const onVirtual = makeMesh([4, 2], ["data", "model"], { devices: virtualDevices(8) });
const specOf = ({ sharding }: NDArray): string =>
  sharding instanceof NamedSharding ? sharding.spec.toString() : sharding.toString();

describe.skipIf(pythonWithJax === null)("on eight devices", () => {
  let device: XlaDevice;
  let mesh: Mesh;
  beforeAll(async () => {
    device = await init({
      python: pythonWithJax!,
      platform: "cpu",
      devices: 8,
      default: false,
      compilationCache: null,
    });
    mesh = makeMesh([4, 2], ["data", "model"], { devices: device.members });
  });
  afterAll(() => device.destroy());

  test("arrays have the parts that virtual devices have, and are moved from one sharding to another", async () => {
    const x = arange(32).reshape([8, 4]);
    let placed = devicePut(x, device);
    for (const spec of [rows, both, P(["model", "data"]), P(null, "model"), whole]) {
      placed = devicePut(placed, new NamedSharding(mesh, spec));
      const expected = [...devicePut(x, new NamedSharding(onVirtual, spec)).addressableShards];
      const shards = [...placed.addressableShards];
      expect(shards.map(({ index, replicaId }) => [index, replicaId])).toEqual(expected.map(({ index, replicaId }) => [index, replicaId])); // prettier-ignore
      const parts = await deviceGet(shards.map(({ data }) => data));
      expect(parts.map((part) => part.toList())).toEqual(expected.map(({ data }) => data.toList()));
      expect(String(shards[3]!.data.sharding)).toBe("SingleDeviceSharding(xla:3)");
      expect(await placed.data()).toEqual(x.dataSync());
    }
  });

  test("eager operations follow the data", async () => {
    const x = devicePut(arange(32).reshape([8, 4]), new NamedSharding(mesh, both));
    const y = x.mul(2).sum({ axis: 1 });
    expect(specOf(y)).toBe('P("data")');
    expect(await y.data()).toEqual(arange(32).reshape([8, 4]).mul(2).sum({ axis: 1 }).dataSync());
  });

  /** A step of a small network, cut along either axis of the mesh, or both, or with a network for each part of the data. */
  const loss = (w: readonly NDArray[], x: NDArray, y: NDArray): NDArray =>
    tanh(x.matmul(w[0]!)).matmul(w[1]!).sub(y).pow(2).mean();
  const step = (w: readonly NDArray[], x: NDArray, y: NDArray) => {
    const [value, gradients] = valueAndGrad(loss)(w, x, y);
    return [value, w.map((each, k) => each.sub(gradients[k]!.mul(0.1)))] as const;
  };
  const x = sin(arange(24)).reshape([8, 3]);
  const y = cos(arange(8)).reshape([8, 1]);
  const weights = [sin(arange(12)).reshape([3, 4]), cos(arange(4)).reshape([4, 1])] as const;

  test.each([
    ["data", rows, whole, whole],
    ["model", whole, columns, P("model")],
    ["data and model", rows, columns, P("model")],
    ["both axes of data", P(["data", "model"]), whole, whole],
  ] as const)("a training step cut along %s is that of the whole", async (_, batch, first, second) => {
    const place = (value: NDArray, spec: PartitionSpec): NDArray => devicePut(value, new NamedSharding(mesh, spec));
    const compiled = jit(step);
    let ours: readonly NDArray[] = [place(weights[0], first), place(weights[1], second)];
    let host: readonly NDArray[] = weights;
    const [inputs, targets] = [place(x, batch), place(y, batch)];
    let losses: readonly NDArray[] = [];
    for (let k = 0; k < 3; k++) {
      const [value, next] = compiled(ours, inputs, targets);
      const [expected, nextOnHost] = step(host, x, y);
      [ours, host, losses] = [next, nextOnHost, [value, expected]];
    }
    expect(ours.map(specOf)).toEqual([first, second].map(String));
    const [received, ...learned] = await deviceGet([losses[0]!, ...ours]);
    expect(allclose(received, losses[1]!, { rtol: 1e-5 })).toBe(true);
    learned.forEach((each, k) => expect(allclose(each, host[k]!, { rtol: 1e-5, atol: 1e-6 })).toBe(true));
  });

  test("an ensemble of networks lies along its axis", async () => {
    const ensemble = weights.map((each) => vmap((factor: NDArray) => each.mul(factor))(array([1, 0.5, -1, 2])));
    const [expected] = vmap(step, { inAxes: [0, null, null] })(ensemble, x, y) as readonly [NDArray, unknown];
    const placed = devicePut(ensemble, new NamedSharding(mesh, rows));
    const [losses, next] = jit(vmap(step, { inAxes: [0, null, null] }))(placed, x, y);
    expect([specOf(losses), ...next.map(specOf)]).toEqual(['P("data")', 'P("data")', 'P("data")']);
    expect(allclose(await deviceGet(losses), expected, { rtol: 1e-5 })).toBe(true);
  });

  test("constraints hold in the middle of a program, whose arguments come from the host", async () => {
    const f = jit((a: NDArray) => {
      const inner = withShardingConstraint(a.mul(2), new NamedSharding(mesh, both));
      return [inner, inner.sum({ axis: 1 }), a.sum()] as const;
    });
    const results = f(zeros([8, 4]).add(1));
    expect(results.map(specOf)).toEqual(['P("data", "model")', 'P("data")', "P()"]);
    const [, sums, total] = await deviceGet(results);
    expect([sums.toList(), total.item()]).toEqual([Array<number>(8).fill(8), 32]);
  });

  type Program = readonly [
    f: (x: NDArray, w: NDArray) => NDArray,
    inSpecs: readonly Specs[],
    outSpecs: PartitionSpec,
    axisNames?: readonly string[],
  ];
  const ring = [[0, 1], [1, 2], [2, 3], [3, 0]] as const; // prettier-ignore
  const programs: Readonly<Record<string, Program>> = {
    psum: [(a, w) => psum(a.matmul(w), "data"), [rows, whole], whole],
    "psum of both": [(a, w) => psum(a.mul(a).sum().mul(w), ["data", "model"]), [both, whole], whole],
    pmean: [(a, w) => pmean(a.matmul(w), "data"), [rows, whole], whole],
    pmax: [(a, w) => pmax(stopGradient(a), "data").matmul(w), [rows, whole], whole],
    allGather: [(a, w) => allGather(a, "model", { axis: 1, tiled: true }).matmul(w), [both, whole], rows],
    psumScatter: [(a, w) => psumScatter(a.matmul(w), "model", { scatterDimension: 1, tiled: true }), [both, P("model")], both], // prettier-ignore
    allToAll: [(a, w) => allToAll(a, "data", 1, 0, { tiled: true }).mul(w.sum()), [rows, whole], P(null, "data")],
    ppermute: [(a, w) => ppermute(a.matmul(w), "data", ring), [rows, whole], rows],
    "what all share, passed on": [(a, w) => ppermute(w, "data", [[0, 3], [2, 1]]).mul(a.sum()), [rows, whole], rows], // prettier-ignore
    "an exchange of both": [(a, w) => allToAll(a.matmul(w), ["model", "data"], 0, 1), [whole, whole], P(["data", "model"])], // prettier-ignore
    "an exchange of half numbers": [(a, w) => psumScatter(a.matmul(w).astype("bfloat16"), "data", { tiled: true }).astype("float32"), [whole, whole], rows], // prettier-ignore
    "integers and truth values": [(a, w) => ppermute(a.mul(9).astype("int32"), "data", ring).matmul(w).mul(allToAll(greater(a, 0), "data", 1, 0, { tiled: true }).astype("float32").sum()), [rows, whole], rows], // prettier-ignore
    "exchanges of a batch": [(a, w) => vmap((row: NDArray) => ppermute(row, "data", ring))(a).matmul(w), [rows, whole], rows], // prettier-ignore
    "exchanges of what all members share": [(a, w) => vmap((row: NDArray) => psumScatter(w, "data", { tiled: true }).mul(row.sum()).sum(0))(a), [rows, whole], rows], // prettier-ignore
    "exchanges in a loop": [
      (a, w) => scan((sum: NDArray, row: NDArray) => [ppermute(sum.add(row), "data", ring), row], a.sum(0), a)[0].matmul(w).reshape([1, 2]), // prettier-ignore
      [rows, whole],
      rows,
    ],
    "along one axis of two": [(a, w) => allToAll(a.matmul(w), "model", 1, 0, { tiled: true }), [P("model"), whole], P("model"), ["model"]], // prettier-ignore
    axisIndex: [(a, w) => a.matmul(w).mul(axisIndex("data").add(1)), [rows, whole], rows],
    "cut rows": [(a, w) => psum(a.matmul(w), "model"), [both, P("model")], rows],
    "one axis twice": [(a, w) => sin(a).matmul(w), [P(["data", "model"]), whole], P(["data", "model"])],
    scan: [
      (a, w) => scan((sum: NDArray, row: NDArray) => [sum.add(psum(tanh(row.matmul(w)), "data")), row], zeros(2), a)[0],
      [rows, whole],
      whole,
    ],
  };

  test("collectives, and the gradients through them, are those of virtual devices", async () => {
    const a = sin(arange(32)).reshape([8, 4]);
    const w = cos(arange(8)).reshape([4, 2]);
    const all = (where: Mesh) =>
      jit((p: NDArray, q: NDArray) =>
        Object.values(programs).map(([f, inSpecs, outSpecs, axisNames]) => {
          const mapped = shardMap(f, { mesh: where, inSpecs, outSpecs, ...(axisNames && { axisNames }) });
          const total = (r: NDArray, s: NDArray): NDArray => mapped(r, s).pow(2).sum();
          return [mapped(p, q), ...grad(total, [0, 1])(p, q)];
        }),
      );
    const received = all(mesh)(a, w);
    const expected = all(onVirtual)(a, w);
    expect(received.map((each) => each.map(specOf))).toEqual(expected.map((each) => each.map(specOf)));
    const names = Object.keys(programs);
    const wrong = (await deviceGet(received)).flatMap((each, k) =>
      each.every((value, part) => allclose(value, expected[k]![part]!, { rtol: 1e-4, atol: 1e-5 })) ? [] : [names[k]],
    );
    expect(wrong).toEqual([]);
  });

  test("arrays on other devices are refused", () => {
    const cut = devicePut(zeros(8), new NamedSharding(mesh, rows));
    expect(() => cut.add(devicePut(zeros(8), device.members[3]!))).toThrow("on the same devices");
  });
});
