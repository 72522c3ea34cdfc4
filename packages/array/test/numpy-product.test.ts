import * as core from "@proj/array/core";
import * as np from "@proj/array";
import type { NDArray } from "@proj/array";
import * as lax from "@proj/array/lax";
import { describe, expect, test } from "vitest";

/** Small integers, so that every order of summation gives the same result. */
const numbers = (...shape: number[]): NDArray =>
  np
    .remainder(np.arange(shape.reduce((a, b) => a * b, 1)).mul(7), 11)
    .astype("float32")
    .reshape(shape);

/** Einstein's notation by its definition: every combination of indices, one multiplication each. */
function einsumByLoops(spec: string, operands: readonly NDArray[]): unknown {
  const [left, right] = spec.split("->") as [string, string];
  const terms = left.split(",");
  const lengths = new Map<string, number>();
  terms.forEach((term, k) =>
    Array.from(term).forEach((label, axis) =>
      lengths.set(label, Math.max(lengths.get(label) ?? 1, operands[k]!.shape[axis]!)),
    ),
  );
  const labels = [...lengths.keys()];
  const result = new Map<string, number>();
  const place = new Map<string, number>();
  const visit = (depth: number): void => {
    if (depth < labels.length) {
      for (let i = 0; i < lengths.get(labels[depth]!)!; i++) {
        place.set(labels[depth]!, i);
        visit(depth + 1);
      }
      return;
    }
    const key = Array.from(right)
      .map((label) => place.get(label)!)
      .join();
    const product = terms.reduce((value, term, k) => {
      const operand = operands[k]!;
      const position = Array.from(term).reduce(
        (offset, label, axis) => offset * operand.shape[axis]! + (operand.shape[axis] === 1 ? 0 : place.get(label)!),
        0,
      );
      return value * operand.dataSync()[position]!;
    }, 1);
    result.set(key, (result.get(key) ?? 0) + product);
  };
  visit(0);
  const nest = (axis: number, prefix: readonly number[]): unknown =>
    axis === right.length
      ? (result.get(prefix.join()) ?? 0)
      : Array.from({ length: lengths.get(right[axis]!)! }, (_, i) => nest(axis + 1, [...prefix, i]));
  return nest(0, []);
}

describe("einsum agrees with loops over all indices", () => {
  test.each([
    ["ij->ji", [[2, 3]]],
    ["ij->", [[2, 3]]],
    ["ii->i", [[3, 3]]],
    ["ii->", [[3, 3]]],
    ["iji->j", [[2, 3, 2]]],
    ["iii->i", [[3, 3, 3]]],
    ["i,i->", [[3], [3]]],
    ["i,j->ij", [[2], [3]]],
    ["i,j->ji", [[2], [3]]],
    [
      "ij,jk->ik",
      [
        [2, 3],
        [3, 4],
      ],
    ],
    [
      "ij,jk->ki",
      [
        [2, 3],
        [3, 4],
      ],
    ],
    [
      "bij,bjk->bik",
      [
        [2, 2, 3],
        [2, 3, 4],
      ],
    ],
    [
      "bij,bkj->bik",
      [
        [2, 2, 3],
        [2, 4, 3],
      ],
    ],
    [
      "bij,jk->bik",
      [
        [2, 2, 3],
        [3, 4],
      ],
    ],
    [
      "ij,ij->ij",
      [
        [2, 3],
        [2, 3],
      ],
    ],
    ["ij,i->ij", [[2, 3], [2]]],
    ["ij,j->", [[2, 3], [3]]],
    ["ij,k->ik", [[2, 3], [4]]],
    ["ii,i->i", [[3, 3], [3]]],
    [
      "ij,jk,kl->il",
      [
        [2, 3],
        [3, 4],
        [4, 2],
      ],
    ],
    ["i,ij,j->", [[2], [2, 3], [3]]],
    ["a,b,c,d->dcba", [[2], [3], [2], [2]]],
    [
      "abc,cd,def->abef",
      [
        [2, 2, 3],
        [3, 2],
        [2, 2, 2],
      ],
    ],
    [
      "ij,jk->ik",
      [
        [2, 1],
        [3, 4],
      ],
    ],
    [
      "ij,ij->i",
      [
        [2, 3],
        [1, 3],
      ],
    ],
  ] as const)("%s", (spec, shapes) => {
    const operands = shapes.map((shape) => numbers(...shape));
    expect(np.einsum(spec, ...operands).toList()).toEqual(einsumByLoops(spec, operands));
  });
});

