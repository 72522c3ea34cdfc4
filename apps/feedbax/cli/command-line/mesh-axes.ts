import { UsageError } from "@proj/array";

/** The axes of a mesh: how many devices along each. */
export type MeshAxes = ReadonlyMap<string, number>;

/**
 * Reads the axes of a mesh: `data=4,replica=2`.
 *
 * @param operation - the option, for messages.
 * @throws UsageError for other texts, other names, and a name that comes twice.
 */
export function parseMesh(operation: string, text: string): MeshAxes {
  const axes = text.split(",").map((part) => /^(data|replica)=([1-9]\d{0,5})$/.exec(part));
  const found = new Map(axes.flatMap((match) => (match === null ? [] : [[match[1]!, Number(match[2])] as const])));
  if (found.size === axes.length) return found;
  throw new UsageError({
    operation,
    received: JSON.stringify(text),
    expected: "a number of devices for data, for replica, or for both",
    remedy: "write data=8, or data=4,replica=2",
  });
}

/** How many devices there are along all axes together. */
export const devicesAlong = (axes: MeshAxes | null): number => [...(axes?.values() ?? [])].reduce((a, b) => a * b, 1);

/** The axes as they are typed. */
export const meshText = (axes: MeshAxes): string => [...axes].map(([name, size]) => `${name}=${size}`).join(",");
