import { array, cpu, deviceGet, devicePut, setDefaultDevice, type NDArray } from "@proj/array";
import { fakeDevice } from "@proj/devices/fake-device";
import { adamw, applyUpdates, chain, clipByGlobalNorm, cosineDecaySchedule, injectHyperparams, sgd } from "@proj/optim";
import type { GradientTransformation } from "@proj/optim";
import { map } from "@proj/tree";
import { afterEach, expect, test } from "vitest";

afterEach(() => setDefaultDevice(cpu));

const optimisers: Readonly<Record<string, GradientTransformation<unknown>>> = {
  adamw: chain(clipByGlobalNorm(1), adamw(cosineDecaySchedule({ initValue: 0.1, decaySteps: 5 }))),
  sgd: sgd(0.1, { momentum: 0.9 }),
  injected: injectHyperparams(({ rate }) => sgd(rate), { rate: 0.1 }),
};

/** A few steps towards the origin. */
function descend({ init, update }: GradientTransformation<unknown>, start: { w: NDArray; b: NDArray }): typeof start {
  let [params, state] = [start, init(start)];
  for (let step = 0; step < 3; step++) {
    const gradients = map((x: NDArray) => x.mul(2), params);
    const [updates, next] = update(gradients, state, params);
    [params, state] = [applyUpdates(params, updates), next];
  }
  return params;
}

test.each(Object.entries(optimisers))("%s does on a device what it does on the host", async (_, optimiser) => {
  const start = {
    w: array([
      [1, -2],
      [3, 4],
    ]),
    b: array([0.5, 0.25]),
  };
  const expected = map((x: NDArray) => x.toList(), descend(optimiser, start));
  const device = fakeDevice();
  const moved = descend(optimiser, devicePut(start, device));
  expect(moved.w.device).toBe(device);
  expect(map((x: NDArray) => x.toList(), await deviceGet(moved))).toEqual(expected);
  setDefaultDevice(device);
  expect(map((x: NDArray) => x.toList(), await deviceGet(descend(optimiser, start)))).toEqual(expected);
});
