import * as np from "@proj/array";
import type { NDArray } from "@proj/array";
import * as lax from "@proj/array/lax";
import { grad, jvp, vmap } from "@proj/autodiff";
import { input, loadGroup, output, type Case } from "@proj/reference";
import { describe, expect, it } from "vitest";
import { expectClose, values } from "./numeric.ts";

const arrayOf = (from: Case, key: string): NDArray => {
  const { data, shape } = input(from, key);
  return np.array(data).reshape(shape);
};
const expectOutput = (received: NDArray, from: Case, key: string): void => {
  const expected = output(from, key);
  expect(received.shape).toEqual(expected.shape);
  expectClose(values([received]), [...expected.data].map(Number), 1e-13);
};

const overOne: Readonly<Record<string, (x: NDArray) => NDArray>> = {
  "ppermute [[0, 1], [1, 3], [2, 2], [3, 0]]": (x) => lax.ppermute(x, "i", [[0, 1], [1, 3], [2, 2], [3, 0]]), // prettier-ignore
  "pshuffle [2, 0, 3, 1]": (x) => lax.pshuffle(x, "i", [2, 0, 3, 1]),
  "allToAll 0 0": (x) => lax.allToAll(x, "i", 0, 0),
  "allToAll 0 1": (x) => lax.allToAll(x, "i", 0, 1),
  "allToAll 1 0 tiled": (x) => lax.allToAll(x, "i", 1, 0, { tiled: true }),
  "allToAll 0 1 tiled": (x) => lax.allToAll(x, "i", 0, 1, { tiled: true }),
  "pswapaxes 0": (x) => lax.pswapaxes(x, "i", 0),
  "psumScatter 0": (x) => lax.psumScatter(x, "i"),
  "psumScatter 1 tiled": (x) => lax.psumScatter(x, "i", { scatterDimension: 1, tiled: true }),
  "allGather 1": (x) => lax.allGather(x, "i", { axis: 1 }),
  "allGather 1 tiled": (x) => lax.allGather(x, "i", { axis: 1, tiled: true }),
  psum: (x) => lax.psum(x, "i"),
};

const overTwo: Readonly<Record<string, (x: NDArray) => NDArray>> = {
  psum: (x) => lax.psum(x, ["i", "j"]),
  pmean: (x) => lax.pmean(x, ["i", "j"]),
  pmax: (x) => lax.pmax(x, ["j", "i"]),
  axisIndex: (x) => x.mul(0).add(lax.axisIndex(["i", "j"])),
};

const weights = (y: NDArray): NDArray => np.arange(1, 5).reshape([4, ...y.shape.slice(1).map(() => 1)]);

describe("collectives over a named axis are JAX's:", () => {
  it.each(loadGroup("collectives", "one axis").map((of) => [of.name, of] as const))("%s", (_, of) => {
    const x = arrayOf(of, "x");
    const f = vmap(overOne[of.name]!, { axisName: "i" });
    expectOutput(f(x), of, "value");
    const loss = (y: NDArray): NDArray => f(y).pow(2).mul(weights(f(y))).sum(); // prettier-ignore
    expectOutput(grad(loss)(x), of, "gradient");
    // They are linear.
    expectOutput(jvp(f, [x.mul(0)], [x])[1], of, "value");
    const twice = vmap((y: NDArray) => f(y))(np.stack([x, x.mul(2)]));
    expectOutput(np.take(twice, 1, { axis: 0 }).div(2), of, "value");
  });
});

describe("collectives over two named axes are JAX's:", () => {
  it.each(loadGroup("collectives", "two axes").map((of) => [of.name, of] as const))("%s", (_, of) => {
    const f = vmap(vmap(overTwo[of.name]!, { axisName: "j" }), { axisName: "i" });
    expectOutput(f(arrayOf(of, "x")), of, "value");
  });

  it("exchanges go by the position along both, and integers too", () => {
    const shift = (x: NDArray): NDArray => lax.ppermute(x, ["i", "j"], [[0, 5], [5, 1], [3, 3]]); // prettier-ignore
    const both = vmap(vmap(shift, { axisName: "j" }), { axisName: "i" });
    expect(both(np.arange(10, 16).reshape([3, 2])).toList()).toEqual([[0, 15], [0, 13], [0, 10]]); // prettier-ignore
    expect(both(np.arange(10, 16, { dtype: "float32" }).reshape([3, 2])).toList()).toEqual([[0, 15], [0, 13], [0, 10]]); // prettier-ignore
    const all = vmap(
      vmap((x: NDArray) => lax.allGather(x, ["i", "j"]), { axisName: "j" }),
      { axisName: "i" },
    );
    expect(np.take(all(np.arange(6).reshape([3, 2])).reshape([6, 6]), 4, { axis: 0 }).toList()).toEqual([0, 1, 2, 3, 4, 5]); // prettier-ignore
    expect(vmap((x: NDArray) => lax.pbroadcast(x, "i", 2), { axisName: "i" })(np.array([5, 6, 7])).toList()).toEqual([7, 7, 7]); // prettier-ignore
  });

  it("says what does not fit", () => {
    const over = (f: (x: NDArray) => NDArray) => () => vmap(f, { axisName: "i" })(np.zeros([3, 2]));
    expect(over((x) => lax.allToAll(x, "i", 0, 0))).toThrow("for 3 members");
    expect(over((x) => lax.ppermute(x, "i", [[0, 3]]))).toThrow("places from 0 to 2");
    expect(over((x) => lax.ppermute(x, "i", [[0, 1], [0, 2]]))).toThrow("at most once"); // prettier-ignore
    expect(over((x) => lax.pshuffle(x, "i", [0, 1]))).toThrow("one source for each member");
    expect(over((x) => lax.psum(x, []))).toThrow("at least one name");
  });
});

