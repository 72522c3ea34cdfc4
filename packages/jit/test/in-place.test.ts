import { add, foriLoop, scan, whileLoop, type NDArray } from "@proj/array";
import { abstractArray, evaluateJaxpr, scalar, sizeOf, stage } from "@proj/array/core";
import { compile, interpreter, isComputeStep, nestedSteps, type Step } from "@proj/jit/core";
import { describe, expect, test } from "vitest";
import { domainOf } from "../src/program/domain.ts";

const length = 24;

/** A step of a loop over positions that carries an array, and how often it may copy or compute all of it. */
const steps: Record<string, readonly [whole: number, step: (x: NDArray, i: NDArray) => NDArray | [NDArray, NDArray]]> =
  {
    "replaces an element": [0, (x, i) => x.at(i).set(3)],
    "adds to an element": [0, (x, i) => x.at(i).add(2)],
    "replaces a slice": [0, (x, i) => x.at(i.mul(2)).set(i.astype("float32"))],
    "replaces several": [0, (x, i) => x.at(i).set(1).at(i.add(1)).add(2).at(0).mul(0.5)],
    "replaces an element by what it reads": [0, (x, i) => x.at(i).set(x.at(i.sub(1)).get().mul(2).add(1))],
    "moves an element": [0, (x, i) => x.at(i).set(x.at(i.add(3)).get())],
    "swaps elements": [0, (x, i) => x.at(i).set(x.at(5).get()).at(5).set(x.at(i).get())],
    "reads the new array": [
      0,
      (x, i) => {
        const next = x.at(i).set(x.at(0).get().add(1));
        return [next, next.at(i.sub(1)).get().add(next.at(i).get())];
      },
    ],
    "reads the old array and the new one": [
      0,
      (x, i) => {
        const before = x.at(i).get().mul(3);
        const next = x.at(i).set(7);
        return [next, next.at(i).get().add(before)];
      },
    ],
    "sums the old array and the new one": [
      2,
      (x, i) => {
        const before = x.mul(2).sum();
        const next = x.at(i).set(before);
        return [next, next.sum()];
      },
    ],
    "reads a slice of the old array after the update": [
      1,
      (x, i) => {
        const next = x.at(i).set(7);
        return [next, next.at(i).get().add(x.at(i).get())];
      },
    ],
    "reads an element of the old array after the update": [
      0,
      (x, i) => {
        const before = x.at(i).get();
        const next = x.at(i).set(7);
        return [next, next.at(i).get().add(before.mul(2)).add(before)];
      },
    ],
    "returns an element of the old array": [
      0,
      (x, i) => {
        const before = x.at(i).get();
        const next = x.at(i).set(7);
        return [next.at(i).set(next.at(1).get()), before];
      },
    ],
    "returns the new array": [
      1,
      (x, i) => {
        const next = x.at(i).set(7);
        return [next, next];
      },
    ],
    "returns the old array": [1, (x, i) => [x.at(i).set(7), x]],
    "updates in a loop inside": [0, (x, i) => foriLoop(0, 3, (j, y: NDArray) => y.at(i.add(j)).add(1), x)],
    "updates, loops, reads and updates": [
      0,
      (x, i) => {
        const inner = foriLoop(0, 3, (j, y: NDArray) => y.at(i.add(j)).set(y.at(i).get().add(1)), x.at(1).set(4));
        return [inner.at(2).add(inner.at(i).get()), inner.at(i).get()];
      },
    ],
    "updates in a loop that ends by itself": [
      0,
      (x, i) =>
        whileLoop(
          (y: NDArray) => y.at(i).get().lt(4),
          (y: NDArray) => y.at(i).add(1),
          x,
        ),
    ],
    "loops inside over what it reads": [
      2,
      (x, i) => scan((y: NDArray, v: NDArray) => [y.at(i).add(v), null] as const, x, x)[0],
    ],
  };

/** How many steps, inside loops alone or everywhere, touch as many elements as the carried array has. */
function wholeSteps(steps: readonly Step[], counts: boolean): number {
  return steps.reduce((sum, step) => {
    if (isComputeStep(step)) return sum + (counts && sizeOf(domainOf(step)) >= length ? 1 : 0);
    return sum + nestedSteps(step).reduce((inner, nested) => inner + wholeSteps(nested, true), 0);
  }, 0);
}

