import { UsageError } from "@proj/array";

/** A word that a user may choose, as the help, the report and the check of what was typed need it. */
export interface Choice {
  /** Its name in words. */
  readonly label: string;
  /** What it decides. */
  readonly description: string;
  /** The words that it may be, the usual one first. */
  readonly options: readonly string[];
}

/**
 * Reads a choice as it was typed.
 *
 * @param operation - the command and option that it was typed for, such as `"train --body"`
 * @throws UsageError when it is none of the words
 */
export function parseChoice<Word extends string>(
  operation: string,
  { options }: { readonly options: readonly Word[] },
  text: string,
): Word {
  const found = options.find((option) => option === text);
  if (found !== undefined) return found;
  throw new UsageError({
    operation,
    received: text === "" ? "an empty text" : text.slice(0, 40),
    expected: `one of ${options.join(", ")}`,
    remedy: `write ${nearest(text, options) ?? options[0]!}, or leave it out for ${options[0]!}`,
  });
}

/** The word that is meant by one with a slip in it; null if none is near. */
export function nearest(text: string, words: readonly string[]): string | null {
  const distances = words.map((word) => [word, distance(text.toLowerCase(), word.toLowerCase())] as const);
  const [best] = distances.sort(([, a], [, b]) => a - b);
  return best !== undefined && best[1] <= Math.max(2, best[0].length / 3) ? best[0] : null;
}

/** How many letters have to be put in, taken out or changed to make one word of another (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++)
      next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + (a[i] === b[j] ? 0 : 1)));
    row = next;
  }
  return row.at(-1)!;
}
