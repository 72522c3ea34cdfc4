import { zeros } from "@proj/array";
import {
  Channel,
  LTISystem,
  Mechanics,
  DirectForceInput,
  ModelIterator,
  Normal,
  PointMass,
  SimpleReaches,
  SimpleStagedNetwork,
  simpleReachLoss,
  type Rectangle,
} from "@proj/feedbax";
import { treeEqual } from "@proj/module";
import { key } from "@proj/random";
import { describe, expect, test } from "vitest";

const plant = DirectForceInput.init(PointMass.init());

describe("builders take arguments by position", () => {
  test("as the real library's constructors do, with its defaults", () => {
    expect(String(PointMass.init(5))).toBe("PointMass { mass: 5, damping: 0 }");
    expect(String(Normal.init())).toBe("Normal { std: 1, mean: 0 }");
    expect(Mechanics.init(plant).dt).toBe(0.05);
    expect(treeEqual(PointMass.init(5, 0.1), new PointMass({ mass: 5, damping: 0.1 }))).toBe(true);
  });
});

describe("builders refuse", () => {
  test("fields in an object, where arguments have places", () => {
    expect(() => PointMass.init({ mass: 2 } as never)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: PointMass.init received mass in an object
        expected: a number above 0, or an array
        to fix:   give mass as a number above 0, not in an object]
    `);
    expect(() => Normal.init({ std: 0.1 } as never)).toThrow(/std in an object/);
    expect(() => Channel.init({ delay: 1 } as never, { inputProto: zeros([1]) })).toThrow(/delay in an object/);
  });

  test("quantities out of range", () => {
    expect(() => PointMass.init(0)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: PointMass.init received mass 0
        expected: a number above 0, or an array
        to fix:   give mass as a number above 0]
    `);
    expect(() => Normal.init(-1)).toThrow(/at least 0/);
    expect(() => Normal.init(NaN)).toThrow(/std NaN/);
    expect(() => Mechanics.init(plant, 0)).toThrow(/dt 0/);
  });

  test("counts that are none", () => {
    expect(() => Channel.init(1.5, { inputProto: zeros([1]) })).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: Channel.init received delay 1.5
        expected: an integer of at least 0
        to fix:   give delay as an integer of at least 0]
    `);
    expect(() => SimpleStagedNetwork.init(8, 0, { key: key(0) })).toThrow(/hiddenSize 0/);
    expect(() => ModelIterator.init({ call: () => 0, init: () => 0 }, 1)).toThrow(/nSteps 1/);
  });

  test("matrices that do not fit", () => {
    expect(() => LTISystem.init(zeros([2, 2]), zeros([3, 1]), zeros([1, 2]))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: LTISystem.init received matrices of shapes [2, 2], [3, 1], [1, 2]
        expected: A of shape [n, n], B of shape [n, m] and C of shape [p, n]
        to fix:   give as many rows to A and B, and columns to A and C, as the state has components]
    `);
  });

  test("tasks without steps, directions or workspace", () => {
    const lossFunc = simpleReachLoss();
    const workspace: Rectangle = [
      [-1, -1],
      [1, 1],
    ];
    expect(() => new SimpleReaches({ lossFunc, nSteps: 1, workspace })).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: SimpleReaches received nSteps: the number 1
        expected: nSteps: an integer of at least 2
        to fix:   pass nSteps as an integer of at least 2]
    `);
    expect(() => new SimpleReaches({ lossFunc, nSteps: 9, workspace, evalNDirections: 0 })).toThrow(
      /evalNDirections: the number 0/,
    );
    const flat: Rectangle = [
      [-1, 1],
      [1, 1],
    ];
    expect(() => new SimpleReaches({ lossFunc, nSteps: 9, workspace: flat })).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: SimpleReaches received a workspace from (-1, 1) to (1, 1)
        expected: the lower left corner, then the upper right one
        to fix:   write workspace: [[-1, -1], [1, 1]]]
    `);
  });
});
