import type { TypedArray } from "@proj/array";
import { takeSpare } from "@proj/array/core";

/** A little less than the largest block by which the C library of Linux learns. */
const largestBlock = 2 ** 25 - 2 ** 16;
let isTaught = false;

/**
 * Lets the allocator keep what is freed. That of Linux gives memory back to the system, which makes it anew page by page, for more
 * than a copy takes; from the largest block that was freed so far it learns how much to keep. This block is never touched, so it
 * costs no memory.
 */
function teachAllocator(): void {
  isTaught = true;
  new ArrayBuffer(largestBlock);
}

/** A copy in memory of its own: some that was given back, or new, which a constructor does not fill with zeros first, as `slice` does. */
export function copyOf(source: TypedArray): TypedArray {
  const spare = takeSpare(source.byteLength);
  if (spare !== null) {
    const copy = new (source.constructor as new (memory: ArrayBuffer) => TypedArray)(spare);
    copy.set(source);
    return copy;
  }
  if (!isTaught && source.byteLength >= 2 ** 20) teachAllocator();
  return new (source.constructor as new (values: TypedArray) => TypedArray)(source);
}
