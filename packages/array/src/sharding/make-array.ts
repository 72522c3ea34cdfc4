import {
  describeValue,
  functionOption,
  listOption,
  readArgument,
  UsageError,
  wrongOption,
  type OptionReader,
} from "@proj/tree/core";
import type { Sharding, Span } from "../core/sharding/sharding.ts";
import { abstractArray } from "../core/types/abstract-array.ts";
import { dtypes, type DType } from "../core/types/dtype.ts";
import { formatShape, shapesEqual, sizeOf, type Shape } from "../core/types/shape.ts";
import { toArray, type ArrayLike } from "../core/operands.ts";
import { concrete, ConcreteArray } from "../ndarray/concrete-array.ts";
import { placeOn } from "../ndarray/device-put.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { isNDArray } from "../core/types/array-brand.ts";
import { shapeOption, shardingOption } from "./options.ts";
import { pastePart } from "./parts.ts";

/** Puts parts together, one for each device of this process, and places the whole. */
function fromParts(
  operation: string,
  shape: Shape,
  sharding: Sharding,
  partOf: (place: number, spans: readonly Span[]) => ArrayLike,
): NDArray {
  sharding.check(operation, shape);
  if (!sharding.isFullyAddressable) {
    throw new UsageError({
      operation,
      received: `${sharding.toString()}, with devices of other processes`,
      expected: "a sharding over devices of this process",
      remedy: "give each process all values, with devicePut(x, sharding)",
    });
  }
  const own = sharding.shardShape(shape);
  let whole: { readonly data: ReturnType<ConcreteArray["dataSync"]>; readonly dtype: DType } | null = null;
  sharding.places(shape).forEach(({ spans }, place) => {
    const part = toArray(partOf(place, spans));
    if (
      !(part instanceof ConcreteArray) ||
      !shapesEqual(part.shape, own) ||
      (whole !== null && whole.dtype !== part.dtype)
    ) {
      throw new UsageError({
        operation,
        received: `${part.describe()} for ${sharding.devices[place]!.toString()}`,
        expected: `a concrete array of shape ${formatShape(own)}${whole === null ? "" : ` and the dtype ${whole.dtype}`}`,
        remedy: "give each device its own part, all with the shape of sharding.shardShape(shape) and one dtype",
      });
    }
    whole ??= { data: dtypes[part.dtype].allocate(sizeOf(shape)), dtype: part.dtype };
    pastePart(whole.data, shape, spans, part.hostData(operation));
  });
  const { data, dtype } = whole!;
  return placeOn(operation, data, abstractArray(shape, dtype), sharding);
}

/**
 * An array of which a function gives the part of each device.
 *
 * @param shape - the shape of the whole.
 * @param sharding - how it is spread.
 * @param dataCallback - gives a part, for where it lies along each axis, `{ start, stop }`.
 * @throws UsageError for a part of another shape than the sharding asks for.
 * @example
 * import { arange } from "@proj/array";
 * import { makeArrayFromCallback, makeMesh, NamedSharding, P, virtualDevices } from "@proj/array/sharding";
 * const sharding = new NamedSharding(makeMesh([2], ["data"], { devices: virtualDevices(2) }), P("data"));
 * makeArrayFromCallback([4], sharding, ([span]) => arange(span!.start, span!.stop)).toList(); // → [0, 1, 2, 3]
 */
export function makeArrayFromCallback(
  shape: Shape,
  sharding: Sharding,
  dataCallback: (index: readonly Span[]) => ArrayLike,
): NDArray {
  const operation = "makeArrayFromCallback";
  readArgument(operation, "shape", shape, shapeOption);
  readArgument(operation, "sharding", sharding, shardingOption);
  readArgument(operation, "dataCallback", dataCallback, functionOption());
  return fromParts(operation, shape, sharding, (_, spans) => dataCallback(spans));
}

/**
 * An array made of parts that lie on their devices already.
 *
 * @param shape - the shape of the whole.
 * @param sharding - how it is spread.
 * @param arrays - the part of each device, in any order.
 * @throws UsageError for a device without a part, and for a part of another shape than the sharding asks for.
 * @example
 * import { array, devicePut } from "@proj/array";
 * import { makeArrayFromSingleDeviceArrays, makeMesh, NamedSharding, P, virtualDevices } from "@proj/array/sharding";
 * const devices = virtualDevices(2);
 * const sharding = new NamedSharding(makeMesh([2], ["data"], { devices }), P("data"));
 * const parts = devices.map((device) => devicePut(array([device.id]), device));
 * makeArrayFromSingleDeviceArrays([2], sharding, parts).toList(); // → [0, 1]
 */
export function makeArrayFromSingleDeviceArrays(shape: Shape, sharding: Sharding, arrays: readonly NDArray[]): NDArray {
  const operation = "makeArrayFromSingleDeviceArrays";
  readArgument(operation, "shape", shape, shapeOption);
  readArgument(operation, "sharding", sharding, shardingOption);
  const parts = readArgument(operation, "arrays", arrays, listOption(arrayOption));
  return fromParts(operation, shape, sharding, (place) => {
    const device = sharding.devices[place]!;
    const part = parts.find((array) => array.sharding.devices.length === 1 && array.sharding.devices[0] === device);
    if (part !== undefined) return part;
    throw new UsageError({
      operation,
      received: `${parts.length} arrays, none of them on ${device.toString()} alone`,
      expected: "one array on each device of the sharding",
      remedy: "place the parts first, with devicePut(part, device)",
    });
  });
}

const arrayOption: OptionReader<NDArray> = (value, place) => {
  if (isNDArray(value) && value.tracing === null) return value;
  throw wrongOption(place, value, `concrete arrays, not ${describeValue(value)}`);
};

/**
 * An array made of what each process has of it.
 *
 * @param sharding - how it is spread.
 * @param localData - the values for the devices of this process, in one piece.
 * @param globalShape - the shape of the whole; default: that of the local values.
 * @throws UsageError where the local values are not those of the devices of this process.
 * @example
 * import { array } from "@proj/array";
 * import { makeArrayFromProcessLocalData, makeMesh, NamedSharding, P, virtualDevices } from "@proj/array/sharding";
 * const sharding = new NamedSharding(makeMesh([2], ["data"], { devices: virtualDevices(2) }), P("data"));
 * const x = makeArrayFromProcessLocalData(sharding, array([1, 2, 3, 4]));
 * Array.from(x.addressableShards, (shard) => shard.data.toList()); // → [[1, 2], [3, 4]]
 */
export function makeArrayFromProcessLocalData(sharding: Sharding, localData: ArrayLike, globalShape?: Shape): NDArray {
  const operation = "makeArrayFromProcessLocalData";
  readArgument(operation, "sharding", sharding, shardingOption);
  const local = concrete(toArray(localData, operation), operation);
  const shape =
    globalShape === undefined ? local.shape : readArgument(operation, "globalShape", globalShape, shapeOption);
  if (sharding.isFullyAddressable && shapesEqual(shape, local.shape)) {
    return placeOn(operation, local.hostData(operation), local.aval, sharding);
  }
  throw new UsageError({
    operation,
    received: `${local.describe()} of an array of shape ${formatShape(shape)}, for ${sharding.toString()}`,
    expected: "all values, where one process has all devices",
    remedy: "pass the values of all devices, without globalShape",
  });
}
