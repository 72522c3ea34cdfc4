import { array, type NDArray } from "@proj/array";
import { fromHostData } from "@proj/array/core";
import { jit } from "@proj/jit";
import {
  BatchNorm,
  Conv1d,
  defaultDeserialiseFilterSpec,
  defaultSerialiseFilterSpec,
  Dropout,
  filterEvalShape,
  GRUCell,
  Linear,
  makeWithState,
  MaxPool1d,
  MLP,
  PReLU,
  Sequential,
  treeDeserialiseLeaves,
  treeEqual,
  treeSerialiseLeaves,
} from "@proj/module";
import { findCase, output, type Tensor } from "@proj/reference";
import { describe, expect, test } from "vitest";

const asNDArray = ({ data, shape, dtype }: Tensor): NDArray => fromHostData(data, shape, dtype as "float32");
const key = array(Uint32Array.of(0, 0));

/** Models of which Equinox has written the same. */
const models = {
  Linear: () => Linear.init(2, 3, { key }),
  MLP: () => MLP.init(2, 1, { widthSize: 3, depth: 1, key }),
  GRUCell: () => GRUCell.init(1, 2, { key }),
  "BatchNorm with its state": () => makeWithState(() => BatchNorm.init(2, "batch", { mode: "batch" }))(),
  "Conv, PReLU and Dropout": () =>
    Sequential.init([Conv1d.init(1, 2, 2, { key }), PReLU.init(), MaxPool1d.init(2), Dropout.init(0.25)]),
};

describe("files of leaves", () => {
  test.each(Object.entries<() => unknown>(models))("are Equinox's, byte by byte: %s", (name, make) => {
    const bytes = output(findCase("eqx-files", "eqx", name), "file").data as Uint8Array;
    expect([...treeSerialiseLeaves(make())]).toEqual([...bytes]);
    const loaded = treeDeserialiseLeaves(bytes, filterEvalShape(make));
    expect([...treeSerialiseLeaves(loaded)]).toEqual([...bytes]);
  });

  test("give the weights that Python had", () => {
    const c = findCase("eqx-files", "eqx", "Linear");
    const like = Linear.init(2, 3, { key: array(Uint32Array.of(0, 1)) });
    const loaded = treeDeserialiseLeaves(output(c, "file").data as Uint8Array, like);
    expect(loaded.weight.toList()).toEqual(asNDArray(output(c, "weight")).toList());
  });

  test("are written and read leaf by leaf as a spec says, which may be a tree", () => {
    const tree = { kept: array([1, 2]), left: array([3]), flag: true };
    const skip = (): void => undefined;
    const spec = { kept: defaultSerialiseFilterSpec, left: skip, flag: defaultSerialiseFilterSpec };
    const bytes = treeSerialiseLeaves(tree, { filterSpec: spec });
    const like = { kept: array([0, 0]), left: array([9]), flag: false };
    const back = { ...spec, kept: defaultDeserialiseFilterSpec, flag: defaultDeserialiseFilterSpec, left: (_: unknown, leaf: unknown) => leaf }; // prettier-ignore
    const loaded = treeDeserialiseLeaves(bytes, like, { filterSpec: back });
    expect(treeEqual(loaded, { kept: array([1, 2]), left: array([9]), flag: true })).toBe(true);
    expect(() => treeSerialiseLeaves(tree, { filterSpec: { kept: 1, left: 2, flag: 3 } })).toThrow(
      "filterSpec: the number 3",
    );
  });

  test("of another model are errors that name the leaf", () => {
    const bytes = treeSerialiseLeaves(models.Linear());
    const other = { layer: Linear.init(3, 3, { key }) };
    expect(() => treeDeserialiseLeaves(bytes, other)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: treeDeserialiseLeaves received float32[3,2] for the leaf at tree['layer'].weight
        expected: float32[3,3]
        to fix:   build the tree with the sizes, dtypes and settings with which the file was written]
    `);
    expect(() => treeDeserialiseLeaves(bytes, [models.Linear(), array(1)])).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: treeDeserialiseLeaves received 292 bytes: the end of the file, for the leaf at tree[1]
        expected: a whole array in NumPy's format from byte 292 on
        to fix:   read the file again in binary mode, and give the file that belongs to what is read]
    `);
    expect(() => treeDeserialiseLeaves(bytes, models.Linear().weight)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: treeDeserialiseLeaves received a file with 140 bytes behind the last leaf of the tree
        expected: a file with as many leaves as the tree has
        to fix:   build the tree with the settings with which the file was written, or give the file that belongs to it]
    `);
    expect(() => treeDeserialiseLeaves(treeSerialiseLeaves(1), [true])).toThrow("float64[] for the leaf at tree[0]");
    expect(() => jit((x: NDArray) => (treeSerialiseLeaves({ x }), x))(array(1))).toThrow("for the leaf at tree['x']");
  });
});
