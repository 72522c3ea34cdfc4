import { blockUntilReady, defaultDevice, jit, numpy as np, valueAndGrad, type Array as JaxArray } from "@jax-js/jax";
import type { Engine, Work } from "../engine.ts";

async function ready(x: JaxArray): Promise<void> {
  await blockUntilReady(x.ref);
  x.dispose();
}

/** Waits for each result: one that is dropped unread is never computed. */
const repeated =
  (run: () => JaxArray): Work =>
  async (times) => {
    for (let n = 0; n < times; n++) await ready(run());
  };

/** The peer, on one of its devices. It has no loops over time, so it cannot train the reaching model. */
export function jaxJs(device: "wasm" | "webgpu"): Engine {
  const installed = (make: () => Work): Work => {
    defaultDevice(device);
    const work = make();
    return (times) => {
      defaultDevice(device);
      return work(times);
    };
  };
  let layers = 0;
  return {
    name: `jax-js ${device}`,
    product: (n) =>
      installed(() => {
        const f = jit((x: JaxArray, y: JaxArray) => np.matmul(x, y));
        const [x, y] = [np.ones([n, n]), np.ones([n, n])];
        return repeated(() => f(x.ref, y.ref));
      }),
    chain: (elements) =>
      installed(() => {
        const f = jit((x: JaxArray) => np.maximum(x.ref.mul(2).add(1), 0).mul(x.ref).sub(x));
        const x = np.ones([elements]);
        return repeated(() => f(x.ref));
      }),
    reduction: (elements) =>
      installed(() => {
        const f = jit((x: JaxArray) => x.sum());
        const x = np.ones([elements]);
        return repeated(() => f(x.ref));
      }),
    call: () =>
      installed(() => {
        const f = jit((x: JaxArray) => x.mul(0.5).add(1));
        let x = np.array([1, 2, 3, 4, 5, 6, 7, 8]);
        return async (times) => {
          for (let n = 0; n < times; n++) x = f(x);
          await blockUntilReady(x.ref);
        };
      }),
    fresh: () =>
      installed(() => async (times) => {
        for (let n = 0; n < times; n++) {
          const width = 8 + layers++;
          const loss = (w: JaxArray, x: JaxArray): JaxArray => np.tanh(np.matmul(x, w)).sum();
          const step = jit((w: JaxArray, x: JaxArray) => {
            const [value, gradient] = valueAndGrad(loss)(w, x);
            value.dispose();
            return gradient;
          });
          await ready(step(np.ones([width, 4]), np.arange(3 * width).reshape([3, width])));
        }
      }),
    training: () => null,
  };
}
