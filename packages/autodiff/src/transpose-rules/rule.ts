import type { Nonlinear } from "@proj/array/core";

export const nonlinear: Nonlinear = { nonlinear: "it is not a linear function" };
export const givesIntegers: Nonlinear = { nonlinear: "its results are integers or booleans" };
