import { listOption, wrongOption, type OptionReader } from "@proj/tree/core";
import { MeshDevice } from "../core/sharding/mesh-device.ts";
import { Sharding } from "../core/sharding/sharding.ts";
import { isLength, type Shape } from "../core/types/shape.ts";

/** Reads a sharding. */
export const shardingOption: OptionReader<Sharding> = (value, place) => {
  if (value instanceof Sharding) return value;
  throw wrongOption(place, value, 'a sharding, such as new NamedSharding(mesh, P("data"))');
};

/** Reads a list of devices. */
export const devicesOption: OptionReader<readonly MeshDevice[]> = listOption<MeshDevice>((value, place) => {
  if (value instanceof MeshDevice) return value;
  throw wrongOption(place, value, "a list of devices, such as virtualDevices(8)");
});

/** Reads the lengths of axes. */
export const shapeOption: OptionReader<Shape> = (value, place) => {
  if (Array.isArray(value) && value.every(isLength)) return value as Shape;
  throw wrongOption(place, value, "a list of lengths");
};
