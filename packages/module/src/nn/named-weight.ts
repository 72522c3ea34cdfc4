import { UsageError, type NDArray } from "@proj/array";
import { isNDArray, objectOption, readArgument } from "@proj/array/core";
import type { Module } from "../module.ts";

/** The array that a layer holds under a name. */
export function weightOf(operation: string, layer: object, name: string): NDArray {
  readArgument(operation, "layer", layer, objectOption("a layer"));
  const weight = (layer as Readonly<Record<string, unknown>>)[name];
  if (isNDArray(weight)) return weight;
  const names = Object.keys(layer).filter((field) => isNDArray((layer as Readonly<Record<string, unknown>>)[field]));
  throw new UsageError({
    operation,
    received: `the name ${JSON.stringify(name)}, under which ${layer.constructor.name} has no array`,
    expected: names.length === 0 ? "a layer with an array among its fields" : `one of ${names.join(", ")}`,
    remedy: "name the field that holds the weight",
  });
}

/** The layer with another array under a name. */
export function layerWithWeight<Inner extends object>(layer: Inner, name: string, weight: NDArray): Inner {
  return (layer as Inner & Module<Readonly<Record<string, unknown>>>).with({ [name]: weight });
}
