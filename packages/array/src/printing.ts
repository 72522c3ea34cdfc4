import type { HostArray } from "./evaluate/host-array.ts";

/** The values as nested brackets, one row a line, long axes abridged. */
export function formatArray(x: HostArray): string {
  return JSON.stringify(Array.from(x.data));
}
