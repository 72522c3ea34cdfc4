/**
 * From which seeds random loops are drawn: 0 unless the environment variable `RANDOM_LOOPS_SEEDS` lists others, as in
 * `RANDOM_LOOPS_SEEDS=1,2,3 npx vitest run random-loops`. The same seed gives the same loops.
 *
 * @throws RangeError where the variable holds something else than integers of 32 bits.
 */
export function seeds(listed = process.env.RANDOM_LOOPS_SEEDS): readonly number[] {
  if (listed === undefined || listed === "") return [0];
  return listed.split(",").map((text) => {
    const seed = Number(text);
    if (text.trim() !== "" && seed === (seed | 0)) return seed;
    throw new RangeError(`RANDOM_LOOPS_SEEDS is "${listed}" instead of integers of 32 bits, separated by commas`);
  });
}