const places = Int32Array.of(3, 0, 5, 2);

/** Compiles a function of an array and of positions, and compares it with what reference evaluation gives. */
function compared(
  name: string,
  f: (x: NDArray, places: NDArray) => readonly NDArray[],
  shape: number[],
  everywhere = false,
): number {
  const types = [abstractArray(shape, "float32"), abstractArray([places.length], "int32")];
  const { jaxpr } = stage(([x, at]) => f(x!, at!), types, name);
  const data = [Float32Array.from({ length: sizeOf(shape) }, (_, n) => (n % 7) / 4 - 0.5), places];
  const expected = evaluateJaxpr(
    jaxpr,
    types.map(({ shape, dtype }, n) => ({ shape, dtype, data: data[n]! })),
  );
  const { executable, program } = compile(name, jaxpr, interpreter());
  const results = executable.run(
    data,
    expected.map(({ data: { length } }) => new Float32Array(length)),
  );
  expect(results.map((result) => [...result])).toEqual(
    expected.map(({ data }) => Array.from(data, (value) => expect.closeTo(value, 4) as unknown)),
  );
  return wholeSteps(program.steps, everywhere);
}

describe("a loop over positions that", () => {
  test.each(Object.entries(steps))("%s", (name, [whole, step]) => {
    const f = (x: NDArray, places: NDArray): readonly NDArray[] =>
      scan(
        (carry: NDArray, i: NDArray) => {
          const made = step(carry, i);
          return Array.isArray(made) ? made : ([made, scalar(0, "float32")] as const);
        },
        x,
        places,
      );
    expect(compared(name, f, [length])).toBe(whole);
  });
});

describe("loops that carry two arrays", () => {
  test("hand them to each other after updates", () => {
    const f = (x: NDArray, places: NDArray): readonly NDArray[] =>
      scan(
        ([a, b]: readonly [NDArray, NDArray], i: NDArray) => {
          const old = b.at(i).get();
          const next = b.at(i).set(a.at(i).get());
          return [[a.at(i.add(1)).set(old), next.at(2).add(next.at(i).get())], null] as const;
        },
        [x, add(x, 1)] as const,
        places,
      )[0];
    expect(compared("two", f, [length])).toBe(0);
  });
});

describe("a product with an array that a loop inside changes", () => {
  test("sees the changes", () => {
    const f = (x: NDArray, places: NDArray): NDArray[] => [
      scan(
        (w: NDArray, i: NDArray) =>
          [foriLoop(0, 3, (j, y: NDArray) => y.at(j).set(y.matmul(y).at(i).get().mul(0.25)), w), null] as const,
        x,
        places,
      )[0],
    ];
    compared("product", f, [8, 8]);
  });
});

/** Functions of an argument, and how many steps copy or compute all of it where arguments and results are copied anyway. */
const updates: Record<string, readonly [whole: number, f: (x: NDArray, places: NDArray) => NDArray[]]> = {
  "updates an argument": [0, (x, places) => [x.at(places).add(2)]],
  "updates an argument in a loop": [
    0,
    (x, places) => [scan((y: NDArray, i: NDArray) => [y.at(i).set(3), null] as const, x, places)[0]],
  ],
  "returns an argument": [0, (x) => [x]],
  "returns an argument twice": [1, (x) => [x, x]],
  "updates an argument and returns it": [1, (x, places) => [x.at(places).add(2), x]],
  "updates an argument in two ways": [1, (x, places) => [x.at(places).add(2), x.at(places).set(3)]],
  "updates an argument and reads it": [2, (x, places) => [x.at(places).add(2), x.sum().reshape(1)]],
  "reads an argument that it has updated": [
    1,
    (x, places) => {
      const next = x.at(places).add(2);
      return [next.at(1).set(0), next.mul(2)];
    },
  ],
};

describe("without a copy, a function", () => {
  test.each(Object.entries(updates))("%s", (name, [whole, f]) => {
    expect(compared(name, f, [length], true)).toBe(whole);
  });
});