describe("stretches of rows of any length", () => {
  const integers = (rows: readonly (readonly number[])[]): NDArray => np.array(rows, "int32");
  const of =
    (axisIndexGroups?: readonly (readonly number[])[]) =>
    (x: NDArray, kept: NDArray, ...lists: NDArray[]) =>
      vmap(
        (x: NDArray, kept: NDArray, from: NDArray, sizes: NDArray, to: NDArray, received: NDArray) =>
          lax.raggedAllToAll(x, kept, from, sizes, to, received, {
            axisName: "i",
            ...(axisIndexGroups === undefined ? {} : { axisIndexGroups }),
          }),
        { axisName: "i" },
      )(x, kept, lists[0]!, lists[1]!, lists[2]!, lists[3]!);

  it("go where each member sends them, and the rest remains", () => {
    const x = np.array([[[1], [2], [2]], [[3], [4], [0]]]); // prettier-ignore
    const kept = np.full([2, 4, 1], -1);
    const lists = [[[0, 1], [0, 1]], [[1, 2], [1, 1]], [[0, 0], [1, 2]], [[1, 1], [2, 1]]].map(integers); // prettier-ignore
    const send = (x: NDArray): NDArray => of()(x, kept, ...lists);
    expect(send(x).reshape([2, 4]).toList()).toEqual([[1, 3, -1, -1], [2, 2, 4, -1]]); // prettier-ignore
    const weighted = grad((x: NDArray) => send(x).mul(np.arange(8).reshape([2, 4, 1])).sum()); // prettier-ignore
    expect(weighted(x).reshape([2, 3]).toList()).toEqual([[0, 4, 5], [1, 6, 0]]); // prettier-ignore
  });

  it("stay within groups", () => {
    const x = np.array([[10, 11], [20, 21], [30, 31], [40, 41]]); // prettier-ignore
    const ones = integers([[1, 1], [1, 1], [1, 1], [1, 1]]); // prettier-ignore
    const places = integers([[0, 1], [0, 1], [0, 1], [0, 1]]); // prettier-ignore
    const to = integers([[0, 0], [0, 0], [1, 1], [1, 1]]); // prettier-ignore
    const groups = [[0, 2], [1, 3]]; // prettier-ignore
    expect(of(groups)(x, np.zeros([4, 2]), places, ones, to, ones).toList()).toEqual([
      [10, 30],
      [20, 40],
      [11, 31],
      [21, 41],
    ]);
  });
});

describe("the mean over members", () => {
  it("of complex numbers is complex", () => {
    const z = np.add(np.array([1, 3]), np.multiply(np.array([4, -2]), np.complex(0, 1)));
    const mean = vmap((x: NDArray) => lax.pmean(x, "i"), { axisName: "i" })(z);
    expect(mean.dtype).toBe("complex64");
    expect([np.real(mean).toList(), np.imag(mean).toList()]).toEqual([
      [2, 2],
      [1, 1],
    ]);
  });
});

describe("weak members stay weak:", () => {
  const weak = lax.convertElementType(np.ones([4, 4, 4]), "float32", true);
  const mapped = { ...overOne, pbroadcast: (x: NDArray) => lax.pbroadcast(x, "i", 1) };
  it.each(Object.entries(mapped))("%s", (_, f) => {
    const within = (x: NDArray): NDArray => np.cond(np.array(true), f, f, x);
    for (const each of [f, within]) {
      expect(vmap(each, { axisName: "i" })(weak).weakType).toBe(true);
      expect(vmap(each, { axisName: "i" })(np.ones([4, 4, 4])).weakType).toBe(false);
    }
  });
});

it("the sum over members of a weak array that they share is strong, and that of a number weak", () => {
  const weak = lax.convertElementType(np.ones([2]), "float32", true);
  const over = (f: (x: NDArray) => NDArray): NDArray => vmap(f, { axisName: "i" })(np.ones([3]));
  expect(over(() => lax.psum(weak, "i")).weakType).toBe(false);
  expect(over(() => lax.psum(1.5, "i")).weakType).toBe(true);
  expect(over(() => lax.pmax(weak, "i")).weakType).toBe(true);
});