describe("einsum", () => {
  const [a, b] = [numbers(2, 3, 4), numbers(3, 4, 5)];

  test("the ellipsis broadcasts leading axes", () => {
    expect(np.einsum("...ij,...jk->...ik", a, b.get(0)).toList()).toEqual(np.matmul(a, b.get(0)).toList());
    expect(np.einsum("...ij->...ji", a).shape).toEqual([2, 4, 3]);
    expect(np.einsum("i...,...j->ij...", numbers(2, 3), numbers(3, 4)).shape).toEqual([2, 4, 3]);
    expect(np.einsum("...,...", numbers(2, 1), numbers(3)).shape).toEqual([2, 3]);
  });

  test("without an arrow the result has the letters that occur once, in alphabetical order", () => {
    expect(np.einsum("ba", numbers(2, 3)).shape).toEqual([3, 2]);
    expect(np.einsum("ij,jk", numbers(2, 3), numbers(3, 4)).shape).toEqual([2, 4]);
    expect(np.einsum("ii", numbers(3, 3)).shape).toEqual([]);
    expect(np.einsum("i...j,j...", numbers(2, 5, 3), numbers(3, 5)).shape).toEqual([5, 2]);
  });

  test("dtypes are promoted, booleans ask whether any product is true", () => {
    expect(np.einsum("i,i->", np.array([1, 2], { dtype: "int32" }), np.array([0.5, 1])).describe()).toBe("float32[]");
    expect(
      np
        .einsum(
          "ij,j->i",
          np.array([
            [true, false],
            [false, false],
          ]),
          np.array([true, true]),
        )
        .toList(),
    ).toEqual([true, false]);
  });

  test("a chain is contracted at its cheapest link first", () => {
    const products: string[] = [];
    const { jaxpr } = core.stage(
      ([x, y, z]) => [np.einsum("ij,jk,k->i", x!, y!, z!)],
      [np.zeros([20, 30]), np.zeros([30, 40]), np.zeros(40)].map((x) => x.aval),
      "chain",
    );
    for (const equation of jaxpr.equations)
      if (equation.primitive === "dotGeneral") products.push(equation.outputs[0]!.aval.shape.join());
    expect(products).toEqual(["30", "20"]);
  });

  test("errors", () => {
    expect(() => np.einsum("ij,jk", numbers(2, 3), numbers(4, 5))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: einsum received "ij,jk" with float32[2,3], float32[4,5]
        expected: one length per letter: "j" is 3 and 4
        to fix:   transpose or reshape an operand, or use another letter]
    `);
    expect(() => np.einsum("ij", numbers(2))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: einsum received "ij" with float32[2]
        expected: as many letters as axes: "ij" is for 2, operand 0 has 1
        to fix:   write one letter per axis, or "..." for the rest]
    `);
    expect(() => np.einsum("ij->ik", numbers(2, 2))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: einsum received "ij->ik" with float32[2,2]
        expected: each letter of the result once, and in an operand: "k" is not
        to fix:   correct the term after ->]
    `);
    expect(() => np.einsum("ij,jk", numbers(2, 2))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: einsum received "ij,jk" with 1 operands
        expected: 2 operands, as many as terms
        to fix:   write one term per operand]
    `);
    expect(() => np.einsum("i-j", numbers(2, 2))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: einsum received "i-j" with float32[2,2]
        expected: letters for axes, "," between operands, at most one "->" and one "..." per term
        to fix:   write for example "ij,jk->ik" or "...ij,...jk"]
    `);
  });
});

describe("products", () => {
  const shapes: readonly (readonly [number[], number[], string])[] = [
    [[3], [3], "i,i->"],
    [[2, 3], [3], "ij,j->i"],
    [[3], [3, 2], "i,ij->j"],
    [[2, 3], [3, 4], "ij,jk->ik"],
    [[5, 2, 3], [3, 4], "bij,jk->bik"],
    [[2, 3], [5, 3, 4], "ij,bjk->bik"],
    [[3], [5, 3, 4], "j,bjk->bk"],
    [[5, 2, 3], [5, 3, 4], "bij,bjk->bik"],
    [[5, 2, 3], [1, 3, 4], "bij,bjk->bik"],
    [[1, 2, 3], [5, 3, 4], "bij,bjk->bik"],
    [[5, 2, 3], [3], "bij,j->bi"],
  ];
  test.each(shapes)("matmul of %j and %j is %s", (left, right, spec) => {
    const [a, b] = [numbers(...left), numbers(...right)];
    expect(np.matmul(a, b).toList()).toEqual(einsumByLoops(spec, [a, b]));
  });

  test("matmul broadcasts leading axes against each other", () => {
    expect(np.matmul(np.zeros([7, 1, 2, 3]), np.zeros([6, 3, 4])).shape).toEqual([7, 6, 2, 4]);
    expect(np.matmul(np.zeros([1, 1, 2, 3]), np.zeros([6, 3, 4])).shape).toEqual([1, 6, 2, 4]);
    expect(np.matmul(np.zeros([2, 3]), np.zeros([7, 6, 3, 4])).shape).toEqual([7, 6, 2, 4]);
  });

  test("dot contracts the last axis with the second-last", () => {
    expect(np.dot(np.zeros([2, 3, 4]), np.zeros([5, 4, 6])).shape).toEqual([2, 3, 5, 6]);
    expect(np.dot(3, numbers(2)).toList()).toEqual(numbers(2).mul(3).toList());
  });

  test("inner, outer, vdot and tensordot", () => {
    const [a, b] = [numbers(2, 3), numbers(4, 3)];
    expect(np.inner(a, b).toList()).toEqual(einsumByLoops("ij,kj->ik", [a, b]));
    expect(np.outer(a, b).shape).toEqual([6, 12]);
    expect(np.vdot(a, a).item()).toBe(a.mul(a).sum().item());
    const [c, d] = [numbers(2, 3, 4), numbers(3, 4, 2)];
    expect(np.tensordot(c, d).toList()).toEqual(einsumByLoops("ijk,jkl->il", [c, d]));
    expect(
      np
        .tensordot(c, d, [
          [0, -1],
          [2, 1],
        ])
        .toList(),
    ).toEqual(einsumByLoops("ijk,lki->jl", [c, d]));
    expect(np.tensordot(c, d, 0).shape).toEqual([2, 3, 4, 3, 4, 2]);
  });

  test("cross is perpendicular to both, on any axis", () => {
    const [a, b] = [numbers(4, 3), numbers(4, 3).add(np.array([1, 0, 2]))];
    const c = np.cross(a, b);
    const weak = lax.convertElementType(a, "float32", true);
    expect(np.cross(weak, weak).weakType).toBe(false);
    expect(np.sum(c.mul(a), { axis: 1 }).toList()).toEqual([0, 0, 0, 0]);
    expect(np.sum(c.mul(b), { axis: 1 }).toList()).toEqual([0, 0, 0, 0]);
    expect(np.cross(a.T, b.T, 0).T.toList()).toEqual(c.toList());
  });

  test("errors", () => {
    expect(() => np.matmul(np.zeros([2, 3]), np.zeros([2, 3]))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: matmul received float32[2,3] and float32[2,3]
        expected: the last axis of the first as long as the second-last (or only) axis of the second
        to fix:   transpose one of the arrays so that the contracted axes agree]
    `);
    expect(() => np.matmul(1, np.zeros(2))).toThrow(np.UsageError);
    expect(() => np.dot(np.zeros(2), np.zeros(3))).toThrow(np.UsageError);
    expect(() => np.tensordot(np.zeros([2, 3]), np.zeros([2, 3]), 1)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: tensordot received float32[2,3] and float32[2,3], axes [1] with [0]
        expected: pairs of axes of equal length
        to fix:   correct the lists of axes; einsum says by letters which axes belong together]
    `);
    expect(() => np.cross(np.zeros(4), np.zeros(4))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: cross received float32[4] along axis -1
        expected: an axis of length 2 or 3
        to fix:   give the axis of the vectors, or cut them]
    `);
  });
});

