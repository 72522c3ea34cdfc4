import type { Engine, Work } from "./engine.ts";

/** One row of the table: what to run, and how to say how fast it was. */
export interface Workload {
  readonly title: string;
  readonly unit: string;
  work(engine: Engine): Work | null;
  /** The number in the table, from the seconds of one run. */
  score(seconds: number): number;
}

/** What is measured, for matrices of these sizes, arrays of that many elements and batches of that many trials. */
export function workloads(sizes: readonly number[], elements: number, batchSize: number): Workload[] {
  const millions = `${(elements / 2 ** 20).toFixed(elements < 2 ** 20 ? 2 : 0)} Mi`;
  return [
    ...sizes.map((n) => ({
      title: `product ${n}×${n}`,
      unit: "GFLOP/s",
      work: (engine: Engine) => engine.product(n),
      score: (seconds: number) => (2 * n ** 3) / seconds / 1e9,
    })),
    {
      title: `elementwise chain, ${millions}`,
      unit: "GB/s",
      work: (engine) => engine.chain(elements),
      score: (seconds) => (8 * elements) / seconds / 1e9,
    },
    {
      title: `sum, ${millions}`,
      unit: "GB/s",
      work: (engine) => engine.reduction(elements),
      score: (seconds) => (4 * elements) / seconds / 1e9,
    },
    { title: "compiled call", unit: "µs", work: (engine) => engine.call(), score: (seconds) => 1e6 * seconds },
    {
      title: "first call of a layer's gradient",
      unit: "ms",
      work: (engine) => engine.fresh(),
      score: (seconds) => 1e3 * seconds,
    },
    {
      title: `training the reaching model, batch ${batchSize}`,
      unit: "iterations/s",
      work: (engine) => engine.training(batchSize),
      score: (seconds) => 1 / seconds,
    },
  ];
}
