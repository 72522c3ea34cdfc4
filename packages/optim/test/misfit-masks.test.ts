import { array, UsageError } from "@proj/array";
import * as optim from "@proj/optim";
import { ademamix, muon, simplifiedAdemamix } from "@proj/optim/contrib";
import type { GradientTransformation } from "@proj/optim";
import { describe, expect, test } from "vitest";

/** Everything that takes a mask, with and without something to decay. */
const takers: Readonly<Record<string, (mask: unknown) => GradientTransformation<unknown>>> = {
  masked: (mask) => optim.masked(optim.sgd(0.1), mask),
  freeze: (mask) => optim.freeze(mask),
  selectiveTransform: (mask) => optim.selectiveTransform(optim.sgd(0.1), { freezeMask: mask }),
  addDecayedWeights: (mask) => optim.addDecayedWeights(0.1, mask),
  "addDecayedWeights by 0": (mask) => optim.addDecayedWeights(0, mask),
  adamw: (mask) => optim.adamw(0.1, { mask }),
  nadamw: (mask) => optim.nadamw(0.1, { mask }),
  lamb: (mask) => optim.lamb(0.1, { mask }),
  lion: (mask) => optim.lion(0.1, { mask }),
  adan: (mask) => optim.adan(0.1, { mask }),
  adadelta: (mask) => optim.adadelta(0.1, { weightDecayMask: mask }),
  adafactor: (mask) => optim.adafactor(0.1, { weightDecayMask: mask, weightDecayRate: 0.1 }),
  "lars, decay": (mask) => optim.lars(0.1, { weightDecayMask: mask }),
  "lars, trust": (mask) => optim.lars(0.1, { trustRatioMask: mask }),
  muon: (mask) => muon(0.1, { weightDecayMask: mask, weightDecay: 0.1 }),
  ademamix: (mask) => ademamix(0.1, { mask }),
  simplifiedAdemamix: (mask) => simplifiedAdemamix(0.1, { mask }),
};

const params = { w: array([[1, 2]]), b: { c: array([3]) } };
const fitting = { w: true, b: { c: false } };
/** Masks that do not fit, which must not count as true, as false, or as none. */
const misfits: Readonly<Record<string, unknown>> = {
  "without a key": { w: true },
  "with another key": { ...fitting, d: true },
  "of texts": { w: "true", b: { c: "false" } },
  "of numbers": { w: 1, b: { c: 0 } },
  "of arrays with axes": { w: array([true, false]), b: { c: true } },
  "that is a text": "yes",
  "that is a number": 1,
  "that is a date": new Date(0),
  "that is a list": [true, false],
  "from a function of another tree": () => ({ w: true }),
  "from a function of a text": () => "yes",
  "from a function of nothing": () => undefined,
};

function step({ init, update }: GradientTransformation<unknown>): void {
  update(params, init(params), params);
}

describe.each(Object.entries(takers))("%s", (_, taker) => {
  test("takes a mask that fits", () => {
    step(taker(fitting));
    step(taker(() => fitting));
    step(taker({ w: true, b: false }));
  });

  test.each(Object.entries(misfits))("refuses a mask %s", (_name, mask) => {
    let found: unknown;
    try {
      step(taker(mask));
    } catch (error) {
      found = error;
    }
    expect(found).toBeInstanceOf(UsageError);
    const { operation, received, expected, remedy } = found as UsageError;
    expect([operation, received, expected, remedy]).not.toContain("");
  });
});
