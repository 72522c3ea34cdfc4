import { array, concatenate, ShapeDtypeStruct, stack, type FloatDType, type NDArray } from "@proj/array";
import { grad, vmap } from "@proj/autodiff";
import { jit } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import {
  BrownianIncrement,
  ControlTerm,
  SpaceTimeLevyArea,
  SpaceTimeTimeLevyArea,
  UnsafeBrownianPath,
  VirtualBrownianTree,
  type LevyArea,
} from "@proj/ode";
import { key, split } from "@proj/random";
import { findCase, loadGroup, output, type Case } from "@proj/reference";
import { describe, expect, test } from "vitest";

/* Values of Diffrax for the same keys. */

const areas: Readonly<Record<string, LevyArea>> = { BrownianIncrement, SpaceTimeLevyArea, SpaceTimeTimeLevyArea };

function pathOf({ params }: Case): UnsafeBrownianPath<NDArray, LevyArea> | VirtualBrownianTree<NDArray, LevyArea> {
  const shape = new ShapeDtypeStruct([2], params["dtype"] as FloatDType);
  const levyArea = areas[params["area"] as string]!;
  if (params["path"] === "UnsafeBrownianPath") return new UnsafeBrownianPath(shape, key(7), { levyArea });
  return new VirtualBrownianTree({ t0: 0.5, t1: 3.5, tol: 0.05, shape, key: key(7), levyArea });
}

describe("a Brownian motion, and its Lévy areas on intervals, are those of Diffrax:", () => {
  test.each(loadGroup("sde-paths", "paths").map((c): [string, Case] => [c.name, c]))("%s", (_, c) => {
    const path = pathOf(c);
    const dtype = c.params["dtype"] as FloatDType;
    const intervals = c.params["intervals"] as readonly (readonly [number, number | null])[];
    const times = (chosen: readonly (number | null)[]): NDArray => array(chosen as readonly number[], { dtype });
    const known = (t0: NDArray, t1: NDArray | null): Record<string, NDArray> =>
      Object.fromEntries(Object.entries(path.evaluate(t0, t1, true, true)));
    const values = intervals.filter(([, t1]) => t1 === null).map(([t0]) => t0);
    const increments = intervals.filter(([, t1]) => t1 !== null);
    const fromBeginning = vmap((t: NDArray) => known(t, null))(times(values));
    const between = vmap(known)(times(increments.map(([t0]) => t0)), times(increments.map(([, t1]) => t1)));
    for (const [name, { data }] of Object.entries(c.outputs)) {
      const found = concatenate([fromBeginning[name]!, between[name]!]);
      expect(found.dtype).toBe(dtype);
      found
        .ravel()
        .dataSync()
        .forEach((x, index) => {
          const error = Math.abs(x - Number(data[index])) / (dtype === "float64" ? 1e-9 : 2e-4);
          expect(error, `${name}[${index}]: ${x}, not ${data[index]}`).toBeLessThan(1);
        });
    }
  });
});

