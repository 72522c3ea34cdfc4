import { array, zeros, type NDArray } from "@proj/array";
import {
  ensembleSize,
  filterSpecAt,
  getEnsemble,
  Linear,
  MLP,
  partition,
  treeCast,
  treeEqual,
  treeTake,
} from "@proj/module";
import { key, split } from "@proj/random";
import { describe, expect, test } from "vitest";

const make = (modelKey: NDArray) => MLP.init(2, 1, { widthSize: 3, depth: 1, key: modelKey });

describe("an ensemble", () => {
  test("has the models that are made from the split key, one for each index", () => {
    const ensemble = getEnsemble(make, 3, key(0));
    [...split(key(0), 3)].forEach((memberKey, index) => {
      expect(treeEqual(treeTake(ensemble, index), make(memberKey))).toBe(true);
    });
    expect(treeEqual(treeTake(ensemble, -1), treeTake(ensemble, 2))).toBe(true);
  });

  test("shares what is no array", () => {
    expect(getEnsemble(make, 3, key(0)).activation).toBe(make(key(0)).activation);
  });

  test("has the common length of first axes as its size", () => {
    expect(ensembleSize(getEnsemble(make, 3, key(0)))).toBe(3);
    expect(ensembleSize(make(key(0)))).toBeNull();
    expect(ensembleSize({ scalar: array(1), name: "none" })).toBeNull();
    expect(ensembleSize({})).toBeNull();
  });
});

describe("treeCast", () => {
  test("changes the dtype of floats alone", () => {
    const tree = { weight: zeros([2]), mask: array([true]), count: zeros([1], { dtype: "int32" }), name: "layer" };
    const { weight, mask, count, name } = treeCast(tree, "float64");
    expect([weight.dtype, mask.dtype, count.dtype, name]).toEqual(["float64", "bool", "int32", "layer"]);
  });

  test("makes weak types strong, and leaves arrays of that dtype as they are", () => {
    const tree = { weak: array(1).mul(1), strong: zeros([2]) };
    expect(treeCast(tree, "float32").weak.weakType).toBe(false);
    expect(treeCast(tree, "float32").strong).toBe(tree.strong);
  });
});

describe("filterSpecAt", () => {
  test("selects all leaves of one node, or of several", () => {
    const model = {
      encoder: Linear.init(2, 3, { key: key(0) }),
      readout: Linear.init(3, 1, { key: key(1) }),
      steps: 3,
    };
    const [readout, others] = partition(
      model,
      filterSpecAt((m) => m.readout, model),
    );
    expect(treeEqual(readout.readout, model.readout)).toBe(true);
    expect(readout.encoder.weight).toBeNull();
    expect(others.steps).toBe(3);
    const biases = filterSpecAt((m) => [m.encoder.bias, m.readout.bias], model);
    expect([biases.encoder.bias, biases.encoder.weight, biases.readout.bias]).toEqual([true, false, true]);
  });
});
