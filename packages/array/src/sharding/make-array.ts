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
import { concrete, ConcreteArray, fromHostData } from "../ndarray/concrete-array.ts";
import { placeOn, placePartsOn } from "../ndarray/device-put.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { isNDArray } from "../core/types/array-brand.ts";
import { shapeOption, shardingOption } from "./options.ts";
import { cutPart, pastePart } from "./parts.ts";

/** Puts parts together, one for each device of this process, and places the whole. */
function fromParts(
  operation: string,
  shape: Shape,
  sharding: Sharding,
  partOf: (place: number, spans: readonly Span[]) => ArrayLike,
): NDArray {
  sharding.check(operation, shape);
  const own = sharding.shardShape(shape);
  const addressable = new Set(sharding.addressableDevices);
  const isWhole = sharding.isFullyAddressable;
  // The whole, or the parts of this process one after the other.
  const size = isWhole ? sizeOf(shape) : addressable.size * sizeOf(own);
  let next = 0;
  let whole = null as { readonly data: ReturnType<ConcreteArray["dataSync"]>; readonly dtype: DType } | null;
  sharding.places(shape).forEach(({ spans }, place) => {
    if (!addressable.has(sharding.devices[place]!)) return;
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
    whole ??= { data: dtypes[part.dtype].allocate(size), dtype: part.dtype };
    if (isWhole) pastePart(whole.data, shape, spans, part.hostData(operation));
    else whole.data.set(part.hostData(operation), next++ * part.size);
  });
  if (whole === null) {
    throw new UsageError({
      operation,
      received: `${sharding.toString()}, with devices of other processes alone`,
      expected: "a sharding with devices of this process",
      remedy: "use a mesh over the devices of all processes, in all of them",
    });
  }
  const { data, dtype } = whole;
  const aval = abstractArray(shape, dtype);
  return isWhole ? placeOn(operation, data, aval, sharding) : placePartsOn(data, aval, sharding);
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

/** Where the parts of this process lie in an array, which must fill a block; null where they do not. */
function addressableSpans(sharding: Sharding, shape: Shape): readonly Span[] | null {
  sharding.check("makeArrayFromProcessLocalData", shape);
  const addressable = new Set(sharding.addressableDevices);
  const parts = sharding.places(shape).filter((_, place) => addressable.has(sharding.devices[place]!));
  const block = shape.map((_, axis) => ({
    start: Math.min(...parts.map(({ spans }) => spans[axis]!.start)),
    stop: Math.max(...parts.map(({ spans }) => spans[axis]!.stop)),
  }));
  const different = new Set(parts.map(({ spans }) => spans.map(({ start }) => start).join())).size;
  const own = sharding.shardShape(shape);
  const inBlock = block.reduce((count, { start, stop }, axis) => count * ((stop - start) / (own[axis]! || 1)), 1);
  return parts.length > 0 && (different === inBlock || sizeOf(shape) === 0) ? block : null;
}

/** The shape of the whole, if processes have equally much of each axis that is cut. */
function shapeOfAll(sharding: Sharding, local: Shape): Shape {
  const places = sharding.addressableDevices.map((device) => sharding.partOf(sharding.devices.indexOf(device)));
  return local.map((length, axis) => {
    const own = new Set(places.map((part) => part[axis] ?? 0)).size;
    return (length * (sharding.partsOfAxes[axis] ?? 1)) / Math.max(1, own);
  });
}

/**
 * An array made of what each process has of it.
 *
 * @param sharding - how it is spread.
 * @param localData - the values for the devices of this process, in one piece.
 * @param globalShape - the shape of the whole; default: that of the local values of all processes side by side.
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
    globalShape === undefined
      ? shapeOfAll(sharding, local.shape)
      : readArgument(operation, "globalShape", globalShape, shapeOption);
  const spans = addressableSpans(sharding, shape);
  if (spans !== null && spans.every(({ start, stop }, axis) => stop - start === local.shape[axis])) {
    const values = local.hostData(operation);
    return fromParts(operation, shape, sharding, (_, part) => {
      const inside = part.map(({ start, stop }, axis) => ({
        start: start - spans[axis]!.start,
        stop: stop - spans[axis]!.start,
      }));
      return fromHostData(cutPart(values, local.shape, inside), sharding.shardShape(shape), local.dtype);
    });
  }
  throw new UsageError({
    operation,
    received: `${local.describe()} of an array of shape ${formatShape(shape)}, for ${sharding.toString()}`,
    expected: `the values for the devices of this process${spans === null ? ", which lie side by side" : `, of shape ${formatShape(spans.map(({ start, stop }) => stop - start))}`}`,
    remedy:
      "pass those values alone, and the shape of the whole as globalShape where it is not that of all processes' values side by side",
  });
}
