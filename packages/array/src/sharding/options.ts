import { wrongOption, type OptionReader } from "@proj/tree/core";
import { Sharding } from "../core/sharding/sharding.ts";
import { isLength, type Shape } from "../core/types/shape.ts";

/** Reads a sharding. */
export const shardingOption: OptionReader<Sharding> = (value, place) => {
  if (value instanceof Sharding) return value;
  throw wrongOption(place, value, 'a sharding, such as new NamedSharding(mesh, P("data"))');
};

/** Reads the lengths of axes. */
export const shapeOption: OptionReader<Shape> = (value, place) => {
  if (Array.isArray(value) && value.every(isLength)) return value as Shape;
  throw wrongOption(place, value, "a list of lengths");
};
