import { array, linspace, scan, tanh, type NDArray } from "@proj/array";
import { valueAndGrad } from "@proj/autodiff";
import { init, pointMassNNSimpleReaches, type DeviceName } from "@proj/feedbax";
import { jit } from "@proj/jit";
import { bits, key, normal } from "@proj/random";

/*
 * What the pages compute, and the test for comparison: eager operations, random numbers, the gradient of a recurrent network
 * and ten iterations of training the reaching model.
 */

/** What a device gave, as plain numbers. */
export interface Results {
  /** Where it was computed. */
  readonly device: string;
  readonly eager: readonly number[];
  /** Random words, which are the same everywhere, and normal numbers made of them. */
  readonly words: readonly number[];
  readonly normals: readonly number[];
  /** The loss of a recurrent network, then its gradient. */
  readonly gradient: readonly number[];
  /** The losses of the first iterations of training. */
  readonly losses: readonly number[];
}

const read = async (x: NDArray): Promise<number[]> => Array.from(await x.data());

/** The squared last state of a recurrent network, as a function of its weights. */
function loss(weights: NDArray, inputs: NDArray): NDArray {
  const step = (state: NDArray, x: NDArray) => [tanh(weights.matmul(state).add(x)), state.sum()] as const;
  const [last, sums] = scan(step, inputs.at(0).get(), inputs);
  return last.mul(last).sum().add(sums.mean());
}

async function trainingLosses(): Promise<number[]> {
  const context = pointMassNNSimpleReaches({ key: key(0), nSteps: 10, hiddenSize: 8 });
  const { history } = await context.train({ nBatches: 10, batchSize: 8, key: key(1), logStep: 5 });
  return read(history.loss.total);
}

/** Computes, on the host, what takes long enough for threads: with the default device `"wasm"`. */
export async function computeLong(): Promise<number[]> {
  await init("wasm");
  const work = jit((x: NDArray) => tanh(x.mul(3)).reshape([1024, 512]).sum({ axis: 1 }));
  const x = linspace(-1, 1, 1024 * 512);
  let sums = work(x);
  // Threads start when they could have helped for a fifth of a second, of which engines and machines need more or fewer calls.
  const end = performance.now() + 1500;
  for (let call = 0; performance.now() < end; call++) {
    sums = work(x);
    // So that a worker can load.
    if (call % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return read(sums);
}

/** Computes everything on one device. */
export async function compute(name: DeviceName): Promise<Results> {
  const device = await init(name);
  const [weights, inputs] = [normal(key(2), [4, 4]).mul(0.5), normal(key(3), [6, 4])];
  const [value, gradient] = jit(valueAndGrad(loss))(weights, inputs);
  return {
    device: device.name,
    eager: await read(
      array([1, 2, 3])
        .mul(2)
        .add(array([0.5, -1, 4])),
    ),
    words: await read(bits(key(42), [16])),
    normals: await read(normal(key(7), [16])),
    gradient: [...(await read(value)), ...(await read(gradient))],
    losses: await trainingLosses(),
  };
}
