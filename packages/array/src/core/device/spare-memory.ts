/*
 * Memory of host arrays that were disposed of or donated, for the results of the programs that come next. Fresh memory is made page by
 * page when it is first written, which takes longer than the copy; and what was used a moment ago is still in the cache.
 */

/** Smaller results cost little. */
const leastBytes = 2 ** 16;
/** Of more than this the oldest is left to the garbage collector. */
const mostBytes = 2 ** 26;

const spare: ArrayBuffer[] = [];
let bytes = 0;

/** Keeps memory that nobody else refers to. */
export function keepSpare(buffer: ArrayBufferLike): void {
  if (!(buffer instanceof ArrayBuffer) || buffer.byteLength < leastBytes) return;
  spare.push(buffer);
  bytes += buffer.byteLength;
  while (bytes > mostBytes) bytes -= spare.shift()!.byteLength;
}

/**
 * Memory of so many bytes that was kept, with whatever is in it, or null.
 *
 * @example
 * import { takeSpare } from "@proj/array/core";
 * takeSpare(12); // → null
 */
export function takeSpare(byteLength: number): ArrayBuffer | null {
  const at = spare.findLastIndex((buffer) => buffer.byteLength === byteLength);
  if (at < 0) return null;
  bytes -= byteLength;
  return spare.splice(at, 1)[0]!;
}
