/*
 * Ten thousand calls on threads: `pnpm soak`, or `pnpm soak <calls> <threads>`. Fails if results change, memory grows, or there are more
 * workers than threads.
 */
import { soak } from "./soak.ts";

const [calls = 10_000, threads = 2] = process.argv.slice(2).map(Number);
const mostGrown = 64 * 2 ** 20;
const { grown, workers, helped, wrong } = await soak(
  calls,
  threads,
  () => new Promise((resolve) => setTimeout(resolve, 5)),
);
console.log(
  `${String(calls)} calls on ${String(threads)} threads: ${String(wrong)} with other results, ${(grown / 2 ** 20).toFixed(1)} MiB more memory at the end, ${String(workers)} workers, which ran ${String(helped)} pieces`,
);
if (wrong > 0 || grown > mostGrown || workers >= threads || helped === 0) process.exit(1);
