import { cos, deviceGet, sin, type NDArray } from "@proj/array";
import * as lax from "@proj/array/lax";
import { makeMesh, P, virtualDevices, type MeshDevice } from "@proj/array/sharding";
import { jvp, pmap, shardMap, vjp, vmap } from "@proj/autodiff";
import { pythonWithJax } from "@proj/devices/python-with-jax";
import { jit } from "@proj/jit";
import { init } from "@proj/xla";
import { describe, expect, test, vi } from "vitest";

/*
 * Derivatives through every collective, forwards and backwards, under each transformation that names axes, against differences of values.
 */

type Program = (x: NDArray) => NDArray;

const axisIndexGroups = [[0, 2], [1, 3]]; // prettier-ignore
const half: Program = (x) => lax.slice(x, [0, 0], [2, 4]);

/** Programs of one member, with its `[4, 4]` of an array, along the axis "i" of four. */
const programs: Readonly<Record<string, Program>> = {
  psum: (x) => lax.psum(x, "i"),
  pmean: (x) => lax.pmean(x, "i"),
  pmax: (x) => lax.pmax(x, "i"),
  pmin: (x) => lax.pmin(x, "i"),
  allGather: (x) => lax.allGather(x, "i"),
  "allGather 1": (x) => lax.allGather(x, "i", { axis: 1 }),
  "allGather tiled": (x) => lax.allGather(x, "i", { axis: 1, tiled: true }),
  psumScatter: (x) => lax.psumScatter(x, "i"),
  "psumScatter tiled": (x) => lax.psumScatter(x, "i", { scatterDimension: 1, tiled: true }),
  ppermute: (x) => lax.ppermute(x, "i", [[0, 1], [1, 2], [2, 3], [3, 0]]), // prettier-ignore
  "ppermute of some": (x) => lax.ppermute(x, "i", [[0, 3], [2, 0]]), // prettier-ignore
  pshuffle: (x) => lax.pshuffle(x, "i", [2, 0, 3, 1]),
  pswapaxes: (x) => lax.pswapaxes(x, "i", 1),
  allToAll: (x) => lax.allToAll(x, "i", 0, 1),
  "allToAll tiled": (x) => lax.allToAll(x, "i", 1, 0, { tiled: true }),
  pbroadcast: (x) => lax.pbroadcast(x, "i", 2),
  axisIndex: (x) => x.mul(lax.axisIndex("i")),
  "psum in groups": (x) => lax.psum(x, "i", { axisIndexGroups }),
  "pmean in groups": (x) => lax.pmean(x, "i", { axisIndexGroups }),
  "pmax in groups": (x) => lax.pmax(x, "i", { axisIndexGroups }),
  "pmin in groups": (x) => lax.pmin(x, "i", { axisIndexGroups }),
  "allGather in groups": (x) => lax.allGather(x, "i", { axisIndexGroups }),
  "allGather tiled in groups": (x) => lax.allGather(x, "i", { tiled: true, axisIndexGroups }),
  "psumScatter in groups": (x) => lax.psumScatter(half(x), "i", { axisIndexGroups }),
  "psumScatter tiled in groups": (x) => lax.psumScatter(x, "i", { tiled: true, axisIndexGroups }),
  "allToAll in groups": (x) => lax.allToAll(half(x), "i", 0, 1, { axisIndexGroups }),
  "allToAll tiled in groups": (x) => lax.allToAll(x, "i", 0, 1, { tiled: true, axisIndexGroups }),
};

/** The same along the axes "i" and "j" of two each. */
const programsOfTwo: Readonly<Record<string, Program>> = {
  psum: (x) => lax.psum(x, ["i", "j"]),
  "psum of one": (x) => lax.psum(x, "j"),
  pmean: (x) => lax.pmean(x, ["i", "j"]),
  pmax: (x) => lax.pmax(x, ["j", "i"]),
  allGather: (x) => lax.allGather(x, ["i", "j"]),
  psumScatter: (x) => lax.psumScatter(x, ["i", "j"], { tiled: true }),
  allToAll: (x) => lax.allToAll(x, ["i", "j"], 0, 1, { tiled: true }),
  ppermute: (x) => lax.ppermute(x, ["i", "j"], [[0, 3], [1, 0], [3, 1]]), // prettier-ignore
  axisIndex: (x) => x.mul(lax.axisIndex(["i", "j"]).add(1)),
};

/** Nothing linear on either side, and no two members alike. */
const curved =
  (collective: Program, names: string | readonly string[]): Program =>
  (x) =>
    sin(collective(x.mul(x)))
      .mul(lax.axisIndex(names).add(2))
      .reshape([-1]);

type Mapping = (f: Program, devices: readonly MeshDevice[]) => Program;

