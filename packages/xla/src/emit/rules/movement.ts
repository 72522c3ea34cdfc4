import type { MovementName } from "@proj/array/core";
import { NamedSharding } from "@proj/array/sharding";
import type { EmissionRule } from "../rule.ts";
import { attribute, list, tensor } from "../types.ts";

/** The windows along an axis, read by their positions. */
const windows: EmissionRule<"windows"> = (body, [x], { axis, size, stride, dilation }, [type]) => {
  const count = type!.shape[axis]!;
  const positions = { shape: [count, size], dtype: "int32" } as const;
  const along = (dimension: number, step: number) =>
    body.same("multiply", [body.iota(dimension, positions), body.constant(step, "int32", positions.shape)]);
  const indices = body.reshape(body.same("add", [along(0, stride), along(1, dilation)]), [count, size, 1]);
  const last = type!.shape.length - 1;
  const offsets = type!.shape.map((_, k) => k).filter((k) => k !== axis && k !== last);
  const numbers = `offset_dims = ${list(offsets)}, collapsed_slice_dims = [${axis}], start_index_map = [${axis}], index_vector_dim = 2`;
  const attributes = [
    `dimension_numbers = #stablehlo.gather<${numbers}>`,
    `slice_sizes = ${attribute(x!.shape.with(axis, 1))}`,
  ];
  return [body.attributed("gather", [x!, indices], attributes, type!)];
};

export const movementRules: { readonly [P in MovementName]: EmissionRule<P> } = {
  broadcastInDim: (body, [x], { shape, broadcastDimensions }) => [body.broadcast(x!, shape, broadcastDimensions)],
  reshape: (body, [x], { shape }) => [body.reshape(x!, shape)],
  transpose: (body, [x], { permutation }, [type]) => [body.op("transpose", [x!], type!, `dims = ${list(permutation)}`)],
  reverse: (body, [x], { dimensions }, [type]) => [
    body.put(`stablehlo.reverse ${x!.name}, dims = ${list(dimensions)} : ${tensor(type!)}`, type!),
  ],
  slice: (body, [x], { start, limit, strides }) => [body.slice(x!, start, limit, strides)],
  pad: (body, [x, value], { low, high, interior }, [type]) => [
    body.op("pad", [x!, value!], type!, `low = ${list(low)}, high = ${list(high)}, interior = ${list(interior)}`),
  ],
  concatenate: (body, operands, { dimension }, [type]) => [
    body.op("concatenate", operands, type!, `dim = ${dimension}`),
  ],
  split: (body, [x], { sizes, axis }) => {
    let end = 0;
    return sizes.map((size) => {
      const start = x!.shape.map(() => 0).with(axis, end);
      return body.slice(x!, start, x!.shape.with(axis, (end += size)));
    });
  },
  windows,
  shardingConstraint: (body, [x], { sharding }) => {
    if (!(sharding instanceof NamedSharding)) return [x!];
    const where = body.module.sharding(sharding, x!.shape.length);
    return [body.put(`sdy.sharding_constraint ${x!.name} ${where} : ${tensor(x!)}`, x!)];
  },
  iota: (body, _, { dtype, shape, dimension }) => {
    const counted = dtype === "bool" ? "int32" : dtype;
    return [body.convert(body.iota(dimension, { shape, dtype: counted }), dtype)];
  },
};
