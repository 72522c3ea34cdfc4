import type { DType, TypedArray } from "@proj/array";
import { defect, fromHalfBits, halfBits, sizeOf, type AbstractArray } from "@proj/array/core";

/*
 * Arrays on the host and on the device: every element is one word of four bytes there, but a half is half a word and a
 * complex number two. A bool is a byte here and the word 0 or 1 there; integers of one or two bytes are int32 there.
 */

/** What determines how an array lies in memory. */
export type Elements = Pick<AbstractArray, "shape" | "dtype">;

function wordsOf({ shape, dtype }: Elements): number {
  const size = sizeOf(shape);
  return dtype === "float16" ? Math.ceil(size / 2) : dtype === "complex64" ? 2 * size : size;
}

/** Bytes of an array on the device. */
export function deviceBytes(type: Elements): number {
  return 4 * wordsOf(type);
}

function packed(halves: TypedArray, words: number): Uint32Array<ArrayBuffer> {
  const result = new Uint32Array(words);
  halves.forEach((half, position) => (result[position >> 1]! |= halfBits(half) << (16 * (position & 1))));
  return result;
}

function unpacked(words: Uint32Array, size: number): Float32Array {
  return Float32Array.from({ length: size }, (_, position) =>
    fromHalfBits((words[position >> 1]! >>> (16 * (position & 1))) & 0xffff),
  );
}

const isShort = (data: TypedArray): data is Uint8Array | Int8Array | Uint16Array | Int16Array =>
  data.BYTES_PER_ELEMENT < 4;

/** Host values as words of the device; a view of them where the forms agree. */
export function toWords(data: TypedArray, type: Elements): Uint32Array<ArrayBuffer> {
  if (type.dtype === "float16") return packed(data, wordsOf(type));
  if (isShort(data)) return new Uint32Array(Int32Array.from(data).buffer);
  if (data.BYTES_PER_ELEMENT !== 4) throw defect(`${type.dtype} values for the GPU`);
  const { buffer, byteOffset, length } = data;
  // Memory that is shared with other threads cannot be given to the GPU.
  if (buffer instanceof ArrayBuffer) return new Uint32Array(buffer, byteOffset, length);
  return new Uint32Array(new Uint32Array(buffer, byteOffset, length));
}

/** Host values as words of a program's working memory, where a half has a word to itself, as a number of single precision. */
export function toSingleWords(data: TypedArray, dtype: DType): Uint32Array<ArrayBuffer> {
  return toWords(data, { shape: [data.length], dtype: dtype === "float16" ? "float32" : dtype });
}

/** Words of a program's working memory as host values. */
export function fromSingleWords(words: ArrayBuffer, dtype: DType): TypedArray {
  return fromWords(words, { shape: [words.byteLength / 4], dtype: dtype === "float16" ? "float32" : dtype });
}

/** Words of the device as host values; takes over the memory where the forms agree. */
export function fromWords(words: ArrayBuffer, { shape, dtype }: Elements): TypedArray {
  switch (dtype) {
    case "bool":
      return Uint8Array.from(new Uint32Array(words));
    case "int8":
      return Int8Array.from(new Int32Array(words));
    case "int16":
      return Int16Array.from(new Int32Array(words));
    case "uint8":
      return Uint8Array.from(new Int32Array(words));
    case "uint16":
      return Uint16Array.from(new Int32Array(words));
    case "int32":
      return new Int32Array(words);
    case "uint32":
      return new Uint32Array(words);
    case "float16":
      return unpacked(new Uint32Array(words), sizeOf(shape));
    case "bfloat16":
    case "float32":
    case "complex64":
      return new Float32Array(words);
    case "int64":
    case "uint64":
    case "float64":
    case "complex128":
      throw defect(`${dtype} values from the GPU`);
  }
}
