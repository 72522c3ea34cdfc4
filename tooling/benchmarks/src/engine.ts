/** Runs a computation that often, and comes back when the last result is there. */
export type Work = (times: number) => Promise<void>;

/** Something that can run the workloads: one of our targets, or a peer. A workload that it cannot run is null. */
export interface Engine {
  readonly name: string;
  /** The product of two n×n matrices. */
  product(n: number): Work | null;
  /** relu(x · 2 + 1) · x − x over that many elements: one load and one store if it is fused. */
  chain(elements: number): Work | null;
  /** The sum of that many elements. */
  reduction(elements: number): Work | null;
  /** A compiled function of eight numbers, whose result is its next argument. */
  call(): Work | null;
  /** A function that nobody has compiled before: a layer's loss and its gradient. One run of it is its first. */
  fresh(): Work | null;
  /** Training iterations of the reaching model. */
  training(batchSize: number): Work | null;
}
