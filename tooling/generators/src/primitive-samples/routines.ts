import type { RoutineName } from "@proj/array/core";
import type { SampleTable } from "./sample.ts";

export const routineSamples: SampleTable<RoutineName> = {
  routine: [],
};
