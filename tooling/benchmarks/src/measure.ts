import type { Work } from "./engine.ts";

const rounds = 5;

/** One engine's turn at a workload, or the reason why it has none. */
export type Measurement = { readonly seconds: number } | { readonly failure: string } | null;

const now = (): number => performance.now() / 1000;

/**
 * The seconds of one run of each work: the best of several rounds, in which the works take turns, so that a slow moment of the
 * machine hits all of them.
 *
 * @param works - null for one that cannot be run.
 * @param seconds - about how long each is measured.
 */
export async function measureInTurns(works: readonly (Work | null)[], seconds: number): Promise<Measurement[]> {
  const runs = works.map((work) => ({ work, times: 1, best: Infinity, failure: "" }));
  for (let round = 0; round <= rounds; round++) {
    for (const run of runs) {
      if (run.work === null || run.failure !== "") continue;
      try {
        const start = now();
        await run.work(run.times);
        const each = (now() - start) / run.times;
        // The first round compiles.
        if (round > 0) run.best = Math.min(run.best, each);
        else {
          const again = now();
          await run.work(1);
          run.times = Math.max(1, Math.min(10_000, Math.round(seconds / rounds / (now() - again))));
        }
      } catch (error) {
        run.failure = error instanceof Error ? error.message : String(error);
      }
    }
  }
  return runs.map(({ work, best, failure }) =>
    work === null ? null : failure === "" ? { seconds: best } : { failure },
  );
}