describe("over many keys", () => {
  const [from, inner, to] = [0.3, 0.55, 0.8];
  const h = to - from;
  const theta = (inner - from) / h;
  const count = 4000;
  const samples = jit(
    (keys: NDArray) =>
      vmap((of: NDArray) => {
        const shape = new ShapeDtypeStruct([], "float32");
        const path = new VirtualBrownianTree({
          t0: 0,
          t1: 1,
          tol: 2 ** -8,
          shape,
          key: of,
          levyArea: SpaceTimeTimeLevyArea,
        });
        const { W, H, K } = path.evaluate(from, to, true, true);
        return stack([W, H, K, path.evaluate(from, inner), path.evaluate(0, from)]);
      })(keys),
    { target: wasm() },
  )(split(key(3), count));
  const [W, H, K, part, before] = [0, 1, 2, 3, 4].map((index) => samples.get(":", index));
  // The mean of a sample is off by four standard deviations once in ten thousand.
  const expectMoments = (x: NDArray, variance: number): void => {
    expect(Math.abs(x.mean().item())).toBeLessThan(4 * Math.sqrt(variance / count));
    expect(Math.abs(x.mul(x).mean().item() / variance - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
  };
  const expectIndependent = (x: NDArray, y: NDArray): void => {
    const sizes = Math.sqrt(x.mul(x).mean().item() * y.mul(y).mean().item());
    expect(Math.abs(x.mul(y).mean().item()) / sizes).toBeLessThan(4 / Math.sqrt(count));
  };

  test("increments and areas of an interval have their variances, and know nothing of each other or of what was before", () => {
    expectMoments(W!, h);
    expectMoments(H!, h / 12);
    expectMoments(K!, h / 720);
    expectMoments(before!, from);
    const all = [W!, H!, K!, before!];
    all.forEach((x, index) => all.slice(index + 1).forEach((y) => expectIndependent(x, y)));
  });
  test("what an interval leaves open of a time within it has the variance of a bridge", () => {
    const weight = theta * (1 - theta);
    const bridge = part!.sub(W!.mul(theta));
    expectMoments(bridge, h * weight);
    expectIndependent(bridge, W!);
    // Given the area as well, the bridge is a parabola and less than before.
    const rest = bridge.sub(H!.mul(6 * weight));
    expectMoments(rest, h * weight * (1 - 3 * weight));
    expectIndependent(rest, H!);
  });
});

test("each array of a tree has a motion of its own, that of Diffrax", () => {
  const shape = { a: new ShapeDtypeStruct([], "float32"), b: [new ShapeDtypeStruct([3], "float64")] };
  const path = new VirtualBrownianTree<{ a: NDArray; b: [NDArray] }>({
    t0: 0,
    t1: 1,
    tol: 2 ** -5,
    shape,
    key: key(3),
  });
  const { a, b } = path.evaluate(array(0.25, { dtype: "float64" }), array(0.6, { dtype: "float64" }));
  const c = findCase("sde-paths", "tree", "VirtualBrownianTree");
  expect(a.item()).toBeCloseTo(output(c, "a").data[0] as number, 6);
  b[0].dataSync().forEach((x, index) => expect(x).toBeCloseTo(output(c, "b").data[index] as number, 12));
});

describe("refused are", () => {
  const options = { t0: 0, t1: 1, tol: 0.1, shape: [2], key: key(0) };
  const noise = new VirtualBrownianTree(options);
  const y = array([1, 2]);
  test.each<[string, () => unknown, string]>([
    ["a path of no length", () => new VirtualBrownianTree({ ...options, t1: 0 }), "t0 before t1"],
    ["times outside of the path", () => noise.evaluate(0.5, 1.5), "between t0 and t1"],
    ["integers as noise", () => new UnsafeBrownianPath(new ShapeDtypeStruct([2], "int32"), key(0)), "floats"],
    ["a slope of noise", () => noise.derivative(), "nowhere differentiable"],
    [
      "derivatives by the times of noise",
      () => grad((t: NDArray) => noise.evaluate(0, t).sum())(array(0.5)),
      "nowhere",
    ],
    [
      "products that are stretched to the state",
      () => new ControlTerm((_t, x: NDArray) => x, noise).vfProd(array(0), y, undefined, array([1, 1])),
      "DiagonalLinearOperator",
    ],
    [
      "vector fields whose last axes are not those of the control",
      () => new ControlTerm((_t, x: NDArray) => x.reshape([2, 1]), noise).vfProd(array(0), y, undefined, array([1, 1])),
      "last axes",
    ],
    [
      "Lévy areas of what is no noise",
      () =>
        new ControlTerm(
          (_t, x: NDArray) => x,
          (t0, t1) => t1.sub(t0),
        ).contr(array(0), array(1), { useLevy: true }),
      "Brownian motion",
    ],
    [
      "slopes of controls that are functions",
      () =>
        new ControlTerm(
          (_t, x: NDArray) => x,
          (t0, t1) => t1.sub(t0),
        )
          .toOde()
          .vf(array(0), y, undefined),
      "path",
    ],
  ])("%s", (_, call, message) => {
    expect(call).toThrow(message);
  });
});
