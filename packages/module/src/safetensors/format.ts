import { UsageError, type DType, type Shape } from "@proj/array";
import { crc32, sizeOf, wrongOption } from "@proj/array/core";
import {
  bytesOf,
  longestHeader,
  metadataName,
  parseHeader,
  shortly,
  type HeaderEntry,
  type StoredDType,
} from "./header.ts";

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

/** How each dtype is called in files. */
export const storedDTypes: { readonly [D in DType]: StoredDType } = {
  bool: "BOOL",
  int8: "I8",
  int16: "I16",
  int32: "I32",
  int64: "I64",
  uint8: "U8",
  uint16: "U16",
  uint32: "U32",
  uint64: "U64",
  bfloat16: "BF16",
  float16: "F16",
  float32: "F32",
  float64: "F64",
  complex64: "C64",
  complex128: "C128",
};

/** What a file holds. */
export interface TensorFile {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The text among the metadata that holds the checksum of everything else; files of other tools have none. */
export const checksumName = "crc32";

/** The bytes of a file. Wide elements come first, so that every tensor is aligned to its elements. */
export function writeTensors(operation: string, file: TensorFile): Uint8Array<ArrayBuffer> {
  const { tensors, metadata } = file;
  const ordered = [...tensors].sort(([, a], [, b]) => bytesOf[b.dtype] - bytesOf[a.dtype]);
  let end = 0;
  const entries = ordered.map(([name, { dtype, shape, bytes }]) => {
    const start = end;
    end += bytes.length;
    return [name, { dtype, shape, data_offsets: [start, end] }] as const;
  });
  // Metadata are first by custom.
  const header = [[metadataName, { ...metadata, [checksumName]: checksum(file) }] as const, ...entries];
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  // Spaces align the values to eight bytes.
  const headerLength = Math.ceil(json.length / 8) * 8;
  if (headerLength > longestHeader) {
    throw new UsageError({
      operation,
      received: `names, shapes and texts of ${headerLength} bytes`,
      expected: `at most ${longestHeader} bytes, which the safetensors format allows for its header`,
      remedy: "save the parts of the tree in files of their own, and long texts elsewhere",
    });
  }
  const bytes = new Uint8Array(8 + headerLength + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.fill(0x20, 8, 8 + headerLength);
  bytes.set(json, 8);
  let position = 8 + headerLength;
  for (const [, tensor] of ordered) {
    bytes.set(tensor.bytes, position);
    position += tensor.bytes.length;
  }
  return bytes;
}

/**
 * Reads a file. Nothing is allocated that is not there in bytes: the tensors are views of the file.
 *
 * @throws UsageError naming `operation` if the bytes are not a whole file of the format.
 */
export function readTensors(operation: string, file: Uint8Array): TensorFile {
  if (!((file as unknown) instanceof Uint8Array)) throw wrongOption({ operation, name: "bytes" }, file, "a Uint8Array");
  const damaged = (received: string): UsageError =>
    new UsageError({
      operation,
      received: `${file.length} bytes: ${received}`,
      expected: "a whole file in the safetensors format",
      remedy: "read the file again in binary mode; if it was cut off while it was written, use an earlier one",
    });
  if (file.length < 8) throw damaged("too few for the length of the header");
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > file.length - 8) throw damaged(`too few for a header of ${headerLength} bytes`);
  if (headerLength > longestHeader)
    throw damaged(`a header of ${headerLength} bytes, where the format allows ${longestHeader}`);
  const header = parseHeader(file.subarray(8, 8 + headerLength));
  if (typeof header === "string") throw damaged(header);

  const values = file.subarray(8 + headerLength);
  const tensors = new Map<string, StoredTensor>();
  for (const [name, { dtype, shape, data_offsets }] of header.entries) {
    const [start, end] = data_offsets;
    if (end - start !== sizeOf(shape) * bytesOf[dtype])
      throw damaged(`${shortly(name)} has ${end - start} bytes for ${dtype}${shortly(shape)}`);
    if (end > values.length) throw damaged(`${shortly(name)} ends at byte ${end} of ${values.length} bytes of values`);
    const bytes = values.subarray(start, end);
    const wrong = dtype === "BOOL" ? bytes.findIndex((byte) => byte > 1) : -1;
    if (wrong >= 0) throw damaged(`${shortly(name)} holds ${bytes[wrong]} at ${wrong}, where BOOL is 0 or 1`);
    tensors.set(name, { dtype, shape, bytes });
  }
  const objection = objectionToRanges(header.entries, values.length);
  if (objection !== null) throw damaged(objection);

  const { [checksumName]: stated, ...metadata } = header.metadata;
  const content = { tensors, metadata };
  if (stated !== undefined && stated !== checksum(content)) {
    throw new UsageError({
      operation,
      received: `a file whose contents have changed since it was written: their checksum is ${checksum(content)}, and it says ${shortly(stated)}`,
      expected: "a file as it was written",
      remedy: `use a copy that is not damaged; a tool that changes values on purpose has to drop ${checksumName} from the metadata`,
    });
  }
  return content;
}

/** What is wrong with the places of tensors: values have to follow each other without overlaps and gaps up to the end. */
function objectionToRanges(entries: ReadonlyMap<string, HeaderEntry>, length: number): string | null {
  const ordered = [...entries].sort(([, { data_offsets: a }], [, { data_offsets: b }]) => a[0] - b[0] || a[1] - b[1]);
  let end = 0;
  let before = "the header";
  for (const [name, { data_offsets }] of ordered) {
    if (data_offsets[0] < end) return `${shortly(name)} begins at byte ${data_offsets[0]}, inside of ${before}`;
    if (data_offsets[0] > end)
      return `${data_offsets[0] - end} bytes between ${before} and ${shortly(name)} belong to no tensor`;
    end = data_offsets[1];
    before = shortly(name);
  }
  return end === length ? null : `${length} bytes of values, of which the tensors take ${end}`;
}

/** The checksum of what a file holds, wherever it stands in the file. */
function checksum({ tensors, metadata }: TensorFile): string {
  const encoder = new TextEncoder();
  const byName = <T>(entries: Iterable<readonly [string, T]>) => [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  const bits = crc32([
    encoder.encode(JSON.stringify(byName(Object.entries(metadata)))),
    ...byName(tensors).flatMap(([name, { dtype, shape, bytes }]) => [
      encoder.encode(JSON.stringify([name, dtype, shape])),
      bytes,
    ]),
  ]);
  return bits.toString(16).padStart(8, "0");
}
