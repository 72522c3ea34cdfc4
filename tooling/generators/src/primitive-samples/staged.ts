import type { NDArray } from "@proj/array";
import { abstractArray, stage, type AbstractArray, type Jaxpr } from "@proj/array/core";
import type { Draw } from "./draw.ts";

/** The Jaxpr of a function. */
export function jaxprOf(f: (...args: NDArray[]) => readonly NDArray[], ...avals: readonly AbstractArray[]): Jaxpr {
  return stage((args) => f(...args), avals, "sample").jaxpr;
}

export const float = (draw: Draw, ...shape: readonly number[]): AbstractArray => abstractArray(shape, draw.float);
