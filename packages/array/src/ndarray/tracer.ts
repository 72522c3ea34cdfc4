import type { AbstractArray } from "../core/types/abstract-array.ts";
import { NDArray } from "./ndarray.ts";
import type { Trace } from "../core/trace.ts";

/** An array whose values are not known: it stands for them while a transformation runs the user's function. */
export abstract class Tracer extends NDArray {
  override readonly tracing: Trace;
  abstract override readonly aval: AbstractArray;

  constructor(trace: Trace) {
    super();
    this.tracing = trace;
  }

  override copy(): this {
    return this;
  }
}
