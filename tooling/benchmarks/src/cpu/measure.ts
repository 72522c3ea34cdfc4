/**
 * What is counted: the time of the processor, so that other programs on the machine count little, or, where several threads work at once,
 * the time on the wall.
 */
export type Clock = "processor" | "wall";

/** Runs something that often and gives the seconds that it took. */
export type Run = (times: number) => Promise<number>;

const rounds = 8;

/** Reads a clock, in seconds. */
export const processorOrWall = (clock: Clock) => (): number => {
  if (clock === "wall") return performance.now() / 1e3;
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** A function of this process as a {@link Run}. */
export function inThisProcess(work: () => void, clock: Clock): Run {
  const seconds = processorOrWall(clock);
  return (times) => {
    const before = seconds();
    for (let n = 0; n < times; n++) work();
    return Promise.resolve(seconds() - before);
  };
}

/**
 * The seconds of one run of each, the best of several rounds in which they take turns, so that a slow moment of the machine hits all of
 * them.
 *
 * @param seconds - about how long each is measured.
 */
export async function bestInTurns(runs: readonly Run[], seconds: number): Promise<number[]> {
  const timed = [];
  for (const run of runs) {
    // The first runs compile, and let engines find out what is hot.
    await run(2);
    const once = await run(1);
    timed.push({ run, times: Math.max(1, Math.round(seconds / rounds / once)), best: Infinity });
  }
  for (let round = 0; round < rounds; round++)
    for (const one of timed) one.best = Math.min(one.best, (await one.run(one.times)) / one.times);
  return timed.map(({ best }) => best);
}
