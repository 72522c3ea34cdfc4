import { readArgument, UsageError } from "@proj/tree/core";
import type { Sharding } from "../core/sharding/sharding.ts";
import { isNDArray } from "../core/types/array-brand.ts";
import type { Shape } from "../core/types/shape.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { shapeOption, shardingOption } from "./options.ts";

/**
 * Which devices have which part of an array of one or two axes, as text.
 *
 * @param sharding - how it is spread.
 * @param shape - the shape of the array.
 * @throws UsageError for other numbers of axes, and for a shape that the sharding cannot cut.
 * @example
 * import { makeMesh, NamedSharding, P, virtualDevices, visualizeSharding } from "@proj/array/sharding";
 * const mesh = makeMesh([2, 2], ["data", "model"], { devices: virtualDevices(4) });
 * console.log(visualizeSharding(new NamedSharding(mesh, P("data", "model")), [4, 4]));
 * // → ┌───────────┬───────────┐
 * //   │ virtual:0 │ virtual:1 │
 * //   ├───────────┼───────────┤
 * //   │ virtual:2 │ virtual:3 │
 * //   └───────────┴───────────┘
 */
export function visualizeSharding(sharding: Sharding, shape: Shape): string {
  readArgument("visualizeSharding", "sharding", sharding, shardingOption);
  readArgument("visualizeSharding", "shape", shape, shapeOption);
  if (shape.length !== 1 && shape.length !== 2) {
    throw new UsageError({
      operation: "visualizeSharding",
      received: `a shape of ${shape.length} axes`,
      expected: "one or two axes",
      remedy: "look at a slice, or print sharding.devicesIndicesMap(shape)",
    });
  }
  sharding.check("visualizeSharding", shape);
  const columns = sharding.partsOfAxes[shape.length - 1] ?? 1;
  const rows = shape.length === 1 ? 1 : (sharding.partsOfAxes[0] ?? 1);
  const cells = Array.from({ length: rows }, () => Array.from({ length: columns }, (): string[] => []));
  const [first] = sharding.devices;
  sharding.devices.forEach((device, k) => {
    const part = sharding.partOf(k);
    const row = shape.length === 1 ? 0 : (part[0] ?? 0);
    const cell = cells[row]![part[shape.length - 1] ?? 0]!;
    cell.push(cell.length === 0 ? `${first!.platform}:${device.id}` : String(device.id));
  });
  const texts = cells.map((row) => row.map((cell) => cell.join(",")));
  const widths = Array.from({ length: columns }, (_, k) => Math.max(...texts.map((row) => row[k]!.length)));
  const line = (left: string, middle: string, right: string): string =>
    `${left}${widths.map((width) => "─".repeat(width + 2)).join(middle)}${right}`;
  const body = texts.map((row) => `│${row.map((text, k) => ` ${text.padEnd(widths[k]!)} `).join("│")}│`);
  return [line("┌", "┬", "┐"), body.join(`\n${line("├", "┼", "┤")}\n`), line("└", "┴", "┘")].join("\n");
}

/**
 * Which devices have which part of an array, as text: {@link visualizeSharding} of its sharding.
 *
 * @param x - a concrete array of one or two axes.
 * @throws UsageError for other numbers of axes, and for traced arrays.
 * @example
 * import { array } from "@proj/array";
 * import { visualizeArraySharding } from "@proj/array/sharding";
 * console.log(visualizeArraySharding(array([1, 2])));
 * // → ┌───────┐
 * //   │ cpu:0 │
 * //   └───────┘
 */
export function visualizeArraySharding(x: NDArray): string {
  if (isNDArray(x)) return visualizeSharding(x.sharding, x.shape);
  throw new UsageError({
    operation: "visualizeArraySharding",
    received: `a ${typeof x}`,
    expected: "an array",
    remedy: "pass an array; for a sharding alone there is visualizeSharding",
  });
}
