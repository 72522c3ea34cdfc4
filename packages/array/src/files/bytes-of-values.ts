import { bfloat16Bits, fromBfloat16Bits } from "../core/types/bfloat16.ts";
import { dtypes, type DType, type TypedArray } from "../core/types/dtype.ts";
import { fromHalfBits, halfBits } from "../core/types/half.ts";

const asBytes = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** The bits of floats of two bytes, which the host keeps as single-precision numbers. */
const bitsOfStored: {
  readonly [D in DType]?: { readonly of: (x: number) => number; readonly from: (bits: number) => number };
} = {
  float16: { of: halfBits, from: fromHalfBits },
  bfloat16: { of: bfloat16Bits, from: fromBfloat16Bits },
};

/** The values of an array as bytes. Typed arrays are little endian wherever this runs, as files are. */
export function bytesOfValues(dtype: DType, values: TypedArray): Uint8Array {
  const bits = bitsOfStored[dtype];
  return asBytes(bits === undefined ? values : Uint16Array.from(values, bits.of));
}

/** The reverse of {@link bytesOfValues}, as a copy: bytes of a file need not be aligned. */
export function valuesOfBytes(dtype: DType, bytes: Uint8Array): TypedArray {
  const length = bytes.length / dtypes[dtype].bytes;
  const bits = bitsOfStored[dtype];
  const stored = bits === undefined ? dtypes[dtype].allocate(length) : new Uint16Array(length);
  asBytes(stored).set(bytes);
  return bits === undefined ? stored : Float32Array.from(stored, bits.from);
}
