import { isStoredFloat, type Exchange } from "@proj/array/core";
import type { NamedSharding } from "@proj/array/sharding";
import type { Body, Value } from "./body.ts";
import { scalarType, type Type } from "./types.ts";

/*
 * What the devices of a mesh tell one another, as one operation on the part of each, in a region in which arrays are parts.
 */

/** A table of integers as an attribute. */
const table = (rows: readonly (readonly number[])[]): string =>
  `dense<[${rows.map((row) => `[${row.join(", ")}]`).join(", ")}]> : tensor<${rows.length}x${rows[0]!.length}xi64>`;

/** The part of one device. Axes that no device has its own part of are whole. */
const partOf = ({ shape, dtype }: Type, { mesh, spec }: NamedSharding): Type => ({
  shape: shape.map((length, axis) => (spec.axes[axis] ?? []).reduce((rest, name) => rest / mesh.sizeOf(name), length)),
  dtype,
});

/** The part of a device with the axes of members that the result has. */
function withAxes(body: Body, x: Value, { isBatched }: Exchange, type: Type): Value {
  if (!isBatched.includes(false)) return x;
  const front = isBatched.flatMap((is, axis) => (is ? [axis] : []));
  const own = x.shape.slice(front.length);
  const places = own.map((_, k) => isBatched.length + k);
  return body.broadcast(x, [...type.shape.slice(0, isBatched.length), ...own], [...front, ...places]);
}

/** The operation, on the parts of a group. */
function told(body: Body, x: Value, exchange: Exchange, type: Type): Value {
  const { operation, deviceGroups } = exchange;
  const first = exchange.isBatched.length;
  const channel = "channel_handle = #stablehlo.channel_handle<handle = 1, type = 1>";
  const groups = `replica_groups = ${table(deviceGroups)}`;
  const put = (name: string, attributes: readonly string[], regions: readonly string[] = []): Value =>
    body.withRegions(`stablehlo.${name}`, [x], [channel, ...attributes].join(", "), regions, [type])[0]!;
  const sum = (): string[] => {
    const element = scalarType(x.dtype);
    return [body.region([element, element], ([a, b]) => [body.same("add", [a!, b!])])];
  };
  switch (operation.kind) {
    case "allGather":
      return put("all_gather", [`all_gather_dim = ${first + operation.axis} : i64`, groups, "use_global_device_ids"]);
    case "allReduce":
      return put("all_reduce", [groups, "use_global_device_ids"], sum());
    case "reduceScatter": {
      const along = `scatter_dimension = ${first + operation.axis} : i64`;
      return put("reduce_scatter", [groups, along, "use_global_device_ids"], sum());
    }
    case "allToAll": {
      const { split, concat } = operation;
      const axes = `split_dimension = ${first + split} : i64, concat_dimension = ${first + concat} : i64`;
      return put("all_to_all", [axes, groups, `split_count = ${deviceGroups[0]!.length} : i64`]);
    }
    case "permute": {
      const pairs = deviceGroups.flatMap((group) => operation.pairs.map(([from, to]) => [group[from]!, group[to]!]));
      if (pairs.length === 0) return body.constant(0, type.dtype, type.shape);
      return put("collective_permute", [`source_target_pairs = ${table(pairs)}`]);
    }
  }
}

/**
 * An exchange between the devices of a mesh.
 *
 * @param x - the operand of all members.
 * @param type - the result's.
 */
export function emitExchange(body: Body, x: Value, exchange: Exchange, type: Type): Value {
  const { from, to, axisNames } = exchange;
  const { module } = body;
  const isSum = exchange.operation.kind === "allReduce" || exchange.operation.kind === "reduceScatter";
  // Sums of many halves lose digits.
  const wide = isSum && isStoredFloat(x.dtype) ? "float32" : x.dtype;
  const whole = body.convert(x, wide);
  const [own, result] = [partOf(whole, from), partOf({ shape: type.shape, dtype: wide }, to)];
  const inSharding = module.sharding(from, x.shape.length);
  const outSharding = module.sharding(to, type.shape.length);
  const names = to.mesh.axisNames.filter((name) => axisNames.includes(name)).map((name) => JSON.stringify(name));
  const placed = `in_shardings=[${inSharding}] out_shardings=[${outSharding}] manual_axes={${names.join(", ")}}`;
  const received = body.onParts(whole, placed, own, { shape: type.shape, dtype: wide }, (part) =>
    told(body, withAxes(body, part, exchange, result), exchange, result),
  );
  return body.convert(received, type.dtype);
}