describe("options, with the values of JAX", () => {
  const half = np
    .array([
      [1, 2],
      [3, 4],
    ])
    .astype("float16");
  const preferredElementType = "float32";

  test("products are summed in the preferred dtype", () => {
    expect(np.dot(half, half, { preferredElementType }).dtype).toBe("float32");
    expect(np.dot(half, 2, { preferredElementType }).dtype).toBe("float32");
    expect(np.vdot(half, half, { preferredElementType }).dtype).toBe("float32");
    expect(np.inner(half, half, { preferredElementType }).dtype).toBe("float32");
    expect(np.tensordot(half, half, 1, { preferredElementType }).dtype).toBe("float32");
    const integers = np.array([[1, 2]], { dtype: "int32" });
    expect(np.matmul(integers, integers.T, { preferredElementType }).toString()).toBe("[[5]]");
    const both = np.array([true, true]);
    expect(np.dot(both, both, { preferredElementType: "int32" }).item()).toBe(2);
  });

  test("einsum takes options behind the operands", () => {
    expect(np.einsum("ij,jk->ik", half, half, { preferredElementType }).dtype).toBe("float32");
    expect(np.einsum("ij->i", half, { preferredElementType }).dtype).toBe("float32");
    const [a, b, c] = [np.ones([2, 3]), np.ones([3, 4]), np.ones([4, 5])];
    const ordered = np.einsum("ij,jk,kl->il", a, b, c, { optimize: false });
    expect(ordered.toList()).toEqual(np.einsum("ij,jk,kl->il", a, b, c).toList());
    expect(() => np.einsum("ij->i", half, { optimise: true } as never)).toThrow("write optimize instead of optimise");
    expect(() => np.einsum(half as never, half)).toThrow("as its first argument");
  });

  test("cross takes vectors in the plane, and an axis for each array", () => {
    expect(np.cross(np.array([1, 2]), np.array([3, 4])).item()).toBe(-2);
    expect(np.cross(np.array([1, 2]), np.array([3, 4, 5])).toList()).toEqual([10, -5, -2]);
    const a = np.array([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const b = np.array([
      [1, 0, 0],
      [0, 1, 0],
    ]);
    const rows = [
      [0, 3, -2],
      [-6, 0, 4],
    ];
    expect(np.cross(a.T, b, { axisa: 0 }).toList()).toEqual(rows);
    expect(np.cross(a.T, b.T, 0).T.toList()).toEqual(rows);
    expect(np.cross(a, b, { axisc: 0 }).T.toList()).toEqual(rows);
  });

  test("tensordot pairs single axes", () => {
    const a = np.array([[1, 2, 3]]);
    expect(np.tensordot(a, a, [1, 1]).toList()).toEqual([[14]]);
    expect(() => np.tensordot(a, a, -1)).toThrow("tensordot received axes the number -1");
  });
});
