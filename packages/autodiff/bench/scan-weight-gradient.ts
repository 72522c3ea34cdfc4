/**
 * What it saves to contract the weight gradient of a loop once, after the loop, instead of adding to it in every step: the
 * gradient of a recurrent network as `grad` makes it, against the same gradient written by hand with running sums, both by
 * reference evaluation. The smaller the batch, the less one step contributes to a sum as large as the weights.
 *
 * Run with `npx tsx --conditions=@proj/source bench/scan-weight-gradient.ts`.
 */
import { array, scan, tanh, zeros, type NDArray } from "@proj/array";
import { grad } from "@proj/autodiff";

interface Parameters {
  readonly w: NDArray;
  readonly u: NDArray;
  readonly b: NDArray;
}

const steps = 50;
const hidden = 64;
const features = 6;

let state = 1;
function random(shape: readonly number[], scale: number): NDArray {
  const next = (): number => ((state = (state * 48271) % 2147483647) / 2147483647 - 0.5) * scale;
  return array(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, next)).reshape(shape);
}

/** The states of the network before and after each step. */
function run({ w, u, b }: Parameters, xs: NDArray): { readonly before: NDArray; readonly after: NDArray } {
  const step = (h: NDArray, x: NDArray): [NDArray, { before: NDArray; after: NDArray }] => {
    const after = tanh(h.matmul(w).add(x.matmul(u)).add(b));
    return [after, { before: h, after }];
  };
  return scan(step, zeros([xs.shape[1]!, hidden]), xs)[1];
}

/** The gradient of half the sum of the squares of all states, as `grad` makes it. */
const contracted = grad((p: Parameters, xs: NDArray): NDArray => {
  const { after } = run(p, xs);
  return after.mul(after).sum().mul(0.5);
});

/** The same gradient by hand: each step adds its contributions to running sums. */
function accumulated(p: Parameters, xs: NDArray): Parameters {
  const start = { dh: zeros([xs.shape[1]!, hidden]), w: zeros(p.w.shape), u: zeros(p.u.shape), b: zeros(p.b.shape) };
  const step = (sums: typeof start, [before, after, x]: readonly NDArray[]): [typeof start, null] => {
    const slope = after!.add(1).mul(after!.mul(-1).add(1));
    const d = sums.dh.add(after!).mul(slope);
    const w = sums.w.add(before!.T.matmul(d));
    const u = sums.u.add(x!.T.matmul(d));
    return [{ dh: d.matmul(p.w.T), w, u, b: sums.b.add(d.sum({ axis: 0 })) }, null];
  };
  const { before, after } = run(p, xs);
  const [{ w, u, b }] = scan(step, start, [before, after, xs], { reverse: true });
  return { w, u, b };
}

const parameters: Parameters = {
  w: random([hidden, hidden], 0.5),
  u: random([features, hidden], 1),
  b: random([hidden], 1),
};

/** The shortest of several runs, in milliseconds. */
function shortest(program: (p: Parameters, xs: NDArray) => Parameters, xs: NDArray): number {
  const runs = Array.from({ length: 7 }, () => {
    const started = performance.now();
    program(parameters, xs);
    return performance.now() - started;
  });
  return Math.min(...runs);
}

const flat = ({ w, u, b }: Parameters): number[] => [w, u, b].flatMap((x) => [...x.dataSync()]);

for (const batch of [1, 4, 16, 64]) {
  const xs = random([steps, batch, features], 2);
  const [a, b] = [flat(contracted(parameters, xs)), flat(accumulated(parameters, xs))];
  const difference = Math.max(...a.map((value, k) => Math.abs(value - b[k]!))) / Math.max(...a.map(Math.abs));
  const [once, each] = [shortest(contracted, xs), shortest(accumulated, xs)];
  console.log(
    `batch ${batch}: once after the loop ${once.toFixed(1)} ms, in every step ${each.toFixed(1)} ms (largest relative difference ${difference.toExponential(0)})`,
  );
}
