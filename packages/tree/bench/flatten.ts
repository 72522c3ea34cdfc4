/**
 * Times the tree operations on the path of every compiled call: a parameter tree of 30 leaves in 13 nodes.
 * Run with `npx tsx bench/flatten.ts`.
 */
import { flatten, leaves, map, structure } from "@proj/tree";

class Weights {
  readonly data = new Float32Array(1);
}

const layer = (): unknown => ({ weight: new Weights(), bias: new Weights(), scale: new Weights() });
const tree = {
  layers: Array.from({ length: 8 }, layer),
  encoder: { first: layer(), second: null },
  step: [new Weights(), new Weights(), new Weights()],
};
const known = structure(tree);
const found = leaves(tree);

const jobs: Readonly<Record<string, () => unknown>> = {
  flatten: () => flatten(tree),
  leaves: () => leaves(tree),
  unflatten: () => known.unflatten(found),
  flattenUpTo: () => known.flattenUpTo(tree),
  "flatten and key": () => flatten(tree)[1].key,
  "flatten and equals": () => flatten(tree)[1].equals(known),
  map: () => map((x) => x, tree),
  "map of two": () => map((x, _y) => x, tree, tree),
};

for (const [name, job] of Object.entries(jobs)) {
  const best = Math.min(...Array.from({ length: 5 }, () => microseconds(job)));
  process.stdout.write(`${name.padEnd(20)} ${best.toFixed(2)} µs\n`);
}

function microseconds(job: () => unknown): number {
  const runs = 20_000;
  for (let i = 0; i < runs; i++) job();
  const start = performance.now();
  for (let i = 0; i < runs; i++) job();
  return ((performance.now() - start) * 1000) / runs;
}
