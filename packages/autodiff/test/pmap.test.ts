import * as np from "@proj/array";
import type { NDArray } from "@proj/array";
import * as lax from "@proj/array/lax";
import {
  AbstractMesh,
  AxisType,
  makeMesh,
  NamedSharding,
  P,
  useAbstractMesh,
  useMesh,
  virtualDevices,
} from "@proj/array/sharding";
import { autoAxes, explicitAxes, grad, pmap, shardMap, smap, stopGradient, vmap } from "@proj/autodiff";
import { input, loadGroup, output, type Case } from "@proj/reference";
import { describe, expect, it } from "vitest";
import { expectClose, values } from "./numeric.ts";

const devices = virtualDevices(4);
const specOf = ({ sharding }: NDArray): string =>
  sharding instanceof NamedSharding ? sharding.spec.toString() : sharding.toString();
const arrayOf = (from: Case, key: string): NDArray => {
  const { data, shape } = input(from, key);
  return np.array(data).reshape(shape);
};
const expectOutput = (received: NDArray, from: Case, key: string): void => {
  const expected = output(from, key);
  expect(received.shape).toEqual(expected.shape);
  expectClose(values([received]), [...expected.data].map(Number), 1e-12);
};

const axisIndexGroups = [[0, 2], [1, 3]]; // prettier-ignore
const grouped: Readonly<Record<string, (x: NDArray) => NDArray>> = {
  psum: (x) => lax.psum(x, "i", { axisIndexGroups }),
  pmean: (x) => lax.pmean(x, "i", { axisIndexGroups }),
  pmax: (x) => lax.pmax(stopGradient(x), "i", { axisIndexGroups }).mul(x),
  pmin: (x) => lax.pmin(stopGradient(x), "i", { axisIndexGroups }).mul(x),
  allGather: (x) => lax.allGather(x, "i", { axis: 1, axisIndexGroups }),
  "allGather tiled": (x) => lax.allGather(x, "i", { axis: 0, tiled: true, axisIndexGroups }),
  psumScatter: (x) => lax.psumScatter(x, "i", { axisIndexGroups }),
  "psumScatter tiled": (x) => lax.psumScatter(x, "i", { tiled: true, axisIndexGroups }),
  allToAll: (x) => lax.allToAll(x, "i", 0, 0, { axisIndexGroups }),
  "allToAll tiled": (x) => lax.allToAll(x, "i", 0, 1, { tiled: true, axisIndexGroups }),
};

describe("collectives within groups are JAX's:", () => {
  it.each(loadGroup("shard-map", "groups").map((of) => [of.name, of] as const))("%s", (_, of) => {
    const mapped = pmap(grouped[of.name]!, "i", { devices });
    const x = arrayOf(of, "x");
    expectOutput(mapped(x), of, "value");
    expectOutput(grad((y: NDArray) => mapped(y).pow(2).sum())(x), of, "dx");
  });
  it("of which each member is in one", () => {
    const over = (groups: number[][]) => () =>
      vmap((x: NDArray) => lax.psum(x, "i", { axisIndexGroups: groups }), { axisName: "i" })(np.zeros(4));
    expect(over([[0, 1], [2]])).toThrow("in groups of one size");
    expect(over([[0, 1], [1, 2]])).toThrow("each place from 0 to 3 once"); // prettier-ignore
  });
});

describe("pmap", () => {
  it.each(loadGroup("shard-map", "pmap").map((of) => [of.name, of] as const))(
    "cuts and joins as JAX's: axes %s",
    (_, of) => {
      const { in_axes: inAxes, out_axes: outAxes } = of.params as Record<string, (number | null)[]>;
      const mapped = pmap((x: NDArray, y: NDArray) => [x.mul(y), lax.psum(x.sum(), "i").add(y)], "i", {
        inAxes: inAxes!,
        outAxes: outAxes!,
        devices: virtualDevices(arrayOf(of, "x").shape[inAxes![0]!]!),
      });
      const [own, shared] = mapped(arrayOf(of, "x"), arrayOf(of, "y")) as [NDArray, NDArray];
      expectOutput(own, of, "own");
      expectOutput(shared, of, "shared");
    },
  );

  it("lies on its devices, gives static arguments to all, and takes donated ones", () => {
    const scale = pmap((x: NDArray, name: string) => x.mul(name.length), {
      devices,
      staticBroadcastedArgnums: 1,
      donateArgnums: 0,
    });
    const x = np.devicePut(np.arange(4), new NamedSharding(makeMesh([4], ["pmap"], { devices }), P("pmap")));
    const y = scale(x, "three");
    expect([y.toList(), specOf(y)]).toEqual([[0, 5, 10, 15], 'P("pmap")']);
    expect(() => x.add(1)).toThrow("pmap");
  });

  it("nests, and needs a device for each member", () => {
    const both = pmap((row: NDArray) => pmap((x: NDArray) => lax.psum(x, ["i", "j"]), "j", { devices })(row), "i", {
      devices,
    });
    expect(both(np.ones([4, 2])).toList()).toEqual([[8, 8], [8, 8], [8, 8], [8, 8]]); // prettier-ignore
    expect(() => pmap((x: NDArray) => x, { devices })(np.zeros(3))).toThrow("exactly one device for each member");
    expect(() => pmap((x: NDArray) => x)(np.zeros(3))).toThrow("a device for each member");
  });
});

describe("what says of axes of the mesh who decides", () => {
  const mesh = makeMesh([2, 2], ["data", "model"], { devices, axisTypes: [AxisType.Explicit, AxisType.Auto] });
  const x = np.arange(8).reshape([4, 2]);

  it("is kept by meshes", () => {
    expect([mesh.axisTypes, mesh.abstractMesh.axisTypes]).toEqual([["Explicit", "Auto"], ["Explicit", "Auto"]]); // prettier-ignore
    expect(new AbstractMesh([2], ["a"]).axisTypes).toEqual(["Auto"]);
    expect(() => new AbstractMesh([2], ["a"], { axisTypes: [] })).toThrow("1 axis types");
  });

  it("smap cuts along one of them", () => {
    const f = smap((a: NDArray) => [a.mul(2), lax.psum(a, "model")], {
      inAxes: 1,
      outAxes: [1, null],
      axisName: "model",
    });
    const [twice, sum] = useMesh(mesh, () => f(x)) as [NDArray, NDArray];
    expect([twice.toList(), sum.toList()]).toEqual([x.mul(2).toList(), x.sum({ axis: 1, keepdims: true }).toList()]);
    expect(specOf(twice)).toBe('P(null, "model")');
  });

  it("autoAxes and explicitAxes place results and arguments", () => {
    const specs = useMesh(mesh, () => [
      specOf(autoAxes((a: NDArray) => a.sort(), { axes: "data", outSharding: P("data") })(x)),
      specOf(explicitAxes((a: NDArray, b: NDArray) => a.add(b), { inSharding: [P("data"), P("data")] })(x, x)),
    ]);
    expect(specs).toEqual(['P("data")', 'P("data")']);
  });

  it("an abstract mesh is enough to trace", () => {
    const total = shardMap((a: NDArray) => lax.psum(a.sum(), "data"), { inSpecs: P("data"), outSpecs: P() });
    expect(useAbstractMesh(new AbstractMesh([4], ["data"]), () => total(x)).item()).toBe(28);
  });
});
