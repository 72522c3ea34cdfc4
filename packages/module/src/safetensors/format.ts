import { UsageError, type DType, type Shape, type TypedArray } from "@proj/array";
import { dtypes, fromHalfBits, halfBits, sizeOf, wrongOption } from "@proj/array/core";

/*
 * The safetensors format (https://github.com/huggingface/safetensors): eight bytes with the length of the header (little
 * endian), the header as JSON, then the values of all tensors, row-major and little endian, without gaps.
 */

/** A tensor of a file. */
export interface StoredTensor {
  readonly dtype: StoredDType;
  readonly shape: Shape;
  /** The values as bytes. */
  readonly bytes: Uint8Array;
}

/** The element types of the format for which there is a dtype here. */
export type StoredDType = "BOOL" | "I32" | "U32" | "F16" | "F32" | "F64";

/** How each dtype is called in files. */
export const storedDTypes: { readonly [D in DType]: StoredDType } = {
  bool: "BOOL",
  int32: "I32",
  uint32: "U32",
  float16: "F16",
  float32: "F32",
  float64: "F64",
};

const bytesOf: { readonly [S in StoredDType]: number } = { BOOL: 1, I32: 4, U32: 4, F16: 2, F32: 4, F64: 8 };

/** What a file holds. */
export interface TensorFile {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The bytes of a file. Wide elements come first, so that every tensor is aligned to its elements. */
export function writeTensors({ tensors, metadata }: TensorFile): Uint8Array<ArrayBuffer> {
  const ordered = [...tensors].sort(([, a], [, b]) => bytesOf[b.dtype] - bytesOf[a.dtype]);
  let end = 0;
  const entries = ordered.map(([name, { dtype, shape, bytes }]) => {
    const start = end;
    end += bytes.length;
    return [name, { dtype, shape, data_offsets: [start, end] }] as const;
  });
  // Metadata are first by custom.
  const header = Object.keys(metadata).length === 0 ? entries : [["__metadata__", metadata] as const, ...entries];
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  // Spaces align the values to eight bytes.
  const headerLength = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(8 + headerLength + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true);
  file.fill(0x20, 8, 8 + headerLength);
  file.set(json, 8);
  let position = 8 + headerLength;
  for (const [, { bytes }] of ordered) {
    file.set(bytes, position);
    position += bytes.length;
  }
  return file;
}

/**
 * Reads a file.
 *
 * @throws UsageError naming `operation` if the bytes are not a whole file of the format.
 */
export function readTensors(operation: string, file: Uint8Array): TensorFile {
  const damaged = (received: string): UsageError =>
    new UsageError({
      operation,
      received: `${file.length} bytes: ${received}`,
      expected: "a whole file in the safetensors format",
      remedy: "read the file again in binary mode; if it was cut off while it was written, use an earlier one",
    });
  if (!((file as unknown) instanceof Uint8Array)) throw wrongOption({ operation, name: "bytes" }, file, "a Uint8Array");
  if (file.length < 8) throw damaged("too few for the length of the header");
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > file.length - 8) throw damaged(`too few for a header of ${headerLength} bytes`);
  const header = parseHeader(file.subarray(8, 8 + headerLength));
  if (header === null) throw damaged("the header is not a JSON object");

  const values = file.subarray(8 + headerLength);
  const tensors = new Map<string, StoredTensor>();
  let metadata: Readonly<Record<string, string>> = {};
  let total = 0;
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") {
      metadata = entry as Readonly<Record<string, string>>;
      continue;
    }
    if (!isHeaderEntry(entry)) throw damaged(`the header describes "${name}" as ${JSON.stringify(entry)}`);
    const { dtype, shape, data_offsets } = entry;
    const [start, end] = data_offsets;
    if (end - start !== sizeOf(shape) * bytesOf[dtype])
      throw damaged(`"${name}" has ${end - start} bytes for ${dtype}[${shape.join(",")}]`);
    if (end > values.length) throw damaged(`"${name}" ends at byte ${end} of ${values.length} bytes of values`);
    tensors.set(name, { dtype, shape, bytes: values.subarray(start, end) });
    total += end - start;
  }
  if (total !== values.length) throw damaged(`${values.length} bytes of values, of which the tensors take ${total}`);
  return { tensors, metadata };
}

interface HeaderEntry {
  readonly dtype: StoredDType;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [start: number, end: number];
}

function parseHeader(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    const header: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return typeof header === "object" && header !== null && !Array.isArray(header)
      ? (header as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

function isHeaderEntry(entry: unknown): entry is HeaderEntry {
  if (typeof entry !== "object" || entry === null) return false;
  const { dtype, shape, data_offsets: offsets } = entry as Partial<Record<keyof HeaderEntry, unknown>>;
  const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
  return (
    typeof dtype === "string" &&
    dtype in bytesOf &&
    Array.isArray(shape) &&
    shape.every(isCount) &&
    Array.isArray(offsets) &&
    offsets.length === 2 &&
    offsets.every(isCount) &&
    (offsets[0] as number) <= (offsets[1] as number)
  );
}

const asBytes = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** The values of an array as bytes. Typed arrays are little endian wherever this runs, as the format is. */
export function bytesOfValues(dtype: DType, values: TypedArray): Uint8Array {
  return asBytes(dtype === "float16" ? Uint16Array.from(values, halfBits) : values);
}

/** The reverse of {@link bytesOfValues}, as a copy: bytes of a file need not be aligned. */
export function valuesOfBytes(dtype: DType, bytes: Uint8Array): TypedArray {
  const length = bytes.length / dtypes[dtype].bytes;
  const stored = dtype === "float16" ? new Uint16Array(length) : dtypes[dtype].allocate(length);
  asBytes(stored).set(bytes);
  return stored instanceof Uint16Array ? Float32Array.from(stored, fromHalfBits) : stored;
}
