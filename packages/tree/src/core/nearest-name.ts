/**
 * The name that a misspelt one was probably meant to be.
 *
 * @param name - what was written.
 * @param known - the names that exist.
 * @returns the known name with the fewest edits, case and underscores aside; null when none is near.
 * @example
 * import { nearestName } from "@proj/tree/core";
 * nearestName("keep_dims", ["axis", "keepdims"]); // → "keepdims"
 * nearestName("colour", ["axis", "keepdims"]); // → null
 */
export function nearestName(name: string, known: readonly string[]): string | null {
  const plain = (text: string): string => text.toLowerCase().replaceAll("_", "");
  let nearest: string | null = null;
  let least = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const [a, b] = [plain(name), plain(candidate)];
    const begins = a.length > 2 && (b.startsWith(a) || a.startsWith(b));
    // Of names that begin alike, the one with the fewest letters more is meant.
    const edits = begins ? Math.abs(a.length - b.length) / 1000 : editDistance(a, b);
    if (edits < least && edits < candidate.length) [nearest, least] = [candidate, edits];
  }
  return nearest;
}

/** How many insertions, deletions and replacements of letters lead from one text to the other (Levenshtein 1966). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