/** A program of each member's part, of arrays `[4, 4, 4]`, whose first axis is that of the members. */
const mappings: Readonly<Record<string, Mapping>> = {
  vmap: (f) => vmap(f, { axisName: "i" }),
  pmap: (f, devices) => pmap(f, "i", { devices }),
  shardMap: (f, devices) => {
    const mesh = makeMesh([4], ["i"], { devices });
    const mapped = shardMap(f, { mesh, inSpecs: P("i"), outSpecs: P("i") });
    return (x) => mapped(x.reshape([16, 4])).reshape([4, -1]);
  },
};

const mappingsOfTwo: Readonly<Record<string, Mapping>> = {
  vmap: (f) => (x) => vmap(vmap(f, { axisName: "j" }), { axisName: "i" })(x.reshape([2, 2, 4, 4])).reshape([4, -1]),
  shardMap: (f, devices) => {
    const mesh = makeMesh([2, 2], ["i", "j"], { devices });
    const mapped = shardMap(f, { mesh, inSpecs: P(["i", "j"]), outSpecs: P(["i", "j"]) });
    return (x) => mapped(x.reshape([16, 4])).reshape([4, -1]);
  },
};

/** Everywhere different, so that extrema have one place. */
const at = (x: NDArray, shift: number): NDArray => sin(x.mul(1.7).add(shift)).add(x.mul(0.01));
const grid = lax.iota("float64", 64).reshape([4, 4, 4]);
const [point, direction] = [at(grid, 0), cos(grid.mul(3.1))];

type Outcome = readonly [value: NDArray, tangent: NDArray, cotangent: NDArray];

function derivatives(f: Program, x: NDArray, dx: NDArray): Outcome {
  const [value, tangent] = jvp(f, [x], [dx]);
  const [, pullback] = vjp(f, [x]);
  const [cotangent] = pullback(cos(value.mul(5)));
  return [value, tangent, cotangent];
}

const list = (x: NDArray): number[] => [...x.dataSync()].map(Number);

/** Compares numbers, the largest of which counts. */
function expectNear(received: NDArray, expected: readonly number[], tolerance: number, what: string): void {
  const scale = Math.max(1, ...expected.map(Math.abs));
  const off = list(received).findIndex((value, k) => !(Math.abs(value - expected[k]!) <= tolerance * scale));
  expect(off, `${what}: an element that differs`).toBe(-1);
  expect(received.size).toBe(expected.length);
}

/** The directional derivative by central differences, extrapolated once. */
function differences(f: Program): number[] {
  const along = (h: number): number[] => list(f(point.add(direction.mul(h))).sub(f(point.sub(direction.mul(h)))).div(2 * h)); // prettier-ignore
  const [coarse, fine] = [along(2e-3), along(1e-3)];
  return fine.map((value, k) => value + (value - coarse[k]!) / 3);
}

const groups = [
  ["one axis", programs, mappings, "i"],
  ["two axes", programsOfTwo, mappingsOfTwo, ["i", "j"]],
] as const;

describe.each(groups)("along %s, derivatives through", (_, all, ways, names) => {
  test.each(Object.entries(all))("%s are those of differences, under each mapping", (_name, collective) => {
    let first: Outcome | null = null;
    for (const [way, mapping] of Object.entries(ways)) {
      const f = mapping(curved(collective, names), virtualDevices(4));
      const outcome = derivatives(f, point, direction);
      if (first === null) {
        const [value, tangent, cotangent] = outcome;
        expectNear(tangent, differences(f), 1e-8, "forwards");
        const [ours, theirs] = [cotangent.mul(direction).sum(), cos(value.mul(5)).mul(tangent).sum()];
        expectNear(ours, list(theirs), 1e-12, "backwards");
        first = outcome;
      }
      outcome.forEach((each, k) => expectNear(each, list(first![k]!), 1e-12, way));
    }
  });
});

test.skipIf(pythonWithJax === null)("XLA has the same of all of them", { timeout: 120_000 }, async () => {
  // Programs run once: the time goes into compiling them.
  vi.stubEnv("XLA_FLAGS", "--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true");
  const device = await init({ python: pythonWithJax!, platform: "cpu", devices: 4, default: false });
  try {
    for (const [, all, { shardMap: mapping }, names] of groups) {
      const every = (devices: readonly MeshDevice[]) => (x: NDArray, dx: NDArray) =>
        Object.values(all).map((collective) => derivatives(mapping!(curved(collective, names), devices), x, dx));
      const received = await deviceGet(jit(every(device.members))(point, direction));
      const expected = every(virtualDevices(4))(point, direction);
      Object.keys(all).forEach((name, k) => {
        expected[k]!.forEach((each, part) => expectNear(received[k]![part]!, list(each), 1e-10, name));
      });
    }
  } finally {
    device.destroy();
    vi.unstubAllEnvs();
  }
});
