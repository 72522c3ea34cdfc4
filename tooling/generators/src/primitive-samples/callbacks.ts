import type { CallbackName } from "@proj/array/core";
import type { SampleTable } from "./sample.ts";

/** What a callback computes is not the library's: that it is called, and with what, is tested where it is compiled. */
export const callbackSamples: SampleTable<CallbackName> = {
  callback: [],
};
