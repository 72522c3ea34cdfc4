import type { NDArray } from "@proj/array";
import { callback } from "@proj/array/debug";

/**
 * Prints where a search failed, also from inside of compiled programs.
 *
 * @param operation - the search.
 * @param failed - whether it failed.
 * @param why - what it did not find.
 * @param values - what it ended with: scalars by their names.
 */
export function reportFailure(
  operation: string,
  failed: NDArray,
  why: string,
  values: Readonly<Record<string, NDArray>>,
): void {
  callback(
    (fails: NDArray, ended: Readonly<Record<string, NDArray>>) => {
      if (Number(fails.item()) === 0) return;
      const lines = Object.entries(ended).map(([name, value]) => `  ${name}: ${String(value.item())}`);
      // eslint-disable-next-line no-console -- to print is what `verbose` asks for
      console.log([`${operation}: ${why}`, ...lines].join("\n"));
    },
    failed,
    values,
  );
}
