import type { DType, TypedArray } from "@proj/array";

/*
 * Arrays on the host and on the device: every element is one word of four bytes there. A bool is a byte here and the word 0 or 1
 * there.
 */

/** Bytes of an array on the device. */
export function deviceBytes(elements: number): number {
  return 4 * elements;
}

/** Host values as words of the device; a view of them where the forms agree. */
export function toWords(data: TypedArray): Uint32Array<ArrayBuffer> {
  if (data instanceof Uint8Array) return Uint32Array.from(data);
  if (data instanceof Float64Array)
    throw new Error("float64 values for the GPU; this is a defect of the library, please report it");
  const { buffer, byteOffset, length } = data;
  // Memory that is shared with other threads cannot be given to the GPU.
  if (buffer instanceof ArrayBuffer) return new Uint32Array(buffer, byteOffset, length);
  return new Uint32Array(new Uint32Array(buffer, byteOffset, length));
}

/** Words of the device as host values; takes over the memory where the forms agree. */
export function fromWords(words: ArrayBuffer, dtype: DType): TypedArray {
  switch (dtype) {
    case "bool":
      return Uint8Array.from(new Uint32Array(words));
    case "int32":
      return new Int32Array(words);
    case "uint32":
      return new Uint32Array(words);
    case "float32":
      return new Float32Array(words);
    case "float64":
      throw new Error("float64 values from the GPU; this is a defect of the library, please report it");
  }
}
