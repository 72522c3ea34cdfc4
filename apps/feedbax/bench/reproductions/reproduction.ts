import type { NDArray } from "@proj/array";
import type { CheckpointStorage, Figure } from "@proj/feedbax";
import { key } from "@proj/random";

/** One number that was published, and what came out here. */
export interface Row {
  readonly quantity: string;
  /** What was published, as it was printed; null for what nobody has published. */
  readonly published: string | null;
  readonly here: string;
}

/** How long a reproduction takes, and where it is done. */
export interface Scale {
  /** What numbers of batches are multiplied by: 1 for the published run. */
  readonly batches: number;
  /** Trials in a batch: 250 in the published runs. */
  readonly batchSize: number;
  /** Networks side by side, where a result is told from chance by several. */
  readonly networks: number;
  /** From what random numbers are drawn: 0 for the numbers of the document. */
  readonly seed: number;
  /** Says how far it is. */
  readonly say: (text: string) => void;
  /** Where the training of that name is kept, so that it goes on after an end before its time; null for nowhere. */
  readonly checkpoints: (training: string) => CheckpointStorage | null;
  /** Shows a figure of what came out. */
  readonly draw: (name: string, figure: Figure) => void;
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

/** One of the keys of a run; each seed has a thousand of its own. */
export function keyOf(number: number, { seed }: Scale): NDArray {
  return key(1000 * seed + number);
}

/** What a training does with checkpoints and words: those of the scale, under its name. */
export function onTheWay(training: string, { checkpoints, say }: Scale, nBatches: number) {
  return {
    checkpoints: checkpoints(training),
    restoreCheckpoint: true,
    logStep: Math.max(1, Math.floor(nBatches / 20)),
    onLog: ({ batch, loss, validation }: { readonly batch: number; readonly loss: { readonly total: number }; readonly validation: { readonly total: number } }) => say(`${training}: batch ${batch + 1} of ${nBatches}, loss ${shown(loss.total)}, validation ${shown(validation.total)}`), // prettier-ignore
  };
}

/** A number as tables have it: `1.79e-3`, `22.2`. */
export function shown(x: NDArray | number): string {
  const value = Number(typeof x === "number" ? x : x.item());
  return Math.abs(value) < 0.01 ? value.toExponential(2) : value.toPrecision(3);
}

/** Rows as a table in Markdown. */
export function tableOf(rows: readonly Row[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    line(["", "published", "here"]),
    line(["---", "---", "---"]),
    ...rows.map(({ quantity, published, here }) => line([quantity, published ?? "–", here])),
  ].join("\n");
}
