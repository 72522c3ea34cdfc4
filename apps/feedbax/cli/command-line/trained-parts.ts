import { UsageError } from "@proj/array";

/** A part of a network that may be trained alone. */
export type TrainedPart = (typeof trainedParts)[number];

/** The parts of a network that may be trained alone. */
export const trainedParts = ["network", "hidden", "readout"] as const;

/** What is trained, by the number of iterations after which it is; the first is 0. */
export type TrainedParts = ReadonlyMap<number, TrainedPart>;

/**
 * Reads what is trained: `network`, or by iterations, `0=readout,500=network`.
 *
 * @param operation - the command and option that it was typed for
 * @throws UsageError when it is written otherwise, or does not begin with 0
 */
export function parseTrainedParts(operation: string, text: string): TrainedParts {
  const entries = text.split(",").map((entry) => {
    const [, from, part] = /^(?:(\d{1,8})=)?([a-z]+)$/.exec(entry) ?? [];
    return [from === undefined ? null : Number(from), trainedParts.find((one) => one === part)] as const;
  });
  const known = entries.flatMap(([from, part]) => (part === undefined ? [] : [[from ?? 0, part] as const]));
  const parts = new Map(known);
  const isAlone = entries.length === 1 || entries.every(([from]) => from !== null);
  if (known.length === entries.length && parts.size === entries.length && isAlone && parts.has(0)) return parts;
  throw new UsageError({
    operation,
    received: text === "" ? "an empty text" : text.slice(0, 40),
    expected: `one of ${trainedParts.join(", ")}; or several, each with the iterations after which it is trained, from 0 on`,
    remedy: "write for example readout, or 0=readout,500=network",
  });
}
