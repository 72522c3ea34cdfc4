import { UsageError, type NDArray } from "@proj/array";
import { isArray } from "@proj/module";

/** Checks that an array holds vectors in the plane along its last axis: `[2]` at least, or `[time, 2]` for `least` 2. */
export function checkPlaneVectors(operation: string, name: string, x: NDArray, least = 1): void {
  if (isArray(x) && x.ndim >= least && x.shape.at(-1) === 2) return;
  throw new UsageError({
    operation,
    received: `${name} ${isArray(x) ? `${x.dtype}[${x.shape.join(",")}]` : typeof x}`,
    expected: `vectors in the plane, [..., ${least > 1 ? "time, " : ""}2]`,
    remedy: `give ${name} with x and y along its last axis${least > 1 ? ", and time along the axis before" : ""}`,
  });
}
