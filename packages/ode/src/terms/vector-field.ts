import type { NDArray } from "@proj/array";
import { wrongOption, type OptionReader } from "@proj/array/core";

/** A right-hand side: a function of time, state and arguments. */
export type VectorFieldFunction<Y, Args, Result> = (t: NDArray, y: Y, args: Args) => Result;

/** A right-hand side that is a tree of parameters, such as a module, and is called by its method. */
export interface VectorFieldModule<Y, Args, Result> {
  call(t: NDArray, y: Y, args: Args): Result;
}

/** What a term takes as its vector field. */
export type VectorField<Y, Args, Result> = VectorFieldFunction<Y, Args, Result> | VectorFieldModule<Y, Args, Result>;

/** The vector field at a time and a state. */
export function callVectorField<Y, Args, Result>(
  field: VectorField<Y, Args, Result>,
  t: NDArray,
  y: Y,
  args: Args,
): Result {
  return typeof field === "function" ? field(t, y, args) : field.call(t, y, args);
}

/** Reads a vector field. */
export function vectorFieldOption<Field>(): OptionReader<Field> {
  return (value, place) => {
    if (typeof value === "function") return value as Field;
    if (typeof value === "object" && value !== null && "call" in value) return value as Field;
    throw wrongOption(place, value, "a function (t, y, args) => …, or a module with such a method `call`");
  };
}
