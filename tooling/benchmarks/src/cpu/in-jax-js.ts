import {
  blockUntilReady,
  grad,
  init,
  jacfwd,
  jit,
  lax,
  nn,
  numpy as np,
  random,
  tree,
  vmap,
  type Array as JaxArray,
} from "@jax-js/jax";
import type { NDArray } from "@proj/array";
import { processorOrWall, type Clock, type Run } from "./measure.ts";

type Inputs = readonly [JaxArray, JaxArray, JaxArray, JaxArray, JaxArray];
type Result = JaxArray | readonly JaxArray[] | Readonly<Record<string, JaxArray>>;

const product = (a: JaxArray, b: JaxArray): JaxArray => np.matmul(a, b);

function layerNorm(x: JaxArray): JaxArray {
  const centred = x.ref.sub(np.mean(x.ref, -1, { keepdims: true }));
  return centred.div(np.std(x, -1, { keepdims: true }).add(1e-5));
}

/** The rows that jax-js has operations for, by their titles. It gives arrays away unless a reference is asked for. */
export const inJaxJs: Readonly<Record<string, (...inputs: Inputs) => Result>> = {
  "product 512×512": product,
  "product 1024×1024": product,
  "64 products 64×64": product,
  "softmax 1024×1024": (x) => nn.softmax(x),
  "log-softmax 1024×1024": (x) => nn.logSoftmax(x),
  "logsumexp 1024×1024": (x) => nn.logsumexp(x, 1),
  "layer norm 1024×1024": layerNorm,
  "sum 1 Mi": (x) => np.sum(x),
  "elementwise chain 1 Mi": (x) => np.exp(np.sin(x.ref).mul(0.5)).add(np.tanh(x)),
  "cumsum 1 Mi": (x) => np.cumsum(x),
  "gather 1 Mi": (x, i) => np.take(x, i),
  "sort 1 Mi": (x) => np.sort(x),
  "argsort 1 Mi": (x) => np.argsort(x),
  "normal 1 Mi": (k) => random.normal(k, [2 ** 20]),
  "convolution 3×3, 64→64, 56×56, batch 8": (x, w) => lax.convGeneralDilated(x, w, [1, 1], "SAME"),
  "cholesky 512×512": (x) => np.linalg.cholesky(x),
  "solve 512×512, 512 columns": (a, b) => np.linalg.solve(a, b),
  "eigh 256×256": (x) => np.linalg.eigh(x),
  "eigvalsh 256×256": (x) => np.linalg.eigvalsh(x),
  "svd 256×256": (x) => np.linalg.svd(x),
  "svdvals 256×256": (x) => np.linalg.svdvals(x),
  "MLP 784-256-256-10, batch 256, gradient": (x, a, b, c) =>
    grad(
      (u: JaxArray, v: JaxArray, w: JaxArray) =>
        np.mean(nn.logsumexp(product(np.tanh(product(np.tanh(product(x, u)), v)), w), 1)),
      { argnums: [0, 1, 2] },
    )(a, b, c),
  "transformer block 8×128×128, gradient": (x, qkv, out, up, down) =>
    grad(
      (a: JaxArray, b: JaxArray, c: JaxArray, d: JaxArray) => {
        const heads = np
          .split(product(layerNorm(x.ref), a), 3, 2)
          .map((y) => np.transpose(y.reshape([8, 128, 4, 32]), [0, 2, 1, 3]));
        const [q, k, v] = heads as [JaxArray, JaxArray, JaxArray];
        const weights = nn.softmax(product(q, np.swapaxes(k, 2, 3)).div(Math.sqrt(32)));
        const mixed = np.transpose(product(weights, v), [0, 2, 1, 3]).reshape([8, 128, 128]);
        const y = x.add(product(mixed, b));
        return np.mean(np.square(y.ref.add(product(nn.relu(product(layerNorm(y), c)), d))));
      },
      { argnums: [0, 1, 2, 3] },
    )(qkv, out, up, down),
  "vmap(jacfwd) of an MLP of 32, batch 128": (xs, a, b) =>
    vmap(jacfwd((x: JaxArray) => np.tanh(product(np.tanh(product(x, a.ref)), b.ref))))(xs),
};

/** A function on jax-js, which in Node runs on one thread; null where it fails, after saying why. */
export async function onJaxJs(title: string, inputs: readonly NDArray[], clock: Clock): Promise<Run | null> {
  const f = inJaxJs[title];
  if (f === undefined) return null;
  await init("wasm");
  const compiled = jit((...x: JaxArray[]) => f(...(x as unknown as Inputs)) as JaxArray[]);
  const arrays = inputs.map((x) => np.array(x.dataSync() as Float32Array<ArrayBuffer>, { shape: [...x.shape] }));
  const seconds = processorOrWall(clock);
  const run: Run = async (times) => {
    const before = seconds();
    for (let n = 0; n < times; n++) {
      const results = compiled(...arrays.map((x) => x.ref));
      await blockUntilReady(tree.ref(results));
      tree.dispose(results);
    }
    return seconds() - before;
  };
  try {
    await run(1);
    return run;
  } catch (error) {
    console.log(`${title} on jax-js: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}
