import type { NDArray } from "@proj/array";

/** One number that was published, and what came out here. */
export interface Row {
  readonly quantity: string;
  /** What was published, as it was printed; null for what nobody has published. */
  readonly published: string | null;
  readonly here: string;
}

/** How long a reproduction takes. */
export interface Scale {
  /** What numbers of batches are multiplied by: 1 for the published run. */
  readonly batches: number;
  /** Trials in a batch: 250 in the published runs. */
  readonly batchSize: number;
}

/** A published result, done again. */
export interface Reproduction {
  /** What is reproduced, in one sentence. */
  readonly title: string;
  /** Does it, and says on the way what it does. */
  run(scale: Scale): Promise<readonly Row[]>;
}

/** A number of batches, at least 1. */
export function batchesOf(published: number, { batches }: Scale): number {
  return Math.max(1, Math.round(published * batches));
}

/** A number as tables have it. */
export const shown = (x: NDArray | number): string => Number(typeof x === "number" ? x : x.item()).toPrecision(3);

/** Rows as a table in Markdown. */
export function tableOf(rows: readonly Row[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    line(["", "published", "here"]),
    line(["---", "---", "---"]),
    ...rows.map(({ quantity, published, here }) => line([quantity, published ?? "–", here])),
  ].join("\n");
}
